"""The highest of many numbers, without sorting them, whatever their order and however many are equal."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.postings import Places

RUN = 64
"""Values of which only the highest is looked at to find where the highest of all begin."""


def above(values: NDArray[np.floating], digits: int, most: int, least: float) -> Places:
    """The places of the `most` highest values above `least` and of all equal to them, and of some more."""
    if len(values) < most * RUN:
        return np.flatnonzero(values > least)
    # Only the runs are looked at in which the highest value is high enough, and what is behind the last whole run.
    width = len(values) // RUN
    runs = values[: width * RUN].reshape(RUN, width)
    tops = runs.max(0)
    floor = max(least, float(np.partition(tops, width - most)[width - most]) - 10.0**-digits)
    high = np.flatnonzero(tops > floor)
    row, column = np.nonzero(runs[:, high] > floor)
    rest = width * RUN + np.flatnonzero(values[width * RUN :] > floor)
    return np.concatenate([row * width + high[column], rest])


def highest(
    values: NDArray[np.floating], digits: int, most: int, least: float, order: Callable[[Places], Places]
) -> NDArray[np.bool_]:
    """Which are the `most` highest values above `least`, rounded to so many `digits`, and as many of those equal to the
    last of them as are not more than `most`: of more, those that `order` puts first. So neither does the order of the
    input choose, nor are there ever more than twice as many.
    """
    rounded = np.round(values, digits)
    kept: NDArray[np.bool_] = rounded > least
    if len(values) > most:
        cut = np.partition(rounded, len(values) - most)[len(values) - most]
        tied = np.flatnonzero(rounded == cut)
        if len(tied) > most:
            kept[tied[order(tied)[most:]]] = False
        kept &= rounded >= cut
    return kept
