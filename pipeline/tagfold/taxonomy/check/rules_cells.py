"""From a row's cells to a facet, a term or a mapping: each cell that cannot be what its column asks is a finding.

Where a cell is broken but the row's meaning is clear, the record is still made, so that nothing that
refers to it seems to dangle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from sys import intern
from typing import ParamSpec, TypeVar

from tagfold.errors import TaxonomyError
from tagfold.finding import Severity, quoted
from tagfold.taxonomy import codec
from tagfold.taxonomy.check.csvfile import Row, Sheet
from tagfold.taxonomy.check.rule import Rule
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Term

FACET_NAME = Rule("facet-name", Severity.ERROR, "A facet's name is not made of small letters, digits and underscores.")
TERM_ID = Rule("no-term-id", Severity.ERROR, "A term has no id.")
ID_FORM = Rule("id-form", Severity.WARNING, "An id is not letters or digits, a hyphen, and letters or digits.")
LABEL = Rule("no-label", Severity.ERROR, "A term has no label.")
UNKNOWN_WORD = Rule("unknown-word", Severity.ERROR, "A kind, status, judgement or basis is not one of the fixed words.")
VARIANT = Rule("no-variant", Severity.ERROR, "A mapping has no variant.")
PART = Rule("part-number", Severity.ERROR, "A part is not a number from 1.")
WITHOUT_TERM = Rule("judgement-without-term", Severity.ERROR, "An accept or a reject names no term.")
NO_TAG_WITH_TERM = Rule("not-a-tag-with-term", Severity.ERROR, "A variant that is not a tag has a term.")
CONFIDENCE = Rule("confidence", Severity.ERROR, "A confidence is not a number from 0 to 1.")
DECIDED_BY = Rule("decided-by", Severity.ERROR, "A mapping does not say who decided.")
DECIDED_ON = Rule("decided-on", Severity.ERROR, "A mapping does not give the day of the decision as year-month-day.")

RULES = (
    FACET_NAME, TERM_ID, ID_FORM, LABEL, UNKNOWN_WORD, VARIANT, PART, WITHOUT_TERM, NO_TAG_WITH_TERM, CONFIDENCE,
    DECIDED_BY, DECIDED_ON,
)  # fmt: skip

Record = TypeVar("Record")
Read = TypeVar("Read")
P = ParamSpec("P")
Broken = Callable[[Rule, str, str], None]
"""Notes that the row breaks a rule: problem and remedy."""

_FACET_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
_ID = re.compile(r"[A-Za-z0-9]+-[A-Za-z0-9]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def records(sheet: Sheet, make: Callable[[Row, Broken], Record | None]) -> Iterator[Record]:
    """The records of a sheet; `make` gives one for each row, or None if the row says too little."""
    for row in sheet.rows():

        def broken(rule: Rule, problem: str, remedy: str, line: int = row.line) -> None:
            sheet.findings.append(rule.broken(sheet.path, line, problem, remedy))

        record = make(row, broken)
        if record is not None:
            yield record


def facet(row: Row, broken: Broken) -> Facet | None:
    """The facet of a row of facets.csv, or None without a usable name and kind."""
    name, label, kind_cell, description = row.cells
    if not _FACET_NAME.fullmatch(name):
        broken(FACET_NAME, f"{quoted(name)} is not a name for a facet", "use small letters, digits and underscores")
        return None
    kind = _read(codec.word, UNKNOWN_WORD, broken, Kind, "kind", kind_cell)
    return Facet(name, label, kind, description, row.line) if kind else None


def term(row: Row, broken: Broken) -> Term | None:
    """The term of a row of terms.csv, or None without an id; an unknown status is taken for active."""
    term_id, label, broader_id, status, replaced_by, definition, since = row.cells
    if not term_id:
        broken(TERM_ID, f"the term {quoted(label)} has no id", "give it the next free number or delete the row")
        return None
    if not _ID.fullmatch(term_id):
        broken(ID_FORM, f"the id {quoted(term_id)} is unusual", "write ids as ds-0042, but leave released ones alone")
    if not label:
        broken(LABEL, f"the term {quoted(term_id)} has no label", "fill it in or delete the row")
    return Term(
        term_id=intern(term_id),
        label=label,
        broader_id=intern(broader_id) or None,
        status=_read(codec.word, UNKNOWN_WORD, broken, Status, "status", status) or Status.ACTIVE,
        replaced_by=replaced_by or None,
        definition=definition,
        since=intern(since),
        line=row.line,
    )


def mapping(row: Row, broken: Broken) -> Mapping | None:
    """The mapping of a row of mappings.csv, or None if nobody can know what was decided about what."""
    variant, part, term_id, judgement_cell, basis, confidence, decided_by, decided_on, note = row.cells
    judgement = _read(codec.word, UNKNOWN_WORD, broken, Judgement, "judgement", judgement_cell)
    made = Mapping(
        variant=variant,
        part=_read(codec.part, PART, broken, part) or 1,
        term_id=intern(term_id) or None,
        judgement=judgement or Judgement.UNSURE,
        basis=_read(codec.word, UNKNOWN_WORD, broken, Basis, "basis", basis) or Basis.OTHER,
        confidence=_read(codec.confidence, CONFIDENCE, broken, confidence),
        decided_by=intern(decided_by),
        decided_on=intern(decided_on),
        note=note,
        line=row.line,
    )
    if not variant:
        broken(VARIANT, "the row has no variant", "fill it in or delete the row")
    if not decided_by:
        broken(DECIDED_BY, f"nobody decided on {quoted(variant)}", "name the person who did")
    if not _is_day(decided_on):
        broken(DECIDED_ON, f"decided_on {quoted(decided_on)} is not a valid date", "write it as 2026-05-31")
    if judgement and variant and _agrees_with_term(made, broken):
        return made
    return None


def _agrees_with_term(made: Mapping, broken: Broken) -> bool:
    """Whether a term is named if the judgement needs one; a superfluous one is a finding only."""
    if made.judgement is Judgement.NOT_A_TAG and made.term_id:
        problem = f"{quoted(made.variant)} is not a tag, yet its term_id is '{made.term_id}'"
        broken(NO_TAG_WITH_TERM, problem, "empty the term_id or change the judgement")
    if made.judgement in (Judgement.ACCEPT, Judgement.REJECT) and not made.term_id:
        problem = f"the {made.judgement} of {quoted(made.variant)} names no term"
        broken(WITHOUT_TERM, problem, "fill in term_id or delete the row")
        return False
    return True


@lru_cache(maxsize=4096)
def _is_day(cell: str) -> bool:
    try:
        return bool(_DAY.fullmatch(cell)) and bool(date.fromisoformat(cell))
    except ValueError:
        return False


def _read(read: Callable[P, Read], rule: Rule, broken: Broken, *cells: P.args, **more: P.kwargs) -> Read | None:
    """What `read` makes of a cell, or None if the cell breaks the rule."""
    try:
        return read(*cells, **more)
    except TaxonomyError as error:
        broken(rule, error.problem, error.remedy)
        return None
