"""Boosted trees by LightGBM, and the text of a model that holds them. The only module that needs LightGBM."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tagfold.errors import WrongUsage
from tagfold.matching.features import FEATURES

Tree = Mapping[str, Sequence[float]]
"""A tree as columns: feature, threshold, left, right, values (see tagfold.matching.pair_model.Forest)."""

GROWING = {
    "semantic", "semantic_first", "letters_cosine", "cover_least", "cover_most", "same_joined", "initials", "inside",
    "letters_in_order", "left_initials",
}  # fmt: skip
"""Features that never speak against two tags being one when they grow."""

FALLING = {"left_least", "left_most", "left_top", "contrast", "numbers", "lookalike", "role"}
"""Features that never speak for it."""

_SETTINGS = {
    "objective": "binary", "lambda_l2": 5.0, "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1,
    "seed": 7, "verbose": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True,
    "monotone_constraints": [1 if name in GROWING else -1 if name in FALLING else 0 for name in FEATURES],
}  # fmt: skip
"""One thread and a seed: the same rows give the same trees."""


def require_lightgbm() -> None:
    """Raises WrongUsage if LightGBM is not installed, or cannot start."""
    if importlib.util.find_spec("lightgbm") is None:
        raise WrongUsage("learning needs LightGBM, which is not installed", remedy="run: pip install 'tagfold[learn]'")
    try:
        importlib.import_module("lightgbm")
    except OSError as error:
        remedy = "install the OpenMP runtime (Debian: libgomp1; macOS: brew install libomp)"
        raise WrongUsage(f"LightGBM cannot start ({error})", remedy=remedy) from None


def boosted(
    numbers: Any,
    same: Any,
    rounds: int,
    *,
    sample_weight: Any = None,
    start: Any = None,
    asked: Sequence[int] | None = None,
    **settings: Any,
) -> Any:
    """A LightGBM booster of small trees, with the directions held that everyone knows.

    `numbers`: a row of FEATURES for each pair; `same`: whether it is one concept; `sample_weight`: how much it counts;
    `start`: the total of the model to continue from. `asked`: how many rows each query has, one query after the other,
    for trees that learn which of its rows comes first (LambdaMART; Burges, 2010) instead of a probability.
    """
    import lightgbm

    rows = lightgbm.Dataset(numbers, same, weight=sample_weight, init_score=start, group=asked)
    if asked is not None:
        settings = {"objective": "lambdarank", **settings}
    return lightgbm.train({**_SETTINGS, **settings}, rows, num_boost_round=rounds)


def trees_of(booster: Any, scale: float = 1.0) -> list[Tree]:
    """The booster's trees as columns, their leaves times `scale`."""
    return [_columns(tree["tree_structure"], scale) for tree in booster.dump_model()["tree_info"]]


def model_text(head: Mapping[str, Any], trees: Sequence[Tree], features: Sequence[str] = FEATURES) -> str:
    """A model as readable JSON, one tree per line. `head` is what comes before the trees, `thresholds` among it."""
    text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + ',\n "features": ' + json.dumps(features)
    rows = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    return f'{text},\n "trees": [\n{rows}\n]}}\n'


def _columns(root: Mapping[str, Any], scale: float) -> Tree:
    columns: dict[str, list[float]] = {"feature": [], "threshold": [], "left": [], "right": [], "values": []}

    def place(node: Mapping[str, Any]) -> int:
        if "leaf_value" in node:
            columns["values"].append(round(scale * node["leaf_value"], 5))
            return -len(columns["values"])
        here = len(columns["feature"])
        columns["feature"].append(node["split_feature"])
        columns["threshold"].append(round(node["threshold"], 5))
        columns["left"].append(0)
        columns["right"].append(0)
        columns["left"][here] = place(node["left_child"])
        columns["right"][here] = place(node["right_child"])
        return here

    place(root)
    return columns
