"""The rows of a CSV file with the bytes they lie in, so that an edit can leave every other byte alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.model import Mapping, Term

_QUOTED = frozenset('",\r\n')


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells, its text with the line end, and the line it starts on. A blank line has no cells."""

    cells: tuple[str, ...]
    text: str
    line: int


def split_records(content: bytes) -> list[Record]:
    """The rows of a CSV file, header first. Their texts joined are the file, byte for byte.

    Raises TaxonomyError with the line where the bytes are not UTF-8 or not CSV.
    """
    try:
        lines = list(io.StringIO(content.decode("utf-8"), newline=""))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TaxonomyError("the file is not UTF-8", line=line, remedy="save it as UTF-8 without a mark") from None
    reader = csv.reader(iter(lines), strict=True)
    records: list[Record] = []
    start = 0
    try:
        for cells in reader:
            records.append(Record(tuple(cells), "".join(lines[start : reader.line_num]), start + 1))
            start = reader.line_num
    except csv.Error as error:
        raise TaxonomyError(
            f"the row is no CSV ({error})", line=start + 1, remedy="look for a stray double quote"
        ) from None
    return records


def join_records(records: Sequence[Record]) -> bytes:
    """The bytes of a file that has these rows."""
    return "".join(record.text for record in records).encode()


def row_text(cells: Sequence[str], end: str) -> str:
    """One row as CSV, quotes only where needed.

    Python's own writer leaves a lone carriage return unquoted before 3.11.9 (gh-67044), which breaks the row.

    >>> print(row_text(["a", "b, c", 'a "b" c', ""], "|"))
    a,"b, c","a ""b"" c",|
    """
    return ",".join(map(_cell, cells)) + end


def mapping_cells(mapping: Mapping) -> tuple[str, ...]:
    """The cells of a row of mappings.csv."""
    confidence = "" if mapping.confidence is None else confidence_cell(mapping.confidence)
    said = (mapping.judgement.value, mapping.basis.value, confidence, mapping.decided_by, mapping.decided_on)
    return (mapping.variant, str(mapping.part), mapping.term_id or "", *said, mapping.note)


def confidence_cell(confidence: float) -> str:
    """A number from 0 to 1 in as few digits as say it: `0.95`, `1`."""
    return repr(float(confidence)).removesuffix(".0")


def term_cells(term: Term) -> tuple[str, ...]:
    """The cells of a row of terms.csv."""
    above, successor = term.broader_id or "", term.replaced_by or ""
    return (term.term_id, term.label, above, term.status.value, successor, term.definition, term.since)


def line_end(record: Record) -> str:
    """The characters that end a row; none on a last row that lacks them."""
    return record.text[len(record.text.rstrip("\r\n")) :]


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if not _QUOTED.isdisjoint(text) else text
