"""Few of many: the tags worth comparing with one, found by letter groups, run-together form, initials and meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.embedder import SemanticSimilarity, Vectors
from tagfold.matching.tag import PreparedTag

BY_LETTERS = 16
"""Candidates by likeness of letters."""

BY_SENSE = 8
"""Candidates by the meanings of their words, and as many by the meaning of the whole if there is an embedder."""

LEAST_COSINE = 0.05
"""Below this cosine of letter groups, tags share no more than an ending."""


class Candidate(NamedTuple):
    """The place of a tag in the index, the cosine of letter groups, and the similarity in meaning by all embedders
    together and by the first alone (0 without any).
    """

    place: int
    letters: float
    semantic: float
    semantic_first: float


class _Block:
    """An inverted index of some tags by the weights of their profile, with the directions of their meanings."""

    def __init__(self, tags: Sequence[PreparedTag], meaning: SemanticSimilarity | None = None) -> None:
        self.size = len(tags)
        self.vectors = meaning.vectors([tag.raw for tag in tags]) if meaning and tags else None
        self.senses = np.array([tag.sense for tag in tags], np.float32)
        self._groups: dict[str, int] = {}
        groups: list[int] = []
        places: list[int] = []
        weights: list[float] = []
        self._joined: dict[str, list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(tags):
            groups += [self._groups.setdefault(group, len(self._groups)) for group in tag.profile]
            places += [place] * len(tag.profile)
            weights += tag.profile.values()
            self._joined[tag.joined].append(place)
            if tag.short:
                self._short[tag.short].append(place)
            for letters in tag.initials:
                self._initials[letters].append(place)
        # All postings in one array, those of a group together: thousands of small arrays take longer to make.
        order = np.argsort(np.array(groups, np.intp), kind="stable")
        self._places, self._weights = np.array(places, np.int32)[order], np.array(weights, np.float32)[order]
        self._ends = [0, *np.cumsum(np.bincount(np.array(groups, np.intp))).tolist()]

    def keyed(self, tag: PreparedTag) -> set[int]:
        found = set(self._joined.get(tag.joined, ()))
        if len(tag.short) > 1:
            found.update(self._initials.get(tag.short, ()), self._short.get(tag.short, ()))
        for letters in tag.initials:
            if len(letters) > 1:
                found.update(self._short.get(letters, ()))
        return found

    def cosines(self, tag: PreparedTag) -> NDArray[np.float64]:
        """The cosine of `tag` with each indexed tag, rounded so that the order of adding does not show."""
        known = [(self._groups[group], weight) for group, weight in tag.profile.items() if group in self._groups]
        if not known:
            return np.zeros(self.size, np.float64)
        parts = [slice(self._ends[group], self._ends[group + 1]) for group, _ in known]
        mine = np.array([weight for _, weight in known], np.float32)
        yours = np.concatenate([self._weights[part] for part in parts])
        products = yours * mine.repeat([part.stop - part.start for part in parts])
        return np.round(np.bincount(np.concatenate([self._places[part] for part in parts]), products, self.size), 6)


class Index:
    """Tags to find the candidates of another tag among. Tags can be added and removed: see `after`."""

    def __init__(self, tags: Sequence[PreparedTag], meaning: SemanticSimilarity | None = None) -> None:
        self._meaning = meaning
        self._blocks = [_Block(tags, meaning)]
        self._removed = np.zeros(len(tags), np.bool_)

    def after(self, added: Sequence[PreparedTag], removed: Collection[int]) -> Index:
        """The index without the places in `removed`, and with all tags that were `added` since it was first built.

        Places stay what they were; those of the added tags follow. What was indexed first is not indexed again.
        """
        index = Index((), self._meaning)
        index._blocks = [self._blocks[0], _Block(added, self._meaning)]
        index._removed = np.zeros(sum(block.size for block in index._blocks), np.bool_)
        index._removed[list(removed)] = True
        return index

    def vector(self, place: int) -> Vectors | None:
        """What the embedder makes of an indexed tag, to be given to `candidates`; None without an embedder."""
        for block in self._blocks:
            if place < block.size:
                return None if block.vectors is None else block.vectors[place]
            place -= block.size
        raise IndexError(place)

    def candidates(self, tag: PreparedTag, vector: Vectors | None = None) -> list[Candidate]:
        """The candidates for `tag`, most similar letters first. `vector` is its row of the embedder's vectors."""
        blocks = [block for block in self._blocks if block.size]
        if not blocks:
            return []
        cosines = np.concatenate([block.cosines(tag) for block in blocks])
        senses = np.concatenate([np.round(block.senses @ tag.sense, 4) for block in blocks])
        cosines[self._removed] = senses[self._removed] = 0.0
        found = {*_highest(cosines, BY_LETTERS, LEAST_COSINE), *self._keyed(tag), *_highest(senses, BY_SENSE, 0.0)}
        semantic = np.zeros((len(cosines), 2))
        if self._meaning and vector is not None:
            parts = [self._meaning.likeness(block.vectors, vector) for block in blocks if block.vectors is not None]
            semantic = np.concatenate(parts)
            semantic[self._removed] = 0.0
            found |= _highest(semantic[:, 0], BY_SENSE, 0.0) | _highest(semantic[:, 1], BY_SENSE, 0.0)
        return sorted(
            (Candidate(place, float(cosines[place]), *semantic[place].tolist()) for place in found),
            key=lambda candidate: (-candidate.letters, candidate.place),
        )

    def _keyed(self, tag: PreparedTag) -> set[int]:
        found: set[int] = set()
        start = 0
        for block in self._blocks:
            found |= {start + place for place in block.keyed(tag)}
            start += block.size
        return {place for place in found if not self._removed[place]}


def _highest(values: NDArray[np.floating], most: int, least: float) -> set[int]:
    """The places of the highest values from `least`; all of one value stay or go together, so that the order of the
    input does not choose.
    """
    above = np.flatnonzero(values > least)
    if len(above) > most:
        cut = np.partition(values[above], len(above) - most)[len(above) - most]
        above = above[values[above] >= cut]
    return set(above.tolist())
