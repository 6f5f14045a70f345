"""Many words compared with many others at once: cheap signs first, and a relation only for those that may have one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from tagfold.inflection import NO_PLURALS
from tagfold.matching.guards import is_name
from tagfold.matching.relations import COGNATE_LETTERS, LOOKALIKE_LETTERS, MOST_EDITS
from tagfold.matching.word_forms import anglicized, signs
from tagfold.matching.word_frequencies import weight, zipf
from tagfold.matching.word_pairs import WordPair, word_pair
from tagfold.matching.word_vectors import DIMENSIONS, Directions, cosines, sense

Places = NDArray[np.intp]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NO_RELATION = -1


class WordTable:
    """Distinct words, each with a place, and what is asked of many together as columns; unlisted words have a direction
    of zeros, and `odd` is whether every other word makes a pair with this one.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.places = {word: place for place, word in enumerate(dict.fromkeys(words))}
        self.words = np.array([*self.places, ""], object)[:-1]

        self.anglicized = np.array([*map(anglicized, self.places), ""], object)[:-1]
        self.weights = np.array([*map(weight, self.places)], np.float64)
        self.zipfs = np.array([*map(zipf, self.places)], np.float64)
        self.lengths = np.array([*map(len, self.places)], np.intp)
        self.names = np.array([*map(is_name, self.places)], np.bool_)
        self.odd = np.array([word in NO_PLURALS for word in self.places], np.bool_)

    @cached_property
    def signs(self) -> NDArray[np.int64]:
        """A row for each sign (see word_forms.signs)."""
        return np.ascontiguousarray(np.array([*map(_hashes, ("", *self.places))], np.int64)[1:].T)

    @cached_property
    def begins(self) -> Places:
        """The numbers of the first two letters of each word; 0 for a second one that is not there."""
        return np.array([(ord(word[0]), ord(word[1:2] or "\0")) for word in self.places], np.intp).reshape(-1, 2)

    @cached_property
    def comparable(self) -> Flags:
        """Whether a word may be related to one that is only similar in letters."""
        return np.array([len(word) > 3 and not any(map(str.isdigit, word)) for word in self.places], np.bool_)

    @cached_property
    def senses(self) -> Directions:
        """The direction of each word, zero for unlisted ones."""
        none = np.zeros(DIMENSIONS, np.float32)
        return Directions(none if (found := sense(word)) is None else found for word in self.places)

    @cached_property
    def listed(self) -> Flags:
        return np.array([sense(word) is not None for word in self.places], np.bool_)


@lru_cache(maxsize=50_000)
def _hashes(word: str) -> tuple[int, ...]:
    return tuple(map(hash, signs(word)))


class WordPairs(NamedTuple):
    """Pairs of words: for each, where it is in `found`, or NO_RELATION, and the cosine of meanings (-inf if one of
    the words is not listed).
    """

    at: Places
    cosines: Floats
    found: list[WordPair]


def word_pairs(left: WordTable, right: WordTable, one: Places, other: Places) -> WordPairs:
    """What each word of `left`, by its place in `one`, is to that of `right` in the same row of `other`."""
    width = len(right.words)
    distinct, back = np.unique(one.astype(np.intp) * width + other, return_inverse=True)
    a, b = distinct // max(1, width), distinct % max(1, width)
    near = np.flatnonzero(_may_be_related(left, right, a, b))
    pairs = [*map(word_pair, left.words[a[near]].tolist(), right.words[b[near]].tolist())]
    at = np.full(len(distinct), NO_RELATION, np.intp)
    related = np.array([pair is not None for pair in pairs], np.bool_)
    at[near[related]] = np.arange(related.sum())
    listed = left.listed[a] & right.listed[b]
    similar = np.full(len(distinct), -np.inf)
    similar[listed] = cosines(left.senses[a[listed]], right.senses[b[listed]])
    return WordPairs(at[back], similar[back], [pair for pair in pairs if pair is not None])


def _may_be_related(left: WordTable, right: WordTable, a: Places, b: Places) -> Flags:
    """Which pairs share a sign, or are similar in letters; all others are words of no relation."""
    maybe = left.odd[a] | right.odd[b]
    for mine, yours in zip(left.signs, right.signs, strict=True):
        maybe |= mine[a] == yours[b]
    shorter, longer = np.sort([left.lengths[a], right.lengths[b]], axis=0)
    asked = np.flatnonzero(~maybe & left.comparable[a] & right.comparable[b] & (2 * shorter >= longer - MOST_EDITS))
    a, b = a[asked], b[asked]
    one, other = left.words[a].tolist(), right.words[b].tolist()
    found = process.cpdist(one, other, scorer=OSA.distance, score_cutoff=MOST_EDITS) <= MOST_EDITS
    found |= process.cpdist(one, other, scorer=JaroWinkler.similarity, score_cutoff=LOOKALIKE_LETTERS) > 0
    one, other = left.anglicized[a].tolist(), right.anglicized[b].tolist()
    found |= process.cpdist(one, other, scorer=Indel.normalized_similarity, score_cutoff=COGNATE_LETTERS) > 0
    maybe[asked] = found
    return maybe
