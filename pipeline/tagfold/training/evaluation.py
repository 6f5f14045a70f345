"""Whether new weights are better than the old ones, by more than chance, on concepts that the new ones had not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats
from tagfold.training.predictions import Answers

RESAMPLES = 1_000
"""Resamples of the concepts."""

SURE_OF_GAIN = 0.975
"""The share of the resamples in which the new weights must have the smaller loss."""

SURE_OF_HARM = 0.9
"""The share of the resamples in which something else gets worse that counts as harm: a little is often chance.

It is less than SURE_OF_GAIN, because what is decided wrongly hides in a chart, and what is not decided comes back in
the queue.
"""


@dataclass(frozen=True)
class Figure:
    """A share with the old weights and with the new ones, and the share of the resamples in which it falls."""

    old: float
    new: float
    falls: float

    @property
    def worse(self) -> bool:
        """Whether it falls by more than chance."""
        return self.new < self.old and self.falls >= SURE_OF_HARM


@dataclass(frozen=True)
class Comparison:
    """Old and new weights on the same spellings and pairs.

    `old_loss`, `new_loss`: mean log loss of the pairs. `gains`: share of the resamples in which the new one is smaller.
    `sees`: share of those in which it is smaller than that of guessing the same for every pair.
    `decided`: share of the answerable spellings decided rightly at the asked precision, each at its own best threshold.
    `first`: share of those whose first guess is right.
    """

    old_loss: float
    new_loss: float
    gains: float
    sees: float
    decided: Figure
    first: Figure

    @property
    def better(self) -> bool:
        """Whether to take the new weights: the loss is smaller by more than chance, and nothing else got worse.

        Where the decisions do not follow from the spellings at all, guessing the same for every pair beats a model that
        thinks they do; that is not a reason to give up the model.
        """
        surely = min(self.gains, self.sees) >= SURE_OF_GAIN
        return surely and not self.decided.worse and not self.first.worse


def losses(totals: Floats, same: NDArray[np.bool_]) -> Floats:
    """The log loss of each log odds."""
    found: Floats = np.logaddexp(0, np.where(same, -totals, totals))
    return found


def compare(
    old: Floats,
    new: Floats,
    blind: Floats,
    owners: NDArray[np.str_],
    asked: tuple[Answers, Answers],
    precision: float,
) -> Comparison:
    """Compare losses by pair, of which `owners` names the concept, and the answers to the same spellings.

    `blind` are the losses of guessing the same for every pair.

    Concepts are drawn again with all that belongs to them (a paired bootstrap), because the pairs of one concept stand
    and fall together.
    """
    names, place = np.unique(np.concatenate([owners, asked[0].concept]), return_inverse=True)
    gain = [np.bincount(place[: len(owners)], than - new, len(names)) for than in (old, blind)]
    of_concept = _rows_by(place[len(owners) :], len(names))
    chance = np.random.default_rng(7)
    gains, falls = np.zeros(2), np.zeros(2)
    for _ in range(RESAMPLES):
        drawn = chance.integers(len(names), size=len(names))
        gains += [than[drawn].sum() > 0 for than in gain]
        rows = np.concatenate([of_concept[concept] for concept in drawn])
        before, after = (_shares(one.of(rows), precision) for one in asked)
        falls += after < before
    before, after = (_shares(one, precision) for one in asked)
    decided, first = (
        Figure(float(a), float(b), float(fall) / RESAMPLES) for a, b, fall in zip(before, after, falls, strict=True)
    )
    more, sees = (float(count) / RESAMPLES for count in gains)
    return Comparison(float(old.mean()), float(new.mean()), more, sees, decided, first)


def _shares(some: Answers, precision: float) -> Floats:
    return np.array([some.decided_at(precision), some.first_right()])


def _rows_by(place: NDArray[np.intp], count: int) -> list[NDArray[np.intp]]:
    """For each concept its rows."""
    order = np.argsort(place, kind="stable")
    return np.split(order, np.cumsum(np.bincount(place, minlength=count))[:-1])
