"""Few of many: the tags worth comparing with one, found by letter groups, run-together form, initials and meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.embedder import SemanticSimilarity, Vectors
from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_vectors import DIMENSIONS

BY_LETTERS = 16
"""Candidates by likeness of letters."""

BY_SENSE = 8
"""Candidates by the meanings of their words, and as many by the meaning of the whole if there is an embedder."""

LEAST_COSINE = 0.05
"""Below this cosine of letter groups, tags share no more than an ending."""

LETTERS_DIGITS, SENSE_DIGITS = 6, 4
"""Decimals of the two cosines: few enough that the processor's way of adding does not show."""

RUN = 64
"""Values of which only the highest is looked at to find where the highest of all begin."""

AT_ONCE = 2_000_000
"""Cosines of meanings worked out together."""

TAGS_AT_ONCE = 5_000
"""Tags that are looked up together, those of equal meaning once."""

Places = NDArray[np.intp]


class Candidate(NamedTuple):
    """The place of a tag in the index, the cosine of letter groups, and the similarity in meaning by all embedders
    together and by the first alone (0 without any).
    """

    place: int
    letters: float
    semantic: float
    semantic_first: float


class _Block:
    """An inverted index of some tags by the weights of their profile."""

    def __init__(self, tags: Sequence[PreparedTag], meaning: SemanticSimilarity | None = None) -> None:
        self.size = len(tags)
        self.raws = [tag.raw for tag in tags]
        self.vectors = meaning.vectors(self.raws) if meaning and tags else None
        self.senses = np.array([tag.sense for tag in tags], np.float32).reshape(-1, DIMENSIONS)
        self._ids: dict[str, int] = {}
        groups: list[int] = []
        places: list[int] = []
        weights: list[float] = []
        self._joined: dict[str, list[int]] = defaultdict(list)
        self._short: dict[str, list[int]] = defaultdict(list)
        self._initials: dict[str, list[int]] = defaultdict(list)
        self._identity: dict[str, list[int]] = defaultdict(list)
        for place, tag in enumerate(tags):
            groups += [self._ids.setdefault(group, len(self._ids)) for group in tag.profile]
            places += [place] * len(tag.profile)
            weights += tag.profile.values()
            self._joined[tag.joined].append(place)
            if tag.short:
                self._short[tag.short].append(place)
            if tag.identity:
                self._identity[tag.identity].append(place)
            for letters in tag.initials:
                self._initials[letters].append(place)
        # All postings in one array, those of a group together: thousands of small arrays take longer to make.
        order = np.argsort(np.array(groups, np.int32), kind="stable")
        self._places, self._weights = np.array(places, np.intp)[order], np.array(weights, np.float32)[order]
        self._ends = [0, *np.cumsum(np.bincount(np.array(groups, np.int32))).tolist()]

    def keyed(self, tag: PreparedTag) -> set[int]:
        found = {*self._joined.get(tag.joined, ()), *self._identity.get(tag.identity, ())}
        if len(tag.short) > 1:
            found.update(self._initials.get(tag.short, ()), self._short.get(tag.short, ()))
        for letters in tag.initials:
            if len(letters) > 1:
                found.update(self._short.get(letters, ()))
        return found

    def cosines(self, tag: PreparedTag) -> NDArray[np.float64]:
        """The cosine of `tag` with each indexed tag."""
        known = [(self._ids[group], weight) for group, weight in tag.profile.items() if group in self._ids]
        if not known:
            return np.zeros(self.size, np.float64)
        parts = [slice(self._ends[group], self._ends[group + 1]) for group, _ in known]
        mine = np.array([weight for _, weight in known], np.float32)
        yours = np.concatenate([self._weights[part] for part in parts])
        products = yours * mine.repeat([part.stop - part.start for part in parts])
        found = np.bincount(np.concatenate([self._places[part] for part in parts]), products, self.size)
        return found.astype(np.float64, copy=False)


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

    def cosines(self, tag: PreparedTag) -> NDArray[np.float64]:
        """The cosine of letter groups of `tag` with each indexed tag."""
        return np.concatenate([block.cosines(tag) for block in self._blocks])

    def vector(self, place: int) -> Vectors | None:
        """What the embedder makes of an indexed tag, to be given to `candidates`; None without an embedder."""
        for block in self._blocks:
            if place < block.size:
                return None if block.vectors is None else block.vectors[place]
            place -= block.size
        raise IndexError(place)

    def candidates(self, tag: PreparedTag, vector: Vectors | None = None) -> list[Candidate]:
        """The candidates for `tag`, most similar letters first. `vector` is its row of the embedder's vectors."""
        return next(self.candidates_of([tag], [vector]))

    def candidates_of(
        self, tags: Sequence[PreparedTag], vectors: Sequence[Vectors | None] | None = None
    ) -> Iterator[list[Candidate]]:
        """The candidates for each tag, many tags together, which is faster than one after the other."""
        vectors = vectors or [None] * len(tags)
        for start in range(0, len(tags), TAGS_AT_ONCE):
            some = tags[start : start + TAGS_AT_ONCE]
            if self._removed.all():
                yield from ([] for _ in some)
                continue
            near = self._near_in_sense(some)
            for tag, vector in zip(some, vectors[start : start + TAGS_AT_ONCE], strict=True):
                yield self._candidates(tag, vector, near[tag.sense.tobytes()])

    def _candidates(self, tag: PreparedTag, vector: Vectors | None, near: tuple[Places, Vectors]) -> list[Candidate]:
        letters = self.cosines(tag)
        letters[self._removed] = 0.0
        found = self._keyed(tag)
        places = _above(letters, LETTERS_DIGITS, BY_LETTERS, LEAST_COSINE)
        senses = self._senses[places] @ tag.sense
        found |= self._highest(places, letters[places], LETTERS_DIGITS, BY_LETTERS, LEAST_COSINE, senses)
        places, values = near
        found |= self._highest(places, values, SENSE_DIGITS, BY_SENSE, 0.0, letters[places])
        semantic = None
        if self._meaning and vector is not None:
            parts = [
                self._meaning.likeness(block.vectors, vector) for block in self._blocks if block.vectors is not None
            ]
            semantic = np.concatenate(parts)
            semantic[self._removed] = 0.0
            for column in semantic.T:
                places = _above(column, SENSE_DIGITS, BY_SENSE, 0.0)
                found |= self._highest(places, column[places], SENSE_DIGITS, BY_SENSE, 0.0, letters[places])
        ordered = np.array(sorted(found), np.intp)
        likeness = np.zeros((len(ordered), 2)) if semantic is None else semantic[ordered]
        cosines = np.round(letters[ordered], LETTERS_DIGITS).tolist()
        return sorted(
            map(Candidate._make, zip(ordered.tolist(), cosines, *likeness.T.tolist(), strict=True)),
            key=lambda candidate: (-candidate.letters, candidate.place),
        )

    def _near_in_sense(self, tags: Sequence[PreparedTag]) -> dict[bytes, tuple[Places, Vectors]]:
        """For each meaning of the tags, the places that may be most similar to it, and the cosines."""
        distinct = {tag.sense.tobytes(): tag.sense for tag in tags}
        rows, members = self._meanings
        near: dict[bytes, tuple[Places, Vectors]] = {}
        asked = list(distinct.items())
        size = max(1, AT_ONCE // max(1, len(rows)))
        for start in range(0, len(asked), size):
            some = asked[start : start + size]
            for (key, _), values in zip(some, np.array([sense for _, sense in some]) @ rows.T, strict=True):
                high = _above(values, SENSE_DIGITS, BY_SENSE, 0.0)
                places = [members[place] for place in high.tolist()]
                counts = [len(some) for some in places]
                near[key] = np.concatenate([np.zeros(0, np.intp), *places]), values[high].repeat(counts)
        return near

    @cached_property
    def _meanings(self) -> tuple[Vectors, list[Places]]:
        """The distinct meanings of the tags, and the places of each."""
        members: dict[bytes, list[int]] = defaultdict(list)
        for place in np.flatnonzero(~self._removed).tolist():
            members[self._senses[place].tobytes()].append(place)
        places = [np.array(some, np.intp) for some in members.values()]
        return self._senses[[some[0] for some in places]], places

    @cached_property
    def _senses(self) -> Vectors:
        return np.concatenate([block.senses for block in self._blocks])

    def _keyed(self, tag: PreparedTag) -> set[int]:
        found: set[int] = set()
        start = 0
        for block in self._blocks:
            found |= {start + place for place in block.keyed(tag)}
            start += block.size
        return {place for place in found if not self._removed[place]}

    @cached_property
    def _ranks(self) -> NDArray[np.intp]:
        """For each place, where its tag is in the alphabet."""
        raws = [raw for block in self._blocks for raw in block.raws]
        return np.argsort(sorted(range(len(raws)), key=raws.__getitem__))

    def _highest(
        self,
        places: Places,
        values: NDArray[np.floating],
        digits: int,
        most: int,
        least: float,
        other: NDArray[np.floating],
    ) -> set[int]:
        """Of `places` with these `values`, the `most` highest above `least`, and as many of those equal to the last of
        them as are not more than `most`: of more, those highest in `other`, then first by the alphabet. So neither
        does the order of the input choose, nor are there ever more than twice as many.
        """
        rounded = np.round(values, digits)
        above = rounded > least
        if len(places) > most:
            cut = np.partition(rounded, len(places) - most)[len(places) - most]
            tied = np.flatnonzero(rounded == cut)
            if len(tied) > most:
                order = np.lexsort((self._ranks[places[tied]], -np.round(other[tied], SENSE_DIGITS)))
                above[tied[order[most:]]] = False
            above &= rounded >= cut
        return set(places[above].tolist())


def _above(values: NDArray[np.floating], digits: int, most: int, least: float) -> Places:
    """The places of the `most` highest values above `least` and of all equal to them, and of some more."""
    floor = least
    if len(values) >= most * RUN:
        tops = values[: len(values) // RUN * RUN].reshape(RUN, -1).max(0)
        floor = max(least, float(np.partition(tops, len(tops) - most)[len(tops) - most]) - 10.0**-digits)
    return np.flatnonzero(values > floor)
