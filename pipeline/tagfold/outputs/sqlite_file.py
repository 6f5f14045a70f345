"""An export as one SQLite file, with what Datasette shows about its tables and columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tagfold.errors import WarehouseError
from tagfold.tablefiles.workbook import text_of
from tagfold.warehouse.described import DescribedColumn, DescribedTable
from tagfold.warehouse.parquet import quoted

TYPES_OF_SQLITE = {
    "DOUBLE": "REAL",
    "VARCHAR": "TEXT",
    "DATE": "TEXT",
    "TIMESTAMP WITH TIME ZONE": "TEXT",
    "VARCHAR[]": "TEXT",
}
"""Types of DuckDB and of SQLite, which has whole numbers for the others."""

LABELS = {"reports": "title", "terms": "label", "facets": "label"}
"""What Datasette shows in place of an id that refers to a table."""


def write_sqlite(
    file: Path, tables: Sequence[DescribedTable], filled: Iterable[tuple[DescribedTable, Iterator[tuple[Any, ...]]]]
) -> dict[str, int]:
    """Write a new file with keys and indexes, and count the rows of each table; views become tables."""
    counts: dict[str, int] = {}
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")  # the folder is put on the disk as a whole
            db.execute("BEGIN")
            for table in tables:
                db.execute(_create(table))
            for table, rows in filled:
                places = ", ".join("?" * len(table.columns))
                insert = f"INSERT INTO {quoted(table.name)} VALUES ({places})"
                counts[table.name] = db.executemany(insert, (list(map(_sqlite_cell, row)) for row in rows)).rowcount
            for table in tables:
                for column in table.columns:
                    if column.refers_to and table.key[:1] != (column.name,):
                        index = quoted(f"{table.name}_{column.name}")
                        db.execute(f"CREATE INDEX {index} ON {quoted(table.name)} ({quoted(column.name)})")
            db.execute("COMMIT")
    except sqlite3.Error as said:
        problem = f"the SQLite file cannot be written ({said})"
        raise WarehouseError(problem, path=str(file), remedy="make room, then run again") from None
    return counts


def _create(table: DescribedTable) -> str:
    columns = [_column(column) for column in table.columns]
    key = [f"PRIMARY KEY ({', '.join(map(quoted, table.key))})"] if table.key else []
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(columns + key)})"


def _column(column: DescribedColumn) -> str:
    words = [quoted(column.name), TYPES_OF_SQLITE.get(column.type, "INTEGER")]
    words += ["NOT NULL"] if column.required else []
    if column.refers_to:
        table, name = column.refers_to
        words.append(f"REFERENCES {quoted(table)} ({quoted(name)})")
    return " ".join(words)


def _sqlite_cell(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return f"{cell.isoformat()}Z"
    if isinstance(cell, date):
        return cell.isoformat()
    return text_of(cell) if isinstance(cell, list) else cell


def datasette_metadata(tables: Sequence[DescribedTable]) -> dict[str, Any]:
    """The comments of tables and columns, where Datasette looks for them."""
    return {
        "title": "Tags of reports, folded into terms",
        "databases": {
            "tagfold": {
                "tables": {
                    table.name: {
                        "description": table.comment,
                        "columns": {column.name: column.comment for column in table.columns},
                        **({"label_column": LABELS[table.name]} if table.name in LABELS else {}),
                    }
                    for table in tables
                }
            }
        },
    }
