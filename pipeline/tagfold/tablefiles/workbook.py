"""Workbooks: Excel's in and out, LibreOffice's in. No cell runs, and the same rows give the same bytes."""

from __future__ import annotations

import datetime
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple

from tagfold.errors import TableError

CHARACTERS_OF_A_CELL, ROWS_OF_A_SHEET = 32_767, 1_048_576
"""What Excel holds at most."""

NUMBERS = (int, float, Decimal)
TIMES = (datetime.date, datetime.time)

EXACT_BELOW = 10**15
"""From here on Excel rounds numbers; they are written as texts."""

Cell = Any  # a text, or what Excel, Parquet and JSON have besides: numbers, dates, lists

Sheet = tuple[str, Sequence[str], Sequence[Sequence[Cell]]]
"""Its name, its columns and its rows."""


def text_of(cell: Cell) -> str:
    """A cell as text; one without a value is empty.

    >>> text_of(None), text_of(float("nan")), text_of(7), text_of({"a": 1})
    ('', '', '7', '{"a": 1}')
    """
    if cell is None or _is_nan(cell):
        return ""
    return json.dumps(cell, ensure_ascii=False, default=str) if isinstance(cell, list | dict) else str(cell)


def _is_nan(cell: Cell) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _library(name: str, kind: str) -> Any:
    """A package of the extra `excel`. Raises TableError if it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        problem = f"{kind} files need {name.replace('_', '-')}"
        raise TableError(problem, remedy="run: pip install 'tagfold[excel]', or save the table as CSV") from None


class FirstSheet(NamedTuple):
    """The first sheet of a workbook, of how many, and its rows; an empty cell is None."""

    title: str
    sheets: int
    rows: list[list[Cell]]


def excel_sheet(content: bytes) -> FirstSheet:
    """The first sheet of an .xlsx file. Raises TableError."""
    openpyxl = _library("openpyxl", "Excel")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # other programs write wrong ones
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, EOFError, zlib.error):
        raise TableError("this is not an Excel workbook that can be read", remedy="save it again as .xlsx") from None
    return FirstSheet(sheet.title, len(book.worksheets), rows)


def libreoffice_sheet(content: bytes) -> FirstSheet:
    """The first sheet of an .ods file. Raises TableError."""
    calamine = _library("python_calamine", "LibreOffice")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, calamine.WorksheetNotFound, ValueError, IndexError):
        raise TableError("this is not an .ods file that can be read", remedy="save it again, as .xlsx or CSV") from None
    return FirstSheet(book.sheet_names[0], len(book.sheet_names), [[_plain_cell(cell) for cell in row] for row in rows])


def _plain_cell(cell: Cell) -> Cell:
    """A whole number without its point, as it is on the screen, and None for an empty cell."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets. Raises TableError for what Excel cannot hold."""
    openpyxl = _library("openpyxl", "Excel")
    home = openpyxl.Workbook().active  # of the cells, made before their sheet, which is not to be left half written
    book = openpyxl.Workbook(write_only=True)
    for name, columns, rows in sheets:
        if len(rows) >= ROWS_OF_A_SHEET:
            raise TableError(
                f"Excel holds {ROWS_OF_A_SHEET:,} rows, not {len(rows) + 1:,}", remedy="write .csv instead"
            )
        numbered = enumerate(chain((columns,), rows), 1)
        table = [[_excel_cell(openpyxl, home, cell, line) for cell in row] for line, row in numbered]
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return _without_clock(content)


_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _without_clock(book: io.BytesIO) -> bytes:
    """The same workbook, made in 1980 as zip files count: neither its own times nor those of its parts are of now."""
    content = io.BytesIO()
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(content, "w") as timeless:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = _CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            timeless.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _excel_cell(openpyxl: Any, sheet: Any, cell: Cell, line: int) -> Any:
    if cell is None or _is_nan(cell):
        return None
    if isinstance(cell, NUMBERS) and -EXACT_BELOW < cell < EXACT_BELOW:
        return cell
    if isinstance(cell, TIMES) and not getattr(cell, "tzinfo", None):
        return cell
    text = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("\ufffd", text_of(cell))
    if len(text) > CHARACTERS_OF_A_CELL:
        problem = f"an Excel cell holds {CHARACTERS_OF_A_CELL:,} characters, not {len(text):,}"
        raise TableError(problem, line=line, remedy="write .csv instead")
    if not text.startswith(("=", "#")):
        return text
    made = openpyxl.cell.WriteOnlyCell(sheet, text)  # openpyxl would take it for a formula or an error
    made.data_type = "s"
    return made
