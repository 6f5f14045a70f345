"""CSV that a spreadsheet opens without running anything, and that reads back to the same text.

A cell that starts like a formula gets an apostrophe in front (OWASP, "CSV Injection"); reading takes it
away again. A cell that starts with apostrophes and then like a formula gets one more, so no text is lost.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace

from tagfold.errors import TaxonomyError

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front if it starts like a formula.

    >>> guarded("=1+1"), guarded("-5"), guarded("o'clock"), guarded("'=x")
    ("'=1+1", "'-5", "o'clock", "''=x")
    """
    return "'" + cell if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV text, LF between rows, formulas guarded."""
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\n")
    careful = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        cells = [guarded(cell) for cell in row]
        # a bare carriage return is left unquoted by the writer and refused by the reader
        (careful if any("\r" in cell for cell in cells) else writer).writerow(cells)
    return "".join(lines)


def from_csv(text: str, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by column name, with the line each starts on, guards taken away.

    A byte order mark is passed over; commas, semicolons and tabs may separate, as spreadsheets write them.
    Raises TaxonomyError, with `path` and line, at a row that has more cells than the header.
    """
    lines = [line + "\n" for line in text.removeprefix("\ufeff").split("\n")]
    separator = max(",;\t", key=lambda mark: (lines[0].count(mark), mark == ","))
    reader = csv.reader(lines, delimiter=separator, strict=True)
    start = 1
    columns: list[str] = []
    try:
        for cells in reader:
            if start == 1:
                columns = [cell.strip() for cell in cells]
            elif any(cells):
                if len(cells) > len(columns):
                    raise _broken(path, start, f"the row has {len(cells)} cells, the header {len(columns)}")
                full = cells + [""] * (len(columns) - len(cells))
                yield start, dict(zip(columns, map(unguarded, full), strict=True))
            start = reader.line_num + 1
    except csv.Error as error:
        raise _broken(path, start, f"the row is no CSV ({error})") from None


def _broken(path: str, line: int, problem: str) -> TaxonomyError:
    return TaxonomyError(problem, path=path, line=line, remedy="put cells with separators in double quotes")
