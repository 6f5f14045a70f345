"""Terms and mappings as plain cells, and back: what JSON and CSV share."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term

Cells = dict[str, str]
Word = TypeVar("Word", bound=StrEnum)


def term_cells(term: Term) -> Cells:
    """A term as text cells; what is not there is ""."""
    return {
        "term_id": term.term_id,
        "label": term.label,
        "broader_id": term.broader_id or "",
        "status": term.status.value,
        "replaced_by": term.replaced_by or "",
        "definition": term.definition,
        "since": term.since,
    }


def mapping_cells(mapping: Mapping) -> Cells:
    """A mapping as text cells; what is not there is ""."""
    return {
        "variant": mapping.variant,
        "part": str(mapping.part),
        "term_id": mapping.term_id or "",
        "judgement": mapping.judgement.value,
        "basis": mapping.basis.value,
        "confidence": "" if mapping.confidence is None else repr(mapping.confidence),
        "decided_by": mapping.decided_by,
        "decided_on": mapping.decided_on,
        "note": mapping.note,
    }


def term_of(cells: Cells, path: str, line: int | None) -> Term:
    """The term that `term_cells` wrote. Raises TaxonomyError at a word that is not known."""
    return Term(
        term_id=cells["term_id"],
        label=cells["label"],
        broader_id=cells.get("broader_id") or None,
        status=word(Status, cells.get("status") or "active", path, line),
        replaced_by=cells.get("replaced_by") or None,
        definition=cells.get("definition", ""),
        since=cells.get("since", ""),
    )


def mapping_of(cells: Cells, path: str, line: int | None) -> Mapping:
    """The mapping that `mapping_cells` wrote; absent columns have their usual meaning."""
    return Mapping(
        variant=cells["variant"],
        part=part(cells.get("part", ""), path, line),
        term_id=cells.get("term_id") or None,
        judgement=word(Judgement, cells.get("judgement") or "accept", path, line),
        basis=word(Basis, cells.get("basis") or "other", path, line),
        confidence=confidence(cells.get("confidence", ""), path, line),
        decided_by=cells.get("decided_by", ""),
        decided_on=cells.get("decided_on", ""),
        note=cells.get("note", ""),
    )


def word(words: type[Word], cell: str, path: str, line: int | None) -> Word:
    """One of the allowed words. Raises TaxonomyError, which lists them."""
    try:
        return words(cell)
    except ValueError:
        raise _broken(f"'{cell}' is not known", f"write one of: {', '.join(words)}", path, line) from None


def part(cell: str, path: str, line: int | None) -> int:
    """A part's number, from 1; empty is 1."""
    if cell and not (cell.isascii() and cell.isdigit() and int(cell)):
        raise _broken(f"part '{cell}' is not a number from 1", "write 1 for a whole tag", path, line)
    return int(cell or 1)


def confidence(cell: str, path: str, line: int | None) -> float | None:
    """A number from 0 to 1, or None for an empty cell."""
    try:
        value = float(cell) if cell else None
    except ValueError:
        value = -1.0
    if value is not None and not 0 <= value <= 1:
        raise _broken(f"confidence '{cell}' is not between 0 and 1", "write it as 0.95", path, line)
    return value


def _broken(problem: str, remedy: str, path: str, line: int | None) -> TaxonomyError:
    return TaxonomyError(problem, remedy=remedy, path=path, line=line)
