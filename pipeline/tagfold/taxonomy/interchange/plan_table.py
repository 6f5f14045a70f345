"""A plan as CSV: for a person to read and cut in a spreadsheet, and for a later command to apply."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.interchange.plain import confidence, part, word
from tagfold.taxonomy.interchange.plan import Action, Proposal
from tagfold.taxonomy.interchange.spreadsheet import from_csv, to_csv
from tagfold.taxonomy.model import Basis, Judgement

PLAN_COLUMNS = tuple(field.name for field in fields(Proposal))


def plan_csv(proposals: Iterable[Proposal]) -> str:
    """The plan's table, cells that start like a formula guarded by an apostrophe."""
    return to_csv(PLAN_COLUMNS, ([_cell(getattr(p, column)) for column in PLAN_COLUMNS] for p in proposals))


def read_plan(text: str, path: str) -> list[Proposal]:
    """The proposals of a plan's table, as written by `plan_csv` and edited since.

    Raises TaxonomyError, with `path` and line, at a missing column or a word that is not known.
    """
    proposals = []
    for line, cells in from_csv(text, path):
        missing = [column for column in PLAN_COLUMNS if column not in cells]
        if missing:
            raise TaxonomyError(f"no column '{missing[0]}'", remedy="import again for a fresh plan", path=path, line=1)
        proposals.append(
            Proposal(
                action=word(Action, cells["action"], path, line),
                facet=cells["facet"],
                variant=cells["variant"],
                part=part(cells["part"], path, line),
                term_id=cells["term_id"],
                label=cells["label"],
                judgement=word(Judgement, cells["judgement"], path, line),
                basis=word(Basis, cells["basis"], path, line),
                confidence=confidence(cells["confidence"], path, line),
                source=cells["source"],
                note=cells["note"],
            )
        )
    return proposals


def _cell(value: object) -> str:
    return "" if value is None else str(value)
