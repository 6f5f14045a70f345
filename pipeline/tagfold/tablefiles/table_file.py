"""Other people's tables, by the ending of the file: CSV, TSV, Excel, Parquet and JSON lines, in and out, and
LibreOffice's .ods, in.

Unlike the files of the taxonomy these may have a byte order mark, another encoding or separator, other columns.
What a spreadsheet would run is written to CSV with an apostrophe in front, which reading takes away again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tagfold.characters import unguarded
from tagfold.errors import TableError, located
from tagfold.io import reading, save
from tagfold.records import BYTE_ORDER_MARK, Record, Row, delimiter_of, lines_of, read_records, table_records
from tagfold.tablefiles.workbook import Cell, FirstSheet, excel_sheet, libreoffice_sheet, text_of, workbook_bytes
from tagfold.taxonomy.exchange.csv_format import csv_pieces

STANDARD = Path("-")
"""Standard input or output."""

UNREADABLE = {".xls": ".xlsx or CSV", ".xlsb": ".xlsx or CSV", ".json": "JSON lines (.jsonl)"}
UNWRITABLE = {**UNREADABLE, ".ods": ".xlsx or CSV"}
SHEETS = {".xlsx": excel_sheet, ".ods": libreoffice_sheet}
JSON_LINES = (".jsonl", ".ndjson")

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Reading:
    """How a CSV file is read; what is None is found out."""

    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True
    fill: bool = False
    """Whether rows may be short, as people write them who leave out the last columns."""


@dataclass(frozen=True)
class Table:
    """A table: its columns, its rows with the line each starts on, and what had to be found out about the file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[Cell]], ...]
    types: tuple[str, ...] = ()
    """The columns' types in DuckDB, if the file has types."""
    found_out: tuple[str, ...] = ()
    has_header: bool = False
    """Whether its first row was taken for the names of the columns, which nothing proves."""

    def notes(self) -> list[str]:
        """What was found out about the file, as a line."""
        return [f"{self.name}: {'; '.join(self.found_out)}"] if self.found_out else []

    def place(self, column: str) -> int:
        """The number of a column. Raises TableError if it is missing."""
        if column not in self.columns:
            raise TableError(f"there is no column '{column}'", path=self.name, line=1, remedy=self.choice())
        return self.columns.index(column)

    def choice(self) -> str:
        """What to do when the column is in doubt."""
        return f"name one of its columns: {', '.join(self.columns)}"

    def column(self, name: str) -> list[tuple[int, str]]:
        """The cells of a column as texts, with their lines."""
        place = self.place(name)
        return [(line, text_of(row[place])) for line, row in self.rows]

    def texts(self) -> Iterator[tuple[int, Row]]:
        """The rows as texts by column name, with their lines."""
        return ((line, dict(zip(self.columns, map(text_of, row), strict=True))) for line, row in self.rows)


def read_table(path: Path, how: Reading = Reading()) -> Table:
    """The rows of a file, or of standard input. Raises TableError, with the line, for what cannot be read."""
    name = "standard input" if path == STANDARD else str(path)
    ending = _ending(path, "read", UNREADABLE)
    with located(name), reading(path, TableError, remedy="name a file that is there"):
        content = sys.stdin.buffer.read() if path == STANDARD else path.read_bytes()
        if ending in SHEETS:
            return _from_sheet(name, SHEETS[ending](content), how)
        if ending == ".parquet":
            from tagfold.warehouse.parquet import read_parquet

            columns, types, parquet_rows = read_parquet(path)
            return Table(name, columns, tuple(enumerate(parquet_rows, 1)), types)
        text, encoding = _decoded(content, how.encoding)
        found = [f"read as {encoding}"] if encoding else []
        if ending in JSON_LINES:
            return _from_json_lines(name, text, found)
        delimiter = how.delimiter or delimiter_of(text)
        found += [f"separated by {NAMES[delimiter]}"] if not how.delimiter and delimiter != "," else []
        records = read_records(lines_of(text), TableError, delimiter=delimiter)
        return _whole(name, _plain(records), how, found)


def write_table(
    out: Path,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    types: Sequence[str] = (),
    inputs: Sequence[Path] = (),
) -> None:
    """Write a table by the ending of `out`, whole or not at all; `-` is CSV on standard output. Raises TableError."""
    ending = _ending(out, "written", UNWRITABLE)
    with located(str(out)):
        if ending == ".xlsx":
            content = workbook_bytes([("Sheet1", columns, rows)])
        elif ending == ".parquet":
            from tagfold.warehouse.parquet import parquet_bytes

            content = parquet_bytes(columns, rows, types)
        elif ending in JSON_LINES:
            lines = (json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str) for row in rows)
            content = "".join(f"{line}\n" for line in lines).encode()
        else:
            texts = ([text_of(cell) for cell in row] for row in rows)
            content = b"".join(map(str.encode, csv_pieces(columns, texts, "\t" if ending == ".tsv" else ",")))
    if out == STANDARD:
        sys.stdout.buffer.write(content)
        return
    save(out, content, TableError, remedy="name another place with --out", inputs=[i for i in inputs if i != STANDARD])


def _ending(path: Path, done: str, refused: Mapping[str, str]) -> str:
    ending = path.suffix.lower()
    if ending in refused:
        problem = f"a file that ends in {ending} cannot be {done}"
        raise TableError(problem, path=str(path), remedy=f"use {refused[ending]}")
    return ending


def _decoded(content: bytes, encoding: str | None) -> tuple[str, str | None]:
    """The text, and the encoding if it had to be found out and is not UTF-8. Raises TableError with the line."""
    found = None if encoding else _encoding_of(content)
    name = encoding or found or "utf-8"
    try:
        text = content.decode(name).removeprefix(BYTE_ORDER_MARK)
    except LookupError:
        raise TableError(f"there is no encoding '{name}'", remedy="name one such as utf-8, cp1252 or utf-16") from None
    except UnicodeDecodeError as said:
        problem = f"the byte {content[said.start]:#04x} is not in the encoding {name}"
        line = content.count(b"\n", 0, said.start) + 1
        raise TableError(problem, line=line, remedy="name the file's encoding with --encoding") from None
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise TableError("there is a NUL character", line=line, remedy="delete it, or name the --encoding") from None
    return text, found


def _encoding_of(content: bytes) -> str | None:
    """UTF-16 by its mark or its zeros, else None for UTF-8, else cp1252, which Windows programs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = content[:1000]
    for zeros, name in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if zeros.count(0) > len(start) / 4:
            return name
    try:
        content.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return None


def _whole(name: str, records: Iterable[Record], how: Reading, found_out: Sequence[str] = ()) -> Table:
    """A table of records, whose first names the columns; without a header they are numbered."""
    records = iter(records)
    if not how.header and (first := next(records, None)):
        numbers = tuple(str(number) for number in range(1, len(first.cells) + 1))
        records = chain((Record(numbers, "", 1), first), records)
    columns, rows = table_records(records, TableError, fill=how.fill)
    return Table(
        name, columns, tuple((row.line, row.cells) for row in rows), found_out=tuple(found_out), has_header=how.header
    )


def _plain(records: Iterable[Record]) -> Iterator[Record]:
    """The records without the apostrophes that keep a spreadsheet from running a cell."""
    return (Record(tuple(map(unguarded, row.cells)), row.text, row.line) for row in records)


def _from_json_lines(name: str, text: str, found_out: Sequence[str]) -> Table:
    objects: list[tuple[int, dict[str, Cell]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise TableError("the line is not a JSON object", line=number, remedy="write one object per line")
        objects.append((number, found))
    columns = tuple(dict.fromkeys(key for _, found in objects for key in found))
    if not columns:
        raise TableError("the file is empty", line=1, remedy="give it one JSON object per line")
    rows = tuple((number, [found.get(column) for column in columns]) for number, found in objects)
    return Table(name, columns, rows, found_out=tuple(found_out))


def _from_sheet(name: str, sheet: FirstSheet, how: Reading) -> Table:
    """A row's line is its number in the sheet."""
    found_out = [f"the sheet '{sheet.title}', the first of {sheet.sheets}"] if sheet.sheets > 1 else []
    rows = enumerate(sheet.rows, 1)
    filled = [(line, row) for line, row in rows if any(cell is not None for cell in row)]
    width = max((number for _, row in filled for number, cell in enumerate(row, 1) if cell is not None), default=0)
    records = [Record(tuple([*row, *[None] * width][:width]), "", line) for line, row in filled]
    if how.header and records:
        records[0] = Record(tuple(map(text_of, records[0].cells)), "", records[0].line)
    return _whole(name, records, how, found_out)
