from __future__ import annotations

import math

import numpy as np

from tagfold.training.evaluation import Comparison, Figure, compare, losses
from tagfold.training.predictions import Answers


def test_losses_by_hand() -> None:
    totals, same = np.array([0.0, math.log(3), math.log(3)]), np.array([True, True, False])
    assert np.allclose(losses(totals, same), [math.log(2), -math.log(0.75), -math.log(0.25)])


def asked(right: list[bool]) -> Answers:
    every = np.ones(len(right), np.bool_)
    names = np.array([f"c{number}" for number in range(len(right))])
    return Answers(names, np.full(len(right), 0.9), every, np.array(right), every)


def weighed(old: list[float], new: list[float], owners: list[str], before: list[bool], after: list[bool]) -> Comparison:
    blind = np.full(len(old), 0.7)
    return compare(np.array(old), np.array(new), blind, np.array(owners), (asked(before), asked(after)), 0.99)


def test_a_gain_on_many_concepts_is_more_than_chance_and_one_on_a_single_concept_is_not() -> None:
    owners = [f"c{number}" for number in range(40)]
    right = [True] * 40
    everywhere = weighed([0.5] * 40, [0.4] * 40, owners, right, right)
    assert (round(everywhere.old_loss, 6), round(everywhere.new_loss, 6), everywhere.gains) == (0.5, 0.4, 1.0)
    assert everywhere.better
    once = weighed([5.0] + [0.5] * 39, [0.1] + [0.51] * 39, owners, right, right)
    assert once.new_loss < once.old_loss
    assert not once.better


def test_what_guessing_the_same_beats_is_not_better() -> None:
    owners = [f"c{number}" for number in range(40)]
    found = weighed([0.9] * 40, [0.8] * 40, owners, [True] * 40, [True] * 40)
    assert (found.gains, found.sees, found.better) == (1.0, 0.0, False)


def test_fewer_right_guesses_are_harm() -> None:
    owners = [f"c{number}" for number in range(40)]
    found = weighed([0.5] * 40, [0.4] * 40, owners, [True] * 40, [False] * 10 + [True] * 30)
    assert found.first == Figure(1.0, 0.75, 1.0)
    assert found.first.worse
    assert not found.better
    assert not Figure(0.75, 0.75, 0.4).worse


def test_the_same_figures_come_out_each_time() -> None:
    owners = [f"c{number % 7}" for number in range(40)]
    old, new = [0.1 * (number % 5) for number in range(40)], [0.1 * (number % 3) for number in range(40)]
    one, other = (weighed(old, new, owners, [True, False] * 20, [False, True] * 20) for _ in range(2))
    assert one == other
    assert 0 < one.gains <= 1
