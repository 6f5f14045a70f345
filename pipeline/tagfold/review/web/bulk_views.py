"""Bulk accept: classes of harmless differences, their pairs to read, and one button for all that stay ticked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.actions import Accept
from tagfold.review.differences import DIFFERENCES
from tagfold.review.queue import TagForm
from tagfold.review.suggestions import Offer
from tagfold.review.together import by_term
from tagfold.review.web.page_layout import ROWS, PageLayout, back_to, seen
from tagfold.taxonomy.store import EditConflict


@dataclass(frozen=True)
class BulkViews:
    """The routes of safe classes."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/classes", "classes", self.classes)
        app.add_url_rule("/class", "one_class", self.one_class)
        app.add_url_rule("/class", "accept_class", self.accept, methods=["POST"])
        app.add_url_rule("/class/effect", "class_effect", lambda: self._page(""), methods=["POST"])

    def classes(self) -> str:
        """The classes that have members."""
        return self._classes("")

    def one_class(self) -> str:
        """The members of a class, each with the term it would get."""
        return self._page("")

    def accept(self) -> Response:
        """Accept the members that were shown, but for those whose tick was taken away."""
        class_id = request.form.get("id", "")
        shown, members = self.layout.session.class_members(class_id)
        if request.form.get("seen", "") != seen(_pairs(members)):
            problem = "Changed meanwhile: this is the list as it is now. Nothing was saved."
            return make_response(self._page(problem), 409)
        ticked = set(request.form.getlist("member"))
        without = tuple(item.key for item, _ in members if item.key not in ticked)
        try:
            entries = self.layout.session.accept_class(class_id, without)
        except EditConflict as error:
            return make_response(self._page(f"{error}. Nothing was saved."), 409)
        if not entries:
            return make_response(self._page("Nothing is ticked, so nothing was saved."), 400)
        return back_to(f"/queue?facet={shown.facet}", said=entries[-1].entry)

    def _classes(self, problem: str) -> str:
        session = self.layout.session
        return self.layout.page(
            "bulk_classes.html",
            section="classes",
            classes=session.bulk_classes(),
            families=session.numbers.of(),
            most=ROWS,
            label=self.layout.label,
            new_label=session.numbers.label,
            numbers=DIFFERENCES["numbers"].words,
            problem=problem,
        )

    def _page(self, problem: str) -> str:
        class_id = request.values.get("id", "")
        try:
            found, members = self.layout.session.class_members(class_id)
        except TagfoldError as error:
            return self._classes(f"{error}.")
        shown = [item.key for item, _ in members]
        ticked = set(request.form.getlist("member") if request.method == "POST" else shown)
        chosen = by_term((item, Accept(offer.term_id)) for item, offer in members if item.key in ticked)
        return self.layout.page(
            "bulk_class.html",
            section="classes",
            found=found,
            members=members,
            seen=seen(_pairs(members)),
            problem=problem,
            ticked=ticked,
            preview=self.layout.session.preview_together(found.facet, chosen) if chosen else None,
        )


def _pairs(members: list[tuple[TagForm, Offer]]) -> list[tuple[str, str]]:
    return [(item.key, offer.term_id) for item, offer in members]
