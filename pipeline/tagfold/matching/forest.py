"""Small binary trees added up: many rows of numbers against all trees at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_LEAVES = 64
"""Leaves of a tree: as many as the largest number has bits."""


@dataclass(frozen=True)
class Forest:
    """Binary trees as one table each of nodes and leaves, one row per tree, filled up to the largest tree.

    At node i go `left` where numbers[feature] <= threshold, else `right`; a child -k-1 is the leaf `values[k]`.
    """

    feature: NDArray[np.int32]
    threshold: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    values: Floats

    def first(self, trees: int | None) -> Forest:
        """The first trees alone; all of them for None."""
        if trees is None:
            return self
        nodes = self.feature[:trees], self.threshold[:trees], self.left[:trees], self.right[:trees]
        return Forest(*nodes, self.values[:trees])

    def totals(self, numbers: Floats) -> Floats:
        """For each row of numbers, the sum of the leaves it comes to, one of each tree.

        No tree is walked (QuickScorer, Lucchese et al. 2015): a number above a node's threshold rules out the leaves to
        the left of that node, and of those that no number rules out, the leftmost is the one.
        """
        ways = self.ways
        left = np.full((len(numbers), len(self.values)), ways.every)
        for feature, thresholds, still in ways.steps:
            left &= still[np.searchsorted(thresholds, numbers[:, feature])]
        leftmost = np.frexp(left & (~left + 1))[1] - 1
        found: Floats = ways.values[leftmost + ways.starts].sum(axis=1)
        return found

    @cached_property
    def ways(self) -> Ways:
        """The forest as masks. Raises ValueError if a tree has more leaves than a mask has bits."""
        trees = [_leaves(self, tree) for tree in range(len(self.values))]
        most = max(len(order) for order, _ in trees)
        every = ~next(kind for kind in (np.uint16, np.uint32, np.uint64) if most <= np.iinfo(kind).bits)(0)
        values = np.zeros((len(trees), most))
        splits: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
        for tree, (order, nodes) in enumerate(trees):
            values[tree, : len(order)] = self.values[tree, order]
            for feature, threshold, left in nodes:
                splits[feature].append((threshold, tree, left))
        steps = []
        for feature, nodes_of in splits.items():
            thresholds = np.unique([threshold for threshold, *_ in nodes_of])
            still = np.full((len(thresholds) + 1, len(trees)), every)
            for threshold, tree, left in nodes_of:
                still[np.searchsorted(thresholds, threshold) + 1 :, tree] &= every ^ every.dtype.type(left)
            steps.append((feature, thresholds, still))
        return Ways(every, steps, np.arange(len(trees)) * most, values.ravel())


@dataclass(frozen=True)
class Ways:
    """A forest as masks, a bit for each leaf of a tree, the leftmost lowest. Each step is a feature, its thresholds,
    and for each count of thresholds below a number, the leaves of each tree that this number does not rule out.
    `starts` is where the `values` of each tree begin.
    """

    every: np.unsignedinteger[Any]
    steps: Sequence[tuple[int, Floats, NDArray[np.unsignedinteger[Any]]]]
    starts: NDArray[np.intp]
    values: Floats


def _leaves(forest: Forest, tree: int) -> tuple[list[int], list[tuple[int, float, int]]]:
    """The leaves of a tree from left to right; of each node feature, threshold and a mask of the leaves left of it."""
    order: list[int] = []
    nodes: list[tuple[int, float, int]] = []

    def walk(node: int) -> None:
        if node < 0:
            order.append(-node - 1)
            if len(order) > MOST_LEAVES:
                raise ValueError(f"a tree of it has more than {MOST_LEAVES} leaves")
            return
        before = len(order)
        walk(int(forest.left[tree, node]))
        left = (1 << len(order)) - (1 << before)
        nodes.append((int(forest.feature[tree, node]), float(forest.threshold[tree, node]), left))
        walk(int(forest.right[tree, node]))

    walk(0)
    return order, nodes


def forest_of(trees: Sequence[Mapping[str, Sequence[float]]], features: int) -> Forest:
    """The forest of trees as columns, which ask for so many features. Raises ValueError if it is broken."""
    if not trees:
        raise ValueError("it has no trees")
    nodes = max(len(tree["feature"]) for tree in trees)

    def table(name: str, width: int, fill: int) -> list[list[float]]:
        return [[*tree[name], *[fill] * (width - len(tree[name]))] for tree in trees]

    forest = Forest(
        np.array(table("feature", max(1, nodes), 0), np.int32),
        np.array(table("threshold", max(1, nodes), 0), np.float64),
        np.array(table("left", max(1, nodes), -1), np.int32),
        np.array(table("right", max(1, nodes), -1), np.int32),
        np.array(table("values", max(1, nodes) + 1, 0), np.float64),
    )
    _refuse_loose_ends(forest, features)
    forest.ways  # noqa: B018 - which refuses trees that are too large
    return forest


def _refuse_loose_ends(forest: Forest, features: int) -> None:
    """A child must come after its node and be in its tree, so that every way down ends at a leaf."""
    place = np.arange(forest.left.shape[1])
    for child in (forest.left, forest.right):
        onward = (child > place) & (child < len(place))
        ends = (child < 0) & (-child <= forest.values.shape[1])
        if not (onward | ends).all():
            raise ValueError("its trees are broken")
    inside = (forest.feature >= 0) & (forest.feature < features)
    if not inside.all() or not np.isfinite(forest.values).all():
        raise ValueError("its trees are broken")
