"""Whole vocabularies in one CSV that a spreadsheet opens safely, and statements out of such a CSV.

The column `row` says what a row is: `term` or `mapping`. On a mapping row `label` repeats the term's label for
the reader's comfort. Other people's tables need only `variant` and `label`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.interchange.plain import (
    Cells,
    confidence,
    mapping_cells,
    mapping_of,
    part,
    term_cells,
    term_of,
    word,
)
from tagfold.taxonomy.interchange.spreadsheet import from_csv, to_csv
from tagfold.taxonomy.interchange.statements import Statement
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term, Vocabulary

COLUMNS = (
    "row", "facet", "term_id", "label", "broader_id", "status", "replaced_by", "definition", "since",
    "variant", "part", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip


def to_table(vocabularies: Iterable[Vocabulary]) -> str:
    """Every term and mapping of the vocabularies as CSV, in file order."""
    return to_csv(COLUMNS, ([cells.get(c, "") for c in COLUMNS] for v in vocabularies for cells in _cells(v)))


def _cells(vocabulary: Vocabulary) -> Iterator[Cells]:
    facet = vocabulary.facet.name
    for term in vocabulary.terms:
        yield {"row": "term", "facet": facet, **term_cells(term)}
    for mapping in vocabulary.mappings:
        term_named = vocabulary.by_id.get(mapping.term_id or "")
        label = term_named.label if term_named else ""
        yield {"row": "mapping", "facet": facet, "label": label, **mapping_cells(mapping)}


def from_table(text: str, path: str) -> dict[str, tuple[tuple[Term, ...], tuple[Mapping, ...]]]:
    """The terms and mappings of each facet that `to_table` wrote.

    Raises TaxonomyError, with `path` and line, at a row that is neither.
    """
    terms: dict[str, list[Term]] = {}
    mappings: dict[str, list[Mapping]] = {}
    for line, cells in from_csv(text, path):
        terms.setdefault(cells["facet"], [])
        mappings.setdefault(cells["facet"], [])
        if cells["row"] == "term":
            terms[cells["facet"]].append(term_of(cells, path, line))
        elif cells["row"] == "mapping":
            mappings[cells["facet"]].append(mapping_of(cells, path, line))
        else:
            raise TaxonomyError(
                f"a row is a term or a mapping, not '{cells['row']}'", remedy="correct it", path=path, line=line
            )
    return {facet: (tuple(terms[facet]), tuple(mappings[facet])) for facet in terms}


def table_statements(text: str, path: str, facet: str) -> Iterator[Statement]:
    """What a CSV says about a facet: one with the columns above, or just `variant,label`.

    Rows of other facets are passed over. Raises TaxonomyError, with `path` and line, at a cell it cannot read.
    """
    for line, cells in from_csv(text, path):
        if "label" not in cells and "term_id" not in cells:
            raise TaxonomyError("no column 'label'", remedy="name the columns variant,label", path=path, line=1)
        if cells.get("facet", facet) in (facet, "") and cells.get("status") != Status.DEPRECATED:
            yield _statement(cells, path, line)


def _statement(cells: Cells, path: str, line: int) -> Statement:
    is_term = cells.get("row") == "term"
    return Statement(
        label=cells.get("label", ""),
        variant="" if is_term else cells.get("variant", ""),
        part=part(cells.get("part", ""), path, line),
        term_id=cells.get("term_id", ""),
        judgement=word(Judgement, cells.get("judgement") or "accept", path, line),
        basis=word(Basis, cells.get("basis") or "other", path, line),
        confidence=confidence(cells.get("confidence", ""), path, line),
        place=str(line),
        note=cells.get("definition", "") if is_term else cells.get("note", ""),
    )
