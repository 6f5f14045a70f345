"""Pairs of spellings with the evidence between them, and what people decided about each: one concept, two, or
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.candidates import Index
from tagfold.matching.embedder import SemanticSimilarity
from tagfold.matching.evidence import evidence
from tagfold.matching.features import FEATURES
from tagfold.matching.forest import Floats
from tagfold.matching.form import normal_form
from tagfold.matching.tag import tag
from tagfold.training.gold import Labelled

FOLDS = 5
"""Parts of the concepts, each in turn kept from the fit."""

SAME, APART, UNSAID = 1, 0, -1
"""What people decided about a pair."""


def fold_of(concept: str) -> int:
    """The part (0 to FOLDS - 1) of a concept; it does not depend on the other concepts."""
    return sum(concept.encode()) % FOLDS


@dataclass(frozen=True)
class Pairs:
    """The pairs of one facet, each once whichever spelling comes first.

    `spellings` and `concepts` by place; a spelling of no known concept, about which people only said what it is not,
    has the concept "". For each pair: its two `places`, the `numbers` of its evidence in the order of FEATURES, what
    was `said`, and whether it is `guarded`. `near` gives, for each place, the pairs that a search for it finds.
    """

    facet: str
    curated: bool
    spellings: list[str]
    concepts: list[str]
    places: NDArray[np.int32]
    numbers: Floats
    said: NDArray[np.int8]
    guarded: NDArray[np.bool_]
    near: list[list[int]]

    def folds(self) -> NDArray[np.int8]:
        """For each pair the parts of its two concepts; a spelling without one goes with the other side."""
        part = np.array([fold_of(concept) if concept else -1 for concept in self.concepts], np.int8)
        both = part[self.places] if len(self.places) else np.empty((0, 2), np.int8)
        return np.where(both < 0, both[:, ::-1], both)


def candidate_pairs(labelled: Labelled, meaning: SemanticSimilarity | None) -> Pairs:
    """What a search finds for each spelling. Spellings that two concepts share are left out.

    A pair that no search finds is left out too, even if people accepted or rejected it: the model is never asked about
    such a pair, and accepts among them would teach it that unlike spellings are one.
    """
    return _Gathering(labelled, meaning).pairs()


@dataclass
class _Gathering:
    labelled: Labelled
    meaning: SemanticSimilarity | None
    numbers: list[tuple[float, ...]] = field(default_factory=list)
    guarded: list[bool] = field(default_factory=list)
    pair_of: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        meant: dict[str, set[str]] = {}
        spelling: dict[str, str] = {}
        for variant, concept in self.labelled.rows:
            key = normal_form(variant).text
            spelling.setdefault(key, variant)
            meant.setdefault(key, set()).add(concept)
        keys = sorted(key for key in meant if len(meant[key]) == 1 and key)
        self.concepts = [next(iter(meant[key])) for key in keys]
        self.known = len(keys)
        self.place = {key: place for place, key in enumerate(keys)}
        self.tags = [tag(spelling[key]) for key in keys]
        self.not_of: dict[int, set[str]] = {}
        for variant, concept in self.labelled.apart:
            key = normal_form(variant).text
            if key not in self.place and key not in meant:
                self.place[key] = len(self.tags)
                self.tags.append(tag(variant))
                self.concepts.append("")
            if key in self.place:
                self.not_of.setdefault(self.place[key], set()).add(concept)

    def pairs(self) -> Pairs:
        index = Index(self.tags[: self.known], self.meaning)
        searched = [index.vector(place) for place in range(self.known)]
        if self.meaning and len(self.tags) > self.known:
            searched += list(self.meaning.vectors([one.raw for one in self.tags[self.known :]]))
        searched += [None] * (len(self.tags) - len(searched))
        near: list[list[int]] = []
        for place, found in enumerate(index.candidates_of(self.tags, searched)):
            own = [self._pair(place, there, near) for there, *near in found if there != place]
            near.append(own)
        return self._as_arrays(near)

    def _pair(self, one: int, other: int, near: Sequence[float]) -> int:
        """The number of a pair, made when it first comes up."""
        known = self.pair_of.get((one, other), self.pair_of.get((other, one)))
        if known is not None:
            return known
        self.pair_of[one, other] = len(self.numbers)
        found = evidence(self.tags[one], self.tags[other], *near)
        self.numbers.append(found.numbers)
        self.guarded.append(bool(found.guard))
        return len(self.numbers) - 1

    def _said(self, one: int, other: int) -> int:
        mine, yours = self.concepts[one], self.concepts[other]
        if mine and yours:
            return SAME if mine == yours else APART
        refused = yours in self.not_of.get(one, ()) or mine in self.not_of.get(other, ())
        return APART if refused else UNSAID

    def _as_arrays(self, near: list[list[int]]) -> Pairs:
        return Pairs(
            self.labelled.name,
            self.labelled.curated,
            [one.raw for one in self.tags],
            self.concepts,
            np.array(list(self.pair_of), np.int32).reshape(-1, 2),
            np.array(self.numbers, np.float64).reshape(-1, len(FEATURES)),
            np.array([self._said(*pair) for pair in self.pair_of], np.int8),
            np.array(self.guarded, np.bool_),
            near,
        )
