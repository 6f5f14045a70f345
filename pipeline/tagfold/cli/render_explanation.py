"""Why a tag means what it means, in words for a person, and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from tagfold.explanation import Explained, Explanation
from tagfold.finding import counted
from tagfold.matching.decision import Outcome
from tagfold.warehouse.queries import TermTrace

_VERDICTS = {
    Outcome.MAPPED: "a person decided",
    Outcome.AUTO: "decided automatically",
    Outcome.REVIEW: "in the queue, best candidate",
    Outcome.NEW: "in the queue, no candidate",
    Outcome.NOT_A_TAG: "not a tag",
}


def explanation_lines(found: Explanation, ingest: str) -> Iterator[str]:
    """Why a tag means what it means, and where it is used; `ingest` is the command that brings it up to date."""
    yield f"{found.facet}: {found.value}"
    yield f"  form      {found.form or '(empty)'}"
    for explained in found.decisions:
        yield from _decision_lines(explained, several=len(found.decisions) > 1)
    yield from _use_lines(found)
    if not found.up_to_date:
        before = "before this taxonomy was edited"
        if found.made_with != found.version:
            before = f"with another taxonomy (version {found.made_with})"
        yield f"  The database was made {before}: run `{ingest}`"


def _use_lines(found: Explanation) -> Iterator[str]:
    if not found.uses:
        yield "  Not used in any report."
        return
    written = ", ".join(f"'{raw}' {uses}" for raw, uses in found.spellings)
    yield f"  Used {counted(found.uses, 'time')}: {written}"
    for use in found.places:
        yield f"    {use.path}:{use.line}  {use.title or ''}".rstrip()
    if found.uses > len(found.places):
        yield f"    … and {found.uses - len(found.places):,} more; --limit {found.uses} lists all"


def explanation_data(found: Explanation) -> dict[str, object]:
    """The same as data."""
    return {
        "facet": found.facet,
        "value": found.value,
        "form": found.form,
        "decisions": [_decision_data(explained) for explained in found.decisions],
        "uses": found.uses,
        "spellings": _spellings_data(found.spellings),
        "places": [asdict(use) for use in found.places],
        "taxonomy_version": found.made_with,
        "up_to_date": found.up_to_date,
    }


def _decision_data(explained: Explained) -> dict[str, object]:
    decision = explained.decision
    return {
        "part": decision.part,
        "outcome": decision.outcome,
        "score": decision.score,
        "reason": decision.reason,
        "guard": decision.guard,
        "term": _term_data(explained.term),
        "runner_up": _term_data(explained.runner_up),
        "candidates": [{"term_id": term_id, "score": round(score, 4)} for term_id, score in decision.candidates],
    }


def _term_data(term: TermTrace | None) -> dict[str, object] | None:
    return {**asdict(term), "spellings": _spellings_data(term.spellings)} if term else None


def _spellings_data(spellings: Iterable[tuple[str, int]]) -> list[dict[str, object]]:
    return [{"raw": raw, "uses": uses} for raw, uses in spellings]


def _decision_lines(explained: Explained, several: bool) -> Iterator[str]:
    decision, term = explained.decision, explained.term
    part = f" part {decision.part}" if several else ""
    score = "" if decision.score is None else f", score {decision.score:.2f}"
    yield f"  outcome   {decision.outcome}{part}: {_VERDICTS[decision.outcome]}{score}"
    yield f"  because   {decision.reason}"
    if term:
        above = f", under '{term.broader}'" if term.broader else ""
        yield f"  term      {term.label} ({term.term_id}{above}, since {term.since})"
        if term.definition:
            yield f"            {term.definition}"
        spelled = ", ".join(f"'{raw}' {uses}" for raw, uses in term.spellings[:12])
        more = f" and {len(term.spellings) - 12} more" if len(term.spellings) > 12 else ""
        yield f"            {counted(term.uses, 'use')} in {counted(term.reports, 'report')}: {spelled}{more}"
    if explained.runner_up:
        yield f"  runner-up {explained.runner_up.label} ({explained.runner_up.term_id})"
