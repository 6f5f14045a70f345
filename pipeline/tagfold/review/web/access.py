"""Who may reach the page: this machine's browser, by an address that holds a secret, from the page itself.

It guards every route, so that none can forget it. What it is built against:

- another machine: the server listens on 127.0.0.1 only (`localserver`);
- a web site open in the same browser: it can neither guess the secret nor read a page; `Origin` and
  `Sec-Fetch-Site` still refuse what it sends;
- a name that a stranger's DNS points at 127.0.0.1 (rebinding): `Host` must be the one address we serve;
- another user of this machine, who sees the arguments of running programs: the browser is started with a
  ticket that works once, never with the secret;
- another server of this machine: cookies are shared by all ports of an address, so the secret is not in a cookie.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from tagfold.localserver import ADDRESS, HEADERS, refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_BODY = 64 * 1024
"""Bytes of a form at most: the longest is a split of a tag, with a note."""


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class AccessKeys:
    """What opens the door of one run: the path's secret, the browser's ticket, and the token that forms carry."""

    path: str = field(default_factory=_secret, repr=False)
    ticket: str = field(default_factory=_secret, repr=False)
    form: str = field(default_factory=_secret, repr=False)


class AccessControl:
    """A WSGI application that lets the right requests through to `app`, below the secret's path."""

    def __init__(self, app: WSGIApplication, port: int, keys: AccessKeys) -> None:
        self._app, self._keys = app, keys
        self._host = f"{ADDRESS}:{port}"
        self._origin = f"http://{self._host}"
        self._ticket_used = threading.Event()
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Where the page is, for a person's eyes: anyone with it can make changes."""
        return f"{self._origin}/{self._keys.path}/"

    @property
    def ticket_address(self) -> str:
        """Where a browser is sent that is started with it as an argument; it works once."""
        return f"{self._origin}/enter/{self._keys.ticket}"

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def guarded(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            kept = [(name, value) for name, value in headers if name not in HEADERS]
            return start_response(status, [*kept, *HEADERS.items()], exc_info)

        return self._passed(environ)(environ, guarded)

    def _passed(self, environ: WSGIEnvironment) -> WSGIApplication:
        """What answers the request: the page, below the secret's path, or a refusal."""
        if refusal := self._refusal(Request(environ)):
            return refusal
        first, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if first == "enter":
            return self._entered(rest)
        if not same_secret(first, self._keys.path):
            return refused(403, "This address lacks the secret part; open the address that `tagfold review` printed.")
        environ["SCRIPT_NAME"] = f"/{self._keys.path}"
        environ["PATH_INFO"] = f"/{rest}"
        return self._app

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("Host") != self._host:
            return refused(403, f"This page answers at {self._host} and by no other name.")
        if request.method not in {"GET", "HEAD", "POST"}:
            return refused(405, "This page answers GET, HEAD and POST.")
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            return refused(403, "This request comes from another site; open the address that `tagfold review` printed.")
        if request.method == "POST" and request.headers.get("Origin") != self._origin:
            return refused(403, "This form was not sent by this page; open the page again and send its own form.")
        return None

    def _entered(self, ticket: str) -> Response:
        with self._lock:  # two requests at once may not both have it
            good = same_secret(ticket, self._keys.ticket) and not self._ticket_used.is_set()
            if good:
                self._ticket_used.set()
        if not good:
            return refused(403, "This ticket has been used; open the address that `tagfold review` printed.")
        return Response(status=303, headers={"Location": f"/{self._keys.path}/"})


def same_secret(given: str, kept: str) -> bool:
    """Compare in a time that tells nothing about how much of it was right."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), kept.encode())
