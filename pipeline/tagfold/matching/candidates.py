"""Few of many: the tags worth comparing with one, found by letter groups, run-together form, initials and meaning."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.embedder import SemanticSimilarity, Vectors
from tagfold.matching.highest import above, highest
from tagfold.matching.postings import AskedProfile, Places, Reach
from tagfold.matching.shared_keys import asked_keys
from tagfold.matching.tag import PreparedTag
from tagfold.matching.tag_block import TagBlock
from tagfold.matching.word_vectors import Directions

BY_LETTERS = 16
"""Candidates by likeness of letters."""

BY_SENSE = 8
"""Candidates by the meanings of their words, and as many by the meaning of the whole if there is an embedder."""

LEAST_COSINE = 0.05
"""Below this cosine of letter groups, tags share no more than an ending."""

LETTERS_DIGITS, SENSE_DIGITS = 6, 4
"""Decimals of the two cosines: few enough that the processor's way of adding does not show."""

REACH = Reach()
"""How far to look unless said."""

MOST_OF_KEY = 64
"""Among very many tags, candidates of one key (all that have the initials of "CI") or one meaning."""

AT_ONCE = 2_000_000
"""Cosines of meanings worked out together."""

TAGS_AT_ONCE = 5_000
"""Tags that are looked up together, those of equal meaning once."""

TAGS_OF_SHARE = 1_000
"""Tags whose neighbours are looked for before anybody sees how far it is, or can interrupt: about a second."""


class Candidate(NamedTuple):
    """The place of a tag in the index, the cosine of letter groups, and the similarity in meaning by all embedders
    together and by the first alone (0 without any).
    """

    place: int
    letters: float
    semantic: float
    semantic_first: float


class _Asked(NamedTuple):
    """What is looked for: the profile by the groups of each block, the meaning, and the keys."""

    profiles: list[AskedProfile]
    sense: Vectors
    keys: Sequence[int]


class Index:
    """Tags to find the candidates of another tag among. Tags can be added and removed: see `after`.

    Among more tags than `reach` has as whole, only those of the rarest letter groups are compared (Postings.nearest).
    """

    def __init__(
        self,
        tags: Iterable[PreparedTag],
        meaning: SemanticSimilarity | None = None,
        *,
        reach: Reach = REACH,
    ) -> None:
        self._meaning = meaning
        self._reach = reach
        self._blocks = [TagBlock(tags, meaning)]
        self._removed = np.zeros(self._blocks[0].size, np.bool_)

    def after(self, added: Sequence[PreparedTag], removed: Collection[int]) -> Index:
        """The index without the places in `removed`, and with all tags that were `added` since it was first built.

        Places stay what they were; those of the added tags follow. What was indexed first is not indexed again.
        """
        index = Index((), self._meaning, reach=self._reach)
        index._blocks = [self._blocks[0], TagBlock(added, self._meaning)]
        index._removed = np.zeros(sum(block.size for block in index._blocks), np.bool_)
        index._removed[list(removed)] = True
        return index

    def cosines(self, tag: PreparedTag) -> NDArray[np.float64]:
        """The cosine of letter groups of `tag` with each indexed tag."""
        return np.concatenate([block.postings.cosines(block.postings.asked(tag.profile)) for block in self._blocks])

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
            near = self._near_in_sense({tag.sense.tobytes(): tag.sense for tag in some})
            semantic = self._in_meaning(vectors[start : start + TAGS_AT_ONCE])
            for tag, columns in zip(some, semantic, strict=True):
                profiles = [block.postings.asked(tag.profile) for block in self._blocks]
                asked = _Asked(profiles, tag.sense, asked_keys(tag))
                places, numbers = self._candidates(asked, columns, near[tag.sense.tobytes()])
                yield [*map(Candidate._make, zip(places.tolist(), *numbers.T.tolist(), strict=True))]

    def by_meaning(self) -> list[Places]:
        """All places in the order of their meanings, a share together. Not for an index with later tags."""
        (block,) = self._blocks
        places = np.argsort(block.senses.kinds, kind="stable")
        return [places[start : start + TAGS_OF_SHARE] for start in range(0, len(places), TAGS_OF_SHARE)]

    def neighbours(self, some: Places) -> tuple[Places, Places, NDArray[np.float64]]:
        """Pairs of places: an indexed tag of `some` and one of its candidates, itself included, with the three numbers.
        Quickest for tags of equal meanings. Not for an index with later tags.
        """
        (block,) = self._blocks
        rows = block.senses[some]
        near = self._near_in_sense({row.tobytes(): row for row in rows})
        semantic = self._in_meaning([self.vector(place) for place in some.tolist()])
        found = [
            self._candidates(
                _Asked([block.postings.of(place)], row, block.keys.of(place)), columns, near[row.tobytes()]
            )
            for place, row, columns in zip(some.tolist(), rows, semantic, strict=True)
        ]
        others, numbers = zip(*found, strict=True)
        return some.repeat([*map(len, others)]), np.concatenate(others), np.concatenate(numbers)

    def _candidates(
        self, asked: _Asked, semantic: NDArray[np.float64] | None, near: tuple[Places, Vectors]
    ) -> tuple[Places, NDArray[np.float64]]:
        """The places of the candidates, most similar letters first, with their three numbers."""
        found = self._keyed(asked.keys)
        places, letters = self._by_letters(asked.profiles, found, near[0])
        senses = self._senses[places] @ asked.sense
        found |= self._highest(places, letters(places), LETTERS_DIGITS, BY_LETTERS, LEAST_COSINE, senses)
        places, values = near
        found |= self._highest(places, values, SENSE_DIGITS, BY_SENSE, 0.0, letters(places))
        if semantic is not None:
            for column in semantic.T:
                places = above(column, SENSE_DIGITS, BY_SENSE, 0.0)
                found |= self._highest(places, column[places], SENSE_DIGITS, BY_SENSE, 0.0, letters(places))
        ordered = np.array(sorted(found), np.intp)
        likeness = np.zeros((len(ordered), 2)) if semantic is None else semantic[ordered]
        cosines = np.round(letters(ordered), LETTERS_DIGITS)
        order = np.argsort(-cosines, kind="stable")
        return ordered[order], np.column_stack([cosines, likeness])[order]

    def _in_meaning(self, vectors: Sequence[Vectors | None]) -> Iterator[NDArray[np.float64] | None]:
        """For each of the vectors, how similar the embedder finds each place to it; None without an embedder."""
        asked = [vector for vector in vectors if vector is not None]
        if not self._meaning or len(asked) < len(vectors):
            yield from [None] * len(vectors)
            return
        every = np.array(asked)
        blocks = [block.vectors for block in self._blocks if block.vectors is not None]
        for parts in zip(*(self._meaning.likenesses(block, every) for block in blocks), strict=True):
            semantic = np.concatenate(parts)
            semantic[self._removed] = 0.0
            yield semantic

    @property
    def _whole(self) -> bool:
        return len(self._removed) <= self._reach.most_whole

    def _by_letters(
        self, profiles: Sequence[AskedProfile], keyed: Collection[int], near: Places
    ) -> tuple[Places, Callable[[Places], NDArray[np.float64]]]:
        """Where the most similar letters may be, and what gives the cosine of letter groups for these places and those
        found by keys and meaning.
        """
        blocks = list(zip(self._starts, self._blocks, profiles, strict=True))
        if self._whole:
            letters = np.concatenate([block.postings.cosines(profile) for _, block, profile in blocks])
            letters[self._removed] = 0.0
            return above(letters, LETTERS_DIGITS, BY_LETTERS, LEAST_COSINE), letters.__getitem__
        found = [
            start + block.postings.nearest(profile, self._ranks[start : start + block.size], self._reach)
            for start, block, profile in blocks
        ]
        places = np.concatenate(found)
        places = places[~self._removed[places]]
        every = np.unique(np.concatenate([places, near, np.array(list(keyed), np.intp)]))
        cosines = np.zeros(len(every))
        for start, block, profile in blocks:
            here = slice(*np.searchsorted(every, (start, start + block.size)))
            cosines[here] = block.postings.cosines_at(profile, every[here] - start)
        return places, lambda some: cosines[np.searchsorted(every, some)]

    @property
    def _starts(self) -> list[int]:
        """The place of the first tag of each block."""
        return [0, *accumulate(block.size for block in self._blocks)][:-1]

    def _near_in_sense(self, distinct: Mapping[bytes, Vectors]) -> dict[bytes, tuple[Places, Vectors]]:
        """For each meaning, the places that may be most similar to it, and the cosines."""
        rows, members = self._meanings
        near: dict[bytes, tuple[Places, Vectors]] = {}
        asked = list(distinct.items())
        size = max(1 if self._whole else 64, AT_ONCE // max(1, len(rows)))
        for start in range(0, len(asked), size):
            some = asked[start : start + size]
            for (key, _), values in zip(some, np.array([sense for _, sense in some]) @ rows.T, strict=True):
                high = above(values, SENSE_DIGITS, BY_SENSE, 0.0)
                if not self._whole and len(high) > BY_SENSE:
                    cut = np.partition(values[high], len(high) - BY_SENSE)[len(high) - BY_SENSE]
                    high = high[values[high] > cut - 10.0**-SENSE_DIGITS]
                places = [members[place] for place in high.tolist()]
                counts = [len(some) for some in places]
                near[key] = np.concatenate([np.zeros(0, np.intp), *places]), values[high].repeat(counts)
        return near

    @cached_property
    def _meanings(self) -> tuple[Vectors, list[Places]]:
        """The distinct meanings of the tags, and the places of each: of very many, the first by the alphabet."""
        kept = np.flatnonzero(~self._removed)
        kinds = self._senses.kinds[kept]
        order = np.lexsort((self._ranks[kept], kinds)) if not self._whole else np.argsort(kinds, kind="stable")
        distinct, starts = np.unique(kinds[order], return_index=True)
        members = np.split(kept[order], starts[1:])
        return self._senses.distinct[distinct], members if self._whole else [some[:MOST_OF_KEY] for some in members]

    @cached_property
    def _senses(self) -> Directions:
        if len(self._blocks) == 1:
            return self._blocks[0].senses
        return Directions(row for block in self._blocks for row in block.senses[np.arange(block.size)])

    def _keyed(self, keys: Sequence[int]) -> set[int]:
        """The places of the tags with one of the keys; among very many tags, of each key the first by the alphabet."""
        most = None if self._whole else MOST_OF_KEY
        found: set[int] = set()
        for start, block in zip(self._starts, self._blocks, strict=True):
            for key in keys:
                some = block.keys.places(key) + start
                if not len(some):
                    continue
                some = some[~self._removed[some]]
                found.update(some[np.argsort(self._ranks[some])[:most]].tolist() if most else some.tolist())
        return found

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
        """Of `places` those with the highest `values`; of many equal ones those highest in `other`, then first by the
        alphabet.
        """

        def order(tied: Places) -> Places:
            return np.lexsort((self._ranks[places[tied]], -np.round(other[tied], SENSE_DIGITS)))

        return set(places[highest(values, digits, most, least, order)].tolist())
