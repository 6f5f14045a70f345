"""Whole classes of harmless differences: their pairs to read, and one button for all that are left ticked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.page.shown import Shown, back_to
from tagfold.review.queue import Item, Offer
from tagfold.taxonomy.saving import EditConflict


@dataclass(frozen=True)
class ClassViews:
    """The routes of safe classes."""

    shown: Shown

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/classes", "classes", self.classes)
        app.add_url_rule("/class", "one_class", self.one_class)
        app.add_url_rule("/class", "accept_class", self.accept, methods=["POST"])

    def classes(self) -> str:
        """The classes that have members."""
        return self.shown.page("classes.html", section="classes", classes=self.shown.desk.safe_classes(), problem="")

    def one_class(self) -> str:
        """The members of a class, each with the term it would get."""
        return self._page("")

    def accept(self) -> Response:
        """Accept the members that were shown, but for those whose tick was taken away."""
        class_id = request.form.get("id", "")
        shown, members = self.shown.desk.preview_class(class_id)
        if request.form.get("seen", "") != _seen(members):
            problem = "The class has changed since you were shown it. Nothing is written; here it is as it is now."
            return make_response(self._page(problem), 409)
        ticked = set(request.form.getlist("member"))
        without = tuple(item.key for item, _ in members if item.key not in ticked)
        try:
            entries = self.shown.desk.accept_class(class_id, without)
        except EditConflict as error:
            return make_response(self._page(f"{error}. Nothing is written."), 409)
        if not entries:
            return make_response(self._page("No pair is ticked, so nothing is written."), 400)
        return back_to(f"/queue?facet={shown.facet}", said=entries[-1].entry)

    def _page(self, problem: str) -> str:
        class_id = request.values.get("id", "")
        try:
            found, members = self.shown.desk.preview_class(class_id)
        except TagfoldError as error:
            return self.shown.page(
                "classes.html", section="classes", classes=self.shown.desk.safe_classes(), problem=f"{error}."
            )
        return self.shown.page(
            "class.html",
            section="classes",
            found=found,
            members=members,
            seen=_seen(members),
            problem=problem,
            preview=self.shown.desk.class_impact(found.facet, members) if members else None,
        )


def _seen(members: list[tuple[Item, Offer]]) -> str:
    told = repr([(item.key, offer.term_id) for item, offer in members])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
