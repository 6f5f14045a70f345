"""Work for the moments in which nobody asks for a page: in pieces so short that nobody waits long for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tagfold.errors import TagfoldError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PIECE = 0.03
"""Seconds of a piece of work."""

BREATH = 0.01
"""Seconds between two pieces, in which a request may begin."""

Work = Callable[[float], bool]
"""Does some of what there is to do, for about so many seconds; whether something is left."""


class Leisure:
    """A WSGI application that is never asked while a piece of work is done, nor the other way round."""

    def __init__(self, app: WSGIApplication, work: Work) -> None:
        self._app, self._work = app, work
        self._alone = threading.Lock()
        self._asked = threading.Event()
        self._over = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._alone:
            answer = self._app(environ, start_response)
        return _Answer(answer, self)

    def close(self, answer: Iterable[bytes]) -> None:
        """What the application does when its answer is sent is no time for other work either."""
        with self._alone:
            getattr(answer, "close", lambda: None)()
        self._asked.set()  # there may be something to do by now

    @contextmanager
    def used(self) -> Iterator[None]:
        """Work while there is something to do, beside what serves the application."""
        worker = threading.Thread(target=self._go_on, daemon=True)
        worker.start()
        try:
            yield
        finally:
            self._over.set()
            self._asked.set()
            worker.join()

    def _go_on(self) -> None:
        while not self._over.wait(BREATH):
            with self._alone:
                try:
                    left = self._work(PIECE)
                except TagfoldError:  # whoever asks for the same is told
                    left = False
            if not left:
                self._asked.wait()
                self._asked.clear()


class _Answer:
    """The parts of an answer, closed by the application's own leisure."""

    def __init__(self, answer: Iterable[bytes], leisure: Leisure) -> None:
        self._answer, self._leisure = answer, leisure

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        self._leisure.close(self._answer)
