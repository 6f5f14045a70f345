"""What a published database holds, to be given to others: tables and views with their comments, keys and rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tagfold.warehouse.parquet import WITH_ZONE, quoted
from tagfold.warehouse.reading import NOTHING_ELSE, explained, refuse_missing

Connection = duckdb.DuckDBPyConnection

AT_ONCE = 10_000
"""Rows that are read in one go."""

REFERENCES = {
    **dict.fromkeys(("report_id", "same_as"), ("reports", "report_id")),
    **dict.fromkeys(
        ("term_id", "broader_id", "replaced_by", "candidate_id", "runner_up_id", "other_id"), ("terms", "term_id")
    ),
    **dict.fromkeys(("facet", "other_facet"), ("facets", "facet")),
    **dict.fromkeys(("run_id", "first_run"), ("runs", "run_id")),
}
"""What a column of this name refers to, wherever it is."""

ANY_FACET = ("tags", "coverage")
"""Tables whose facets may be unknown to the taxonomy."""


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """A column with its type in DuckDB. `refers_to` is the table and column where its values are."""

    name: str
    type: str
    comment: str
    required: bool
    refers_to: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """A table or a view. Only tables have a primary key."""

    name: str
    comment: str
    columns: tuple[DescribedColumn, ...]
    key: tuple[str, ...]

    def query(self, zoned: bool) -> str:
        """All rows in the order of the key, so that the same rows are always in the same order.

        Without `zoned` a time is one of UTC, without its zone.
        """
        times = [quoted(c.name) for c in self.columns if c.type == WITH_ZONE and not zoned]
        plain = ", ".join(f"make_timestamp(epoch_us({name})) AS {name}" for name in times)
        order = ", ".join(map(quoted, self.key)) or "ALL"
        return f"SELECT * {f'REPLACE ({plain})' if times else ''} FROM {quoted(self.name)} ORDER BY {order}"


LATER = ("enable_external_access", "lock_configuration")
"""Settings that come into force when it is said which folder may be written to."""


@contextmanager
def exporting(database: Path, folder: Path) -> Iterator[Connection]:
    """The published database, read-only, on a connection that may write to one folder and to no other place.

    An OSError of the block is about files that it writes itself, so it is left to who called.
    """
    refuse_missing(database)
    about_files: OSError | None = None
    config = {name: value for name, value in NOTHING_ELSE.items() if name not in LATER} | {"threads": 1}
    with explained(database, reads=True), duckdb.connect(str(database), read_only=True, config=config) as db:
        db.execute(f"SET allowed_directories = [{_text(folder)}]")
        for name in LATER:
            db.execute(f"SET {name} = {NOTHING_ELSE[name]}")
        try:
            yield db
        except OSError as said:
            about_files = said
    if about_files:
        raise about_files


def described_tables(db: Connection) -> list[DescribedTable]:
    """The tables and then the views of the database, each in the order of its name."""
    here = "NOT internal AND database_name = current_database()"
    named = db.execute(
        f"SELECT 1 AS kind, table_name, comment FROM duckdb_tables() WHERE {here} "
        f"UNION ALL SELECT 2, view_name, comment FROM duckdb_views() WHERE {here} ORDER BY ALL"
    ).fetchall()
    keys = db.execute(
        "SELECT table_name, constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
    ).fetchall()
    columns: dict[str, list[DescribedColumn]] = {}
    for table, name, kind, comment, required in db.execute(
        "SELECT table_name, column_name, data_type, comment, NOT is_nullable FROM duckdb_columns() "
        f"WHERE {here} ORDER BY table_name, column_index"
    ).fetchall():
        refers_to = None if name in ("facet", "other_facet") and table in ANY_FACET else REFERENCES.get(name)
        itself = refers_to == (table, name)
        columns.setdefault(table, []).append(
            DescribedColumn(name, kind, comment or "", required, None if itself else refers_to)
        )
    primary = {table: tuple(names) for table, names in keys}
    return [
        DescribedTable(name, comment or "", tuple(columns[name]), primary.get(name, ())) for _, name, comment in named
    ]


def rows_of(db: Connection, table: DescribedTable) -> Iterator[tuple[Any, ...]]:
    """All its rows; a time is one of UTC without its zone."""
    answer = db.execute(table.query(zoned=False))
    while rows := answer.fetchmany(AT_ONCE):
        yield from rows


def write_table_as_parquet(db: Connection, table: DescribedTable, out: Path) -> int:
    """Write its rows with their types, and count them. Raises WarehouseError."""
    with explained(out):
        copy = f"COPY ({table.query(zoned=True)}) TO {_text(out)} (FORMAT parquet, COMPRESSION zstd)"
        ((count,),) = db.execute(copy).fetchall()
    return int(count)


def _text(value: Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
