"""Few of many: the tags worth comparing with one, found by letter groups, run-together form and initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.tag import Tag

MOST = 16
"""Candidates by likeness of letters."""

LEAST_COSINE = 0.05
"""Below this cosine of letter groups, tags share no more than an ending."""


class Index:
    """An inverted index of tags by the weights of their profile."""

    def __init__(self, tags: Sequence[Tag]) -> None:
        self._size = len(tags)
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

    def candidates(self, tag: Tag, most: int = MOST) -> list[tuple[int, float]]:
        """(place, cosine of letter groups), the most alike first; found by other keys, whatever the cosine."""
        cosines = self._cosines(tag)
        above = np.flatnonzero(cosines >= LEAST_COSINE)
        if len(above) > most:
            # All of one cosine stay or go together, so that the order of the input does not choose.
            least = np.partition(cosines[above], len(above) - most)[len(above) - most]
            above = above[cosines[above] >= least]
        found = set(above.tolist()) | self._keyed(tag)
        return sorted(((place, float(cosines[place])) for place in found), key=lambda pair: (-pair[1], pair[0]))

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
        total = np.zeros(self._size, np.float64)
        for group, weight in tag.profile.items():
            posting = self._postings.get(group)
            if posting is not None:
                total[posting[0]] += posting[1] * weight
        return np.round(total, 6)
