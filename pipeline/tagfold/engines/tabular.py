"""Other people's tables as sources: a file, or a table of a DuckDB or SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tagfold.errors import TableError
from tagfold.shapes import TableShape
from tagfold.tablefiles.table_file import Reading, read_table
from tagfold.tablefiles.workbook import text_of
from tagfold.warehouse.parquet import quoted, read_duckdb

DUCKDB, SQLITE = (".duckdb", ".ddb"), (".sqlite", ".sqlite3", ".db")


def table_rows(path: Path, shape: TableShape) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The columns of a table and its rows as texts, each with its line: that of the file, or the number of the row.

    Raises TableError if it cannot be read or lacks a column that is named.
    """
    columns, rows = _read(path, shape)
    for name in shape.named:
        if name not in columns:
            remedy = f"name one of its columns in tagfold.toml: {', '.join(columns)}"
            raise TableError(f"there is no column '{name}'", path=str(path), remedy=remedy)
    return columns, ((line, [text_of(cell) for cell in row]) for line, row in rows)


def _read(path: Path, shape: TableShape) -> tuple[tuple[str, ...], list[tuple[int, Any]]]:
    if path.suffix.lower() in DUCKDB:
        columns, found = read_duckdb(path, shape.table or "")
    elif path.suffix.lower() in SQLITE:
        columns, found = _read_sqlite(path, shape.table or "")
    else:
        table = read_table(path, Reading(shape.delimiter, shape.encoding, shape.header))
        return table.columns, list(table.rows)
    return columns, list(enumerate(found, 1))


def _read_sqlite(path: Path, table: str) -> tuple[tuple[str, ...], list[Any]]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            answer = db.execute(f"SELECT * FROM {quoted(table)}")
            return tuple(column[0] for column in answer.description), answer.fetchall()
    except sqlite3.Error as said:
        raise TableError(
            f"the table '{table}' cannot be read ({said})", path=str(path), remedy="name another"
        ) from None
