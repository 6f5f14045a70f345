"""Few of many: the tags worth comparing with one, found by letter groups, run-together form, initials and meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.embedder import Meaning, Vectors
from pipeline.matching.tag import Tag

BY_LETTERS = 16
"""Candidates by likeness of letters."""

BY_SENSE = 8
"""Candidates by the meanings of their words, and as many by the meaning of the whole where there is an embedder."""

LEAST_COSINE = 0.05
"""Below this cosine of letter groups, tags share no more than an ending."""


_NONE = np.zeros(0, np.int32), np.zeros(0, np.float32)


class Candidate(NamedTuple):
    """The place of a tag in the index, the cosine of letter groups, and the likeness in meaning by all embedders together
    and by the first alone (0 without any).
    """

    place: int
    letters: float
    semantic: float
    semantic_first: float


class Index:
    """An inverted index of tags by the weights of their profile, with the directions of their meanings beside it."""

    def __init__(self, tags: Sequence[Tag], meaning: Meaning | None = None) -> None:
        self._size = len(tags)
        self._meaning = meaning
        self._vectors = meaning.vectors([tag.raw for tag in tags]) if meaning and tags else None
        self._senses = np.array([tag.sense for tag in tags], np.float32)
        gathered: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        self._joined: dict[str, list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(tags):
            for group, weight in tag.profile.items():
                places, weights = gathered[group]
                places.append(place)
                weights.append(weight)
            self._joined[tag.joined].append(place)
            if tag.short:
                self._short[tag.short].append(place)
            for letters in tag.initials:
                self._initials[letters].append(place)
        self._postings: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {
            group: (np.array(places, np.int32), np.array(weights, np.float32))
            for group, (places, weights) in gathered.items()
        }

    def vector(self, place: int) -> Vectors | None:
        """What the embedder makes of an indexed tag, to be given to `candidates`; None without an embedder."""
        return None if self._vectors is None else self._vectors[place]

    def candidates(self, tag: Tag, vector: Vectors | None = None) -> list[Candidate]:
        """The candidates for `tag`, most alike by letters first. `vector` is its row of the embedder's vectors."""
        if not self._size:
            return []
        cosines = self._cosines(tag)
        found = {*_highest(cosines, BY_LETTERS, LEAST_COSINE), *self._keyed(tag)}
        found |= _highest(np.round(self._senses @ tag.sense, 4), BY_SENSE, 0.0)
        semantic = np.zeros((self._size, 2))
        if self._meaning and self._vectors is not None and vector is not None:
            semantic = self._meaning.likeness(self._vectors, vector)
            found |= _highest(semantic[:, 0], BY_SENSE, 0.0) | _highest(semantic[:, 1], BY_SENSE, 0.0)
        return sorted(
            (Candidate(place, float(cosines[place]), *semantic[place].tolist()) for place in found),
            key=lambda candidate: (-candidate.letters, candidate.place),
        )

    def _keyed(self, tag: Tag) -> set[int]:
        found = set(self._joined.get(tag.joined, ()))
        if len(tag.short) > 1:
            found.update(self._initials.get(tag.short, ()), self._short.get(tag.short, ()))
        for letters in tag.initials:
            if len(letters) > 1:
                found.update(self._short.get(letters, ()))
        return found

    def _cosines(self, tag: Tag) -> NDArray[np.float64]:
        """The cosine of `tag` with each indexed tag, rounded so that the order of adding does not show."""
        found = [
            (places, weights * weight)
            for group, weight in tag.profile.items()
            for places, weights in (self._postings.get(group, _NONE),)
        ]
        if not found:
            return np.zeros(self._size, np.float64)
        places, weights = map(np.concatenate, zip(*found, strict=True))
        return np.round(np.bincount(places, weights, self._size), 6)


def _highest(values: NDArray[np.floating], most: int, least: float) -> set[int]:
    """The places of the highest values from `least`; all of one value stay or go together, so that the order of the
    input does not choose.
    """
    above = np.flatnonzero(values > least)
    if len(above) > most:
        cut = np.partition(values[above], len(above) - most)[len(above) - most]
        above = above[values[above] >= cut]
    return set(above.tolist())
