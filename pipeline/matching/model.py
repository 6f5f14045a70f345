"""From evidence to probability: small boosted trees, read from a file and added up with numpy."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.evidence import Evidence
from pipeline.matching.features import FEATURES

Floats = NDArray[np.float64]

AT_ONCE = 256
"""Rows that go down the trees together; with more, their numbers no longer fit near the processor."""


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which to act, chosen on labelled pairs that the trees had not seen.

    `auto`: a term is taken without a person. `lead`: by how much it must be ahead of the next term.
    `cluster`: a tag joins a label. `review`: a term is likelier right than that none is.
    """

    auto: float
    lead: float
    cluster: float
    review: float


@dataclass(frozen=True)
class Forest:
    """Binary trees as one table each of nodes and leaves, a row a tree, filled up to the largest tree.

    At node i go `left` where numbers[feature] <= threshold, else `right`; a child -k-1 is the leaf `values[k]`.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    values: Floats

    def totals(self, numbers: Floats) -> Floats:
        """For each row of numbers, the sum of the leaves it comes to. All trees go down one step together."""
        tree = np.arange(len(self.feature))
        rows = np.arange(len(numbers))[:, None]
        node = np.zeros((len(numbers), len(tree)), np.int32)
        while (inner := node >= 0).any():
            at = np.where(inner, node, 0)
            goes_left = numbers[rows, self.feature[tree, at]] <= self.threshold[tree, at]
            node = np.where(inner, np.where(goes_left, self.left[tree, at], self.right[tree, at]), node)
        found: Floats = self.values[tree, -node - 1].sum(axis=1)
        return found


@dataclass(frozen=True)
class Model:
    """The trees with the thresholds that belong to them."""

    forest: Forest
    thresholds: Thresholds

    def probabilities(self, found: Sequence[Evidence]) -> list[float]:
        """For each piece of evidence, how probable it is that the two tags are one (0 to 1)."""
        totals: list[float] = []
        for start in range(0, len(found), AT_ONCE):
            numbers = np.array([item.numbers for item in found[start : start + AT_ONCE]], np.float64)
            totals.extend(self.forest.totals(numbers).tolist())
        return [round(1 / (1 + math.exp(-total)), 6) for total in totals]


def read_model(text: str) -> Model:
    """The model in a JSON text (see Weights). Raises ValueError where it was fitted to other features."""
    said = json.loads(text)
    if said["features"] != list(FEATURES):
        raise ValueError("the model was fitted to other features")
    trees = said["trees"]
    nodes = max(1, *(len(tree["feature"]) for tree in trees))

    def table(name: str, width: int, fill: int) -> list[list[float]]:
        return [tree[name] + [fill] * (width - len(tree[name])) for tree in trees]

    forest = Forest(
        np.array(table("feature", nodes, 0), np.int32),
        np.array(table("threshold", nodes, 0), np.float64),
        np.array(table("left", nodes, -1), np.int32),
        np.array(table("right", nodes, -1), np.int32),
        np.array(table("values", nodes + 1, 0), np.float64),
    )
    return Model(forest, Thresholds(**said["thresholds"]))
