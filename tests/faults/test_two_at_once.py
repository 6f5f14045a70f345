"""Two processes at one database or one taxonomy: one waits or is told, and nothing that either was told is lost."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tagfold.errors import WarehouseError
from tagfold.ingestion.ingest import ingest
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.journal import JOURNAL
from tagfold.taxonomy.store import EditConflict, alone
from tests.conftest import Rows, published, source_folder
from tests.faults.injection import litter

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
JURIES = "citizen juries"
OUTCOME = f"SELECT outcome FROM decisions WHERE raw = '{JURIES}'"
TAGS = [JURIES, *(f"bee hive {letter * 3}" for letter in "kqvwxz")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = tmp_path_factory.mktemp("kept")
    published(kept, {"a.md": "# A\n" + "".join(f"[[datasources:{tag}]]\n" for tag in TAGS)})
    return kept


@pytest.fixture
def settings(kept: Path, tmp_path: Path) -> Settings:
    """A database, its reports and its taxonomy."""
    home = tmp_path / "home"
    shutil.copytree(kept, home)
    return Settings((home / "reports",), home / "taxonomy", home / "tagfold.duckdb", workers=1)


@contextmanager
def _process(action: Callable[[], object]) -> Iterator[int]:
    """A process that does the action, until it is done or stops itself; it goes on at the end of the block."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = 0
        except BaseException:  # noqa: BLE001 - the parent shows it
            traceback.print_exc()
        os._exit(code)
    yield child
    os.kill(child, signal.SIGCONT)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (0, -signal.SIGKILL)


def _wait_until_stopped(child: int) -> None:
    assert os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1])


def _stop(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _stop_once() -> Callable[..., None]:
    stops = iter([_stop])
    return lambda *_: next(stops, lambda: None)()


def _decide(settings: Settings, tag: str) -> None:
    session = ReviewSession(settings.taxonomy, settings.database, "Ada", lambda: NOW)
    session.decide("datasources", form_key(tag), Accept("ds-0003"))


def _accepted(settings: Settings) -> set[str]:
    mappings = read_taxonomy(settings.taxonomy).vocabularies["datasources"].mappings
    return {one.variant for one in mappings if one.variant in TAGS}


def test_the_second_of_two_ingests_is_told_and_the_first_finishes(settings: Settings, rows: Rows) -> None:
    (source_folder(settings) / "b.md").write_text("# B\n[[datasources:surveys]]\n")
    with _process(lambda: ingest(settings, _stop_once())) as first:
        _wait_until_stopped(first)
        with pytest.raises(WarehouseError, match=r"another run is building this database; wait until it has ended"):
            ingest(settings)
        assert rows("SELECT count(*) FROM reports") == [(1,)]
    assert rows("SELECT count(*) FROM reports") == [(2,)]
    assert not ingest(settings).changed
    assert litter(settings.database.parent) == []


def test_an_ingest_waits_for_a_decision_that_is_half_written(settings: Settings, rows: Rows) -> None:
    def decide() -> None:
        stop = _stop_once()
        sys.addaudithook(
            lambda event, _: stop() if event == "open" and (settings.taxonomy / JOURNAL).exists() else None
        )
        _decide(settings, JURIES)

    with _process(decide) as curator:
        _wait_until_stopped(curator)
        assert (settings.taxonomy / JOURNAL).exists()
        assert JURIES not in (settings.taxonomy / "datasources" / "mappings.csv").read_text()
        run = os.fork()
        if run == 0:
            ingest(settings)
            os._exit(0)
        assert rows(OUTCOME) == [("new",)]
    assert os.waitpid(run, 0)[1] == 0
    assert rows(OUTCOME) == [("mapped",)]


def test_a_dead_process_keeps_nobody_out(settings: Settings) -> None:
    def hold() -> None:
        with alone(settings.taxonomy):
            ingest(replace(settings, full=True), _stop)

    with _process(hold) as child:
        _wait_until_stopped(child)
        os.kill(child, signal.SIGKILL)
    _decide(settings, JURIES)
    assert ingest(settings).changed


def test_two_curators_at_once_lose_no_decision(settings: Settings) -> None:
    def decide(tags: list[str]) -> None:
        for tag in tags:
            for _ in TAGS:
                try:
                    _decide(settings, tag)
                    break
                except EditConflict:
                    continue

    with _process(lambda: decide(TAGS[::2])), _process(lambda: decide(TAGS[1::2])):
        pass
    assert _accepted(settings) == set(TAGS)
    session = ReviewSession(settings.taxonomy, settings.database, "Ada", lambda: NOW)
    assert sorted(entry.subject for entry in session.history()) == sorted(TAGS)
