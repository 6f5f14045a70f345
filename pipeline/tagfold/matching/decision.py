"""What was decided about a tag."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Exactly one for each tag (and part of a split tag)."""

    MAPPED = "mapped"  # a person said so
    AUTO = "auto"  # decided automatically, above the threshold of its facet
    REVIEW = "review"  # there is a candidate; a person should look
    NEW = "new"  # no candidate
    NOT_A_TAG = "not_a_tag"  # no concept: n/a, error text, fragments


@dataclass(frozen=True, slots=True)
class Decision:
    """One tag, or part `part` (from 1) of a glued one.

    `score` is 0 to 1, how sure the decision is, None if there is no candidate. For `review` the
    `term_id` is the best candidate. `runner_up_id` is the best other term, if there is one.
    `reason` is a sentence part for people; nothing reads it. `guard` says why a person must look, however similar the
    tag is to the candidate; None if nothing does. `spelling` is the known spelling that the decision rests on, or for
    `new` the most similar one; None if there is none, or for the parts of a tag that nobody has split yet.
    `candidates` are the (term id, score) of the terms that were compared, best first; empty if a person decided.
    """

    facet: str
    raw: str
    form: str
    part: int
    outcome: Outcome
    term_id: str | None
    score: float | None
    runner_up_id: str | None
    reason: str
    guard: str | None = None
    spelling: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
