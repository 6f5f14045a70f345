"""Parquet files and DuckDB tables of other people, read and written by DuckDB."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tagfold.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

WITH_ZONE = "TIMESTAMP WITH TIME ZONE"

TYPES = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    datetime.date: "DATE",
    datetime.datetime: "TIMESTAMP",
    datetime.time: "TIME",
}


def read_parquet(path: Path) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns, their types, and the rows. Raises TableError."""
    if any(mark in str(path) for mark in "*?["):
        raise TableError("DuckDB takes this name for a pattern", path=str(path), remedy="rename the file")
    with duckdb.connect() as con:
        try:
            table = con.read_parquet(str(path))
            columns, types = tuple(table.columns), tuple(map(str, table.types))
            zoned = [quoted(name) for name, kind in zip(columns, types, strict=True) if kind == WITH_ZONE]
            as_text = ", ".join(f"{name}::VARCHAR AS {name}" for name in zoned)  # without it, pytz would be needed
            return columns, types, table.project(f"* REPLACE ({as_text})" if zoned else "*").fetchall()
        except duckdb.Error as said:
            problem = f"this is not a Parquet file that can be read ({_first_line(said)})"
            raise TableError(problem, path=str(path), remedy="make it again, or give the table as CSV") from None


def read_duckdb(path: Path, table: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """The columns and the rows of a table or view of a DuckDB file. Raises TableError."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            rows = con.table(quoted(table))
            return tuple(rows.columns), rows.fetchall()
    except duckdb.Error as said:
        problem = f"the table '{table}' cannot be read ({_first_line(said)})"
        raise TableError(problem, path=str(path), remedy="name another") from None


def parquet_bytes(columns: Sequence[str], rows: Sequence[Sequence[Any]], types: Sequence[str] = ()) -> bytes:
    """A Parquet file of these rows; a column beyond the `types` gets that of its cells. Raises TableError."""
    import pandas as pd

    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    kinds = [*types, *map(_type_of, cells[len(types) :])]
    given = [
        [None if cell is None else str(cell) for cell in column] if kind in ("VARCHAR", WITH_ZONE) else list(column)
        for kind, column in zip(kinds, cells, strict=True)
    ]
    frame = pd.DataFrame({f"c{number}": pd.Series(column, dtype=object) for number, column in enumerate(given)})
    named = enumerate(zip(kinds, columns, strict=True))
    chosen = ", ".join(f"c{number}::{kind} AS {quoted(name)}" for number, (kind, name) in named)
    try:
        return frame_bytes(frame, chosen)
    except duckdb.Error as said:
        problem = f"the table cannot be written as Parquet ({_first_line(said)})"
        raise TableError(problem, remedy="write it as CSV") from None


def frame_bytes(frame: pd.DataFrame, columns: str = "*") -> bytes:
    """A Parquet file of these columns of a frame, which are SQL. Raises duckdb.Error."""
    with duckdb.connect() as con, tempfile.TemporaryDirectory(prefix="tagfold-") as folder:
        out = Path(folder) / "table.parquet"
        con.execute(f"SET GLOBAL pandas_analyze_sample = {len(frame) + 1}")
        con.register("frame", frame)
        con.sql(f"SELECT {columns} FROM frame").write_parquet(str(out), compression="zstd")
        return out.read_bytes()


def _type_of(column: Sequence[Any]) -> str:
    found = {type(cell) for cell in column if cell is not None}
    if found == {int, float}:
        return "DOUBLE"
    if len(found) != 1 or (found == {int} and any(abs(cell) >= 2**63 for cell in column if cell is not None)):
        return "VARCHAR"
    return next((TYPES[kind] for kind in found.pop().__mro__ if kind in TYPES), "VARCHAR")


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _first_line(said: duckdb.Error) -> str:
    return str(said).partition("\n")[0]
