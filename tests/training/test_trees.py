"""What is written is what was fitted: the file's trees say what LightGBM says."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from tagfold.errors import WrongUsage
from tagfold.matching.features import FEATURES
from tagfold.matching.pair_model import read_model
from tagfold.training.boosting import unseen_totals
from tagfold.training.trees import boosted, model_text, require_lightgbm, trees_of

CHANCE = np.random.default_rng(1)
NUMBERS = CHANCE.random((600, len(FEATURES))).round(3)
SAME = NUMBERS[:, 0] + 0.2 * CHANCE.random(600) > 0.6
HEAD = {
    "thresholds": {"auto": 0.95, "lead": 0.15, "cluster": 0.5, "review": 0.3, "stands_out": 0.7},
    "line": {"start": 0.0, "slopes": {}},
}


def test_the_written_model_adds_up_to_what_was_fitted() -> None:
    booster = boosted(NUMBERS, SAME, 20, num_leaves=6)
    model = read_model(model_text(HEAD, trees_of(booster)))
    assert np.allclose(model.totals(NUMBERS), booster.predict(NUMBERS, raw_score=True), atol=1e-3)
    assert len(model.totals(NUMBERS[:0])) == 0


def test_more_trees_continue_from_the_old_total() -> None:
    first = boosted(NUMBERS, SAME, 20, num_leaves=6)
    old = read_model(model_text(HEAD, trees_of(first)))
    more = boosted(NUMBERS, SAME, 10, start=old.totals(NUMBERS), num_leaves=6)
    both = read_model(model_text(HEAD, [*trees_of(first), *trees_of(more)]))
    added = more.predict(NUMBERS, raw_score=True)
    assert np.allclose(both.totals(NUMBERS), old.totals(NUMBERS) + added, atol=1e-3)
    assert np.allclose(both.forest.first(20).totals(NUMBERS), old.totals(NUMBERS))


def test_no_side_is_scored_by_trees_that_saw_its_concepts() -> None:
    folds = np.array([[row % 5, row % 5] for row in range(600)], np.int8)
    start = np.zeros(600)
    truth = unseen_totals(NUMBERS, SAME, start, folds, np.ones(600, np.bool_))
    lied = SAME.copy()
    lied[folds[:, 0] == 3] ^= True  # what is said of a part must not change how that part is scored
    other = unseen_totals(NUMBERS, lied, start, folds, np.ones(600, np.bool_))
    part = folds[:, 0] == 3
    assert (truth[part] == other[part]).all()
    assert (truth[~part] != other[~part]).any()
    assert ((truth[:, 0] > 0) == SAME).mean() > 0.8


def test_without_lightgbm_one_sentence_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    require_lightgbm()
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(WrongUsage, match=r"LightGBM, which is not installed; run: pip install 'tagfold\[learn\]'"):
        require_lightgbm()


def test_the_text_has_one_tree_a_line() -> None:
    text = model_text(HEAD | {"facets": {}}, trees_of(boosted(NUMBERS, SAME, 3, num_leaves=4)))
    assert sum(line.startswith('{"feature":') for line in text.splitlines()) == 3
    assert json.loads(text)["features"] == list(FEATURES)
