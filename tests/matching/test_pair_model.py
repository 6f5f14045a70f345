"""Reading a model file: what it says is used, and one that is broken is refused, never half used."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tagfold.matching.features import FEATURES
from tagfold.matching.matcher import Matcher
from tagfold.matching.pair_model import model_fault, read_model
from tagfold.matching.scorer import scorer_of
from tagfold.matching.weights import Weights, shipped_weights
from tests.matching.vocabularies import vocabulary

STUMP = {"feature": [0], "threshold": [0.5], "left": [-1], "right": [-2], "values": [-2.0, 2.0]}


def text(**changes: Any) -> str:
    said = json.loads(shipped_weights().text) | {"trees": [STUMP, STUMP], "line": {"start": 0, "slopes": {}}} | changes
    return json.dumps(said)


def test_a_model_adds_up_its_leaves() -> None:
    numbers = np.zeros((3, len(FEATURES)))
    numbers[1:, 0] = 0.5, 0.6
    assert read_model(text()).totals(numbers).tolist() == [-4.0, -4.0, 4.0]


def chain(nodes: int) -> dict[str, list[float]]:
    """A tree that goes right from node to node; the leaf is the number of thresholds below a number."""
    places = list(range(nodes))
    return {
        "feature": [0] * nodes,
        "threshold": [float(place) for place in places],
        "left": [-1 - place for place in places],
        "right": [*places[1:], -1 - nodes],
        "values": [float(place) for place in range(nodes + 1)],
    }


@pytest.mark.parametrize("nodes", [15, 16, 31, 32, 63])
def test_each_leaf_of_a_tree_of_any_size_is_found(nodes: int) -> None:
    numbers = np.zeros((nodes + 1, len(FEATURES)))
    numbers[:, 0] = np.arange(nodes + 1) - 0.5
    assert read_model(text(trees=[chain(nodes), STUMP])).totals(numbers).tolist() == [
        leaf + (-2.0 if leaf < 2 else 2.0) for leaf in range(nodes + 1)
    ]


def test_a_model_adds_its_line_to_its_trees() -> None:
    numbers = np.zeros((2, len(FEATURES)))
    numbers[1, FEATURES.index("sense")] = 0.5
    line = {"start": -1.0, "slopes": {"sense": 3.0}}
    assert read_model(text(line=line)).totals(numbers).tolist() == [-5.0, -3.5]
    assert read_model(text(line=line)).of_facet("methods").totals(numbers).tolist() == [-5.0, -3.5]


def test_facets_may_have_a_threshold_and_trees_of_their_own() -> None:
    model = read_model(text(facets={"a": {"auto": 0.8, "precision": 0.99}, "b": {"auto": None}, "c": {"trees": 1}}))
    assert [model.of_facet(name).thresholds.auto for name in "abcd"] == [0.8, math.inf, 0.9, 0.9]
    assert [len(model.of_facet(name).forest.feature) for name in "abcd"] == [2, 2, 1, 2]
    assert model.of_facet("a").thresholds.lead == model.thresholds.lead


@pytest.mark.parametrize("threshold", [0.9, None])
def test_a_matcher_keeps_to_the_threshold_of_its_facet(threshold: float | None) -> None:
    known = vocabulary("coastal fishing", "urban housing")
    said = json.loads(shipped_weights().text)
    own = scorer_of(Weights(json.dumps(said | {"facets": {"methods": {"auto": threshold}}})))
    other = scorer_of(Weights(json.dumps(said | {"facets": {"datasources": {"auto": threshold}}})))
    tag = "fishing in coastal areas"
    outcome = "auto" if threshold else "review"
    assert Matcher(known, own).decide(tag)[0].outcome == outcome
    assert Matcher(known, other).decide(tag) == Matcher(known).decide(tag)


def test_the_shipped_models_are_whole() -> None:
    assert [model_fault(shipped_weights(semantic=semantic).text) for semantic in (False, True)] == ["", ""]


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lambda: "", "Expecting value"),
        (lambda: "[]", "it is not a model"),
        (lambda: text(trees=[chain(64)]), "a tree of it has more than 64 leaves"),
        (lambda: "{}", "it is not a model"),
        (lambda: text(features=["luck"]), "it was fitted to other features than this version of Tagfold has"),
        (lambda: text(thresholds={"auto": 0.9}), "it is not a model"),
        (lambda: text(thresholds=None), "it is not a model"),
        (lambda: text(facets={"a": {"auto": "often"}}), "could not convert"),
        (lambda: text(facets=["a"]), "it is not a model"),
        (lambda: text(trees=[]), "it has no trees"),
        (lambda: text(line={"start": 0}), "it is not a model"),
        (lambda: text(line={"start": 0, "slopes": {"luck": 1}}), "tuple.index"),
        (lambda: text(line={"start": math.nan, "slopes": {}}), "its line is broken"),
        (lambda: text(trees=[{**STUMP, "left": [0]}]), "its trees are broken"),  # a loop
        (lambda: text(trees=[{**STUMP, "left": [7]}]), "its trees are broken"),
        (lambda: text(trees=[{**STUMP, "right": [-3]}]), "its trees are broken"),
        (lambda: text(trees=[{**STUMP, "feature": [999]}]), "its trees are broken"),
        (lambda: text(trees=[{**STUMP, "values": [0, "much"]}]), "could not convert"),
        (lambda: text(trees=[{**STUMP, "values": [0, math.nan]}]), "its trees are broken"),
    ],
)
def test_what_is_broken_is_refused(broken: Callable[[], str], fault: str) -> None:
    assert fault in model_fault(broken())
    with pytest.raises(ValueError, match=fault.split("(", maxsplit=1)[0]):
        read_model(broken())


def test_a_rule_of_spelling_must_reach_the_threshold_too() -> None:
    known = vocabulary("coastal fishing", "urban housing")
    said = json.loads(shipped_weights().text) | {"facets": {"methods": {"auto": 0.999}}}
    own = scorer_of(Weights(json.dumps(said)))
    for tag in ("coastal fishings", "fishing, coastal"):
        assert Matcher(known).decide(tag)[0].outcome == "auto"
        assert Matcher(known, own).decide(tag)[0].outcome == "review"


def test_a_model_learnt_before_there_was_standing_out_decides_as_it_did() -> None:
    old = text(thresholds={"auto": 0.9, "lead": 0.2, "cluster": 0.6, "review": 0.2})
    assert read_model(old).thresholds.stands_out == math.inf
