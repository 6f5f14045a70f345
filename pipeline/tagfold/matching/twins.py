"""Which labels of one list look like one term: a negative control, for which nothing needs to be known.

The terms of a list are different concepts by construction, so the score at which two of them meet says how much a high
score is worth in this list, and names the labels that a person should look at.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Status

LEAST_TWIN = 0.5
"""The score from which two labels are worth naming: one term, likelier than not."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two labels of a list, and the score with which one would be taken for the other were it a tag."""

    one: str
    other: str
    score: float


def twins(matcher: Matcher, only: Collection[str] | None = None) -> list[Twins]:
    """The pairs of labels that no guard and nobody's reject keeps apart and that are well ahead of all others, the most
    similar first; with `only`, those of which one is among these labels.
    """
    terms = matcher.lookup.vocabulary.by_id
    active = [term for term in terms.values() if term.status is Status.ACTIVE and form_key(term.label)]
    asked = [term for term in active if only is None or term.label in only]
    best: dict[tuple[str, str], float] = {}
    for term, other in zip(asked, matcher.others_of([(term.label, term.term_id) for term in asked]), strict=True):
        if other:
            key, score = other
            one, two = sorted((term.label, terms[key].label))
            best[one, two] = max(score, best.get((one, two), 0.0))
    found = [Twins(*pair, score) for pair, score in best.items() if score >= LEAST_TWIN]
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))
