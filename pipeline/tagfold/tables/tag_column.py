"""Which column of a table has the tags, the tags of each row, and the columns that are added after the table's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tagfold.errors import TableError
from tagfold.tablefiles.table_file import Reading, Table, read_table, write_table
from tagfold.tablefiles.workbook import Cell, text_of

TAG_COLUMNS = ("variant", "tag", "tags", "term", "label", "keyword")
"""The names that tell which of several columns has the tags, the surest first."""


MARKS_BETWEEN_TAGS = (";", "|")
"""Not the comma, which tags have themselves."""

SHARE_TO_MENTION = 0.05
"""Of the cells, from which on a mark in them is hardly an accident."""


@dataclass(frozen=True)
class Columns:
    """What the user says of the input's columns, and how the file is to be read."""

    column: str | None = None
    id: str | None = None
    split: str | None = None
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True)
class Tags:
    """A table and where its tags are."""

    table: Table
    place: int
    split: str | None
    named: bool
    """Whether the user named the column; else it is called `variant` in the output."""

    @property
    def column(self) -> str:
        """The name of the column with the tags."""
        return self.table.columns[self.place]

    @property
    def joint(self) -> str:
        """What joins the labels of the parts of a cell."""
        return self.split or ";"

    def parts(self) -> Iterator[list[str]]:
        """The tags of each row: none if its cell is empty, several if it is split or a list."""
        for _, row in self.table.rows:
            cell = row[self.place]
            if isinstance(cell, list):
                cells = [text_of(part).strip() for part in cell]
            elif self.split:
                cells = [part.strip() for part in text_of(cell).split(self.split)]
            else:
                cells = [text_of(cell)]
            yield [part for part in cells if part.strip()]

    def added(self, names: Sequence[str]) -> list[str]:
        """The output's columns: the input's, then those with `names`, prefixed if the input has the name already."""
        columns = list(self.table.columns)
        if not self.named:
            columns[self.place] = "variant"
        taken = {column.casefold() for column in columns}
        for name in names:
            while name.casefold() in taken:
                name = f"tagfold_{name}"  # noqa: PLW2901
            columns.append(name)
        return columns

    def notes(self, names: Sequence[str]) -> list[str]:
        """Which column was taken, what was found out, and which of `names` are called otherwise, as lines.

        Nothing if the column is called `variant`, as documented, and nothing had to be found out.
        """
        found = [*self.table.found_out]
        alone = self.table.has_header and len(self.table.columns) == 1
        if alone and not self.named and self.column.casefold() not in TAG_COLUMNS:
            found.append("the first line was taken for the header; if it is a tag, use --no-header")
        found += self._several_in_a_cell()
        taken = f"{self.table.name}: matching the column `{self.column}`"
        named = zip(names, self.added(names)[len(self.table.columns) :], strict=True)
        renamed = [(usual, name) for usual, name in named if name != usual]
        return [
            *([f"{taken} ({'; '.join(found)})"] if found else [taken] if self.column != "variant" else []),
            *(f"{self.table.name}: the added {usual} is in the column `{name}`" for usual, name in renamed),
        ]

    def _several_in_a_cell(self) -> Iterator[str]:
        """What cells look like that hold several tags, if they are many and nobody said whether to split them."""
        if self.split:
            return
        cells = [
            text_of(row[self.place]).strip("; |") for _, row in self.table.rows if isinstance(row[self.place], str)
        ]
        for mark in MARKS_BETWEEN_TAGS:
            several = sum(mark in cell for cell in cells)
            if several and several >= SHARE_TO_MENTION * len(cells):
                share = f"{several:,} of {len(cells):,} cells have '{mark}'"
                yield f"{share}; if these are several tags, use --split '{mark}'"

    def write(self, out: Path, names: Sequence[str], rows: Sequence[Sequence[Cell]], inputs: Sequence[Path]) -> None:
        """Write the input with the columns `names` after it. Raises TableError."""
        given = [[*row, *made] for (_, row), made in zip(self.table.rows, rows, strict=True)]
        write_table(out, self.added(names), given, types=self.table.types, inputs=inputs)


def read_tags(source: Path, columns: Columns) -> Tags:
    """The table, and the column that is named or cannot be another. Raises TableError if that is in doubt."""
    table = read_table(source, columns.reading)
    if columns.id is not None:
        table.place(columns.id)
    if columns.column is not None:
        return Tags(table, table.place(columns.column), columns.split, named=True)
    others = [name for name in table.columns if name != columns.id]
    known = [name for wanted in TAG_COLUMNS for name in others if name.casefold() == wanted]
    if not known and len(others) != 1:
        problem = "it is not clear which column has the tags"
        remedy = f"name it with --column: {', '.join(others)}"
        raise TableError(problem, path=table.name, line=1, remedy=remedy)
    return Tags(table, table.place((known or others)[0]), columns.split, named=False)
