"""What words mean, roughly: a packaged table of vectors, in which words of one meaning are close, in four languages.

The table is distilled from a sentence encoder (`data/README.md` says which). It knows that "agua" is near "water" and
"cattle" near "livestock", and knows no sentences: what it says is evidence, never a verdict.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.word_frequencies import place, weight

DIMENSIONS = 64
STEPS = 7
"""Each number of a vector is one of -STEPS … STEPS; two of them are packed in a byte."""

Vector = NDArray[np.float32]


@cache
def _table() -> NDArray[np.uint8]:
    content = (resources.files("tagfold.matching") / "data" / "senses.bin").read_bytes()
    return np.frombuffer(content, np.uint8).reshape(-1, DIMENSIONS // 2)


@lru_cache(maxsize=50_000)
def sense(word: str) -> Vector | None:
    """The direction (length 1) of a listed word, None for others."""
    row = place(word)
    if row is None:
        return None
    packed = _table()[row]
    steps = np.empty(DIMENSIONS)
    steps[::2], steps[1::2] = packed >> 4, packed & 15
    return _unit(steps - STEPS)


@lru_cache(maxsize=50_000)
def common_sense(words: tuple[str, ...]) -> Vector:
    """The direction of several words together, telling words weighing more; zero where no word is listed."""
    total = np.zeros(DIMENSIONS)
    for word in words:
        found = sense(word)
        if found is not None:
            total += weight(word) * found
    return _unit(total)


class Directions:
    """The directions of many things by their places, equal ones kept once."""

    def __init__(self, rows: Iterable[Vector] = ()) -> None:
        self._places: dict[bytes, int] = {}
        self._kinds = array("i")
        self.add(rows)

    def add(self, rows: Iterable[Vector]) -> None:
        """Those of more things. Nothing can be added once they were asked for."""
        self._kinds.extend([self._places.setdefault(row.tobytes(), len(self._places)) for row in rows])

    @cached_property
    def distinct(self) -> Vector:
        """Each direction once."""
        return np.frombuffer(b"".join(self._places), np.float32).reshape(-1, DIMENSIONS)

    @cached_property
    def kinds(self) -> NDArray[np.int32]:
        """For each place, where its direction is in `distinct`."""
        return np.frombuffer(self._kinds, np.int32)

    def __getitem__(self, places: NDArray[np.integer[Any]]) -> Vector:
        found: Vector = self.distinct[self.kinds[places]]
        return found


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two directions, -1 to 1, added in double precision and rounded, so that neither the processor's
    way of adding shows nor how many are compared together.

    >>> water, agua, law = (common_sense((word,)) for word in ("water", "agua", "law"))
    >>> likeness(water, agua) > 0.6 > likeness(water, law)
    True
    """
    return _rounded(float(one.astype(np.float64).dot(other)))


def cosines(one: Vector, other: Vector) -> NDArray[np.float64]:
    """The cosine of each row of directions with the same row of others, not rounded."""
    found: NDArray[np.float64] = np.einsum("ij,ij->i", one, other, dtype=np.float64)
    return found


def min_best_word_similarity(words: Iterable[str], rows: Vector) -> float:
    """Of some words, the one least similar to any of the rows: how similar it is, 0 if it is not listed; 1 without
    words.
    """
    least = 1.0
    for word in words:
        one = sense(word)
        least = min(least, 0.0 if one is None or not len(rows) else max(rows.dot(one.astype(np.float64)).tolist()))
    return _rounded(least)


def senses(words: Iterable[str]) -> Vector:
    """The directions of the listed words, one row each."""
    rows = [found for word in words if (found := sense(word)) is not None]
    return np.array(rows, np.float32).reshape(-1, DIMENSIONS)


def nearness(one: str, other: str) -> float | None:
    """The cosine of two words' meanings, None if one of them is not listed."""
    mine, yours = sense(one), sense(other)
    return None if mine is None or yours is None else likeness(mine, yours)


def _rounded(cosine: float) -> float:
    """Four decimals of a cosine, faster than by `round`."""
    return round(cosine * 10_000) / 10_000


def rounded(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Four decimals of each cosine."""
    steps: NDArray[np.float64] = np.rint(found * 10_000)
    return steps / 10_000


def units(rows: NDArray[np.floating]) -> Vector:
    """The direction of each row; zero for a row of zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    found: Vector = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(np.float32)
    return found


def _unit(vector: NDArray[np.float64]) -> Vector:
    length = math.sqrt(vector @ vector)
    return (vector / length if length else vector).astype(np.float32)
