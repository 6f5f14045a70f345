"""Many tags as columns, to be compared many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_forms import american_singular
from tagfold.matching.word_table import WordTable
from tagfold.matching.word_vectors import Directions

AT_ONCE = 5_000
"""Tags that become columns together."""

MOST_INITIALS = 7
"""Three kinds, each also with the s of a plural, and those of parts."""


def _hashes(initials: Iterable[str]) -> list[int]:
    return ([*map(hash, initials)] + [1] * MOST_INITIALS)[:MOST_INITIALS]


_COLUMNS: Mapping[str, tuple[Callable[[PreparedTag], Any], type]] = {
    "counts": (lambda tag: len(tag.words), np.int32),
    "joined": (lambda tag: tag.joined, object),
    "ordered": (lambda tag: tag.ordered, object),
    "lengths": (lambda tag: len(tag.joined), np.int32),
    "initial": (lambda tag: hash(tag.joined[:1]), np.int64),
    "languages": (lambda tag: tag.languages, np.int64),
    "first": (lambda tag: hash(tag.ends[0]), np.int64),
    "last": (lambda tag: hash(tag.ends[1]), np.int64),
    "numbers": (lambda tag: hash(tag.numbers), np.int64),
    "letters": (lambda tag: hash(tag.letters), np.int64),
    "poles": (lambda tag: hash(tag.poles), np.int64),
    "sides": (lambda tag: tag.poles, object),
    "identity": (lambda tag: tag.identity, object),
    "listed": (lambda tag: tag.listed, np.bool_),
    "short": (lambda tag: hash(tag.short) if len(tag.short) > 1 else 0, np.int64),
    "initials": (lambda tag: _hashes(tag.initials | tag.initials_of_parts), np.int64),
}


class TagTable:
    """Tags by their places, each with what PreparedTag has: sets and stems as hashes, `lengths` and `initial` those of
    `joined`, `first` and `last` its ends, `sides` its poles, `short` is 0 unless it may be initials.
    """

    counts: NDArray[np.intp]
    joined: NDArray[Any]
    ordered: NDArray[Any]
    lengths: NDArray[np.intp]
    initial: NDArray[np.int64]
    languages: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    numbers: NDArray[np.int64]
    letters: NDArray[np.int64]
    poles: NDArray[np.int64]
    sides: NDArray[Any]
    identity: NDArray[Any]
    listed: NDArray[np.bool_]
    short: NDArray[np.int64]
    initials: NDArray[np.int64]

    def __init__(self, tags: Sequence[PreparedTag], columns: TagColumns | None = None) -> None:
        """`columns` are those of the tags, where they have been gathered already."""
        if columns is None:
            columns = TagColumns()
            for _ in columns.passing(tags):
                pass
        self.tags = tags
        self.words = WordTable(columns.places)
        for name in _COLUMNS:
            setattr(self, name, columns.joined(name))
        self.initials = self.initials.reshape(-1, MOST_INITIALS)
        self.spoken = columns.joined("spoken")
        """The places of the words of all tags, one after the other."""
        self.starts = np.cumsum(self.counts) - self.counts
        """Where the words of each tag begin in `spoken`."""
        self.joins = Joins(columns)
        self.senses = columns.senses

    def words_of(self, place: int) -> tuple[str, ...]:
        """The words of a tag."""
        start = self.starts[place]
        return tuple(self.words.words[self.spoken[start : start + self.counts[place]]].tolist())


class TagColumns:
    """The columns of tags that are taken apart one after the other and not kept."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}
        """Each word of the tags, in the order it first came."""
        self.senses = Directions()
        self._parts: dict[str, list[NDArray[Any]]] = defaultdict(list)

    def passing(self, tags: Iterable[PreparedTag]) -> Iterator[PreparedTag]:
        """The tags, which are in the columns once they have all been taken."""
        tags = iter(tags)
        while some := list(islice(tags, AT_ONCE)):
            self._add(some)
            yield from some

    def joined(self, name: str) -> NDArray[Any]:
        """A column of all tags."""
        if not self._parts:
            self._add([])
        return np.concatenate(self._parts.pop(name))

    def _add(self, tags: Sequence[PreparedTag]) -> None:
        for name, (value, kind) in _COLUMNS.items():
            self._parts[name].append(_column([value(tag) for tag in tags], kind))
        words = [word for tag in tags for word in tag.words]
        self._parts["spoken"].append(
            _column([self.places.setdefault(word, len(self.places)) for word in words], np.int32)
        )
        self.senses.add(tag.sense for tag in tags)
        both = [["".join(two) for two in pairwise(tag.words)] if tag.joinable_prefixes else [] for tag in tags]
        joins = [word for words in both for word in words]
        self._parts["joins"].append(_column([*map(len, both)], np.int32))
        begins = [(ord(word[0]), ord(word[1])) for word in joins]
        self._parts["join_begins"].append(np.array(begins, np.int32).reshape(-1, 2))
        self._parts["join_lengths"].append(_column([*map(len, joins)], np.int32))
        self._parts["join_singulars"].append(_column([hash(american_singular(word)) for word in joins], np.int64))


def _column(values: Sequence[Any], kind: type) -> NDArray[Any]:
    """One value for each tag, whatever a value is."""
    if kind is object:
        found = np.empty(len(values), object)
        found[:] = values
        return found
    return np.array(values, kind)


class Joins:
    """Neighbours in the tags that may be one word elsewhere: their first two letters, how long they are run together,
    and the hash of the American singular.
    """

    def __init__(self, columns: TagColumns) -> None:
        self.counts = columns.joined("joins")
        self.starts = np.cumsum(self.counts) - self.counts
        self.begins = columns.joined("join_begins")
        self.lengths = columns.joined("join_lengths")
        self.singulars = columns.joined("join_singulars")


class TagsByRaw(Sequence[PreparedTag]):
    """Tags that are taken apart again each time one is asked for: of a million, few are, and all take gigabytes."""

    def __init__(self, raws: Sequence[str], known: Mapping[str, str], tag: Callable[[str], PreparedTag]) -> None:
        self._raws, self._known, self._tag = raws, known, tag
        self._one = lru_cache(maxsize=AT_ONCE)(tag)

    def __len__(self) -> int:
        return len(self._raws)

    @overload
    def __getitem__(self, place: int) -> PreparedTag: ...

    @overload
    def __getitem__(self, place: slice) -> list[PreparedTag]: ...

    def __getitem__(self, place: int | slice) -> PreparedTag | list[PreparedTag]:
        if isinstance(place, slice):
            return [self._tag(raw).as_defined(self._known) for raw in self._raws[place]]
        return self._one(self._raws[place]).as_defined(self._known)

    def __iter__(self) -> Iterator[PreparedTag]:
        return (self._tag(raw).as_defined(self._known) for raw in self._raws)
