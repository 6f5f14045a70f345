"""The Frictionless data package of an export: what its files hold, in words and for programs."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tagfold.characters import guarded
from tagfold.tablefiles.workbook import text_of
from tagfold.warehouse.described import DescribedColumn, DescribedTable

TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "VARCHAR": "string",
    "VARCHAR[]": "array",
}
"""Types of DuckDB, without those of whole numbers, and of a data package."""

CSV_NOTE = (
    "A text that a spreadsheet would run begins with an apostrophe, which `tagfold match` and `cluster` take "
    "away again. An empty cell has no value, or an empty text."
)


def package(folder: Path, tables: Sequence[DescribedTable], ending: str, run: Sequence[str]) -> dict[str, Any]:
    """The descriptor of the files that are in the folder, made by a run (taxonomy, Tagfold, content hash)."""
    taxonomy, version, content = run
    return {
        "name": "tagfold",
        "title": "Tags of reports, folded into terms",
        "description": f"Exported from a database of Tagfold {version}, made with the taxonomy {taxonomy}. "
        + (CSV_NOTE if ending == "csv" else ""),
        "id": f"urn:sha256:{content}",
        "resources": [_resource(folder / f"{table.name}.{ending}", table, ending) for table in tables],
    }


def _resource(file: Path, table: DescribedTable, ending: str) -> dict[str, Any]:
    how: dict[str, Any] = {"format": ending, "mediatype": "application/vnd.apache.parquet"}
    if ending == "csv":
        content = file.read_bytes()
        how = {
            "format": ending,
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "doubleQuote": True},
            "bytes": len(content),  # frictionless counts no bytes of Parquet
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
    keys = [
        {"fields": [c.name], "reference": {"resource": "" if t == table.name else t, "fields": [field]}}
        for c in table.columns
        if c.refers_to
        for t, field in [c.refers_to]
    ]
    return {
        "name": table.name,
        "path": file.name,
        "description": table.comment,
        **how,
        "schema": {
            "fields": [_field(column) for column in table.columns],
            **({"primaryKey": list(table.key)} if table.key else {}),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: DescribedColumn) -> dict[str, Any]:
    """A text may be empty and still have a value, which CSV cannot say, so no text is required."""
    kind = TYPES.get(column.type, "integer")
    required = {"constraints": {"required": True}} if column.required and kind != "string" else {}
    return {"name": column.name, "type": kind, "description": column.comment, **required}


def csv_cells(table: DescribedTable, row: Sequence[Any]) -> list[str]:
    """The cells of a row as a data package reads them, and as no spreadsheet runs them."""
    return [_csv_cell(column.type, cell) for column, cell in zip(table.columns, row, strict=True)]


def _csv_cell(kind: str, cell: Any) -> str:
    if kind == "VARCHAR":
        return guarded(cell or "")
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime.datetime):
        return f"{cell.isoformat()}Z"
    return text_of(cell)
