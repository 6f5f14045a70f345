"""Open the published database to read, and say in one sentence what went wrong with a database."""

from __future__ import annotations

import errno
import mmap
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tagfold.commands import command
from tagfold.errors import WarehouseError
from tagfold.io import UnconfirmedError, save
from tagfold.warehouse.parquet import frame_bytes


class DamagedDatabase(WarehouseError):
    """The file is not a database that DuckDB can read."""


_MARK = b"parser_sha256"
"""The name of a column that each of our files has, and hardly a file of somebody else."""


def is_replaceable(database: Path) -> bool:
    """Whether a file that cannot be read may be replaced: there is nothing in it, or our mark is."""
    if not database.is_file():
        return False
    with database.open("rb") as stream:
        if not stream.read(1):
            return True
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(_MARK) >= 0


NOTHING_ELSE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "index_scan_max_count": 1_000_000_000,  # many keys are looked up through the index too, so that damage in it shows
    "lock_configuration": True,
}

QUERIES = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}


@contextmanager
def reading(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published database, read-only."""
    refuse_missing(database)
    with explained(database, reads=True), opened(database) as connection:
        yield connection


def refuse_missing(database: Path) -> None:
    """Raise WarehouseError if there is no database yet."""
    if not database.exists():
        remedy = f"run `{command('ingest', db=database)}` first"
        raise WarehouseError("there is no database yet", path=str(database), remedy=remedy)


def opened(database: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads this file and nothing else: no other file, no network, no extension."""
    return duckdb.connect(str(database), read_only=True, config=NOTHING_ELSE)


def ask(database: Path, query: str, limit: int) -> tuple[list[str], list[tuple[object, ...]], bool]:
    """Column names and at most `limit` rows of a query's answer, and whether there are more.

    Raises:
        WarehouseError: there is no database, or this is not one query, or it is wrong.
    """
    with _answer(database, query) as answer:
        columns = [column[0] for column in answer.description or ()]
        rows = answer.fetchmany(limit + 1)
        return columns, rows[:limit], len(rows) > limit


def write_parquet(database: Path, query: str, out: Path) -> int:
    """Write the whole answer of a query to a Parquet file, and count its rows. Raises WarehouseError as `ask` does.

    The connection that reads may write nothing, so a second one writes what it read.
    """
    with _answer(database, query) as answer:
        table = answer.df()
        with explained(out):
            content = frame_bytes(table)
        save(out, content, WarehouseError, remedy="name another file", inputs=[database])
        return len(table)


@contextmanager
def _answer(database: Path, query: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with reading(database) as db:
        try:
            asked = duckdb.extract_statements(query)
            if len(asked) != 1 or asked[0].type not in QUERIES:
                problem = f"this is not one query but {_said(asked)}"
                raise WarehouseError(problem, remedy="write one SELECT; to write or to read other files, use DuckDB")
            yield db.execute(asked[0])
        except duckdb.Error as error:
            first = str(error).strip().splitlines()[0]
            remedy = f"see `{command('query', 'SELECT * FROM dictionary', db=database)}`"
            raise WarehouseError(f"the query is wrong ({first})", remedy=remedy) from None


def _said(statements: Sequence[duckdb.Statement]) -> str:
    """What was asked in place of one query."""
    if len(statements) == 1:
        return f"a statement of the kind {statements[0].type.name}"
    return f"{len(statements)} statements" if statements else "nothing"


@contextmanager
def explained(database: Path, *, reads: bool = False) -> Iterator[None]:
    """Turn what DuckDB and the operating system say into one sentence with a remedy.

    An error inside of DuckDB comes from the file if it only `reads` that.
    """
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of our output went away; nothing is wrong with the database
    except duckdb.Error as error:
        raise _explain(str(error), database, reads) from error
    except UnconfirmedError as error:
        problem = f"the new database is in its place, but the disk did not confirm it ({error.strerror})"
        raise WarehouseError(problem, path=str(database), remedy="check the disk, then run again") from error
    except PermissionError as error:
        if error.filename2 is None:
            raise _explain(os.strerror(errno.EACCES), database, reads) from error
        problem = "the new database cannot take the place of the last one, which is as it was"  # a rename was refused
        remedy = "close it in other programs, as Windows asks, or change the permissions of its folder, and run again"
        raise WarehouseError(problem, path=str(database), remedy=remedy) from error
    except OSError as error:
        raise _explain(f"{os.strerror(error.errno or errno.EIO)} ({error.filename})", database, reads) from error


_DAMAGE = ("not a valid duckdb database", "corrupt", "serializ", "could not read enough bytes")
_INSIDE_DUCKDB = ("fatal error", "internal error", "metadata block")


def _explain(message: str, database: Path, reads: bool) -> WarehouseError:
    """The sentence for a failure, by what it is about."""
    folded = message.lower()
    if "lock on file" in folded or "conflicting lock" in folded:
        problem, remedy = "another program has the database open for writing", "close it there and run again"
    elif "no space" in folded or "file too large" in folded or "disk full" in folded:
        problem, remedy = "the disk is full", "make room and run again; the last database is as it was"
    elif "permission denied" in folded or "read-only file system" in folded:
        problem, remedy = "no permission to write here", "change the folder's permissions or name another with --db"
    elif "out of memory" in folded:
        problem, remedy = "the database needs more memory than it may take", "run again with more, such as --memory 4GB"
    elif any(words in folded for words in (_DAMAGE + _INSIDE_DUCKDB if reads else _DAMAGE)):
        problem = "this is not a readable DuckDB database"
        remedy = f"if Tagfold made it, run `{command('ingest', db=database)}`; move any other file away"
        return DamagedDatabase(problem, path=str(database), remedy=remedy)
    elif reads and folded.startswith(("binder error", "catalog error")):
        problem = "the database was made by another version of Tagfold"
        remedy = f"make it again with `{command('ingest', db=database)}`"
    elif "not a directory" in folded or "file exists" in folded:
        problem, remedy = "there is a file where a folder is needed", "name another place with --db"
    else:
        first = message.strip().splitlines()[0] if message.strip() else "unknown"
        problem, remedy = f"the database could not be built ({first})", "report this with the command you ran"
    return WarehouseError(problem, path=str(database), remedy=remedy)
