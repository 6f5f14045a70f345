"""Proposals as CSV: for a person to read and cut in a spreadsheet, and for `tagfold plan` to work out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from tagfold.errors import TaxonomyError, located
from tagfold.records import Row
from tagfold.taxonomy.codec import confidence, confidence_cell, part, word
from tagfold.taxonomy.exchange.proposals import Ask, Proposal
from tagfold.taxonomy.exchange.spreadsheet import from_csv, to_csv
from tagfold.taxonomy.model import Basis, Judgement

PROPOSAL_COLUMNS = tuple(field.name for field in fields(Proposal))


def proposals_csv(proposals: Iterable[Proposal]) -> str:
    """The table of proposals, cells that start like a formula guarded by an apostrophe."""
    return to_csv(PROPOSAL_COLUMNS, map(_cells, proposals))


def read_proposals(text: str, path: str) -> list[Proposal]:
    """The proposals of a table, as written by `proposals_csv` and edited since.

    Raises TaxonomyError, with `path` and line, at a missing column or a word that is not known.
    """
    proposals = []
    for line, row in from_csv(text, path):
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
    )


def _cells(proposal: Proposal) -> list[str]:
    row = {column: getattr(proposal, column) for column in PROPOSAL_COLUMNS}
    return [str(cell) for cell in (row | {"confidence": confidence_cell(proposal.confidence)}).values()]
