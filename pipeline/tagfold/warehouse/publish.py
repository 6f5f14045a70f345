"""Build the database aside, then swap it in with one rename.

A reader keeps the file it opened; the next one opens the new file. A crash at any point leaves the last
good file. Of what it left aside the next run goes on from the reports that were parsed, and clears the rest away.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from tagfold.errors import WarehouseError
from tagfold.io import swap_in
from tagfold.settings import MEMORY
from tagfold.warehouse.parquet import quoted
from tagfold.warehouse.reading import DamagedDatabase, explained, is_replaceable, opened, reading
from tagfold.warehouse.rows import LASTING, NOTE

STORAGE_VERSION = "v1.0.0"
"""The oldest storage format of DuckDB 1.x, so that every 1.x can open the file."""

SHARE, SHARE_OF_TWO = 0.256, 0.384
"""DuckDB's part of a run's memory, and with the last database at hand: of 76,000 reports, rows of new ones and of it
did not fit into the other part. The rest is for reading, matching, and the processes that parse.
"""


@dataclass(frozen=True)
class Building:
    """A database under construction: a connection that uses it, and a folder for row files.

    `yesterday` says whether the last published database is attached, read-only, as `yesterday`; `own` are the
    structural facets of the project's own, each a column of reports. One to be `amended` is a copy of the last.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    yesterday: bool
    own: Sequence[str] = ()
    amended: bool = False


@contextmanager
def building(
    database: Path,
    workers: int,
    trusted: str = "",
    own: Sequence[str] = (),
    *,
    amended: bool = False,
    memory: int = MEMORY,
) -> Iterator[Building]:
    """A new, empty database next to `database`, or a copy of that to be `amended`; published when the block ends well,
    removed when it fails, but for the reports that were parsed for a new one.

    `trusted` is the `runs_sha256` of a last database that was found to be as it was published: only of that one may
    rows be taken over. `memory` is the bytes that the whole run may take.

    Raises:
        WarehouseError: no permission, no space, too little memory, another run at work, the last file is open for
            writing, or it is to be amended and not the trusted one.
    """
    with _alone(database), explained(database), _folder_aside(database, lasting=not amended) as folder:
        aside = folder / database.name
        if amended:
            shutil.copyfile(database, aside)
        connection = duckdb.connect(config={"memory_limit": _limit(memory, SHARE), "threads": workers})
        try:
            connection.execute("SET temp_directory = ?", [str(folder / "spill")])
            connection.execute(f"ATTACH '{_quoted(aside)}' AS build (STORAGE_VERSION '{STORAGE_VERSION}')")
            connection.execute("USE build")
            if amended:
                if connection.execute(LAST_RUN.format("runs")).fetchone() != (trusted,):
                    raise WarehouseError(
                        "the database has just been changed", path=str(database), remedy="run this again"
                    )
                yield Building(connection, folder, False, own, amended=True)
            else:
                _make_tables(connection, own)
                if yesterday := _attach_yesterday(connection, database, trusted):
                    connection.execute("SET memory_limit = ?", [_limit(memory, SHARE_OF_TWO)])
                yield Building(connection, folder, yesterday, own)
            connection.execute("USE memory")
            connection.execute("DETACH build")
        finally:
            connection.close()
        _swap_in(aside, database)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Nobody else builds this database meanwhile. Raises WarehouseError if somebody does."""
    with explained(database):
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(_lock_file(database))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WarehouseError(
                "another run is building this database", path=str(database), remedy="wait until it has ended"
            ) from None
    try:
        yield
    finally:
        lock.release()


def _limit(memory: int, share: float) -> str:
    return f"{int(memory * share)}B"


LAST_RUN = "SELECT last(runs_sha256 ORDER BY run_id) FROM {}"


def _make_tables(connection: duckdb.DuckDBPyConnection, own: Sequence[str]) -> None:
    define(connection, "schema.sql")
    for facet in own:
        comment = f"The first [[{facet}:]] as typed.".replace("'", "''")
        connection.execute(f"ALTER TABLE reports ADD COLUMN {quoted(facet)} VARCHAR")
        connection.execute(f"COMMENT ON COLUMN reports.{quoted(facet)} IS '{comment}'")


def sql(name: str) -> str:
    """The text of a .sql file of this package."""
    return resources.files("tagfold.warehouse").joinpath(name).read_text(encoding="utf-8")


def define(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make the tables or views of a .sql file in one transaction; else the disk is waited for at each comment."""
    connection.execute(f"BEGIN; {sql(name)} COMMIT")


def clear_leftovers(database: Path) -> None:
    """Remove what a run that was killed has left next to the database, unless another run is building there now."""
    folder = _aside(database)
    if folder.exists():
        with suppress(Timeout, OSError), FileLock(_lock_file(database), timeout=0):
            shutil.rmtree(folder, ignore_errors=True)


def is_to_go_on(database: Path) -> bool:
    """Whether a run that was stopped has left parsed reports for the next one."""
    return any((_aside(database) / LASTING).glob(f"*{NOTE}"))


def _lock_file(database: Path) -> Path:
    return database.with_name(f".{database.name}.lock")


def _aside(database: Path) -> Path:
    """The folder that a run makes its database in, of this database alone."""
    return database.with_name(f".building-{database.name}")


@contextmanager
def _folder_aside(database: Path, *, lasting: bool) -> Iterator[Path]:
    """A folder next to the database, on the same disk, with what may be `lasting` of the last run in it.

    When the block ends well it is removed; when it fails, and before it begins, all but that.
    """
    folder = _aside(database)
    if _clear(folder, lasting=lasting):
        folder.chmod(0o700)
    else:
        folder.mkdir(mode=0o700)
    try:
        yield folder
    except BaseException:
        with suppress(OSError):  # what went wrong before is what is to be said
            _clear(folder, lasting=lasting)
        raise
    _clear(folder, lasting=False)


def _clear(folder: Path, *, lasting: bool) -> bool:
    """Remove all in a folder but what may be `lasting` of a run that was stopped; whether there is any."""
    kept = folder / LASTING
    if not lasting or folder.is_symlink() or not any(kept.glob(f"*{NOTE}")):
        shutil.rmtree(folder, ignore_errors=True)
        return False
    for path in folder.iterdir():
        if path.is_dir() and path != kept:
            shutil.rmtree(path, ignore_errors=True)
        elif path != kept:
            path.unlink()
    return True


def _attach_yesterday(connection: duckdb.DuckDBPyConnection, database: Path, trusted: str) -> bool:
    """Attach the last database, and say whether unchanged reports can be copied from it.

    One of another layout is left alone, and so is one that is not `trusted`, or no longer the one that was.
    """
    if not database.exists():
        return False
    _refuse_foreign(database)
    if not trusted:
        return False
    connection.execute(f"ATTACH '{_quoted(database)}' AS yesterday (READ_ONLY)")
    columns = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() JOIN duckdb_tables() "
        "USING (database_name, table_name) WHERE database_name = ? ORDER BY ALL"
    )
    build, yesterday = (connection.execute(columns, [name]).fetchall() for name in ("build", "yesterday"))
    return build == yesterday and connection.execute(LAST_RUN.format("yesterday.runs")).fetchone() == (trusted,)


_OBJECTS = " UNION ALL ".join(
    (
        "SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal",
        "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal",
        "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal",
        "SELECT type_name, comment FROM duckdb_types() WHERE NOT internal",
        "SELECT sequence_name, comment FROM duckdb_sequences()",
        "SELECT index_name, comment FROM duckdb_indexes()",
    )
)
"""Name and comment of whatever a database holds."""


def _refuse_foreign(database: Path) -> None:
    """Raise WarehouseError if the file that would be replaced holds what Tagfold did not make.

    A file is Tagfold's by its table `runs`; all that Tagfold makes in it has a comment.
    """
    try:
        with reading(database) as db:
            found = db.execute(_OBJECTS).fetchall()
    except DamagedDatabase:
        if not is_replaceable(database):
            raise
        return
    own = sorted(name for name, comment in found if comment is None)
    if found and not any(name == "runs" and comment for name, comment in found):
        problem = f"this database was not made by Tagfold (it holds {', '.join(own[:3]) or found[0][0]})"
        raise WarehouseError(problem, path=str(database), remedy="name another file with --db")
    if own:
        problem = f"the database holds what Tagfold did not make ({', '.join(own[:3])}), which a new one would not have"
        remedy = "move that into a file of its own and ATTACH this one there, or name another file with --db"
        raise WarehouseError(problem, path=str(database), remedy=remedy)


def _swap_in(aside: Path, database: Path) -> None:
    """Make sure the new file is on the disk, put it in the place of the old one, and see that it opens.

    A write-ahead log that a program left next to the old file when it died would be replayed into the new one.
    """
    with aside.open("rb+") as stream:
        os.fsync(stream.fileno())
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
    swap_in(aside, database)
    with opened(database) as published:
        published.execute("SELECT run_id FROM runs LIMIT 1")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
