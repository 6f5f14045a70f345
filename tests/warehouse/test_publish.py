"""A database is made aside and takes the place of the last one whole, or the last one stays as it is."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from tagfold.errors import WarehouseError
from tagfold.warehouse.publish import building, clear_leftovers

A_RUN = (
    "INSERT INTO runs VALUES (1, TIMESTAMPTZ '2026-11-01', 1, '', [], '', '', '', '', '', NULL, '', "
    "1, 0, 0, 0, 0, 0, 0, ?)"
)


class StoppedError(Exception):
    """What ends a block before its database is whole."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "out" / "tagfold.duckdb"


def publish(database: Path, run: str = "a", *, own: tuple[str, ...] = ()) -> None:
    with building(database, 1, own=own) as build:
        build.connection.execute(A_RUN, [run])


def asked(database: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as db:
        return db.execute(query).fetchall()


def files(database: Path) -> list[str]:
    return sorted(path.name for path in database.parent.iterdir() if not path.name.endswith(".lock"))


def test_a_database_that_was_made_has_its_tables_and_own_columns_with_comments(database: Path) -> None:
    publish(database, own=("Bee's name",))
    query = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'reports' AND column_index = {}"
    ((last,),) = asked(database, "SELECT max(column_index) FROM duckdb_columns() WHERE table_name = 'reports'")
    assert asked(database, query.format(last)) == [("Bee's name", "The first [[Bee's name:]] as typed.")]
    assert files(database) == ["tagfold.duckdb"]


def test_what_ends_before_it_is_whole_leaves_the_last_one_and_nothing_else(database: Path) -> None:
    publish(database, "first")
    for amended in (False, True):
        with suppress(StoppedError), building(database, 1, "first", amended=amended) as build:
            build.connection.execute("UPDATE runs SET runs_sha256 = 'second'")
            assert (build.amended, build.yesterday) == (amended, not amended)
            assert files(database) == [".building-tagfold.duckdb", "tagfold.duckdb"]
            raise StoppedError
        assert asked(database, "SELECT runs_sha256 FROM runs") == [("first",)]
        assert files(database) == ["tagfold.duckdb"]


def test_the_database_may_take_a_quarter_of_the_memory_and_more_with_the_last_one_at_hand(database: Path) -> None:
    limits: list[object] = []
    for _ in range(2):
        with building(database, 1, "first", memory=2**30) as build:
            limits += build.connection.execute("SELECT current_setting('memory_limit')").fetchone() or ()
            build.connection.execute(A_RUN, ["first"])
    assert limits == ["262.1 MiB", "393.2 MiB"]


def test_an_amended_database_is_the_last_one_with_its_changes(database: Path) -> None:
    publish(database, "first")
    with building(database, 1, "first", amended=True) as build:
        build.connection.execute("UPDATE runs SET runs_sha256 = 'second'")
    assert asked(database, "SELECT runs_sha256 FROM runs") == [("second",)]
    with pytest.raises(WarehouseError) as caught, building(database, 1, "first", amended=True):
        pass
    assert str(caught.value) == f"{database}: the database has just been changed; run this again"


def test_a_folder_may_have_an_apostrophe_in_its_name(tmp_path: Path) -> None:
    database = tmp_path / "ada's" / "bee's.duckdb"
    publish(database, "first")
    with suppress(StoppedError), building(database, 1, "first") as build:
        assert build.yesterday
        raise StoppedError
    assert files(database) == ["bee's.duckdb"]


def test_one_run_at_a_time(database: Path) -> None:
    with building(database, 1) as build:
        build.connection.execute(A_RUN, ["a"])
        clear_leftovers(database)  # of a run that goes on nothing is cleared away
        assert build.folder.exists()
        with pytest.raises(WarehouseError) as caught, building(database, 1):
            pass
    assert str(caught.value) == f"{database}: another run is building this database; wait until it has ended"
    publish(database)


def test_what_a_killed_run_left_is_cleared_away(database: Path) -> None:
    publish(database)
    left = database.parent / ".building-tagfold.duckdb" / "spill"
    left.mkdir(parents=True)
    clear_leftovers(database)
    assert files(database) == ["tagfold.duckdb"]
    clear_leftovers(database)
    left.mkdir(parents=True)
    publish(database, "b")
    assert files(database) == ["tagfold.duckdb"]


def test_a_log_that_a_program_left_when_it_died_is_not_read_into_the_new_file(database: Path) -> None:
    publish(database)
    log = database.with_name("tagfold.duckdb.wal")
    shutil.copy(database, log)
    publish(database, "b")
    assert asked(database, "SELECT runs_sha256 FROM runs") == [("b",)]
    assert not log.exists()


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (
            "CREATE TABLE d AS SELECT 1; CREATE TABLE c AS SELECT 1; CREATE VIEW b AS SELECT 1; CREATE SEQUENCE a",
            "this database was not made by Tagfold (it holds a, b, c); name another file with --db",
        ),
        (
            "CREATE TABLE mine AS SELECT 1; COMMENT ON TABLE mine IS 'x'",
            "this database was not made by Tagfold (it holds mine); name another file with --db",
        ),
        (
            "CREATE TABLE runs AS SELECT 1 AS run_id",
            "this database was not made by Tagfold (it holds runs); name another file with --db",
        ),
    ],
)
def test_a_file_of_somebody_else_is_refused_and_kept(database: Path, made: str, problem: str) -> None:
    database.parent.mkdir()
    with duckdb.connect(str(database)) as db:
        db.execute(made)
    content = database.read_bytes()
    with pytest.raises(WarehouseError) as caught:
        publish(database)
    assert str(caught.value) == f"{database}: {problem}"
    assert database.read_bytes() == content


@pytest.mark.parametrize(
    ("made", "name"),
    [
        ("CREATE TABLE mine AS SELECT 1", "mine"),
        ("CREATE TABLE mine AS SELECT 1; CREATE TABLE too AS SELECT 1", "mine, too"),
        ("CREATE VIEW seen AS SELECT 1", "seen"),
        ("CREATE MACRO twice(x) AS 2 * x", "twice"),
        ("CREATE TYPE colour AS ENUM ('red')", "colour"),
        ("CREATE SEQUENCE counter", "counter"),
        ("CREATE INDEX by_title ON reports(title)", "by_title"),
    ],
)
def test_what_somebody_made_in_our_file_is_not_lost(database: Path, made: str, name: str) -> None:
    publish(database)
    with duckdb.connect(str(database)) as db:
        db.execute(made)
    with pytest.raises(WarehouseError) as caught:
        publish(database, "b")
    assert str(caught.value) == (
        f"{database}: the database holds what Tagfold did not make ({name}), which a new one would not have; "
        "move that into a file of its own and ATTACH this one there, or name another file with --db"
    )
    assert asked(database, "SELECT runs_sha256 FROM runs") == [("a",)]
