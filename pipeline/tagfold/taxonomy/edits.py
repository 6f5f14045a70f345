"""Edits of terms.csv and mappings.csv that change one row and leave the bytes of all others alone.

That keeps a curator's diff as small as the decision, and lets git merge the work of two people who decided
different things. An edit is a value: its undo is another edit. `saving` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from operator import attrgetter
from typing import TypeVar

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.files import MAPPING_COLUMNS, TERM_COLUMNS
from tagfold.taxonomy.model import Mapping, Term, Vocabulary
from tagfold.taxonomy.records import (
    Record,
    confidence_cell,
    join_records,
    line_end,
    mapping_cells,
    row_text,
    split_records,
    term_cells,
)

Row = Mapping | Term
AnyRow = TypeVar("AnyRow", bound=Mapping | Term)
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of a file before and after: None before adds the row, None after takes it away."""

    before: Row | None
    after: Row | None

    def __post_init__(self) -> None:
        kinds = {type(row) for row in (self.before, self.after) if row is not None}
        if len(kinds) != 1:
            raise TaxonomyError("an edit is of one term or one mapping", remedy="give a row before, after, or both")

    @property
    def undone(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.after, self.before)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header of the file that the edit is for."""
        return TERM_COLUMNS if isinstance(self.before or self.after, Term) else MAPPING_COLUMNS


def apply(content: bytes, edit: Edit) -> bytes:
    """The file with one row added, replaced or taken away.

    A new row goes behind the row that is nearest before it in the file's order: in a sorted file, that is
    its place. A replaced row stays where it is, unless that would leave a sorted file unsorted.

    Raises TaxonomyError where the row before is not in the file, or the row after is there already.
    """
    records = split_records(content)
    _check_header(records, edit.columns)
    index = _find(records, edit.before) if edit.before else len(records)
    others = [*records[:index], *records[index + 1 :]]
    if edit.after is None:
        return join_records(others)
    _check_absent(records, edit.after, edit.before)
    if edit.before is None:
        return join_records(_inserted(records, edit.after))
    cells = _cells(edit.after)
    in_place = others.copy()
    in_place.insert(index, Record(cells, row_text(cells, line_end(records[index])), 0))
    if _is_sorted(in_place) or not _is_sorted(records):
        return join_records(in_place)
    return join_records(_inserted(others, edit.after))


def both_versions(old: bytes, new: bytes) -> str:
    """The first place where two versions of a file differ, in words."""
    olds, news = ([record.text.rstrip("\r\n") for record in split_records(content)] for content in (old, new))
    for line, (was, is_now) in enumerate(zip_longest(olds, news), 1):
        if was != is_now:
            then, now = (f"'{text}'" if text is not None else "the end" for text in (was, is_now))
            return f"row {line} was {then} and now is {now}"
    return "only line ends differ"


def _inserted(records: Sequence[Record], row: Row) -> list[Record]:
    cells = _cells(row)
    behind, nearest = 0, _place(cells)[:0]  # the empty place comes before all
    for index, record in enumerate(records[1:], 1):
        if record.cells and nearest <= (place := _place(record.cells)) <= _place(cells):
            behind, nearest = index, place
    end = line_end(records[0]) or "\n"
    if line_end(records[behind]):
        new = Record(cells, row_text(cells, end), 0)
    else:  # the file's last row lacks its line end; its bytes stay as they are
        new = Record(cells, end + row_text(cells, ""), 0)
    return [*records[: behind + 1], new, *records[behind + 1 :]]


def _find(records: Sequence[Record], row: Row) -> int:
    """The index of a row, by what its cells say."""
    wanted = _comparable(_cells(row))
    for index, record in enumerate(records[1:], 1):
        if record.cells and _comparable(record.cells) == wanted:
            return index
    raise TaxonomyError(f"there is no row {_quoted([_cells(row)])}", remedy="look at the file again")


def _check_header(records: Sequence[Record], columns: tuple[str, ...]) -> None:
    if not records or records[0].cells != columns:
        raise TaxonomyError("the header is not the one expected", line=1, remedy=f"write it as {','.join(columns)}")


def _check_absent(records: Sequence[Record], row: Row, before: Row | None) -> None:
    """A term id, and a variant's part with its term, stand in one row only."""
    wanted = _identity(_cells(row))
    if before and _identity(_cells(before)) == wanted:
        return
    for record in records[1:]:
        if record.cells and _identity(record.cells) == wanted:
            problem = f"there is a row {_quoted([record.cells])} already"
            raise TaxonomyError(problem, line=record.line, remedy="change that row instead")


def _cells(row: Row) -> tuple[str, ...]:
    return term_cells(row) if isinstance(row, Term) else mapping_cells(row)


def _place(cells: Sequence[str]) -> Place:
    """Where a row stands: terms by id, mappings by variant without case, variant, part and term."""
    if len(cells) == len(TERM_COLUMNS):
        return (cells[0],)
    part = cells[1] if len(cells) > 1 else ""
    return (cells[0].casefold(), cells[0], int(part) if part.isdecimal() else 0, cells[2] if len(cells) > 2 else "")


def _is_sorted(records: Sequence[Record]) -> bool:
    places = [_place(record.cells) for record in records[1:] if record.cells]
    return all(one <= next_one for one, next_one in pairwise(places))


def _identity(cells: Sequence[str]) -> tuple[str, ...]:
    return (cells[0],) if len(cells) == len(TERM_COLUMNS) else tuple(cells[:3])


def _comparable(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells as what they say: a confidence of 0.90 is one of 0.9, a part 1 is a part 1."""
    if len(cells) != len(MAPPING_COLUMNS):
        return tuple(cells)
    try:
        confidence = confidence_cell(float(cells[5])) if cells[5] else ""
    except ValueError:
        confidence = cells[5]
    return (*cells[:5], confidence, *cells[6:])


def _quoted(rows: Sequence[Sequence[str]]) -> str:
    return " and ".join(f"'{row_text(cells, '')}'" for cells in rows)


def edited(vocabulary: Vocabulary, edits: Iterable[Edit]) -> Vocabulary:
    """The vocabulary with the edits made. Rows carry no line here: see `without_lines`. Rows that stay are the same."""
    gone: set[Row] = set()
    new: dict[Row, None] = {}
    for edit in edits:
        if edit.before is not None:
            before = replace(edit.before, line=0)
            new.pop(before, None)
            gone.add(before)
        if edit.after is not None:
            new[replace(edit.after, line=0)] = None
    terms = [row for row in new if isinstance(row, Term)]
    mappings = [row for row in new if isinstance(row, Mapping)]
    gone_terms = {row for row in gone if isinstance(row, Term)}
    return replace(
        vocabulary,
        terms=_rows_after(vocabulary.terms, gone_terms, terms, attrgetter("term_id")),
        mappings=_rows_after(vocabulary.mappings, gone - gone_terms, mappings, attrgetter("variant")),
    )


def _rows_after(
    rows: tuple[AnyRow, ...], gone: Collection[Row], new: Sequence[AnyRow], name: Callable[[Row], str | None]
) -> tuple[AnyRow, ...]:
    """The rows without those that are gone, and then the new ones; one that is there already stays in its place.

    Only rows with the same name are compared whole, because that is slow.
    """
    names, gone_names = set(map(name, new)), set(map(name, gone))
    kept = [row for row in rows if name(row) not in gone_names or row not in gone]
    if not new and len(kept) == len(rows):
        return rows
    present = {row for row in kept if name(row) in names}
    return (*kept, *(row for row in new if row not in present))


def without_lines(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with rows that compare by what they say, not by where they stand."""
    return replace(
        vocabulary,
        terms=tuple(replace(term, line=0) for term in vocabulary.terms),
        mappings=tuple(replace(mapping, line=0) for mapping in vocabulary.mappings),
    )
