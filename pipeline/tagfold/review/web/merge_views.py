"""The page of a stopped git merge: both rows of each conflict, and a button to keep either, before the queue opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.review.history_words import row_words, settled_words
from tagfold.review.stopped_merge import StoppedMerge
from tagfold.review.web.access import AccessKeys
from tagfold.review.web.app import bare_page
from tagfold.taxonomy.merging import Keep

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST = 50
"""Conflicts on the page at once; more come as these are settled."""


@dataclass(frozen=True)
class MergeViews:
    """The routes of the page. `merged` are lines about what went together without a question."""

    merge: StoppedMerge
    keys: AccessKeys
    merged: list[str]

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/merge", "keep", self.keep, methods=["POST"])
        app.add_url_rule("/", "conflicts", self.conflicts)
        app.add_url_rule("/<path:_>", "any", lambda _: redirect(url_for("conflicts"), 303))

    def conflicts(self, problem: str = "", said: str = "") -> str:
        """What is open, each conflict with both sides."""
        left = self.merge.left()
        labels = {one.facet: self.merge.labels(one.facet) for one in left}
        return render_template(
            "merge.html",
            left=left[:MOST],
            more=max(len(left) - MOST, 0),
            merged=self.merged,
            problem=problem,
            said=said or request.args.get("said", ""),
            curator=self.merge.curator,
            form_token=self.keys.form,
            keys_on=True,
            sides=(Keep.OURS, Keep.THEIRS),
            words=lambda row, facet: row_words(row, lambda term_id: labels[facet].get(term_id or "", term_id or "")),
        )

    def keep(self) -> Response:
        """Settle one conflict, and show what is left."""
        try:
            keep = Keep(request.form.get("keep", ""))
            settled = self.merge.keep(request.form.get("name", ""), keep)
        except (TagfoldError, ValueError) as error:
            return make_response(self.conflicts(f"{error}. Nothing was saved."), 409)
        return redirect(url_for("conflicts", said=settled_words(settled.subject, keep, settled.conflict)), 303)


class MergeFirst:
    """A WSGI application: the page of a stopped merge until nothing is left of it, then the review."""

    def __init__(
        self, merge: StoppedMerge, keys: AccessKeys, merged: list[str], review: Callable[[], WSGIApplication]
    ) -> None:
        self._merge, self._review, self._reviewing = merge, review, None if merge.left() else review()
        self._page = bare_page(keys)
        MergeViews(merge, keys, merged).add_to(self._page)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._reviewing is None and not self._merge.left():
            self._reviewing = self._review()
        return (self._reviewing or self._page)(environ, start_response)
