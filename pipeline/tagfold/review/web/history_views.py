"""What was decided, by whom and when; and undoing any of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.bulk_accept import Batch
from tagfold.review.messages import bulk_words
from tagfold.review.web.page_layout import PageLayout, back_to, number
from tagfold.taxonomy.history import Entry

ROWS = 50


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
            offset=offset,
            rows=ROWS,
            more=len(entries) > ROWS,
            problem=problem,
        )

    def _steps(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, Batch | None]]:
        """Each entry; the first of several that were made in one step comes with all of that step."""
        before = Batch(())
        for entry, step in zip(entries, self.layout.session.batches(entries), strict=True):
            yield entry, step if step.entries[1:] and entry not in before.entries else None
            before = step
