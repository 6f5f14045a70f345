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
from tagfold.review.number_families import NumberFamily
from tagfold.review.preview import Preview
from tagfold.review.queue import TagForm
from tagfold.review.together import Decided, by_term
from tagfold.review.web.page_layout import BadForm, Fields, PageLayout, back_to, kept_fields, seen
from tagfold.taxonomy.store import EditConflict

APART = "apart"
"""The word for tags that differ in a number and are not one."""

TOGETHER = {
    "suggested": "Accept what is suggested for each",
    "accept": "Accept as one term",
    "new_term": "Create one term for all",
    "reject": "Reject what is suggested for each",
    "not_a_tag": "Not a tag",
    "unsure": "Skip for now",
    APART: "They are apart",
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
        app.add_url_rule("/numbers", "numbers", self.numbers)
        app.add_url_rule("/together", "together", self.together, methods=["POST"])
        app.add_url_rule("/together/write", "write_together", self.write, methods=["POST"])

    def numbers(self) -> Response:
        """A family of tags that differ in a number alone, all ticked to be one term: the known one, else a new one."""
        session, facet, key = self.layout.session, self.layout.sure_facet(), request.args.get("family", "")
        family = session.numbers.one(facet, key)
        if family is None:
            return back_to("/classes")
        chosen = {"do": "accept", "term_id": family.term_id} if family.term_id else {"do": "new_term"}
        label = session.numbers.label(family)
        fields = {"facet": facet, "family": key, "label": label, "back": "/classes", **chosen}
        form = Fields([*fields.items(), *(("member", item.key) for item in family.members)])
        return make_response(self._page(form, self._asked(form)))

    def together(self) -> str:
        """What would become of the ticked tags, and of the figures. Nothing is written."""
        return self._page(request.form, self._asked(request.form))

    def write(self) -> Response:
        """Decide about the ticked tags in one step."""
        asked = self._asked(request.form)
        if asked.problem:
            return make_response(self._page(request.form, asked), 400)
        if asked.seen != request.form.get("seen", ""):
            problem = "Changed meanwhile: this is how it is now. Nothing was saved."
            return make_response(self._page(request.form, asked, problem), 409)
        note = request.form.get("note", "") or ("in one step, from the list" if asked.decisions[1:] else "")
        try:
            entries = self.layout.session.decide_together(asked.facet, asked.decisions, note)
        except EditConflict as error:
            return make_response(
                self._page(request.form, self._asked(request.form), f"{error}. Nothing was saved."), 409
            )
        return back_to(request.form.get("back", ""), said=entries[-1].entry)

    def _page(self, form: Fields, asked: Together, problem: str = "") -> str:
        family = self._family(asked.facet, form)
        shown = ("label", "definition") if family else ()  # fields of the page
        return self.layout.page(
            "together.html",
            section="classes" if form.get("family") else "tags",
            facet=asked.facet,
            asked=asked,
            do=form.get("do", ""),
            words=TOGETHER.get(form.get("do", ""), ""),
            problem=problem or asked.problem,
            ticked=set(form.getlist("member")),
            kept=[pair for pair in kept_fields(form) if pair[0] not in {"do", "also", "note", "broader", *shown}],
            family=family,
            family_label=self.layout.session.numbers.label(family) if family else "",
            together=TOGETHER,
            **self._heading(asked.facet, form),
            given=form,
            back=form.get("back", ""),
        )

    def _family(self, facet: str, form: Fields) -> NumberFamily | None:
        """The family that the form is about, if it is about one."""
        key = form.get("family", "")
        return self.layout.session.numbers.one(facet, key) if key else None

    def _heading(self, facet: str, form: Fields) -> dict[str, Any]:
        """The choice of a heading for one new term, as its own form has it."""
        label, typed = form.get("label", ""), form.getlist("broader")
        wanted = form.get("do") == "new_term" and label.strip()
        return {
            "proposal": self.layout.session.new_terms(facet).proposal(label) if wanted else None,
            # the list of tags has the field alone, and this page the choice before it
            "chosen": typed[0] if typed[1:] else "" if any(typed) else None,
            "under": typed[-1] if typed else "",
        }

    def _asked(self, form: Fields) -> Together:
        """What the form asks for. `shown` are the tags on the page, `member` those that are ticked."""
        facet, session = self.layout.sure_facet(), self.layout.session
        ticked = set(form.getlist("member"))
        keys = dict.fromkeys(form.getlist("shown") or form.getlist("member"))
        items = [item for key in keys if (item := session.form(facet, key))]
        lines: list[tuple[TagForm, str]] = []
        chosen: list[tuple[TagForm, TagAction]] = []
        preview, problem, decisions = None, "", list[Decided]()
        try:
            for item in items:
                action = self._action(facet, item, form)
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

    def _action(self, facet: str, item: TagForm, form: Fields) -> TagAction | None:
        """What would be decided about one of the tags; None if nothing is suggested for it."""
        word = form.get("do", "")
        if word not in TOGETHER:
            raise BadForm("the form names no decision", remedy="go back and choose one")
        if word in ("suggested", "reject"):
            own = self.layout.session.suggested(item)
            if word == "suggested":
                return own
            return Reject(own.term_id) if isinstance(own, Accept) else None
        if word == APART:
            if family := self._family(facet, form):
                return family.apart(item)
            raise BadForm("nothing of this family is left to decide together", remedy="go back to the list of families")
        action = self.layout.action(facet, form)
        return action if isinstance(action, TagAction) else None

    def _words(self, facet: str, action: TagAction | None) -> str:
        """The terms that a decision gives a tag."""
        term_ids = getattr(action, "parts", ()) or (getattr(action, "term_id", None),)
        named = " + ".join(self.layout.label(facet, term_id) for term_id in term_ids if term_id)
        return named or getattr(action, "label", "")
