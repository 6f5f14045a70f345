"""The cells of the taxonomy's files as facets, terms and mappings, and back: columns, fixed words, order of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping as Cells
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Term

FACET_COLUMNS = ("facet", "label", "kind", "description")
TERM_COLUMNS = ("term_id", "label", "broader_id", "status", "replaced_by", "definition", "since")
MAPPING_COLUMNS = (
    "variant", "part", "term_id", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip

Word = TypeVar("Word", bound=StrEnum)
Order = tuple[str | int, ...]

_PART = re.compile("[1-9][0-9]{0,8}")


def facet_of(row: Cells[str, str], line: int = 0) -> Facet:
    """The facet of a row of facets.csv. Raises TaxonomyError, without a place, like all of these."""
    return Facet(row["facet"], row["label"], word(Kind, "kind", row["kind"]), row["description"], line)


def term_of(row: Cells[str, str], line: int = 0) -> Term:
    """The term of a row of terms.csv."""
    for column in ("term_id", "label"):
        if not row[column].strip():
            raise TaxonomyError(f"the row has no {column}", remedy="fill it in or delete the row")
    return Term(
        term_id=row["term_id"],
        label=row["label"],
        broader_id=row["broader_id"] or None,
        status=word(Status, "status", row["status"]),
        replaced_by=row["replaced_by"] or None,
        definition=row["definition"],
        since=row["since"],
        line=line,
    )


def mapping_of(row: Cells[str, str], line: int = 0) -> Mapping:
    """The mapping of a row of mappings.csv."""
    judgement = word(Judgement, "judgement", row["judgement"])
    if not row["variant"].strip():
        raise TaxonomyError("the row has no variant", remedy="fill it in or delete the row")
    if judgement in (Judgement.ACCEPT, Judgement.REJECT) and not row["term_id"]:
        raise TaxonomyError(f"'{judgement}' needs a term_id", remedy="name the term")
    return Mapping(
        variant=row["variant"],
        part=part(row["part"]),
        term_id=row["term_id"] or None,
        judgement=judgement,
        basis=word(Basis, "basis", row["basis"]),
        confidence=confidence(row["confidence"]),
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        note=row["note"],
        line=line,
    )


def word(words: type[Word], column: str, cell: str) -> Word:
    """One of a column's fixed words."""
    try:
        return words(cell)
    except ValueError:
        problem = f"{column} '{cell}' is not known"
        raise TaxonomyError(problem, remedy=f"write one of: {', '.join(words)}") from None


def part(cell: str) -> int:
    """The number of a part, from 1."""
    if not _PART.fullmatch(cell):
        raise TaxonomyError(f"part '{cell}' is not a number from 1", remedy="write 1 for a whole tag")
    return int(cell)


@lru_cache(maxsize=1024)
def confidence(cell: str) -> float | None:
    """A number from 0 to 1, or None for an empty cell."""
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise TaxonomyError(f"confidence '{cell}' is not between 0 and 1", remedy="write it as 0.95")
    return value


def confidence_cell(value: float | None) -> str:
    """A number from 0 to 1 in as few digits as say it: `0.95`, `1`; empty for None."""
    return "" if value is None else repr(float(value)).removesuffix(".0")


def row_cells(row: Term | Mapping) -> tuple[str, ...]:
    """The cells of a term or mapping, in the order of its file's columns."""
    return term_cells(row) if isinstance(row, Term) else mapping_cells(row)


def term_cells(term: Term) -> tuple[str, ...]:
    """The cells of a row of terms.csv."""
    above, successor = term.broader_id or "", term.replaced_by or ""
    return (term.term_id, term.label, above, term.status.value, successor, term.definition, term.since)


def mapping_cells(mapping: Mapping) -> tuple[str, ...]:
    """The cells of a row of mappings.csv."""
    sure = confidence_cell(mapping.confidence)
    said = (mapping.judgement.value, mapping.basis.value, sure, mapping.decided_by, mapping.decided_on)
    return (mapping.variant, str(mapping.part), mapping.term_id or "", *said, mapping.note)


def row_of(cells: Sequence[str]) -> Term | Mapping:
    """The term or mapping that `row_cells` gave. Raises ValueError for a list of another length."""
    if len(cells) == len(TERM_COLUMNS):
        return term_of(dict(zip(TERM_COLUMNS, cells, strict=True)))
    return mapping_of(dict(zip(MAPPING_COLUMNS, cells, strict=True)))


def term_order(cells: Sequence[str]) -> Order:
    """What rows of terms.csv are sorted by: the id."""
    return (cells[0],)


def mapping_order(cells: Sequence[str]) -> Order:
    """What rows of mappings.csv are sorted by: the variant without case, the variant, part, term."""
    number, term_id = (*cells[1:3], "", "")[:2]
    return (cells[0].casefold(), cells[0], int(number) if _PART.fullmatch(number) else 0, term_id)
