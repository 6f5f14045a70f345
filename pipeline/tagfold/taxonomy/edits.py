"""Edits of the files of terms and of what is said about them: one row changes, and the bytes of all others stay.

That keeps a curator's diff as small as the decision, and lets git merge the work of two people who decided
different things. An edit is a value: its undo is another edit. `saving` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from operator import attrgetter

from tagfold.errors import TaxonomyError
from tagfold.records import Record, join_records, row_text, split_records
from tagfold.taxonomy.codec import MAPPING_COLUMNS, confidence, confidence_cell
from tagfold.taxonomy.model import TaxonomyRow, Vocabulary
from tagfold.taxonomy.row_files import ROW_FILES, RowFile, file_of, row_cells

Row = TaxonomyRow


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
    def file(self) -> RowFile:
        """The file that the edit is for."""
        return file_of(next(row for row in (self.before, self.after) if row))


def apply(content: bytes, edit: Edit) -> bytes:
    """The file with one row added, replaced or taken away.

    A new row goes behind the row that is nearest before it in the file's order: in a sorted file, that is
    its place. A replaced row stays where it is, unless that would leave a sorted file unsorted.

    Raises TaxonomyError if the row before is not in the file, or the row after is there already.
    """
    records, file = split_records(content), edit.file
    _check_header(records, file.columns)
    index = _find(records, edit.before) if edit.before else len(records)
    others = [*records[:index], *records[index + 1 :]]
    if edit.after is None:
        return join_records(others)
    _check_absent(records, edit.after, edit.before)
    if edit.before is None:
        return join_records(_inserted(records, edit.after))
    cells = file.cells(edit.after)
    in_place = others.copy()
    in_place.insert(index, Record(cells, row_text(cells, records[index].end), 0))
    if _is_sorted(in_place, file) or not _is_sorted(records, file):
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
    cells, order = row_cells(row), file_of(row).order
    behind, nearest = 0, order(cells)[:0]  # the empty place comes before all
    for index, record in enumerate(records[1:], 1):
        if record.cells and nearest <= (place := order(record.cells)) <= order(cells):
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
    many = file_of(row).identity
    wanted = row_cells(row)[:many]
    if before and row_cells(before)[:many] == wanted:
        return
    for record in records[1:]:
        if record.cells[:many] == wanted:
            problem = f"there is a row {_quoted([record.cells])} already"
            raise TaxonomyError(problem, line=record.line, remedy="change that row instead")


def _is_sorted(records: Sequence[Record], file: RowFile) -> bool:
    places = [file.order(record.cells) for record in records[1:] if record.cells]
    return all(one <= next_one for one, next_one in pairwise(places))


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
    return _with_rows(vocabulary, lambda file: _rows_after(file, file.rows_of(vocabulary), gone, new))


def _with_rows(vocabulary: Vocabulary, rows: Callable[[RowFile], tuple[Row, ...]]) -> Vocabulary:
    """The vocabulary with what `rows` gives for each file."""
    found = {file.rows: rows(file) for file in ROW_FILES}
    return replace(vocabulary, **found)  # type: ignore[arg-type]  # the fields are those that `ROW_FILES` names


def _rows_after(
    file: RowFile, rows: tuple[Row, ...], all_gone: Collection[Row], all_new: Collection[Row]
) -> tuple[Row, ...]:
    """The rows of one file without those that are gone, and then the new ones; one that is there already stays in its
    place.

    Only rows with the same name are compared whole, because that is slow.
    """
    name = attrgetter(file.columns[0])
    gone, new = ([row for row in some if isinstance(row, file.kind)] for some in (all_gone, all_new))
    names, gone_names = set(map(name, new)), set(map(name, gone))
    kept = [row for row in rows if name(row) not in gone_names or row not in all_gone]
    if not new and len(kept) == len(rows):
        return rows
    present = {row for row in kept if name(row) in names}
    return (*kept, *(row for row in new if row not in present))


def without_lines(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with rows that compare by what they say, not by where they stand."""
    return _with_rows(vocabulary, lambda file: tuple(replace(row, line=0) for row in file.rows_of(vocabulary)))
