"""`tagfold explain`: why a tag means what it means, and the lines of the reports behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

import duckdb

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.warehouse.trace import source_folder, spellings_of, term_trace, uses_of

_VERDICTS = {
    Outcome.MAPPED: "a person decided",
    Outcome.AUTO: "decided by its letters",
    Outcome.REVIEW: "waits for a person, best candidate:",
    Outcome.NEW: "waits for a person, without a candidate",
    Outcome.NOT_A_TAG: "no tag",
}


def explain(
    db: duckdb.DuckDBPyConnection, facet: str, value: str, decisions: Sequence[Decision], limit: int
) -> Iterator[str]:
    """Lines about `value`; at most `limit` places of use are listed."""
    form = normal_form(value)
    yield f"{facet}: {value}"
    yield f"  form      {form.text or '(empty)'}"
    for decision in decisions:
        yield from _decision_lines(db, decision, several=len(decisions) > 1)
    spellings = spellings_of(db, facet, form.text)
    raws = [raw for raw, _ in spellings]
    total = sum(uses for _, uses in spellings)
    if not total:
        yield "  In the reports this tag is not used."
        return
    written = ", ".join(f"'{raw}' {uses}" for raw, uses in spellings)
    yield f"  Used {total:,} times: {written}"
    root = source_folder(db)
    for use in uses_of(db, facet, raws, limit):
        path = str(PurePosixPath(root) / use.path) if root else use.path
        yield f"    {path}:{use.line}  {use.title or ''}".rstrip()
    if total > limit:
        yield f"    … and {total - limit:,} more; --limit {total} lists all"


def _decision_lines(db: duckdb.DuckDBPyConnection, decision: Decision, several: bool) -> Iterator[str]:
    part = f" part {decision.part}" if several else ""
    score = "" if decision.score is None else f", score {decision.score:.2f}"
    yield f"  outcome   {decision.outcome}{part}: {_VERDICTS[decision.outcome]}{score}"
    yield f"  because   {decision.reason}"
    term = term_trace(db, decision.term_id) if decision.term_id else None
    if term:
        above = f", under '{term.broader}'" if term.broader else ""
        yield f"  term      {term.label} ({term.term_id}{above}, since {term.since})"
        if term.definition:
            yield f"            {term.definition}"
        spelled = ", ".join(f"'{raw}' {uses}" for raw, uses in term.spellings[:12])
        more = f" and {len(term.spellings) - 12} more" if len(term.spellings) > 12 else ""
        yield f"            {term.uses:,} uses in {term.reports:,} reports: {spelled}{more}"
    if decision.runner_up_id and (other := term_trace(db, decision.runner_up_id)):
        yield f"  runner-up {other.label} ({other.term_id})"
