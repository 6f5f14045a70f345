"""What a model would decide of each spelling that it had never met, and how often it would be correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats
from tagfold.matching.form import normal_form
from tagfold.training.pairs import UNSAID, Pairs


@dataclass(frozen=True)
class Answers:
    """One entry for each spelling asked, linked to the other spellings of its facet.

    `concept`: whose spelling it is (itself if nobody decided). `score`: the first guess's probability, 0 if there is
    no guess. `unguarded`: the guess is unguarded and clearly ahead, so that it is decided automatically if its score is
    high enough. `correct`: the guess is the concept. `has_match`: the concept has another spelling, so that there is a
    right answer.
    """

    concept: NDArray[np.str_]
    score: Floats
    unguarded: NDArray[np.bool_]
    correct: NDArray[np.bool_]
    has_match: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Answers:
        """Some of them."""
        return Answers(
            self.concept[chosen],
            self.score[chosen],
            self.unguarded[chosen],
            self.correct[chosen],
            self.has_match[chosen],
        )

    def taken(self, auto: float) -> NDArray[np.bool_]:
        """Those that are decided without a person at this threshold."""
        return self.unguarded & (self.score >= auto)

    def decided(self, auto: float) -> float:
        """The share of the answerable spellings that are decided, and rightly, at this threshold."""
        return float((self.taken(auto) & self.correct).sum() / max(1, self.has_match.sum()))

    def first_right(self) -> float:
        """The share of the answerable spellings whose first guess is correct."""
        return float(self.correct.sum() / max(1, self.has_match.sum()))

    def decided_at(self, precision: float) -> float:
        """The largest share decided rightly at any threshold that keeps this precision, known in hindsight."""
        score, correct = self.score[self.unguarded], self.correct[self.unguarded]
        order = np.argsort(-score, kind="stable")
        hits = np.cumsum(correct[order])
        count = np.arange(1, len(hits) + 1)
        whole = np.append(np.diff(score[order]) < 0, True)[: len(hits)]  # equal scores are taken together
        fit = whole & (hits >= precision * count)
        return float(hits[fit].max(initial=0) / max(1, self.has_match.sum()))


def answers(pairs: Pairs, scores: Floats, lead: float) -> Answers:
    """`scores`: for each pair its probability as asked from either side (columns). `lead`: see Thresholds."""
    keys = [normal_form(spelling).key for spelling in pairs.spellings]
    others: dict[str, set[str]] = {}
    for concept, key in zip(pairs.concepts, keys, strict=True):
        others.setdefault(concept, set()).add(key)
    rows = [_answer(pairs, scores, keys, place, lead) for place in range(len(keys))]
    score, unguarded, correct = zip(*rows, strict=True) if rows else ((),) * 3
    owners = [concept or spelling for concept, spelling in zip(pairs.concepts, pairs.spellings, strict=True)]
    has_match = [bool(concept) and len(others[concept]) > 1 for concept in pairs.concepts]
    flags = (np.array(column, np.bool_) for column in (unguarded, correct, has_match))
    return Answers(np.array(owners, np.str_), np.array(score, np.float64), *flags)


def joined(every: Sequence[Answers]) -> Answers:
    """The answers of several facets as one."""
    return Answers(
        *(
            np.concatenate([getattr(some, name) for some in every])
            for name in ("concept", "score", "unguarded", "correct", "has_match")
        )
    )


def _answer(pairs: Pairs, scores: Floats, keys: Sequence[str], place: int, lead: float) -> tuple[float, bool, bool]:
    """The score of what is answered to one spelling, whether it is unguarded, and right; nothing of a guess nobody
    judged.

    Its own normal form is not among the known ones: people have not met it yet.
    """
    best: dict[str, tuple[float, int]] = {}
    for pair, there in _neighbours(pairs, place):
        score = float(scores[pair, 0 if pairs.places[pair, 0] == place else 1])
        concept = pairs.concepts[there]
        if keys[there] != keys[place] and (concept not in best or score > best[concept][0]):
            best[concept] = (score, pair)
    if not best:
        return 0.0, False, False
    (concept, first), *rest = sorted(best.items(), key=lambda found: (-found[1][0], found[0]))
    if pairs.said[first[1]] == UNSAID:
        return 0.0, False, False
    ahead = not rest or first[0] - rest[0][1][0] >= lead
    return first[0], bool(ahead and not pairs.guarded[first[1]]), concept == pairs.concepts[place]


def _neighbours(pairs: Pairs, place: int) -> Iterator[tuple[int, int]]:
    """The pairs that a search for a spelling finds, each with the place of the other spelling."""
    for pair in pairs.near[place]:
        one, other = pairs.places[pair]
        yield pair, int(other if one == place else one)
