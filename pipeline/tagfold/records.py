"""CSV, for every room: one reader that keeps the lines and bytes of each row, and one writer."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tagfold.errors import TagfoldError, TaxonomyError

BYTE_ORDER_MARK = "\ufeff"

Error = type[TagfoldError]
Row = dict[str, str]

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")

DELIMITERS = ",;\t|"

_UNQUOTED = re.compile(r'"(?:[^"]|"")*"|([^"\r\n])|([\r\n])')

csv.field_size_limit(2**31 - 1)  # Python's own limit of 131,072 characters is reported as a fault of the file


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells, its text with the line end, and the line it starts on. A blank line has no cells."""

    cells: tuple[str, ...]
    text: str
    line: int

    @property
    def end(self) -> str:
        """The characters that end the row; none on a last row that lacks them."""
        return self.text[len(self.text.rstrip("\r\n")) :]


def decoded(content: bytes, error: Error = TaxonomyError) -> str:
    """The text of a UTF-8 file, with its byte order mark if it has one. Raises `error` with the line."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as said:
        line = content.count(b"\n", 0, said.start) + 1
        problem = f"the byte {content[said.start]:#04x} is not UTF-8"
        raise error(problem, line=line, remedy="save the file as UTF-8") from None


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text, each with its end: LF, CR LF or CR."""
    return (found[0] for found in _LINE.finditer(text))


def delimiter_of(text: str) -> str:
    """What separates the cells of the header of a CSV text: the comma unless another mark is there more often.

    >>> delimiter_of('id;"a,b,c";tag'), delimiter_of("tag")
    (';', ',')
    """
    header: list[str] = []
    for found in _UNQUOTED.finditer(text):
        if found[2]:
            break
        header.append(found[1] or "")
    return max(DELIMITERS, key=header.count)


def read_records(
    lines: Iterable[str], error: Error = TaxonomyError, *, first: int = 1, delimiter: str = ","
) -> Iterator[Record]:
    """The rows of CSV lines, of which the first has the number `first`. Their texts joined are the lines.

    Raises `error`, with the first line of the row, if a row is not CSV.
    """
    taken: list[str] = []

    def noted() -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    start = first
    reader = csv.reader(noted(), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield Record(tuple(cells), "".join(taken), start)
            start += len(taken)
            taken.clear()
    except csv.Error as said:
        raise error(f"the row is not CSV ({said})", line=start, remedy="look for a stray double quote") from None


def split_records(content: bytes) -> list[Record]:
    """The rows of a CSV file, header first. Their texts joined are the file, byte for byte."""
    return list(read_records(lines_of(decoded(content))))


def join_records(records: Sequence[Record]) -> bytes:
    """The bytes of a file that has these rows."""
    return "".join(record.text for record in records).encode()


def table_records(
    records: Iterable[Record],
    error: Error = TaxonomyError,
    *,
    columns: Sequence[str] | None = None,
    fill: bool = False,
) -> tuple[tuple[str, ...], Iterator[Record]]:
    """The columns of a table, and its rows, each with a cell for each column. Blank rows are left out.

    With `columns` the header must be these. With `fill` a row may be short, as spreadsheets write them, and a row of
    empty cells is blank too. Raises `error` with the line.
    """
    rows = iter(records)
    header = next(rows, Record((), "", 1))
    names = header.cells if columns else tuple(cell.strip() for cell in header.cells)
    if columns and not names:
        raise error("the file is empty", line=1, remedy=restored(columns))
    if columns and len(names) == 1 and header.text.strip().split(delimiter_of(header.text)) == list(columns):
        remedy = "save it with commas, or run `tagfold taxonomy check --fix`"
        raise error("the cells are not separated by commas", line=1, remedy=remedy)
    if columns and names != tuple(columns):
        raise error("the header is not the one expected", line=1, remedy=f"write it as {','.join(columns)}")
    if not names:
        raise error("the file is empty", line=1, remedy="give it a header and rows")
    if twice := [name for name in names if name and names.count(name) > 1]:
        raise error(f"the column '{twice[0]}' is there twice", line=1, remedy="rename one of them")
    return names, _whole(rows, names, error, fill)


def restored(columns: Sequence[str]) -> str:
    """What to do about a file that is missing or empty: nobody can tell a lost one from one that was never filled."""
    return f"restore it with `git checkout`, or if it is new, write its header: {','.join(columns)}"


def read_rows(
    records: Iterable[Record], error: Error = TaxonomyError, *, columns: Sequence[str] | None = None, fill: bool = False
) -> tuple[tuple[str, ...], Iterator[tuple[int, Row]]]:
    """`table_records`, with each row by column name and the line it starts on."""
    names, rows = table_records(records, error, columns=columns, fill=fill)
    return names, ((row.line, dict(zip(names, row.cells, strict=True))) for row in rows)


def _whole(rows: Iterable[Record], names: tuple[str, ...], error: Error, fill: bool) -> Iterator[Record]:
    for record in rows:
        cells = record.cells
        if not cells or (fill and not any(cells)):
            continue
        if fill and len(cells) < len(names):
            cells += ("",) * (len(names) - len(cells))
            record = Record(cells, record.text, record.line)  # noqa: PLW2901
        if len(cells) != len(names):
            problem = f"the row has {len(cells)} {'cell' if len(cells) == 1 else 'cells'}, not {len(names)}"
            raise error(problem, line=record.line, remedy="put cells with separators in double quotes")
        yield record


def row_text(cells: Sequence[str], end: str = "\n", delimiter: str = ",") -> str:
    r"""One row as CSV, quotes only where needed, also if a row would look blank or, in SSSOM, like a comment.

    Python's own writer leaves a lone carriage return unquoted before 3.11.9 (gh-67044), which breaks the row.

    >>> row_text(["a", "b, c", 'a "b" c', ""])
    'a,"b, c","a ""b"" c",\n'
    """
    if len(cells) == 1 and not cells[0]:
        return f'""{end}'
    special = _SPECIAL[delimiter]
    return delimiter.join(_quoted(cell) if special.search(cell) else cell for cell in cells) + end


_SPECIAL = {",": re.compile('[",\r\n]'), "\t": re.compile('["\t\r\n]|^#')}


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """A CSV file with LF between rows; None is an empty cell."""
    cells = (["" if cell is None else str(cell) for cell in row] for row in chain((columns,), rows))
    return "".join(row_text(row, delimiter=delimiter) for row in cells)


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """`csv_text` as UTF-8."""
    return csv_text(columns, rows).encode()
