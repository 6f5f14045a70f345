"""How much is done of long queries: it grows, is true at the ends, and is seen in the middle of a query."""

from __future__ import annotations

import threading

import duckdb
import pytest

from tagfold.warehouse import query_progress
from tagfold.warehouse.query_progress import QueryProgress


def test_what_is_done_grows_while_a_query_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_progress, "SECONDS_BETWEEN_LOOKS", 0.005)
    seen: list[tuple[int, int]] = []
    with (
        duckdb.connect(config={"threads": 1}) as db,
        QueryProgress(db, 3_000, lambda done, total: seen.append((done, total))) as progress,
    ):
        for weight in (1_000, 2_000):
            progress.begin(weight)
            db.execute("SELECT sum(sqrt(i)) FROM range(50_000_000) rows(i)").fetchall()
        progress.begin(0)
    done = [one for one, _ in seen]
    assert {total for _, total in seen} == {3_000}
    assert (done[0], done[-1]) == (0, 3_000)
    assert done == sorted(done)
    assert len({one for one in done if 1_000 < one < 3_000}) > 1


def test_nobody_looks_after_the_block() -> None:
    before = threading.active_count()
    with duckdb.connect() as db:
        with QueryProgress(db, 1, lambda done, total: None):
            assert threading.active_count() == before + 1
        assert threading.active_count() == before  # it would ask a connection that is closed
