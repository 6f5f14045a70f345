"""From evidence to probability: a straight line and small boosted trees, read from a file and added up with numpy."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np

from tagfold.matching.features import FEATURES
from tagfold.matching.forest import Floats, Forest, forest_of

AT_ONCE = 256
"""Rows that go down the trees together; with more, their numbers no longer fit near the processor."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which to act, chosen on labelled pairs that the trees had not seen.

    `auto`: a term is taken without a person. `lead`: by how much it must be ahead of the next term. `alone`: a term
    that is many times as probable as the next one is taken too.
    `cluster`: a tag joins a label. `review`: a person is shown the term. One that is less likely is shown where it
    stands out: if its probability times the ratio to that of the next term is at least `stands_out`.
    """

    auto: float
    lead: float
    cluster: float
    review: float
    stands_out: float = math.inf  # models that were learnt before there were these two have none
    alone: float = math.inf

    def with_auto(self, auto: float) -> Thresholds:
        """These with another `auto`, which then is the only way to be taken: it was checked so."""
        return self if auto == self.auto else replace(self, auto=auto, alone=math.inf)


@dataclass(frozen=True)
class Line:
    """Log odds that grow evenly with single features: `start`, and the `slopes` in the order of FEATURES.

    Trees take steps and do not distinguish what is between two of them; most of what is compared is on the same low
    ones. The line puts that in order.
    """

    start: float
    slopes: Floats

    def totals(self, numbers: Floats) -> Floats:
        """For each row of numbers, its place on the line."""
        used = np.flatnonzero(self.slopes)
        found: Floats = self.start + (numbers[:, used] * self.slopes[used]).sum(axis=1)
        return found


@dataclass(frozen=True)
class OfFacet:
    """What a facet has of its own: `auto`, if it is not the usual one, and how many of the `trees` it uses."""

    auto: float | None = None
    trees: int | None = None


@dataclass(frozen=True)
class Model:
    """Line and trees with the thresholds that belong to them, and what single facets have of their own."""

    line: Line
    forest: Forest
    thresholds: Thresholds
    facets: Mapping[str, OfFacet] = field(default_factory=dict)

    def of_facet(self, facet: str) -> Model:
        """The model as it is for a facet."""
        own = self.facets.get(facet, OfFacet())
        auto = self.thresholds.auto if own.auto is None else own.auto
        return Model(self.line, self.forest.first(own.trees), self.thresholds.with_auto(auto))

    def totals(self, numbers: Floats) -> Floats:
        """For each row of numbers, the log odds that the two tags are one."""
        starts = range(0, len(numbers), AT_ONCE)
        trees = [np.zeros(0), *(self.forest.totals(numbers[at : at + AT_ONCE]) for at in starts)]
        return self.line.totals(numbers) + np.concatenate(trees)

    def probabilities(self, numbers: Floats) -> list[float]:
        """For each row of numbers, how probable it is that the two tags are one (0 to 1)."""
        return [round(1 / (1 + math.exp(-total)), 6) for total in self.totals(numbers).tolist()]


@lru_cache(maxsize=8)
def read_model(text: str) -> Model:
    """The model in a JSON text (see Weights). Raises ValueError if it is broken or was fitted to other features."""
    try:
        return _model(json.loads(text))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"it is not a model ({type(error).__name__}: {error})") from None


def model_fault(text: str) -> str:
    """What is wrong with the text of a model, "" if nothing is."""
    try:
        read_model(text)
    except ValueError as error:
        return str(error)
    return ""


def _model(said: Any) -> Model:
    if said["features"] != list(FEATURES):
        raise ValueError("it was fitted to other features than this version of Tagfold has")
    thresholds = Thresholds(**{name: float(value) for name, value in said["thresholds"].items()})
    facets = {name: _of_facet(own) for name, own in said.get("facets", {}).items()}
    return Model(_line(said["line"]), forest_of(said["trees"], len(FEATURES)), thresholds, facets)


def _line(said: Mapping[str, Any]) -> Line:
    slopes = np.zeros(len(FEATURES))
    for name, slope in said["slopes"].items():
        slopes[FEATURES.index(name)] = float(slope)
    if not np.isfinite([said["start"], *slopes]).all():
        raise ValueError("its line is broken")
    return Line(float(said["start"]), slopes)


def _of_facet(said: Mapping[str, Any]) -> OfFacet:
    """For `auto`, null is a threshold that nothing reaches."""
    auto, trees = said.get("auto", "usual"), said.get("trees")
    reached = None if auto == "usual" else math.inf if auto is None else float(auto)
    return OfFacet(reached, None if trees is None else int(trees))
