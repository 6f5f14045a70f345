"""Terms and the history, page by page: to search, to read, to change a term after a look at its effect, and to undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, abort, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.bulk_accept import Batch
from tagfold.review.history_words import bulk_words
from tagfold.review.preview import Preview
from tagfold.review.web.page_layout import RECENT, ROWS, PageLayout, back_to, kept_fields, number
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Status
from tagfold.taxonomy.store import EditConflict


@dataclass(frozen=True)
class Pages:
    """A page of a list: it begins at `offset`, and there are `more` rows after it."""

    offset: int
    more: bool

    @property
    def previous(self) -> int:
        """Where the page before begins."""
        return max(self.offset - ROWS, 0)

    @property
    def next(self) -> int:
        """Where the next page begins."""
        return self.offset + ROWS


@dataclass(frozen=True)
class TermViews:
    """The routes of terms."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/terms", "terms", self.terms)
        app.add_url_rule("/tree", "tree", self.tree)
        app.add_url_rule("/term", "term", self.term)
        app.add_url_rule("/term", "change_term", self.change, methods=["POST"])

    def terms(self) -> str:
        """Terms of one facet, by label or by what was searched."""
        session = self.layout.session
        facets = self.layout.tabs(lambda _: 1)
        facet = self.layout.facet() or next((name for name, _, _ in facets), None)
        text, offset = request.args.get("text", "").strip(), number("offset", 0)
        lines = []
        if facet:
            lines = session.search_terms(facet, text, 200) if text else session.terms(facet, offset, ROWS + 1)
        return self.layout.page(
            "terms.html",
            section="terms",
            facet=facet,
            facets=facets,
            text=text,
            lines=lines if text else lines[:ROWS],
            pages=Pages(offset, not text and len(lines) > ROWS),
        )

    def tree(self) -> str:
        """All terms of one facet, each under its heading."""
        facets = self.layout.tabs(lambda _: 1)
        facet = self.layout.facet() or next((name for name, _, _ in facets), None)
        nodes = self.layout.session.term_tree(facet) if facet else ()
        return self.layout.page("tree.html", section="terms", facet=facet, facets=facets, nodes=nodes)

    def term(self) -> str:
        """One term; where the address names a change, also what that would move."""
        problem, preview = "", None
        if request.args.get("do"):
            try:
                preview = self._preview()
            except TagfoldError as error:
                problem = f"{error.problem}; {error.remedy}"
        return self._page(preview, problem)

    def change(self) -> Response:
        """Write a change of a term that was looked at before."""
        facet, term_id = self.layout.sure_facet(), request.form.get("id", "")
        action = self.layout.action(facet, request.form)
        if request.form.get("seen", "") != self._seen(facet, term_id):
            problem = "Changed meanwhile: this is the term as it is now. Your change was not saved"
            return make_response(self._page(None, problem), 409)
        try:
            entry = self.layout.session.decide(facet, term_id, action)
        except EditConflict as error:
            return make_response(self._page(None, f"{error}. Your change was not saved"), 409)
        return back_to(f"/term?facet={facet}&id={term_id}", said=entry.entry)

    def _preview(self) -> Preview:
        facet = self.layout.sure_facet()
        action = self.layout.action(facet, request.args)
        return self.layout.session.preview(facet, request.args.get("id", ""), action)

    def _page(self, preview: Preview | None, problem: str) -> str:
        facet, term_id = self.layout.sure_facet(), request.values.get("id", "")
        found = self.layout.session.term(facet, term_id)
        if found is None:
            abort(404, f"There is no term {term_id} in {facet}.")
        return self.layout.page(
            "term.html",
            section="terms",
            facet=facet,
            found=found,
            active=found.term.status is Status.ACTIVE,
            successor=self.layout.label(facet, found.term.replaced_by),
            preview=preview,
            problem=problem,
            fields=kept_fields(request.values),
            given=request.values,
            do=request.values.get("do", ""),
            seen=self._seen(facet, term_id),
        )

    def _seen(self, facet: str, term_id: str) -> str:
        """The last thing the history says of a term: a change since shows in it."""
        entries = self.layout.session.history(RECENT)
        return next((e.entry for e in entries if (e.facet, e.subject) == (facet, term_id)), "nothing")


@dataclass(frozen=True)
class HistoryViews:
    """The routes of the history."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/history", "history", self.history)
        app.add_url_rule("/undo", "undo", self.undo, methods=["POST"])

    def history(self) -> str:
        """The decisions, the last first."""
        return self._page("")

    def undo(self) -> Response:
        """Undo one decision, or with `batch` all that were made with it; where a later one rests on it, say so."""
        session, entry_id = self.layout.session, request.form.get("entry", "")
        if entry_id in session.undone():
            return make_response(self._page("This decision is undone already."), 409)
        try:
            entry = session.undo_bulk(entry_id)[-1] if request.form.get("bulk") else session.undo(entry_id)
        except TagfoldError as error:
            return make_response(self._page(f"{str(error)[0].upper()}{str(error)[1:]}."), 409)
        return back_to(request.form.get("back", ""), said=entry.entry)

    def _page(self, problem: str) -> str:
        session, offset = self.layout.session, number("offset", 0)
        entries = session.history(ROWS + 1, offset)
        return self.layout.page(
            "history.html",
            section="history",
            entries=[(entry, self.layout.words(entry), step) for entry, step in self._steps(entries[:ROWS])],
            bulk_words=bulk_words,
            undone=session.undone(),
            brought={gain.entry: gain.uses for gain in session.progress().gains},
            pages=Pages(offset, len(entries) > ROWS),
            problem=problem,
        )

    def _steps(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Batch | None]]:
        """Each entry; the first of several that were made in one step comes with all of that step."""
        before = Batch(())
        for entry, step in zip(entries, self.layout.session.batches(entries), strict=True):
            yield entry, step if step.entries[1:] and entry not in before.entries else None
            before = step
