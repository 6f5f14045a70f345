"""The page as one WSGI application: its routes, what every page shows, and what it says of an error."""

from __future__ import annotations

from importlib import resources

from flask import Flask, Response, abort, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from tagfold.errors import TagfoldError
from tagfold.matching.form import form_key
from tagfold.review.history_words import row_words
from tagfold.review.session import ReviewSession
from tagfold.review.web.access import MAX_BODY, AccessKeys, same_secret
from tagfold.review.web.browse_views import HistoryViews, TermViews
from tagfold.review.web.bulk_views import BulkViews
from tagfold.review.web.guide_views import GuideViews
from tagfold.review.web.list_views import ListViews
from tagfold.review.web.new_term_views import NewTermViews
from tagfold.review.web.opinion_views import OpinionViews
from tagfold.review.web.page_layout import PageLayout, back_to
from tagfold.review.web.queue_views import QueueViews
from tagfold.review.web.report_views import ReportViews
from tagfold.review.web.together_views import TogetherViews
from tagfold.taxonomy.languages import language_name

STATIC = {
    "page.css": "text/css", "keys.js": "text/javascript", "tree.js": "text/javascript", "icon.svg": "image/svg+xml",
}  # fmt: skip


def review_page(session: ReviewSession, keys: AccessKeys) -> Flask:
    """The page over a session. Serve it behind an `AccessControl` with the same keys, one request at a time."""
    app = bare_page(keys)
    layout = PageLayout(session, keys)
    app.jinja_env.filters["row_words"] = lambda row, facet: row_words(row, lambda t: layout.label(facet, t))
    app.jinja_env.filters["form_key"] = form_key
    app.jinja_env.filters["language_name"] = language_name
    app.jinja_env.filters["below"] = lambda address: address.removeprefix(request.script_root)
    for views in (
        QueueViews(layout),
        NewTermViews(layout),
        ListViews(layout),
        TogetherViews(layout),
        BulkViews(layout),
        TermViews(layout),
        HistoryViews(layout),
        OpinionViews(layout),
        GuideViews(layout),
        ReportViews(layout),
    ):
        views.add_to(app)
    app.add_url_rule("/keys", "keys", lambda: layout.page("keys.html", section=""))
    app.add_url_rule("/keys", "switch_keys", _switch_keys, methods=["POST"])

    @app.errorhandler(TagfoldError)
    def problem_page(error: TagfoldError) -> tuple[str, int]:
        return layout.page("problem.html", section="", title="Something went wrong", problem=str(error)), 400

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        if (error.code or 500) >= 500:  # the page itself may be what is broken
            return "Something went wrong; the terminal that runs `tagfold review` says why.", 500
        words = error.description or error.name
        return layout.page("problem.html", section="", title=error.name, problem=words), error.code or 500

    return app


def bare_page(keys: AccessKeys) -> Flask:
    """A page with its files, that takes only its own forms; whoever makes it adds what it shows."""
    app = Flask(__name__, static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=2000)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/static/<name>", "static_file", _static_file)

    @app.before_request
    def form_token() -> None:
        """Every change carries the token of this run's own forms."""
        if request.method == "POST" and not same_secret(request.form.get("token", ""), keys.form):
            abort(403, "This form lacks the page's token; open the page again and send its own form.")

    return app


def _static_file(name: str) -> Response:
    """One of the page's own three files; the name only picks among them."""
    if name not in STATIC:
        abort(404)
    content = resources.files("tagfold.review.web").joinpath("static", next(n for n in STATIC if n == name))
    return Response(content.read_bytes(), content_type=f"{STATIC[name]}; charset=utf-8")


def _switch_keys() -> AnyResponse:
    """Turn the single keys on or off, for this browser (no secret, so a cookie does)."""
    answer = back_to(request.form.get("back", ""))
    wanted = "off" if request.form.get("keys") == "off" else "on"
    answer.set_cookie("tagfold_keys", wanted, max_age=365 * 86400, httponly=True, samesite="Strict")
    return answer
