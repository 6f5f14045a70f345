"""A server for this machine alone: waitress on 127.0.0.1, one request at a time, until it is stopped."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask
from waitress.trigger import trigger
from werkzeug.wrappers import Response

from tagfold.errors import WrongUsage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ADDRESS = "127.0.0.1"

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not `no-referrer`: under that, browsers send `Origin: null` with the page's own forms. No other origin gets it.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every answer of the review page, and of what waitress refuses itself."""

MOST_OPEN = 50
MOST_IDLE = 30
"""Connections that may lie open without a whole request; one more closes the one that has been silent longest."""


class RefusalTask(ErrorTask):
    """An answer of waitress itself, such as 413 or 431, with the headers of every other answer."""

    def execute(self) -> None:
        self.response_headers = [*self.response_headers, *HEADERS.items()]
        super().execute()


class PageChannel(HTTPChannel):
    """A connection. Those that send nothing cannot keep the others out."""

    error_task_class = RefusalTask

    def __init__(self, server: BaseWSGIServer, *args: Any, **named: Any) -> None:
        super().__init__(server, *args, **named)
        channels: dict[int, HTTPChannel] = server.active_channels  # type: ignore[assignment]  # the stubs are wrong
        others = (channel for channel in channels.values() if channel is not self)
        idle = [one for one in others if not (one.requests or one.total_outbufs_len or one.will_close)]
        if len(idle) >= MOST_IDLE:
            min(idle, key=lambda one: one.last_activity).will_close = True


def refused(status: int, words: str) -> Response:
    """A refusal in one sentence."""
    return Response(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")


Door = TypeVar("Door", bound="WSGIApplication")


@dataclass(frozen=True)
class RunningServer(Generic[Door]):
    """A page that listens. `run` answers until `stop` is called from another thread, or Ctrl-C."""

    door: Door
    server: BaseWSGIServer
    waker: trigger
    open_sockets: dict[Any, Any]

    def run(self) -> None:
        gc.freeze()  # the queue lives as long as the page; to walk over all of it again held a page up by 0.4 s
        try:
            self.server.run()
        finally:
            gc.unfreeze()

    def stop(self) -> None:
        """Close every connection, in the thread that serves them."""
        self.waker.pull_trigger(self._close)

    def _close(self, *_: object) -> None:
        wasyncore.close_all(self.open_sockets)


@contextmanager
def serving(door_at: Callable[[int], Door], max_body: int, port: int = 0) -> Iterator[RunningServer[Door]]:
    """Listen on a port of 127.0.0.1, 0 for any that is free; `door_at` gives what answers there.

    Raises WrongUsage if the port is taken.
    """
    with _listener(port) as listener:
        door = door_at(listener.getsockname()[1])
        open_sockets: dict[Any, Any] = {}
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that a request waits its turn is no news
        server = create_server(
            door,
            map=open_sockets,
            sockets=[listener],
            threads=1,  # the session is asked one thing at a time; waitress reads and writes beside it
            ident=None,
            max_request_body_size=max_body,
            max_request_header_size=16 * 1024,
            clear_untrusted_proxy_headers=True,
            connection_limit=MOST_OPEN,
            channel_timeout=30,
            cleanup_interval=5,
        )
        if not isinstance(server, BaseWSGIServer):
            raise TypeError("one socket makes one server")
        server.channel_class = PageChannel
        try:
            yield RunningServer(door, server, trigger(open_sockets), open_sockets)
        finally:
            wasyncore.close_all(open_sockets)
            server.task_dispatcher.shutdown()


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise WrongUsage(
            f"port {port} cannot be used ({error.strerror})", remedy="give another --port, or none"
        ) from None
    return listener
