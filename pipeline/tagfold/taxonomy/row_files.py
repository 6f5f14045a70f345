"""The files of rows in a facet's folder, in the one place that lists them: what a row is, and what tells rows apart.

Who reads, edits, merges or undoes rows asks here, so that a further file needs one more line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tagfold.taxonomy.codec import (
    LABELS,
    MAPPINGS,
    RELATED,
    SCOPE_NOTES,
    TERMS,
    Layout,
    Order,
    label_of,
    mapping_cells,
    mapping_of,
    related_of,
    scope_note_of,
    term_cells,
    term_of,
)
from tagfold.taxonomy.model import Mapping, RelatedTerms, ScopeNote, TaxonomyRow, Term, TermLabel, Vocabulary


@dataclass(frozen=True, slots=True)
class RowFile:
    """One of the files. `rows` is the field of `Vocabulary` that holds what is in it.

    The first `identity` cells of a row are in no other row. `as_read` turns cells and a line into a row. Only an
    `optional` file may be missing.
    """

    name: str
    kind: type[TaxonomyRow]
    rows: str
    layout: Layout
    identity: int
    as_read: Callable[..., TaxonomyRow | None]
    optional: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The file's header."""
        return self.layout.columns

    def order(self, cells: Sequence[str]) -> Order:
        """What the file's rows are sorted by."""
        return self.layout.order(cells) if self.layout.order else ()

    def cells(self, row: TaxonomyRow) -> tuple[str, ...]:
        """The cells of a row, in the order of the columns."""
        if isinstance(row, Term):
            return term_cells(row)
        return mapping_cells(row) if isinstance(row, Mapping) else tuple(getattr(row, c) for c in self.columns)

    def rows_of(self, vocabulary: Vocabulary) -> tuple[TaxonomyRow, ...]:
        """The rows that a vocabulary has of this file."""
        found: tuple[TaxonomyRow, ...] = getattr(vocabulary, self.rows)
        return found


ROW_FILES = (
    RowFile("terms.csv", Term, "terms", TERMS, 1, term_of, optional=False),
    RowFile("mappings.csv", Mapping, "mappings", MAPPINGS, 3, mapping_of, optional=False),
    RowFile("labels.csv", TermLabel, "translations", LABELS, 2, label_of),
    RowFile("related.csv", RelatedTerms, "related", RELATED, 2, related_of),
    RowFile("scope_notes.csv", ScopeNote, "scope_notes", SCOPE_NOTES, 1, scope_note_of),
)

FILE_NAMED = {file.name: file for file in ROW_FILES}

_FILE_OF = {file.kind: file for file in ROW_FILES}


def file_of(row: TaxonomyRow) -> RowFile:
    """The file that a row is in."""
    return _FILE_OF[type(row)]


def every_row(vocabulary: Vocabulary) -> Iterator[TaxonomyRow]:
    """The rows of all files of a vocabulary."""
    for file in ROW_FILES:
        yield from file.rows_of(vocabulary)


def row_cells(row: TaxonomyRow) -> tuple[str, ...]:
    """The cells of a row, in the order of its file's columns."""
    return file_of(row).cells(row)


def named_cells(row: TaxonomyRow) -> dict[str, str]:
    """The cells of a row by column."""
    return dict(zip(file_of(row).columns, row_cells(row), strict=True))


def kept_cells(row: TaxonomyRow) -> tuple[str, ...]:
    """A row as the history keeps it: its cells, behind the file's name if their number does not say what they are."""
    file = file_of(row)
    return file.cells(row) if file in _BY_LENGTH.values() else (file.name, *file.cells(row))


_BY_LENGTH = {len(file.columns): file for file in ROW_FILES[:3]}
"""What the cells in the history are without a name: there was one file with so many columns."""


def row_kept(cells: Sequence[str]) -> TaxonomyRow | None:
    """The row that `kept_cells` gave. Raises ValueError for a list of another length."""
    named = FILE_NAMED.get(cells[0]) if cells else None
    if named and len(cells) == len(named.columns) + 1:
        return named.as_read(cells[1:])
    return _BY_LENGTH.get(len(cells), FILE_NAMED["mappings.csv"]).as_read(cells)
