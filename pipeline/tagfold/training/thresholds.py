"""From which probability a facet's tags are decided without a person, for the precision that is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tagfold.training.predictions import Answers

STANDARD_ERRORS = 1.96
"""Standard errors of a lower bound: in 39 of 40 cases the truth is above it."""

MIN_DECISIONS = 20
"""Decisions from which a share says something against a threshold."""

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
        return wilson(self.correct, self.decisions)


def wilson(correct: int, count: int, errors: float = STANDARD_ERRORS) -> float:
    """The lower end of the score interval of a share (Wilson 1927); 0 where nothing was counted.

    >>> round(wilson(381, 381), 4), round(wilson(8, 10), 4)
    (0.99, 0.4902)
    """
    if not count:
        return 0.0
    share, square = correct / count, errors * errors
    middle = share + square / (2 * count)
    spread = errors * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    return (middle - spread) / (1 + square / count)


def checked(found: Answers, precision: float, usual: float, *, may_fall: bool) -> ThresholdCheck:
    """The threshold for `precision`, near the `usual` one.

    It falls where `may_fall` and a lower one is proven: the bound of its precision is at least the one asked. It rises
    where the usual one misses the precision, to a proven one if there is one, else to the lowest that misses nothing
    as far as one can see. Else there is nothing against the usual one, and it stays.
    """
    unguarded = found.of(found.unguarded & (found.score >= LEAST_AUTO))
    score, correct = unguarded.score, unguarded.correct
    cuts = [floor4(cut) for cut in np.unique(score)]
    at = {cut: correct[score >= cut] for cut in [usual, *cuts]}
    proven = [cut for cut in cuts if wilson(int(at[cut].sum()), len(at[cut])) >= precision]
    if proven and proven[0] <= usual and may_fall:
        auto, said = proven[0], "proven"
    elif wilson(int(at[usual].sum()), len(at[usual])) >= precision:
        auto, said = usual, "proven"
    elif len(at[usual]) < MIN_DECISIONS:
        auto, said = usual, "too few to judge"
    elif at[usual].mean() >= precision:
        auto, said = usual, "nothing against it"
    else:
        above = [cut for cut in cuts if cut > usual and at[cut].mean() >= precision]
        auto = next((cut for cut in above if cut in proven), above[0] if above else math.inf)
        said = "proven" if auto in proven else "raised as far as these can show" if above else "none keeps it"
    used = score >= auto
    return ThresholdCheck(precision, auto, len(found.score), int(used.sum()), int(correct[used].sum()), said)


def floor4(score: float) -> float:
    """A score as a threshold of four digits that it still reaches."""
    return math.floor(score * 10_000) / 10_000
