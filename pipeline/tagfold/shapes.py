"""How a source is written: reports as they are handed in, notes of a vault, or a table with a row per report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notes:
    """Markdown notes: wiki links, embeds, code and comments are text, `>` is a quotation, a type is not asked for.

    `front_matter` names the facet of each key of the YAML block at the top; `hashtags` is the facet of every `#tag`,
    None if these are text.
    """

    front_matter: tuple[tuple[str, str], ...] = ()
    hashtags: str | None = None


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """A column whose cells are tags of `facet`, several if `split` separates them."""

    facet: str
    column: str
    split: str | None = None


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table with a row per report.

    `id` names the column that tells rows apart (their line does, if there is none), `title` that of the title; the
    columns of `text` are running text, those of `private` hold persons, those of `leave_out` are not read. Every other
    column is a question that its cells answer. `delimiter`, `encoding` and `header` say how a CSV file is read, `table`
    which table of a database.
    """

    facets: tuple[FacetColumn, ...]
    id: str | None = None
    title: str | None = None
    text: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True
    table: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that is named."""
        single = [name for name in (self.id, self.title) if name]
        return (*single, *(facet.column for facet in self.facets), *self.text, *self.private, *self.leave_out)


Shape = Notes | TableShape | None
"""None is a folder of reports as they are handed in."""
