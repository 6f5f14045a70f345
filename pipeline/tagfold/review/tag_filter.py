"""What a list of tags can be narrowed down to and sorted by: the names in an address, and their words."""

from __future__ import annotations

from dataclasses import dataclass

from tagfold.matching.decision import Outcome
from tagfold.review.differences import DIFFERENCES
from tagfold.review.state import WAITING

OUTCOMES: dict[str, tuple[str, tuple[Outcome, ...]]] = {
    "queue": ("in the queue", WAITING),
    "review": ("in the queue, with a suggestion", (Outcome.REVIEW,)),
    "new": ("in the queue, nothing similar found", (Outcome.NEW,)),
    "decided": ("decided by people", (Outcome.MAPPED, Outcome.NOT_A_TAG)),
    "mapped": ("decided: a term", (Outcome.MAPPED,)),
    "not_a_tag": ("decided: not a tag", (Outcome.NOT_A_TAG,)),
    "auto": ("auto-decided", (Outcome.AUTO,)),
    "any": ("all", tuple(Outcome)),
}
"""What a list is of, by name, in words and as outcomes."""

SCORES = {
    "certain": ("0.9 to 1", 0.9, 2.0),
    "likely": ("0.7 to 0.9", 0.7, 0.9),
    "possible": ("0.4 to 0.7", 0.4, 0.7),
    "doubtful": ("below 0.4", 0.0, 0.4),
}
"""Bands of scores, by name: in words, from, to."""

GUARDED = "guard"

KINDS = {kind.name: kind.words for kind in DIFFERENCES.values() if kind.safe} | {GUARDED: "to check: a guard holds it"}
"""Kinds of difference from the suggested term."""

SORTS = {
    "queue": "first to decide",
    "uses": "most used",
    "score": "surest",
    "doubt": "least sure",
    "tag": "by tag",
    "term": "by term",
    "words": "by shared words",
    "latest": "latest decision",
}
"""Orders of a list, by name."""


@dataclass(frozen=True, slots=True)
class TagFilter:
    """What is looked for; an empty text narrows nothing. `text` is in the tag, its term or a note; `by`, `since` and
    `until` are of its decisions; `country` and `year` of the reports that have it.
    """

    facet: str = ""
    text: str = ""
    outcome: str = "queue"
    by: str = ""
    since: str = ""
    until: str = ""
    score: str = ""
    kind: str = ""
    country: str = ""
    year: str = ""
    sort: str = "queue"
