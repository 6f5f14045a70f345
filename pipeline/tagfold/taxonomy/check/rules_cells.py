"""What each cell of a row must be: each that cannot be what its column asks is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from tagfold.errors import TaxonomyError
from tagfold.finding import Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.check.spreadsheet import may_be_two_days
from tagfold.taxonomy.codec import Broken, facet_of, label_of, mapping_of, scope_note_of, term_of
from tagfold.taxonomy.model import Facet, Judgement, Mapping, TaxonomyRow, Term

FACET_NAME = Rule("facet-name", Severity.ERROR, "A facet's name is not made of small letters, digits and underscores.")
TERM_ID = Rule("no-term-id", Severity.ERROR, "A term, or a row of labels.csv or scope_notes.csv, has no id.")
ID_FORM = Rule("id-form", Severity.WARNING, "An id is not letters or digits, a hyphen, and letters or digits.")
LABEL = Rule("no-label", Severity.ERROR, "A term has no label, or a row of labels.csv.")
NO_NOTE = Rule("no-scope-note", Severity.ERROR, "A row of scope_notes.csv has no text.")
LANGUAGE = Rule("language", Severity.ERROR, "A language is not a BCP 47 tag, or is that of terms.csv.")
UNKNOWN_WORD = Rule("unknown-word", Severity.ERROR, "A kind, status, judgement or basis is not one of the fixed words.")
VARIANT = Rule("no-variant", Severity.ERROR, "A mapping has no variant.")
PART = Rule("part-number", Severity.ERROR, "A part is not a number from 1.")
WITHOUT_TERM = Rule("judgement-without-term", Severity.ERROR, "An accept or a reject names no term.")
NO_TAG_WITH_TERM = Rule("not-a-tag-with-term", Severity.ERROR, "A variant that is not a tag has a term.")
CONFIDENCE = Rule("confidence", Severity.ERROR, "A confidence is not a number from 0 to 1.")
DECIDED_BY = Rule("decided-by", Severity.ERROR, "A mapping does not say who decided.")
DECIDED_ON = Rule("decided-on", Severity.ERROR, "A mapping does not give the day of the decision as year-month-day.")

RULES = rules_in(globals())

_BY_CODE = {rule.code: rule for rule in RULES}

Record = TypeVar("Record")

_FACET_NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
_ID = re.compile(r"[A-Za-z0-9]+-[A-Za-z0-9]+")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def records(sheet: Sheet, make: Callable[[Sequence[str], int, Broken], Record | None]) -> Iterator[Record]:
    """The records of a sheet; `make` gives one for each row, or None if the row says too little."""
    for row in sheet.rows():

        def broken(code: str, error: TaxonomyError, line: int = row.line) -> None:
            sheet.findings.append(_BY_CODE[code].broken(sheet.path, line, error.problem, error.remedy))

        record = make(row.cells, row.line, broken)
        if record is not None:
            yield record


def facet(cells: Sequence[str], line: int, broken: Broken) -> Facet | None:
    """The facet of a row of facets.csv, or None without a usable name and kind."""
    if not _FACET_NAME.fullmatch(cells[0]):
        problem = f"{quoted(cells[0])} is not a name for a facet"
        broken(FACET_NAME.code, TaxonomyError(problem, remedy="use small letters, digits and underscores"))
        return None
    return facet_of(cells, line, broken)


def term(cells: Sequence[str], line: int, broken: Broken) -> Term | None:
    """The term of a row of terms.csv, or None without an id."""
    if cells[0] and not _ID.fullmatch(cells[0]):
        remedy = "write ids as ds-0042, but leave released ones alone"
        broken(ID_FORM.code, TaxonomyError(f"the id {quoted(cells[0])} is unusual", remedy=remedy))
    return term_of(cells, line, broken)


def mapping(cells: Sequence[str], line: int, broken: Broken) -> Mapping | None:
    """The mapping of a row of mappings.csv, or None if nobody can know what was decided about what."""
    variant, *_, decided_by, decided_on, _ = cells
    if not decided_by:
        broken(DECIDED_BY.code, TaxonomyError(f"nobody decided on {quoted(variant)}", remedy="name the person who did"))
    if not _is_day(decided_on) and not may_be_two_days(decided_on):  # that is said once, for the whole file
        problem = f"decided_on {quoted(decided_on)} is not a valid date"
        broken(DECIDED_ON.code, TaxonomyError(problem, remedy="write it as 2026-05-31"))
    made = mapping_of(cells, line, broken)
    if made and made.judgement is Judgement.NOT_A_TAG and made.term_id:
        problem = f"{quoted(variant)} is not a tag, yet its term_id is '{made.term_id}'"
        broken(NO_TAG_WITH_TERM.code, TaxonomyError(problem, remedy="empty the term_id or change the judgement"))
    return made


AS_RECORD: dict[str, Callable[[Sequence[str], int, Broken], TaxonomyRow | None]] = {
    "terms.csv": term, "mappings.csv": mapping, "labels.csv": label_of, "scope_notes.csv": scope_note_of,
}  # fmt: skip
"""What the rows of a facet's files are; pairs of related terms may be of two facets, and have rules of their own."""


@lru_cache(maxsize=4096)
def _is_day(cell: str) -> bool:
    try:
        return bool(_DAY.fullmatch(cell)) and bool(date.fromisoformat(cell))
    except ValueError:
        return False
