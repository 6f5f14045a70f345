"""The cells of the taxonomy's files as facets, terms and mappings, and back: columns, fixed words, order of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from sys import intern
from typing import ParamSpec, TypeVar

from tagfold.errors import TaxonomyError
from tagfold.finding import quoted
from tagfold.taxonomy.languages import written_tag
from tagfold.taxonomy.model import (
    Basis,
    Facet,
    Judgement,
    Kind,
    Mapping,
    RelatedTerms,
    ScopeNote,
    Status,
    Term,
    TermLabel,
)

FACET_COLUMNS = ("facet", "label", "kind", "description")
TERM_COLUMNS = ("term_id", "label", "broader_id", "status", "replaced_by", "definition", "since")
LABEL_COLUMNS = ("term_id", "language", "label")
RELATED_COLUMNS = ("term_id", "related_id")
SCOPE_NOTE_COLUMNS = ("term_id", "note")
ANSWER_COLUMNS = ("term_id", "kept_as", "asks_for")
MAPPING_COLUMNS = (
    "variant", "part", "term_id", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip

Word = TypeVar("Word", bound=StrEnum)
Read = TypeVar("Read")
P = ParamSpec("P")
Order = tuple[str | int, ...]

_PART = re.compile("[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file. `order` gives what rows are sorted by, or None if the order is up to people.

    `codes` are the columns that hold ids, numbers and fixed words; the others hold free text.
    """

    columns: tuple[str, ...]
    codes: frozenset[str]
    order: Callable[[Sequence[str]], Order] | None = None


Broken = Callable[[str, TaxonomyError], None]
"""Takes what is wrong with a cell, with the code of the rule of `tagfold taxonomy check` that it breaks."""


def refuse(code: str, error: TaxonomyError) -> None:  # noqa: ARG001
    """The strict way: the first cell that breaks a rule ends the reading."""
    raise error


def facet_of(cells: Sequence[str], line: int = 0, broken: Broken = refuse) -> Facet | None:
    """The facet of a row of facets.csv, or None without a kind.

    Like the two functions below it raises TaxonomyError, without a place, unless `broken` takes the error; then the
    record is still made where the row's meaning is clear, so that nothing that refers to it seems to dangle.
    """
    name, label, kind_cell, description = cells
    kind = _read(broken, "unknown-word", word, Kind, "kind", kind_cell)
    return Facet(name, label, kind, description, line) if kind else None


def term_of(cells: Sequence[str], line: int = 0, broken: Broken = refuse) -> Term | None:
    """The term of a row of terms.csv, or None without an id; an unknown status is taken for active."""
    term_id, label, broader_id, status, replaced_by, definition, since = cells
    if not term_id.strip():
        remedy = "give it the next free number or delete the row"
        broken("no-term-id", TaxonomyError(f"the term {quoted(label)} has no id", remedy=remedy))
        return None
    if not label.strip():
        problem = f"the term {quoted(term_id)} has no label"
        broken("no-label", TaxonomyError(problem, remedy="fill it in or delete the row"))
    return Term(
        term_id=intern(term_id),
        label=label,
        broader_id=intern(broader_id) or None,
        status=_read(broken, "unknown-word", word, Status, "status", status) or Status.ACTIVE,
        replaced_by=replaced_by or None,
        definition=definition,
        since=intern(since),
        line=line,
    )


def mapping_of(cells: Sequence[str], line: int = 0, broken: Broken = refuse) -> Mapping | None:
    """The mapping of a row of mappings.csv, or None if nobody can know what was decided about what."""
    variant, part_cell, term_id, judgement_cell, basis, sure, decided_by, decided_on, note = cells
    judgement = _read(broken, "unknown-word", word, Judgement, "judgement", judgement_cell)
    clear = judgement is not None
    if not variant.strip():
        clear = False
        broken("no-variant", TaxonomyError("the row has no variant", remedy="fill it in or delete the row"))
    elif judgement in (Judgement.ACCEPT, Judgement.REJECT) and not term_id:
        clear = False
        problem = f"the {judgement} of {quoted(variant)} names no term"
        broken("judgement-without-term", TaxonomyError(problem, remedy="fill in term_id or delete the row"))
    mapping = Mapping(
        variant=variant,
        part=_read(broken, "part-number", part, part_cell) or 1,
        term_id=intern(term_id) or None,
        judgement=judgement or Judgement.UNSURE,
        basis=_read(broken, "unknown-word", word, Basis, "basis", basis) or Basis.OTHER,
        confidence=_read(broken, "confidence", confidence, sure),
        decided_by=intern(decided_by),
        decided_on=intern(decided_on),
        note=note,
        line=line,
    )
    return mapping if clear else None


def label_of(cells: Sequence[str], line: int = 0, broken: Broken = refuse) -> TermLabel | None:
    """The label of a row of labels.csv, or None without a term, a language or a text."""
    term_id, tag_cell, text = cells
    tag = _read(broken, "language", written_tag, tag_cell)
    if not term_id.strip():
        remedy = "write the id of the term that it is a label of, or delete the row"
        broken("no-term-id", TaxonomyError(f"the label {quoted(text)} has no term_id", remedy=remedy))
        return None
    if not text.strip():
        problem = f"the term {quoted(term_id)} has no label here"
        broken("no-label", TaxonomyError(problem, remedy="fill it in or delete the row"))
        return None
    return TermLabel(intern(term_id), intern(tag), text, line) if tag else None


def related_of(cells: Sequence[str], line: int = 0) -> RelatedTerms:
    """The pair of a row of related.csv. Raises TaxonomyError if it does not name two terms, the smaller id first."""
    if not cells[0] or cells[0] >= cells[1]:
        remedy = "write each pair once, with the smaller id first"
        raise TaxonomyError(f"'{cells[0]}' is not before '{cells[1]}'", remedy=remedy)
    return RelatedTerms(intern(cells[0]), intern(cells[1]), line)


def scope_note_of(cells: Sequence[str], line: int = 0, broken: Broken = refuse) -> ScopeNote | None:
    """The note of a row of scope_notes.csv, or None without a term or a text."""
    term_id, note = cells
    if not term_id.strip():
        remedy = "write the id of the term that it is about, or delete the row"
        broken("no-term-id", TaxonomyError(f"the scope note {quoted(note)} has no term_id", remedy=remedy))
    elif not note.strip():
        problem = f"the term {quoted(term_id)} has no scope note here"
        broken("no-scope-note", TaxonomyError(problem, remedy="fill it in or delete the row"))
    return ScopeNote(intern(term_id), note, line) if term_id.strip() and note.strip() else None


def _read(broken: Broken, code: str, read: Callable[P, Read], *cells: P.args, **more: P.kwargs) -> Read | None:
    """What `read` makes of a cell, or None if the cell breaks the rule."""
    try:
        return read(*cells, **more)
    except TaxonomyError as error:
        broken(code, error)
        return None


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


def term_cells(term: Term) -> tuple[str, ...]:
    """The cells of a row of terms.csv."""
    above, successor = term.broader_id or "", term.replaced_by or ""
    return (term.term_id, term.label, above, term.status.value, successor, term.definition, term.since)


def mapping_cells(mapping: Mapping) -> tuple[str, ...]:
    """The cells of a row of mappings.csv."""
    sure = confidence_cell(mapping.confidence)
    said = (mapping.judgement.value, mapping.basis.value, sure, mapping.decided_by, mapping.decided_on)
    return (mapping.variant, str(mapping.part), mapping.term_id or "", *said, mapping.note)


def term_order(cells: Sequence[str]) -> Order:
    """What rows of terms.csv are sorted by: the id."""
    return (cells[0],)


def mapping_order(cells: Sequence[str]) -> Order:
    """What rows of mappings.csv are sorted by: the variant without case, the variant, part, term."""
    number, term_id = (*cells[1:3], "", "")[:2]
    return (cells[0].casefold(), cells[0], int(number) if _PART.fullmatch(number) else 0, term_id)


def label_order(cells: Sequence[str]) -> Order:
    """What rows of labels.csv and related.csv are sorted by: the term, then the language or the other term."""
    return tuple(cells[:2])


ANSWERS = Layout(ANSWER_COLUMNS, frozenset({"term_id", "kept_as"}), term_order)
FACETS = Layout(FACET_COLUMNS, frozenset({"facet", "kind"}))
LABELS = Layout(LABEL_COLUMNS, frozenset({"term_id", "language"}), label_order)
RELATED = Layout(RELATED_COLUMNS, frozenset(RELATED_COLUMNS), label_order)
SCOPE_NOTES = Layout(SCOPE_NOTE_COLUMNS, frozenset({"term_id"}), term_order)
TERMS = Layout(TERM_COLUMNS, frozenset({"term_id", "broader_id", "status", "replaced_by", "since"}), term_order)
MAPPINGS = Layout(
    MAPPING_COLUMNS, frozenset({"part", "term_id", "judgement", "basis", "confidence", "decided_on"}), mapping_order
)
