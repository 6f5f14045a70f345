"""A published database as a folder for other programs: Parquet or CSV with a data package, SQLite, or Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from tagfold.errors import WarehouseError
from tagfold.io import folder_aside, reading
from tagfold.outputs.data_package import CSV_NOTE, csv_cells, package
from tagfold.outputs.formats import DatabaseFormat
from tagfold.outputs.sqlite_file import datasette_metadata, write_sqlite
from tagfold.records import row_text
from tagfold.reports.object_store import is_empty, put_folder
from tagfold.store_url import StoreUrl
from tagfold.tablefiles.workbook import CHARACTERS_OF_A_CELL, Sheet, text_of, workbook_bytes
from tagfold.warehouse.described import (
    Connection,
    DescribedTable,
    described_tables,
    exporting,
    rows_of,
    write_table_as_parquet,
)  # fmt: skip
from tagfold.watching import Watch

README = "README.md"
FIRST_LINE = "# Exported by Tagfold"
"""How the README of a folder begins that may be replaced."""


@dataclass
class Exported:
    """What was written: the rows of each table, the names of the files, and how many cells were cut for Excel."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    cells_cut: int = 0


def export_database(database: Path, out: Path, fmt: DatabaseFormat, watch: Watch = lambda *_: None) -> Exported:
    """Write all tables and views to the folder `out`, whole or not at all. The same database gives the same bytes.

    Raises WarehouseError if the database cannot be read or the folder cannot be written, and TableError if Excel cannot
    hold a table.
    """
    _refuse_other_content(out, database)
    made = Exported()
    with folder_aside(out, WarehouseError) as folder, exporting(database, folder) as db:
        tables = described_tables(db)
        each = _watched(tables, watch)
        if fmt is DatabaseFormat.EXCEL:
            (folder / "tagfold.xlsx").write_bytes(workbook_bytes(_sheets(db, each, made)))
        elif fmt is DatabaseFormat.SQLITE:
            made.rows = write_sqlite(folder / "tagfold.db", tables, ((table, rows_of(db, table)) for table in each))
            _write_json(folder / "metadata.json", datasette_metadata(tables))
        else:
            for table in each:
                file = folder / f"{table.name}.{fmt}"
                count = write_table_as_parquet(db, table, file) if fmt is DatabaseFormat.PARQUET else None
                made.rows[table.name] = _write_csv(file, table, rows_of(db, table)) if count is None else count
            run = db.execute(
                "SELECT taxonomy_version, tagfold_version, content_sha256 FROM runs ORDER BY run_id DESC LIMIT 1"
            ).fetchone()
            _write_json(folder / "datapackage.json", package(folder, tables, str(fmt), run or ()))
        made.files = sorted([README, *(file.name for file in folder.iterdir())])
        (folder / README).write_text(_readme(tables, made, fmt), encoding="utf-8")
    return made


def export_to_store(database: Path, out: StoreUrl, fmt: DatabaseFormat, watch: Watch = lambda *_: None) -> Exported:
    """Write all tables and views below an address of object storage, where nothing may lie yet.

    Raises WarehouseError as above or if something lies there, SourceError if the store cannot be written.
    """
    if not is_empty(out):
        problem = "there are objects below this address already"
        raise WarehouseError(problem, path=str(out.without_options), remedy="name another with --out, or remove them")
    with TemporaryDirectory() as home:
        made = export_database(database, Path(home) / "export", fmt, watch)
        put_folder(Path(home) / "export", out)
    return made


def _refuse_other_content(out: Path, database: Path) -> None:
    """Raise WarehouseError if anything would be lost that an export did not write."""
    if not out.exists():
        return
    if not out.is_dir():
        raise WarehouseError("this is not a folder", path=str(out), remedy="name a folder with --out")
    with reading(out, WarehouseError):
        names = sorted(file.name for file in out.iterdir())
        about = (out / README).read_text(encoding="utf-8", errors="replace") if README in names else ""
    known = set(about.split("`")) if about.startswith(FIRST_LINE) else set()
    if other := [name for name in names if name not in known or (out / name).samefile(database)]:
        problem = f"the folder holds what an export did not write ({', '.join(other[:3])})"
        raise WarehouseError(problem, path=str(out), remedy="name another folder with --out")


def _watched(tables: Sequence[DescribedTable], watch: Watch) -> Iterator[DescribedTable]:
    for done, table in enumerate(tables):
        watch(f"writing {table.name}", done, len(tables))
        yield table


def _write_json(file: Path, content: object) -> None:
    file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _write_csv(file: Path, table: DescribedTable, rows: Iterator[tuple[Any, ...]]) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write(row_text([column.name for column in table.columns]))
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is the number of rows
            stream.write(row_text(csv_cells(table, row)))
    return count


def _sheets(db: Connection, tables: Iterator[DescribedTable], made: Exported) -> Iterator[Sheet]:
    """A sheet for each table. A text that is too long for Excel is cut, and that is counted."""
    for table in tables:
        rows = [[text_of(cell) if isinstance(cell, list) else cell for cell in row] for row in rows_of(db, table)]
        for row in rows:
            for place, cell in enumerate(row):
                if isinstance(cell, str) and len(cell) > CHARACTERS_OF_A_CELL:
                    row[place] = cell[: CHARACTERS_OF_A_CELL - 1] + "…"
                    made.cells_cut += 1
        made.rows[table.name] = len(rows)
        yield table.name, [column.name for column in table.columns], rows


def _readme(tables: Sequence[DescribedTable], made: Exported, fmt: DatabaseFormat) -> str:
    """What is in the folder, for a person. It names each file, so that the folder can be replaced."""
    files = ", ".join(f"`{name}`" for name in made.files)
    lines = [FIRST_LINE, "", f"The next export to this folder replaces its files: {files}.", ""]
    lines += [CSV_NOTE, ""] if fmt is DatabaseFormat.CSV else []
    lines += ["| table | rows | what it holds |", "|---|---|---|"]
    lines += [f"| {table.name} | {made.rows[table.name]:,} | {table.comment} |" for table in tables]
    return "\n".join([*lines, ""])
