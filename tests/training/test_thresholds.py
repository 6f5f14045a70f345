from __future__ import annotations

import math

import numpy as np
import pytest

from tagfold.training.predictions import Answers
from tagfold.training.thresholds import ThresholdCheck, checked, curve, lower_bound


def found(*groups: tuple[float, int, int]) -> Answers:
    """(score, right, wrong): so many free answers with this score."""
    score = [cut for cut, right, wrong in groups for _ in range(right + wrong)]
    truth = [hit for _, right, wrong in groups for hit in [True] * right + [False] * wrong]
    every = np.ones(len(score), np.bool_)
    return Answers(np.array([""] * len(score)), np.array(score), every, np.array(truth, np.bool_), every)


def auto(*groups: tuple[float, int, int], may_fall: bool = True) -> ThresholdCheck:
    return checked(found(*groups), 0.99, 0.95, may_fall=may_fall)


@pytest.mark.parametrize(("right", "count", "least"), [(0, 0, 0.0), (10, 10, 0.7411), (95, 100, 0.8977), (0, 5, 0.0)])
def test_lower_bound_by_table(right: int, count: int, least: float) -> None:
    assert round(lower_bound(right, count), 4) == least


def test_it_falls_only_where_the_lower_one_is_proven() -> None:
    assert auto((0.97, 300, 0), (0.8, 200, 0)).auto == 0.8
    assert auto((0.97, 300, 0), (0.8, 200, 0), may_fall=False).auto == 0.95
    assert auto((0.97, 200, 0), (0.8, 90, 0)).auto == 0.95  # 290 right ones prove 0.9897
    assert auto((0.97, 500, 0), (0.8, 200, 9)).auto == 0.95
    assert auto((0.94, 500, 0), (0.3, 900, 0)).auto == 0.94  # never below one in two


def test_the_first_threshold_that_fails_ends_the_descent() -> None:
    assert auto((0.97, 400, 0), (0.9, 100, 12), (0.8, 9000, 0)).auto == 0.95


def test_the_curve_counts_what_is_taken_at_each_threshold() -> None:
    points = curve(found((0.97, 30, 0), (0.9, 9, 1), (0.4, 10, 0)), (0.95, 0.8, 0.3))
    assert [(point.decisions, point.correct, point.asked) for point in points] == [
        (30, 30, 50),
        (40, 39, 50),
        (50, 49, 50),
    ]
    assert (points[1].precision, points[1].share) == (0.975, 0.8)


def test_it_rises_where_the_usual_one_misses_the_precision() -> None:
    risen = auto((0.98, 60, 0), (0.96, 30, 6))
    assert (risen.auto, risen.decisions, risen.correct) == (0.98, 60, 60)
    assert auto((0.99, 900, 0), (0.98, 100, 2), (0.96, 30, 20)).auto == 0.98  # 1,000 of 1,002 prove it
    assert auto((0.98, 20, 20)).auto == math.inf
    assert auto((0.98, 20, 20)).decisions == 0


def test_it_stays_where_there_is_nothing_against_it() -> None:
    assert auto((0.98, 40, 0)).auto == 0.95
    assert auto((0.98, 3, 2)).said == "too few to judge"
    assert auto((0.98, 3, 2)).auto == 0.95
    assert auto().auto == 0.95
