"""An ingest that is killed or meets an error at any file operation leaves the last database; the next finishes."""

from __future__ import annotations

import errno
import os
import resource
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tagfold.errors import WarehouseError
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.privacy import KEY_FILE
from tagfold.warehouse.publish import building
from tagfold.warehouse.seen import note_file, read_seen
from tests.conftest import published, source_folder
from tests.faults.injection import KILLED, Fault, litter, lost_by_a_power_cut, outcome_of

REPORTS = {"a.md": "# A\n[[datasources:interviews]]\n[[datasources:bee hives]]\n"}
MANY = {f"{n}.md": f"# {n}\n[[datasources:interviews]]\n[[datasources:bee hives {n}]]\n" for n in range(12)}
LIMITED = [(resource.RLIMIT_FSIZE, 64_000), (resource.RLIMIT_FSIZE, 200_000), (resource.RLIMIT_NOFILE, 12)]


def _content(database: Path) -> tuple[str, int]:
    with duckdb.connect(str(database), read_only=True) as db:
        found = db.execute(
            "SELECT content_sha256, (SELECT count(*) FROM tags) FROM runs ORDER BY run_id DESC"
        ).fetchone()
    assert found
    return found


@pytest.fixture(scope="module", params=[REPORTS, MANY], ids=["built", "amended"])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of some reports, `old.duckdb`, and one more report: of twelve, so few that the database is amended."""
    home = tmp_path_factory.mktemp("faults")
    (home / "out").mkdir()
    (home / "old").mkdir()
    published(home, request.param)
    for path in (home / "tagfold.duckdb", note_file(home / "tagfold.duckdb"), home / KEY_FILE):
        shutil.move(path, home / "old")
    (home / "reports" / "b.md").write_text("# B\n[[datasources:surveys]]\n")
    return home


def _put_back(home: Path) -> None:
    """The last database with its note, as if no run had been tried."""
    shutil.copytree(home / "old", home / "out", dirs_exist_ok=True)


@pytest.fixture
def settings(home: Path) -> Settings:
    _put_back(home)
    return Settings((home / "reports",), home / "taxonomy", home / "out" / "tagfold.duckdb", workers=1)


def _amended(settings: Settings) -> int:
    seen = read_seen(settings.database)
    assert seen
    return seen.amended


def _both(settings: Settings) -> tuple[tuple[str, int], tuple[str, int], int]:
    """What the database holds before and after the run, and how many operations that takes."""
    before = _content(settings.database)
    operations = outcome_of(lambda: ingest(settings), settings.database.parent).operations
    return before, _content(settings.database), operations


THOROUGH = bool(os.environ.get("CI"))


@pytest.mark.parametrize("error", [None, errno.ENOSPC, errno.EIO] if THOROUGH else [None, errno.ENOSPC])
def test_the_last_database_stays_and_a_rerun_finishes(home: Path, settings: Settings, error: int | None) -> None:
    before, after, operations = _both(settings)
    assert before != after
    assert _amended(settings) == (len(list(source_folder(settings).iterdir())) > 10)
    last = operations - 11  # from here on the new file takes its place, and its note is written
    some = [*range(1, last, 9), *range(last, operations + 1)]
    for at in range(1, operations + 1) if THOROUGH else some:
        _put_back(home)
        outcome = outcome_of(lambda: ingest(settings), settings.database.parent, Fault(at, error, lasting=True))
        assert outcome.code in ((KILLED,) if error is None else (0, 1)), outcome.message
        assert _content(settings.database) in (before, after)
        if "as it was" in outcome.message:
            assert _content(settings.database) == before
        assert outcome_of(lambda: ingest(settings), settings.database.parent).code == 0
        assert (_content(settings.database), litter(settings.database.parent)) == (after, [])


@pytest.mark.parametrize(("limit", "most"), LIMITED)
def test_with_too_little_room_one_sentence_and_the_last_database(settings: Settings, limit: int, most: int) -> None:
    before = _content(settings.database)

    def limited() -> None:
        resource.setrlimit(limit, (most, most))
        ingest(settings)

    outcome = outcome_of(limited, settings.database.parent)
    assert outcome.code == 1, outcome.message
    assert "\n" not in outcome.message
    assert _content(settings.database) == before
    assert litter(settings.database.parent) == []


def test_a_run_leaves_the_folder_of_another_database_alone(settings: Settings) -> None:
    other = settings.database.parent / f".building-{settings.database.name}-2.duckdb"
    other.mkdir()
    ingest(replace(settings, full=True))
    assert other.exists()
    other.rmdir()


def test_a_run_with_nothing_to_do_clears_what_a_killed_one_left(settings: Settings) -> None:
    ingest(settings)
    left = settings.database.parent / f".building-{settings.database.name}"
    left.mkdir()
    (left / "0.tags.json").write_text("{")
    assert not ingest(settings).changed
    assert not left.exists()


def test_a_database_that_was_changed_since_it_was_looked_at_is_not_amended(settings: Settings) -> None:
    before = settings.database.read_bytes()
    says = r"the database has just been changed; run this again"
    with pytest.raises(WarehouseError, match=says), building(settings.database, 1, "another run", amended=True):
        pytest.fail("it is amended")
    assert settings.database.read_bytes() == before
    assert litter(settings.database.parent) == []


def test_a_run_that_needs_more_memory_than_it_may_take_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.database.read_bytes()
    report = "# Long\n[[type:blog]]\n" + "".join(f"\nParagraph {n} of a long report.\n" for n in range(2_000))
    for number in range(40):
        (source_folder(settings) / f"long {number}.md").write_text(report)
    monkeypatch.setattr("tagfold.warehouse.publish.SHARE_OF_TWO", 0.01)  # else a test would need gigabytes of reports
    says = r"the database needs more memory than it may take; run again with more, such as --memory 4GB"
    with pytest.raises(WarehouseError, match=says):
        ingest(replace(settings, memory=400_000_000))
    assert settings.database.read_bytes() == before
    assert litter(settings.database.parent) == []
    ingest(replace(settings, memory=40_000_000_000))
    assert settings.database.read_bytes() != before


def test_a_power_cut_leaves_the_last_database_or_the_new_one(settings: Settings) -> None:
    trace = outcome_of(lambda: ingest(settings), settings.database.parent).trace
    assert [
        "os.rename",
        f".building-{settings.database.name}/{settings.database.name}",
        settings.database.name,
    ] in trace
    assert lost_by_a_power_cut(trace, settings.database.parent) == []
