"""Edits of terms.csv, mappings.csv and labels.csv that change one row and leave the bytes of all others alone.

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
from tagfold.records import Record, join_records, row_text, split_records
from tagfold.taxonomy.codec import (
    LABEL_COLUMNS,
    MAPPING_COLUMNS,
    TERM_COLUMNS,
    Order,
    columns_of,
    confidence,
    confidence_cell,
    label_order,
    mapping_order,
    row_cells,
    term_order,
)
from tagfold.taxonomy.model import Mapping, TaxonomyRow, Term, TermLabel, Vocabulary

Row = TaxonomyRow
AnyRow = TypeVar("AnyRow", bound=TaxonomyRow)


@dataclass(frozen=True, slots=True)
class Edit:
    """One row of a file before and after: None before adds the row, None after takes it away."""

    before: Row | None
    after: Row | None

    def __post_init__(self) -> None:
        kinds = {type(row) for row in (self.before, self.after) if row is not None}
        if len(kinds) != 1:
            raise TaxonomyError("an edit is of one row of one file", remedy="give a row before, after, or both")

    @property
    def undone(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.after, self.before)

    @property
    def columns(self) -> tuple[str, ...]:
        """The header of the file that the edit is for."""
        rows = [row for row in (self.before, self.after) if row]
        return columns_of(rows[0])


def apply(content: bytes, edit: Edit) -> bytes:
    """The file with one row added, replaced or taken away.

    A new row goes behind the row that is nearest before it in the file's order: in a sorted file, that is
    its place. A replaced row stays where it is, unless that would leave a sorted file unsorted.

    Raises TaxonomyError if the row before is not in the file, or the row after is there already.
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
    cells = row_cells(edit.after)
    in_place = others.copy()
    in_place.insert(index, Record(cells, row_text(cells, records[index].end), 0))
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
    cells = row_cells(row)
    behind, nearest = 0, _place(cells)[:0]  # the empty place comes before all
    for index, record in enumerate(records[1:], 1):
        if record.cells and nearest <= (place := _place(record.cells)) <= _place(cells):
            behind, nearest = index, place
    end = records[0].end or "\n"
    # where the file's last row lacks its line end, its bytes stay as they are
    text = row_text(cells, end) if records[behind].end else end + row_text(cells, "")
    new = Record(cells, text, 0)
    return [*records[: behind + 1], new, *records[behind + 1 :]]


def _find(records: Sequence[Record], row: Row) -> int:
    """The index of a row, by what its cells say."""
    wanted = _comparable(row_cells(row))
    for index, record in enumerate(records[1:], 1):
        if record.cells and _comparable(record.cells) == wanted:
            return index
    raise TaxonomyError(f"there is no row {_quoted([row_cells(row)])}", remedy="look at the file again")


def _check_header(records: Sequence[Record], columns: tuple[str, ...]) -> None:
    if not records or records[0].cells != columns:
        raise TaxonomyError("the header is not the one expected", line=1, remedy=f"write it as {','.join(columns)}")


def _check_absent(records: Sequence[Record], row: Row, before: Row | None) -> None:
    """A term id is in one row only, and so is a variant's part with its term, and a term's label in a language."""
    wanted = _identity(row_cells(row))
    if before and _identity(row_cells(before)) == wanted:
        return
    for record in records[1:]:
        if record.cells and _identity(record.cells) == wanted:
            problem = f"there is a row {_quoted([record.cells])} already"
            raise TaxonomyError(problem, line=record.line, remedy="change that row instead")


def _place(cells: Sequence[str]) -> Order:
    """What the file of a row is sorted by."""
    orders = {len(TERM_COLUMNS): term_order, len(LABEL_COLUMNS): label_order}
    return orders.get(len(cells), mapping_order)(cells)


def _is_sorted(records: Sequence[Record]) -> bool:
    places = [_place(record.cells) for record in records[1:] if record.cells]
    return all(one <= next_one for one, next_one in pairwise(places))


def _identity(cells: Sequence[str]) -> tuple[str, ...]:
    many = {len(TERM_COLUMNS): 1, len(LABEL_COLUMNS): 2}.get(len(cells), 3)
    return tuple(cells[:many])


def _comparable(cells: Sequence[str]) -> tuple[str, ...]:
    """Cells as what they say: a confidence of 0.90 is one of 0.9, a part 1 is a part 1."""
    if len(cells) != len(MAPPING_COLUMNS):
        return tuple(cells)
    try:
        sure = confidence_cell(confidence(cells[5]))
    except TaxonomyError:
        sure = cells[5]
    return (*cells[:5], sure, *cells[6:])


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
    return replace(
        vocabulary,
        terms=_rows_after(vocabulary.terms, gone, new, Term, attrgetter("term_id")),
        mappings=_rows_after(vocabulary.mappings, gone, new, Mapping, attrgetter("variant")),
        translations=_rows_after(vocabulary.translations, gone, new, TermLabel, attrgetter("term_id")),
    )


def _rows_after(
    rows: tuple[AnyRow, ...],
    all_gone: Collection[Row],
    all_new: Collection[Row],
    kind: type[AnyRow],
    name: Callable[[Row], str | None],
) -> tuple[AnyRow, ...]:
    """The rows of one kind without those that are gone, and then the new ones; one that is there already stays in its
    place.

    Only rows with the same name are compared whole, because that is slow.
    """
    gone, new = ([row for row in some if isinstance(row, kind)] for some in (all_gone, all_new))
    names, gone_names = set(map(name, new)), set(map(name, gone))
    kept = [row for row in rows if name(row) not in gone_names or row not in all_gone]
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
        translations=tuple(replace(label, line=0) for label in vocabulary.translations),
    )
