"""Whole vocabularies in one CSV that a spreadsheet opens safely, and statements out of such a CSV.

The column `row` says what a row is: `term` or `mapping`. On a mapping row `label` repeats the term's label for
the reader's comfort. Other people's tables need only `variant` and `label`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.errors import TaxonomyError
from tagfold.records import Row
from tagfold.taxonomy.codec import MAPPING_COLUMNS, TERM_COLUMNS, confidence, mapping_cells, part, term_cells, word
from tagfold.taxonomy.exchange.spreadsheet import from_csv, to_csv
from tagfold.taxonomy.exchange.statements import Statement
from tagfold.taxonomy.model import Basis, Judgement, Status, Vocabulary

COLUMNS = (
    "row", "facet", "term_id", "label", "broader_id", "status", "replaced_by", "definition", "since",
    "variant", "part", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip


def to_table(vocabularies: Iterable[Vocabulary]) -> str:
    """Every term and mapping of the vocabularies as CSV, in file order."""
    return to_csv(COLUMNS, ([cells.get(c, "") for c in COLUMNS] for v in vocabularies for cells in _cells(v)))


def _cells(vocabulary: Vocabulary) -> Iterator[Row]:
    facet = vocabulary.facet.name
    for term in vocabulary.terms:
        yield {"row": "term", "facet": facet, **dict(zip(TERM_COLUMNS, term_cells(term), strict=True))}
    for mapping in vocabulary.mappings:
        term_named = vocabulary.by_id.get(mapping.term_id or "")
        label = term_named.label if term_named else ""
        cells = dict(zip(MAPPING_COLUMNS, mapping_cells(mapping), strict=True))
        yield {"row": "mapping", "facet": facet, "label": label, **cells}


def table_statements(text: str, path: str, facet: str) -> Iterator[Statement]:
    """What a CSV says about a facet: one with the columns above, or just `variant,label`.

    Rows of other facets are passed over. Raises TaxonomyError, with `path` and line, at a cell it cannot read.
    """
    for line, cells in from_csv(text, path):
        if "label" not in cells and "term_id" not in cells:
            raise TaxonomyError("no column 'label'", remedy="name the columns variant,label", path=path, line=1)
        if cells.get("facet", facet) in (facet, "") and cells.get("status") != Status.DEPRECATED:
            try:
                yield _statement(cells, line)
            except TaxonomyError as error:
                raise error.at(path, line) from None


def _statement(cells: Row, line: int) -> Statement:
    is_term = cells.get("row") == "term"
    return Statement(
        label=cells.get("label", ""),
        variant="" if is_term else cells.get("variant", ""),
        part=part(cells.get("part") or "1"),
        term_id=cells.get("term_id", ""),
        judgement=word(Judgement, "judgement", cells.get("judgement") or "accept"),
        basis=word(Basis, "basis", cells.get("basis") or "other"),
        confidence=confidence(cells.get("confidence", "")),
        place=str(line),
        note=cells.get("definition", "") if is_term else cells.get("note", ""),
    )
