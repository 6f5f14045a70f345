"""Many tags as columns, to be compared many at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_forms import american_singular
from tagfold.matching.word_table import WordTable
from tagfold.matching.word_vectors import DIMENSIONS


class TagTable:
    """Tags by their places, each with what PreparedTag has: sets and stems as hashes, `lengths` and `initial` those of
    `joined`, `short` whether there is one that may be initials.
    """

    def __init__(self, tags: Sequence[PreparedTag]) -> None:
        self.tags = tags
        self.words = WordTable(chain.from_iterable(tag.words for tag in tags))
        self.counts = self._column(lambda tag: len(tag.words), np.intp)
        self.starts = np.concatenate([[0], np.cumsum(self.counts)])[:-1]
        """Where the words of each tag begin in `spoken`."""
        self.spoken = np.array([self.words.places[word] for tag in tags for word in tag.words], np.intp)
        self.joins = Joins(tags)
        self.joined = self._column(lambda tag: tag.joined, object)
        self.ordered = self._column(lambda tag: tag.ordered, object)
        self.lengths = self._column(lambda tag: len(tag.joined), np.intp)
        self.initial = self._column(lambda tag: hash(tag.joined[:1]), np.int64)
        self.languages = self._column(lambda tag: tag.languages, np.int64)
        self.ends = self._column(lambda tag: [*map(hash, tag.ends)], np.int64).reshape(-1, 2)
        self.numbers = self._column(lambda tag: hash(tag.numbers), np.int64)
        self.letters = self._column(lambda tag: hash(tag.letters), np.int64)
        self.poles = self._column(lambda tag: hash(tag.poles), np.int64)
        self.identity = self._column(lambda tag: tag.identity, object)
        self.listed = self._column(lambda tag: tag.listed, np.bool_)
        self.short = self._column(lambda tag: len(tag.short) > 1, np.bool_)
        self.senses = self._column(lambda tag: tag.sense, np.float32).reshape(-1, DIMENSIONS)

    def _column(self, value: Callable[[PreparedTag], Any], kind: type) -> NDArray[Any]:
        return np.array([value(tag) for tag in self.tags], kind)


class Joins:
    """Neighbours in the tags that may be one word elsewhere: their first two letters, how long they are run together,
    and the hash of the American singular.
    """

    def __init__(self, tags: Iterable[PreparedTag]) -> None:
        both = [["".join(two) for two in pairwise(tag.words)] if tag.joinable_prefixes else [] for tag in tags]
        self.counts = np.array([*map(len, both)], np.intp)
        self.starts = np.concatenate([[0], np.cumsum(self.counts)])[:-1]
        joined = [word for words in both for word in words]
        self.begins = np.array([(ord(word[0]), ord(word[1])) for word in joined], np.intp).reshape(-1, 2)
        self.lengths = np.array([*map(len, joined)], np.intp)
        self.singulars = np.array([hash(american_singular(word)) for word in joined], np.int64)
