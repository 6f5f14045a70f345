"""More trees on top of the old model's, and what they say of concepts that they had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats
from tagfold.training.pairs import FOLDS
from tagfold.training.trees import Tree, boosted, trees_of

ROUNDS = 60
"""Trees that are added: few and small, because a project has hundreds of decisions and the old model knew thousands."""

_SMALL: dict[str, Any] = {
    "learning_rate": 0.05,
    "num_leaves": 6,
    "max_depth": 3,
    "min_data_in_leaf": 40,
    "lambda_l2": 10.0,
}


def added_trees(numbers: Floats, same: NDArray[np.bool_], start: Floats) -> Sequence[Tree]:
    """The trees to add to a model whose log odds are `start`."""
    return trees_of(_fit(numbers, same, start))


def unseen_totals(
    numbers: Floats, same: NDArray[np.bool_], start: Floats, folds: NDArray[np.int8], fit_on: NDArray[np.bool_]
) -> Floats:
    """For each pair its new log odds as asked from either side (columns of `folds`): by trees that were fitted without
    any pair of any concept of that side's fold. `fit_on` are the pairs to be fitted on at all.
    """
    found = np.tile(start[:, None], 2)
    for fold in range(FOLDS):
        touched = folds == fold
        rows = touched.any(axis=1)
        learn = fit_on & ~rows
        if rows.any() and len(np.unique(same[learn])) == 2:
            added = _fit(numbers[learn], same[learn], start[learn]).predict(numbers[rows], raw_score=True)
            found[rows] += np.where(touched[rows], added[:, None], 0.0)
    return found


def _fit(numbers: Floats, same: NDArray[np.bool_], start: Floats) -> Any:
    return boosted(numbers, same, ROUNDS, start=start, **_SMALL)
