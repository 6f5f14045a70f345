"""CSV that a spreadsheet opens without running anything: whole vocabularies, statements and proposals.

In the table of a vocabulary the column `row` says what a row is: `term`, `mapping`, `label`, which is one in another
language, `related` or `scope_note`; a table without them has no column `language` or `related_id`. On a mapping row
`label` repeats the term's label for the reader's comfort, and on a related row `variant` that of the other term too.
Other people's tables need only `variant` and `label`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import chain, islice

from tagfold.characters import guarded, unguarded
from tagfold.errors import TaxonomyError, located
from tagfold.records import BYTE_ORDER_MARK, Row, csv_text, delimiter_of, lines_of, read_records, read_rows
from tagfold.taxonomy.codec import confidence, confidence_cell, part, word
from tagfold.taxonomy.exchange.proposals import Ask, Proposal, Statement
from tagfold.taxonomy.languages import written_tag
from tagfold.taxonomy.model import Basis, Judgement, Status, Vocabulary
from tagfold.taxonomy.row_files import named_cells

ROWS_AT_ONCE = 10_000
"""Rows written as one text."""


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """CSV text, LF between rows, formulas guarded by an apostrophe."""
    return "".join(csv_pieces(columns, rows, delimiter))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> Iterator[str]:
    """The text of `to_csv` piece by piece: of a million rows, the whole text as characters takes gigabytes."""
    guarded_rows = ([guarded(cell) for cell in row] for row in chain((columns,), rows))
    while some := list(islice(guarded_rows, ROWS_AT_ONCE)):
        yield csv_text(some[0], some[1:], delimiter)


def from_csv(text: str, path: str) -> Iterator[tuple[int, Row]]:
    """The rows by column name, with the line each starts on, guards removed.

    A byte order mark is skipped; commas, semicolons, tabs and bars may separate, as spreadsheets write them.
    Raises TaxonomyError, with `path` and line, at a row that has more cells than the header.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    with located(path):
        _, rows = read_rows(read_records(lines_of(text), delimiter=delimiter_of(text)), fill=True)
        for line, row in rows:
            yield line, {column: unguarded(cell) for column, cell in row.items()}


COLUMNS = (
    "row", "facet", "term_id", "label", "broader_id", "status", "replaced_by", "definition", "since",
    "variant", "part", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip


def to_table(vocabularies: Iterable[Vocabulary]) -> str:
    """Every row of the vocabularies as CSV, in file order."""
    chosen = list(vocabularies)
    more = {"language": any(v.translations for v in chosen), "related_id": any(v.related for v in chosen)}
    columns = (*COLUMNS, *(column for column, needed in more.items() if needed))
    return to_csv(columns, ([cells.get(c, "") for c in columns] for v in chosen for cells in _cells(v)))


def _cells(vocabulary: Vocabulary) -> Iterator[Row]:
    facet = vocabulary.facet.name

    def label_of(term_id: str | None) -> str:
        found = vocabulary.by_id.get(term_id or "")
        return found.label if found else ""

    for term in vocabulary.terms:
        yield {"row": "term", "facet": facet, **named_cells(term)}
    for mapping in vocabulary.mappings:
        yield {"row": "mapping", "facet": facet, "label": label_of(mapping.term_id), **named_cells(mapping)}
    for translation in vocabulary.translations:
        yield {"row": "label", "facet": facet, **named_cells(translation)}
    for pair in vocabulary.related:
        labels = {"label": label_of(pair.term_id), "variant": label_of(pair.related_id)}
        yield {"row": "related", "facet": facet, **labels, **named_cells(pair)}
    for note in vocabulary.scope_notes:
        yield {"row": "scope_note", "facet": facet, "label": label_of(note.term_id), **named_cells(note)}


def table_statements(text: str, path: str, facet: str) -> Iterator[Statement]:
    """What a CSV says about a facet: one with the columns above, or just `variant,label`.

    Rows of other facets are passed over. Raises TaxonomyError, with `path` and line, at a cell it cannot read.
    """
    for line, cells in from_csv(text, path):
        if "label" not in cells and "term_id" not in cells:
            raise TaxonomyError("no column 'label'", remedy="name the columns variant,label", path=path, line=1)
        if cells.get("facet", facet) in (facet, "") and cells.get("status") != Status.DEPRECATED:
            with located(path, line):
                statement = _statement(cells, line)
            yield statement


def _statement(cells: Row, line: int) -> Statement:
    is_term, is_label, is_pair, is_note = (
        cells.get("row") == kind for kind in ("term", "label", "related", "scope_note")
    )
    label, variant = cells.get("label", ""), cells.get("variant", "")
    return Statement(
        label="" if is_label else label,
        variant=label if is_label else "" if is_term or is_pair or is_note else variant,
        part=part(cells.get("part") or "1"),
        term_id=cells.get("term_id", ""),
        judgement=word(Judgement, "judgement", cells.get("judgement") or "accept"),
        basis=Basis.TRANSLATION if is_label else word(Basis, "basis", cells.get("basis") or "other"),
        confidence=confidence(cells.get("confidence", "")),
        language=written_tag(cells.get("language", "")) if is_label else "",
        related=variant if is_pair else "",
        related_id=cells.get("related_id", "") if is_pair else "",
        place=str(line),
        note=cells.get("definition", "") if is_term else "" if is_note else cells.get("note", ""),
        scope_note=cells.get("note", "") if is_note else "",
    )


_EVERY = tuple(field.name for field in fields(Proposal))
PROPOSAL_COLUMNS = tuple(column for column in _EVERY if column != "language")
"""The columns of each table of proposals; `language` is there if one is about a label in another language."""


def proposal_table(proposals: Iterable[Proposal]) -> tuple[Sequence[str], list[list[str]]]:
    """The columns and the rows of a table of proposals."""
    every = list(proposals)
    columns = _EVERY if any(proposal.language for proposal in every) else PROPOSAL_COLUMNS
    return columns, [_proposal_cells(proposal, columns) for proposal in every]


def read_proposals(table: Iterable[tuple[int, Row]], path: str) -> list[Proposal]:
    """The proposals of a table, given as lines and rows, as made by `proposal_table` and edited since.

    Raises TaxonomyError, with `path` and line, at a missing column or a word that is not known.
    """
    proposals = []
    for line, row in table:
        if missing := [column for column in PROPOSAL_COLUMNS if column not in row]:
            remedy = "import again for a fresh table"
            raise TaxonomyError(f"there is no column '{missing[0]}'", remedy=remedy, path=path, line=1)
        with located(path, line):
            proposals.append(_proposal(row))
    return proposals


def _proposal(row: Row) -> Proposal:
    return Proposal(
        action=word(Ask, "action", row["action"]),
        facet=row["facet"],
        variant=row["variant"],
        part=part(row["part"] or "1"),
        term_id=row["term_id"],
        label=row["label"],
        judgement=word(Judgement, "judgement", row["judgement"]),
        basis=word(Basis, "basis", row["basis"]),
        confidence=confidence(row["confidence"]),
        source=row["source"],
        note=row["note"],
        language=row.get("language", ""),
    )


def _proposal_cells(proposal: Proposal, columns: Sequence[str]) -> list[str]:
    row = {column: getattr(proposal, column) for column in columns}
    return [str(cell) for cell in (row | {"confidence": confidence_cell(proposal.confidence)}).values()]
