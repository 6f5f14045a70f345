"""The refit: decisions -> pairs -> new weights, checked by concept -> thresholds for each facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats
from tagfold.matching.scorer import Scorer
from tagfold.taxonomy.model import Taxonomy
from tagfold.training.boosting import added_trees, unseen_totals
from tagfold.training.evaluation import Comparison, compare, losses
from tagfold.training.gold import labelled_facets
from tagfold.training.pairs import APART, SAME, UNSAID, Pairs, candidate_pairs
from tagfold.training.predictions import Answers, answers, joined
from tagfold.training.thresholds import ThresholdCheck, checked
from tagfold.training.trees import Tree

MIN_PAIRS = 50
"""Pairs of one concept, and of two, below which nothing is fitted."""


@dataclass(frozen=True)
class Asked:
    """The precision of what is decided without a person, for all facets and for some of them."""

    precision: float
    facets: Mapping[str, float]

    def of(self, facet: str) -> float:
        return self.facets.get(facet, self.precision)


@dataclass(frozen=True)
class FacetFigures:
    """A facet's labelled pairs (of one concept, of two), its threshold, and what it decides before and after."""

    facet: str
    curated: bool
    same: int
    apart: int
    checked: ThresholdCheck
    usual: float
    decided: tuple[float, float]

    @property
    def differs(self) -> bool:
        """Whether the facet has a threshold of its own."""
        return self.checked.auto != self.usual


@dataclass(frozen=True)
class Learned:
    """What came out. `comparison` is None if there was too little to fit; `trees` are those to add, if any."""

    facets: tuple[FacetFigures, ...]
    comparison: Comparison | None
    trees: tuple[Tree, ...]

    def fitted_on(self) -> tuple[int, int]:
        """Pairs of one concept, and of two, in the curated facets."""
        curated = [facet for facet in self.facets if facet.curated]
        return sum(facet.same for facet in curated), sum(facet.apart for facet in curated)


def learn(taxonomy: Taxonomy, old: Scorer, asked: Asked) -> Learned:
    """Refit `old` on what people decided; the new weights are taken only if they are better by more than chance.

    Only curated facets are fitted on, and only they use what is learnt: what holds in a closed list (names of
    countries in any language, numbers of goals) misleads elsewhere, and the reverse. Thresholds are checked for all.
    Needs LightGBM, unless there is too little to fit.
    """
    every = [candidate_pairs(facet, old.meaning) for facet in labelled_facets(taxonomy)]
    if not every:
        return Learned((), None, ())
    rows = _rows(every)
    start = old.model.totals(rows.numbers)
    limits = old.model.thresholds
    before = _answers(every, np.tile(start[:, None], 2), limits.lead)
    kept = _figures(every, before, before, asked, limits.auto, may_fall=False)
    fit_on = rows.fit_on
    if min(rows.same[fit_on].sum(), (~rows.same[fit_on]).sum()) < MIN_PAIRS:
        return Learned(kept, None, ())
    unseen = unseen_totals(rows.numbers, rows.same, start, rows.folds, fit_on)
    unseen = np.where(rows.curated[:, None], unseen, start[:, None])
    after = _answers(every, unseen, limits.lead)
    same = rows.same[fit_on]
    new_losses = np.mean([losses(unseen[fit_on, side], same) for side in (0, 1)], axis=0)
    blind = np.full(len(same), np.log(same.mean() / (1 - same.mean())))
    asked_again = (joined(_curated(every, before)), joined(_curated(every, after)))
    found = compare(
        losses(start[fit_on], same),
        new_losses,
        losses(blind, same),
        rows.owners[fit_on],
        asked_again,
        asked.precision,
    )
    if not found.better:
        return Learned(kept, found, ())
    trees = tuple(added_trees(rows.numbers[fit_on], rows.same[fit_on], start[fit_on]))
    return Learned(_figures(every, before, after, asked, limits.auto, may_fall=True), found, trees)


@dataclass(frozen=True)
class _Rows:
    """The pairs of all facets, one below the other."""

    numbers: Floats
    same: NDArray[np.bool_]
    folds: NDArray[np.int8]
    owners: NDArray[np.str_]
    curated: NDArray[np.bool_]
    fit_on: NDArray[np.bool_]


def _rows(every: Sequence[Pairs]) -> _Rows:
    said = np.concatenate([one.said for one in every])
    curated = np.concatenate([np.full(len(one.said), one.curated) for one in every])
    return _Rows(
        np.vstack([one.numbers for one in every]),
        said == SAME,
        np.vstack([one.folds() for one in every]),
        np.concatenate([_owners(one) for one in every]),
        curated,
        curated & (said != UNSAID),
    )


def _curated(every: Sequence[Pairs], found: Sequence[Answers]) -> list[Answers]:
    return [some for pairs, some in zip(every, found, strict=True) if pairs.curated]


def _answers(every: Sequence[Pairs], totals: Floats, lead: float) -> list[Answers]:
    ends = np.cumsum([len(one.said) for one in every])
    scores = np.split(1 / (1 + np.exp(-totals)), ends[:-1])
    return [answers(one, some, lead) for one, some in zip(every, scores, strict=True)]


def _owners(pairs: Pairs) -> NDArray[np.str_]:
    """For each pair one of its concepts, the first by name."""
    names = np.array([*pairs.concepts, ""], np.str_)
    both = np.sort(names[pairs.places], axis=1)
    owners: NDArray[np.str_] = np.where(both[:, 0] == "", both[:, 1], both[:, 0])
    return owners


def _figures(
    every: Sequence[Pairs],
    before: Sequence[Answers],
    after: Sequence[Answers],
    asked: Asked,
    usual: float,
    *,
    may_fall: bool,
) -> tuple[FacetFigures, ...]:
    found = []
    for pairs, old, new in zip(every, before, after, strict=True):
        threshold = checked(new, asked.of(pairs.facet), usual, may_fall=may_fall and pairs.curated)
        same, apart = (int((pairs.said == what).sum()) for what in (SAME, APART))
        decided = old.decided(usual), new.decided(threshold.auto)
        found.append(FacetFigures(pairs.facet, pairs.curated, same, apart, threshold, usual, decided))
    return tuple(found)
