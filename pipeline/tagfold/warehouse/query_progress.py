"""How much is done of queries that may take minutes, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Self

import duckdb

Part = Callable[[int, int], None]
"""Called with how much is done, of how much."""

SECONDS_BETWEEN_LOOKS = 1.0


class QueryProgress:
    """Tells `part` how much is done of queries whose weights add up to a `total`; use it with `with`.

    DuckDB says how much it is of the query at work.
    """

    def __init__(self, db: duckdb.DuckDBPyConnection, total: int, part: Part) -> None:
        self._db, self._total, self._part = db, total, part
        self._before_and_now, self._done = (0, 0), 0
        self._one_at_a_time = Lock()
        self._ended = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def begin(self, weight: int) -> None:
        """A query of this weight begins, so that the one before is done."""
        before = sum(self._before_and_now)
        self._before_and_now = (before, weight)
        self._say(before)

    def __enter__(self) -> Self:
        self._db.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_LOOKS):
            before, now = self._before_and_now
            percent = self._db.query_progress()  # less than nothing while it is not known
            self._say(before + int(now * max(percent, 0.0) / 100))

    def _say(self, done: int) -> None:
        with self._one_at_a_time:
            self._done = max(done, self._done)  # a look may come late, when the next query has begun
            self._part(self._done, self._total)
