"""CSV that a spreadsheet opens without running anything, and that reads back to the same text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tagfold.characters import guarded, unguarded
from tagfold.errors import located
from tagfold.records import BYTE_ORDER_MARK, Row, csv_text, lines_of, read_records, read_rows


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV text, LF between rows, formulas guarded by an apostrophe."""
    return csv_text(columns, ([guarded(cell) for cell in row] for row in rows))


def from_csv(text: str, path: str) -> Iterator[tuple[int, Row]]:
    """The rows by column name, with the line each starts on, guards removed.

    A byte order mark is skipped; commas, semicolons and tabs may separate, as spreadsheets write them.
    Raises TaxonomyError, with `path` and line, at a row that has more cells than the header.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    header = text.partition("\n")[0]
    separator = max(",;\t", key=lambda mark: (header.count(mark), mark == ","))
    with located(path):
        _, rows = read_rows(read_records(lines_of(text), delimiter=separator), fill=True)
        for line, row in rows:
            yield line, {column: unguarded(cell) for column, cell in row.items()}
