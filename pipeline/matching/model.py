"""From evidence to probability: small boosted trees, read from a file and added up with numpy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.evidence import FEATURES, Evidence

Floats = NDArray[np.float64]


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
class Tree:
    """A binary tree as columns: at node i go `left` where numbers[feature] <= threshold, else `right`.

    A negative child -k-1 is the leaf `values[k]`.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    values: Floats

    def add_to(self, total: Floats, numbers: Floats) -> None:
        """Add each row's leaf value to `total`."""
        node = np.zeros(len(numbers), np.int32)
        if not len(self.feature):
            total += self.values[0]
            return
        rows = np.arange(len(numbers))
        while (inner := node >= 0).any():
            at = np.where(inner, node, 0)
            goes_left = numbers[rows, self.feature[at]] <= self.threshold[at]
            node = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), node)
        total += self.values[-node - 1]


@dataclass(frozen=True)
class Model:
    """The trees with the thresholds that belong to them."""

    trees: tuple[Tree, ...]
    thresholds: Thresholds

    def probabilities(self, found: Sequence[Evidence]) -> list[float]:
        """For each piece of evidence, how probable it is that the two tags are one (0 to 1)."""
        if not found:
            return []
        numbers = np.array([item.numbers for item in found], np.float64)
        total = np.zeros(len(numbers))
        for tree in self.trees:
            tree.add_to(total, numbers)
        return [round(float(p), 6) for p in 1 / (1 + np.exp(-total))]


def read_model(text: str) -> Model:
    """The model in a JSON text, as `tests/measure/fit_model.py` writes it."""
    said = json.loads(text)
    if said["features"] != list(FEATURES):
        raise ValueError("model.json was fitted on other features; refit it: python -m tests.measure.fit_model")
    trees = tuple(
        Tree(
            np.array(tree["feature"], np.int32),
            np.array(tree["threshold"], np.float64),
            np.array(tree["left"], np.int32),
            np.array(tree["right"], np.int32),
            np.array(tree["values"], np.float64),
        )
        for tree in said["trees"]
    )
    return Model(trees, Thresholds(**said["thresholds"]))


@cache
def shipped_model(*, semantic: bool = False) -> Model:
    """The model that comes with Tagfold: the one fitted without an embedder, or with one."""
    name = "model-semantic.json" if semantic else "model.json"
    return read_model((resources.files("pipeline.matching") / "data" / name).read_text(encoding="utf-8"))
