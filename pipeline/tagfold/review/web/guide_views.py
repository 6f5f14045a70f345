"""The guide on the page: a panel for a curator without decisions, until it is closed, and a page for later."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from werkzeug.wrappers import Response

from tagfold.review.guide import RULES, STEPS
from tagfold.review.web.page_layout import PageLayout, back_to

COOKIE = "tagfold_guide"


@dataclass(frozen=True)
class GuideViews:
    """The routes of the guide."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/guide", "guide", lambda: self.layout.page("guide.html", section=""))
        app.add_url_rule("/guide", "close_guide", self.close, methods=["POST"])
        app.jinja_env.globals |= {"guide_steps": STEPS, "guide_rules": RULES, "is_first_run": self.is_first_run}

    def is_first_run(self) -> bool:
        """Whether this curator decided nothing yet, and has not closed the panel in this browser."""
        return request.cookies.get(COOKIE) != "closed" and self.layout.session.last() is None

    def close(self) -> Response:
        """Close the panel for this browser (no secret, so a cookie does)."""
        answer = back_to(request.form.get("back", ""))
        answer.set_cookie(COOKIE, "closed", max_age=365 * 86400, httponly=True, samesite="Strict")
        return answer
