"""Ticked tags of the list are decided together: the effect first, which follows the ticks, then one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.matching.decision import Outcome
from tagfold.review.actions import Accept, Reject, TagAction
from tagfold.review.preview import Preview
from tagfold.review.queue import TagForm
from tagfold.review.together import Decided, by_term
from tagfold.review.web.page_layout import BadForm, PageLayout, back_to, kept_fields, seen
from tagfold.taxonomy.store import EditConflict

TOGETHER = {
    "suggested": "Accept what is suggested for each",
    "accept": "Accept as one term",
    "new_term": "Create one term for all",
    "reject": "Reject what is suggested for each",
    "not_a_tag": "Not a tag",
    "unsure": "Skip for now",
}
"""What can be decided about several tags at once."""


@dataclass(frozen=True)
class Together:
    """What is decided about the ticked tags: `lines` are the tags that were chosen, each with what it would get."""

    facet: str
    lines: Sequence[tuple[TagForm, str]]
    decisions: list[Decided]
    preview: Preview | None
    problem: str
    seen: str


@dataclass(frozen=True)
class TogetherViews:
    """The routes of a decision about several tags."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/together", "together", self.together, methods=["POST"])
        app.add_url_rule("/together/write", "write_together", self.write, methods=["POST"])

    def together(self) -> str:
        """What would become of the ticked tags, and of the figures. Nothing is written."""
        return self._page(self._asked())

    def write(self) -> Response:
        """Decide about the ticked tags in one step."""
        asked = self._asked()
        if asked.problem:
            return make_response(self._page(asked), 400)
        if asked.seen != request.form.get("seen", ""):
            return make_response(self._page(asked, "Changed meanwhile: this is how it is now. Nothing was saved."), 409)
        note = request.form.get("note", "") or ("in one step, from the list" if asked.decisions[1:] else "")
        try:
            entries = self.layout.session.decide_together(asked.facet, asked.decisions, note)
        except EditConflict as error:
            return make_response(self._page(self._asked(), f"{error}. Nothing was saved."), 409)
        return back_to(request.form.get("back", ""), said=entries[-1].entry)

    def _page(self, asked: Together, problem: str = "") -> str:
        return self.layout.page(
            "together.html",
            section="tags",
            facet=asked.facet,
            asked=asked,
            do=request.form.get("do", ""),
            words=TOGETHER.get(request.form.get("do", ""), ""),
            problem=problem or asked.problem,
            ticked=set(request.form.getlist("member")),
            kept=[pair for pair in kept_fields(request.form) if pair[0] not in ("also", "note", "broader")],
            **self._heading(asked.facet),
            given=request.form,
            back=request.form.get("back", ""),
        )

    def _heading(self, facet: str) -> dict[str, Any]:
        """The choice of a heading for one new term, as its own form has it."""
        label, typed = request.form.get("label", ""), request.form.getlist("broader")
        wanted = request.form.get("do") == "new_term" and label.strip()
        return {
            "proposal": self.layout.session.new_terms(facet).proposal(label) if wanted else None,
            # the list of tags has the field alone, and this page the choice before it
            "chosen": typed[0] if typed[1:] else "" if any(typed) else None,
            "under": typed[-1] if typed else "",
        }

    def _asked(self) -> Together:
        """What the form asks for. `shown` are the tags on the page, `member` those that are ticked."""
        facet, session = self.layout.sure_facet(), self.layout.session
        ticked = set(request.form.getlist("member"))
        keys = dict.fromkeys(request.form.getlist("shown") or request.form.getlist("member"))
        items = [item for key in keys if (item := session.form(facet, key))]
        lines: list[tuple[TagForm, str]] = []
        chosen: list[tuple[TagForm, TagAction]] = []
        preview, problem, decisions = None, "", list[Decided]()
        try:
            for item in items:
                action = self._action(facet, item)
                lines.append((item, self._words(facet, action)))
                if action and item.key in ticked:
                    chosen.append((item, action))
            if not chosen:
                raise BadForm("nothing that can be decided like this is ticked", remedy="tick at least one tag")
            decisions = by_term(chosen)
            preview = session.preview_together(facet, decisions)
        except TagfoldError as error:
            problem = f"{str(error)[0].upper()}{str(error)[1:]}."
        state = [(item.key, item.outcome == Outcome.AUTO, session.rows(facet, item.key)) for item in items]
        return Together(facet, lines, decisions, preview, problem, seen((state, lines)))

    def _action(self, facet: str, item: TagForm) -> TagAction | None:
        """What would be decided about one of the tags; None if nothing is suggested for it."""
        word = request.form.get("do", "")
        if word not in TOGETHER:
            raise BadForm("the form names no decision", remedy="go back and choose one")
        if word in ("suggested", "reject"):
            own = self.layout.session.suggested(item)
            if word == "suggested":
                return own
            return Reject(own.term_id) if isinstance(own, Accept) else None
        action = self.layout.action(facet, request.form)
        return action if isinstance(action, TagAction) else None

    def _words(self, facet: str, action: TagAction | None) -> str:
        """The terms that a decision gives a tag."""
        term_ids = getattr(action, "parts", ()) or (getattr(action, "term_id", None),)
        named = " + ".join(self.layout.label(facet, term_id) for term_id in term_ids)
        return named or getattr(action, "label", "")
