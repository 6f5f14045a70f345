"""The highest of many numbers are those that sorting them finds, however many are equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tagfold.matching.highest import RUN, above, highest
from tagfold.matching.postings import Places

FEW_VALUES = st.lists(st.integers(0, 12), min_size=0, max_size=40).map(lambda some: np.array(some, float) / 10)


def last_first(places: Places) -> Places:
    return np.argsort(-places)


def by_sorting(values: NDArray[np.floating], digits: int, most: int, least: float) -> set[int]:
    rounded = [round(float(value), digits) for value in values]
    floor = sorted(rounded, reverse=True)[most - 1] if len(rounded) > most else -1.0
    better = {place for place, value in enumerate(rounded) if value > max(floor, least)}
    equal = [place for place, value in enumerate(rounded) if value == floor and value > least]
    return better | set(sorted(equal, reverse=True)[:most])


@given(FEW_VALUES, st.integers(1, 6), st.sampled_from([-1.0, 0.0, 0.35]))
def test_law_they_are_those_that_sorting_finds(values: NDArray[np.floating], most: int, least: float) -> None:
    found = highest(values, 2, most, least, last_first)
    if len(values) <= most:
        assert np.flatnonzero(found).tolist() == [at for at, value in enumerate(values.tolist()) if value > least]
    else:
        assert set(np.flatnonzero(found).tolist()) == by_sorting(values, 2, most, least)
        assert found.sum() <= 2 * most


def test_values_that_are_equal_once_they_are_rounded_are_chosen_by_their_order() -> None:
    values = np.array([0.501, 0.499, 0.5, 0.9, 0.1])
    assert highest(values, 1, 2, 0.0, last_first).tolist() == [False, True, True, True, False]
    assert highest(values, 3, 2, 0.0, last_first).tolist() == [True, False, False, True, False]


@pytest.mark.parametrize("size", [RUN - 1, 2 * RUN, 2 * RUN + 1, 7 * RUN + 13])
@pytest.mark.parametrize("least", [-1.0, 0.5])
def test_no_high_value_is_missed_wherever_it_is(size: int, least: float) -> None:
    chance = np.random.default_rng(size)
    for most in (1, 2, 3):
        values = np.round(chance.random(size), 2)
        values[[0, size - 1]] = 0.995, 0.997
        found = above(values, 2, most, least)
        floor = np.sort(values)[-most]
        wanted = np.flatnonzero((np.round(values, 2) >= np.round(floor, 2)) & (values > least))
        assert set(wanted.tolist()) <= set(found.tolist())
        assert len(set(found.tolist())) == len(found)
        assert (values[found] > least).all()
        if size >= most * RUN:
            assert (values[found] > floor - 0.5).all()
