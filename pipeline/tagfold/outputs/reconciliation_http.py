"""The reconciliation service over HTTP, for programs of this machine: it reads nothing from disk and changes nothing.

It is built against what the review page is built against (review/web/access.py): other machines, web sites that are
open in the same browser, and names of strangers that lead to 127.0.0.1. There is no secret, since it can only be asked
for terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from tagfold.localserver import ADDRESS, refused
from tagfold.outputs.reconciliation import ReconciliationService, broader
from tagfold.outputs.term_properties import BadQuery, Json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BATCH = 1024 * 1024
"""Bytes of a batch of queries at most."""

LOCAL = re.compile(r"http://(127\.0\.0\.1|localhost)(:\d{1,5})?")
"""The origins of pages that programs of this machine serve, such as OpenRefine's."""

SERVICE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors http://127.0.0.1:* http://localhost:*",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Origin",
}


class ReconciliationEndpoint:
    """The service as a WSGI application."""

    def __init__(self, service: ReconciliationService, port: int) -> None:
        self._service = service
        self._hosts = {f"{ADDRESS}:{port}", f"localhost:{port}"}
        self.address = f"http://{ADDRESS}:{port}/reconcile"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = MAX_BATCH
        try:
            answer = self._refusal(request) or self._answer(request)
        except BadQuery as error:
            answer = _json({"status": "error", "message": str(error)}, 400)
        except HTTPException as error:
            answer = refused(error.code or 400, error.description or error.name)
        answer.headers.update(SERVICE_HEADERS)
        origin = request.headers.get("Origin", "")
        if LOCAL.fullmatch(origin):
            answer.headers["Access-Control-Allow-Origin"] = origin
        return answer(environ, start_response)

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("Host") not in self._hosts:
            return refused(403, "This service answers at its own address and by no other name.")
        if request.method not in {"GET", "HEAD", "POST", "OPTIONS"}:
            return refused(405, "This service answers GET, HEAD and POST.")
        foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
        if not LOCAL.fullmatch(origin := request.headers.get("Origin", "")) and (origin or foreign):
            return refused(403, "This service answers programs and pages of this machine only.")
        if "callback" in request.values:
            return refused(400, "This service has no JSONP; ask without callback, which CORS permits.")
        return None

    def _answer(self, request: Request) -> Response:
        service, asked = self._service, request.values
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Access-Control-Allow-Methods": "GET, POST", "Allow": "GET, POST"})
        prefix = asked.get("prefix", "")[:200]
        match request.path:
            case "/" | "/reconcile" if "queries" in asked:
                return _json(service.answers(_parsed("queries", asked["queries"])))
            case "/" | "/reconcile" if "extend" in asked:
                return _json(service.extension(_parsed("extend", asked["extend"])))
            case "/" | "/reconcile":
                return _json(service.manifest(f"http://{request.headers['Host']}"))
            case "/suggest/entity":
                cursor = re.fullmatch("[0-9]{1,6}", asked.get("cursor", ""))
                return _json({"result": service.suggested_terms(prefix, int(cursor[0]) if cursor else 0)})
            case "/suggest/type":
                return _json({"result": service.suggested_types(prefix)})
            case "/suggest/property":
                return _json({"result": service.suggested_properties(prefix)})
            case "/properties":
                return _json(service.proposed_properties(asked.get("type", ""), asked.get("limit", "")))
            case "/term":
                return self._term_page(asked.get("id", ""))
        return refused(404, "There is nothing here; the service is at /reconcile.")

    def _term_page(self, term_id: str) -> Response:
        """A term for a person's eyes, which fits into a small frame."""
        found = self._service.term(term_id)
        if not found:
            return refused(404, "There is no such term.")
        term, vocabulary = found
        above = " › ".join(escape(one.label) for one in reversed(list(broader(term, vocabulary))))
        state = "" if term.status == "active" else f"<p>{escape(term.status)}</p>"
        page = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(term.label)}</title>"
            f"<h1>{escape(term.label)}</h1><p>{escape(term.definition)}</p>{f'<p>{above}</p>' if above else ''}{state}"
            f"<p><small>{escape(vocabulary.facet.label)}, {escape(term.term_id)}</small></p></html>"
        )
        return Response(page, content_type="text/html; charset=utf-8")


def _parsed(name: str, text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadQuery(f"{name} must be JSON") from None


def _json(content: Json, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, content_type="application/json")
