"""Terms: to search, to browse, to read, and to change after a look at what that would move."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.preview import Preview
from tagfold.review.web.page_layout import RECENT, PageLayout, action_of_form, back_to, kept_fields, number
from tagfold.taxonomy.model import Status
from tagfold.taxonomy.store import EditConflict

ROWS = 50


@dataclass(frozen=True)
class TermViews:
    """The routes of terms."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/terms", "terms", self.terms)
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
            offset=offset,
            rows=ROWS,
            more=not text and len(lines) > ROWS,
        )

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
        action = action_of_form(request.form, lambda typed: self.layout.named(facet, typed))
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
        action = action_of_form(request.args, lambda typed: self.layout.named(facet, typed))
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
