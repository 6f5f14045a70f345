"""Rows of other people's tables as reports: a row is a report, its cells are tags, text, or answers to their column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tagfold.reports.grammar import assembled
from tagfold.reports.report import Answer, Passage, Problem, Report, Tag
from tagfold.shapes import TableShape

Row = tuple[int, Sequence[str]]
"""The line where a row starts, and its cells as texts."""


def read_rows(columns: Sequence[str], rows: Iterable[Row], shape: TableShape) -> Iterator[tuple[str, Report]]:
    """The id of each row and the report that it is; a row whose id came before gets its line added to it.

    >>> from tagfold.shapes import FacetColumn
    >>> shape = TableShape((FacetColumn("topics", "Topics", ";"),), title="Name")
    >>> [(key, report)] = read_rows(["Name", "Topics", "Why"], [(2, ["Hives", "bees; honey", "To learn"])], shape)
    >>> key, report.title, [tag.raw for tag in report.tags], report.answers[0].question
    ('2', 'Hives', ['bees', 'honey'], 'Why')
    """
    seen: set[str] = set()
    place = {column: number for number, column in enumerate(columns)}
    asked = [column for column in columns if column not in shape.named or column in shape.private]
    for line, cells in rows:
        cell = {column: cells[number].strip() for column, number in place.items()}
        key = cell[shape.id] if shape.id else ""
        problems = []
        if shape.id and (not key or key in seen):
            says = "the id '{}' is there twice" if key else "the id is empty"
            problems.append(Problem(line, "id-twice" if key else "no-id", says, "give each row its own", key))
        if not key or key in seen:
            key = f"{key}:{line}" if key else str(line)
        seen.add(key)
        values = [
            (facet.facet, part.strip())
            for facet in shape.facets
            for part in (cell[facet.column].split(facet.split) if facet.split else [cell[facet.column]])
            if part.strip()
        ]
        tags = [Tag(number, facet, value, line) for number, (facet, value) in enumerate(values, 1)]
        answers = [
            Answer(number, None, None, column, cell[column] or None, line) for number, column in enumerate(asked, 1)
        ]
        passages = [
            Passage(number, column, cell[column], line) for number, column in enumerate(shape.text, 1) if cell[column]
        ]
        title = " ".join(cell[shape.title].split()) or None if shape.title else None
        yield key, assembled(title, tags, answers, passages, problems)
