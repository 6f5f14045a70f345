"""A new term in the making: what speaks against the label that is typed, and the headings that fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, jsonify, render_template, request
from werkzeug.wrappers import Response

from tagfold.review.actions import Action, NewTerm, SplitTag
from tagfold.review.label_style import clean_label
from tagfold.review.queue import TagForm
from tagfold.review.session import ReviewSession
from tagfold.review.web.page_layout import PageLayout


@dataclass(frozen=True)
class NewTermViews:
    """The routes that the form of a new term asks while it is filled in."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/label", "label", self.label_warnings)
        app.add_url_rule("/headings", "headings", self.headings)

    def label_warnings(self) -> Response:
        """What speaks against a label that is being typed, as JSON: the term that is there already."""
        facet, label = self.layout.sure_facet(), request.args.get("text", "")
        return jsonify(self.layout.session.new_terms(facet).warnings(NewTerm(label))[: 1 if label.strip() else 0])

    def headings(self) -> str:
        """The choice of headings for a tag, to be put into its page: they take too long to be on every page."""
        facet = self.layout.sure_facet()
        item = self.layout.session.form(facet, request.args.get("key", ""))
        if item is None:
            abort(404, "There is no such tag; go back to the queue.")
        proposal = self.layout.session.new_terms(facet).proposal(item.raw)
        return render_template("headings.html", proposal=proposal, chosen=None)


def terms_made(session: ReviewSession, item: TagForm, action: Action | None, problem: str) -> dict[str, Any]:
    """What the page of a tag shows of the terms that a decision makes: what speaks against them, and for the forms the
    label, the headings where they are asked for, and for each part of a split its proposal if it is new.
    """
    new, asked = session.new_terms(item.facet), request.args.get("do", "")
    found: list[str] = []
    if isinstance(action, NewTerm):
        found = new.warnings(action)
    elif isinstance(action, SplitTag):
        found = new.warnings_of_split(action)
    parts = action.parts if asked == "split" and isinstance(action, SplitTag) else ()
    under = request.args.getlist("broader")
    return {
        "warnings": found,
        "label": clean_label(item.raw, ()),
        "proposal": new.proposal(item.raw) if request.args.get("new") or (asked == "new_term" and problem) else None,
        "chosen": under[0] if under else None,
        "under": under[-1] if under else "",
        "new_parts": [(part, new.proposal(part) if new.is_new(part) else None) for part in parts],
    }
