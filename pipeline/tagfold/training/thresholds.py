"""From which probability a facet's tags are decided without a person, for the precision that is asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats
from tagfold.training.predictions import Answers

CONFIDENCE = 0.95
"""How often a lower bound is below the truth."""

MIN_DECISIONS = 20
"""Decisions from which a share says something against a threshold."""

TINY = 1e-9

LEAST_AUTO = 0.5
"""No threshold is below this: likelier than not is the least that a decision needs."""


@dataclass(frozen=True)
class ThresholdCheck:
    """A facet's threshold and what it was checked on: spellings that the weights had not seen.

    `auto` is infinite where no threshold keeps the precision. `asked` spellings, of which `decisions` would be taken
    and `correct` be correct; `least` is the lower bound of their precision. `said` is a phrase for how the threshold
    came about.
    """

    precision: float
    auto: float
    asked: int
    decisions: int
    correct: int
    said: str

    @property
    def least(self) -> float:
        return lower_bound(self.correct, self.decisions)


@dataclass(frozen=True)
class CurvePoint:
    """What would be taken from a score on: so many decisions, of which so many correct, of so many asked."""

    score: float
    asked: int
    decisions: int
    correct: int

    @property
    def precision(self) -> float:
        return self.correct / self.decisions if self.decisions else 1.0

    @property
    def share(self) -> float:
        return self.decisions / max(1, self.asked)


def lower_bound(correct: int, count: int) -> float:
    """The exact lower bound of a share, one-sided, with CONFIDENCE (Clopper and Pearson 1934); 0 where nothing was
    counted.

    >>> round(lower_bound(299, 299), 4), round(lower_bound(8, 10), 4)
    (0.99, 0.4931)
    """
    low, high = 0.0, correct / count if count else 0.0
    while high - low > TINY:
        middle = (low + high) / 2
        low, high = (middle, high) if proves(correct, count, middle) else (low, middle)
    return low


def enough_for(precision: float) -> int:
    """How many decisions, all of them correct, prove a precision.

    >>> enough_for(0.99), enough_for(0.85)
    (299, 19)
    """
    return math.ceil(math.log(1 - CONFIDENCE) / math.log(precision))


def proves(correct: int, count: int, share: float) -> bool:
    """Whether the lower bound of the share is at least this one: were it less, so many would seldom be correct."""
    if share <= 0:
        return correct > 0
    wrong = np.arange(count - correct + 1)
    ways = np.array([math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in wrong])
    odds = np.exp(ways + wrong * math.log1p(-share) + (count - wrong) * math.log(share)) if share < 1 else np.ones(1)
    return float(odds.sum()) <= 1 - CONFIDENCE


def checked(
    found: Answers, precision: float, usual: float, *, may_fall: bool, floor: float = LEAST_AUTO
) -> ThresholdCheck:
    """The threshold for `precision`, near the `usual` one and not below `floor`.

    It falls where `may_fall` to the lowest that is proven, tested from the usual one down (see `_proven`). It rises
    where the usual one misses the precision, to a proven one if there is one, else to the lowest that misses nothing as
    far as one can see. Else there is nothing against the usual one, and it stays.
    """
    unguarded = found.of(found.unguarded & (found.score >= floor))
    score, correct = unguarded.score, unguarded.correct
    cuts = _cuts(score)
    at = {cut: correct[score >= cut] for cut in [usual, *cuts]}
    proven = _proven([(cut, at[cut]) for cut in [usual, *cuts] if cut <= usual], precision) if may_fall else []
    if proven:
        auto, said = proven[-1], "proven"
    elif proves(int(at[usual].sum()), len(at[usual]), precision):
        auto, said = usual, "proven"
    elif len(at[usual]) < MIN_DECISIONS:
        auto, said = usual, "too few to judge"
    elif at[usual].mean() >= precision:
        auto, said = usual, "nothing against it"
    else:
        above = [cut for cut in reversed(cuts) if cut > usual and at[cut].mean() >= precision]
        sure = [cut for cut in above if proves(int(at[cut].sum()), len(at[cut]), precision)]
        auto = (sure or above or [math.inf])[0]
        said = "proven" if sure else "raised as far as these can show" if above else "none keeps it"
    used = score >= auto
    return ThresholdCheck(precision, auto, len(found.score), int(used.sum()), int(correct[used].sum()), said)


def _proven(cuts: Sequence[tuple[float, NDArray[np.bool_]]], precision: float) -> list[float]:
    """Those of the thresholds at which the lower bound of the precision is at least the one asked.

    They are tested in their order, from the first that has enough decisions, and the first that fails ends it, so that
    all of them hold together with the confidence of one (fixed-sequence testing: Angelopoulos and others, "Learn then
    Test", 2021). The scores alone say where it starts, not what is correct.
    """
    found = []
    for cut, correct in cuts:
        if not proves(len(correct), len(correct), precision):
            continue
        if not proves(int(correct.sum()), len(correct), precision):
            break
        found.append(cut)
    return found


def curve(found: Answers, cuts: Sequence[float]) -> list[CurvePoint]:
    """What would be taken at each of the thresholds."""
    taken = [(cut, found.taken(cut)) for cut in cuts]
    return [CurvePoint(cut, len(found.score), int(t.sum()), int(found.correct[t].sum())) for cut, t in taken]


def _cuts(scores: Floats) -> list[float]:
    """The scores as thresholds of two digits that they still reach, from the highest down: with more digits a single
    error could end the tests by chance.
    """
    found: list[float] = np.unique(np.floor(np.round(scores * 100, 6)) / 100)[::-1].tolist()
    return found
