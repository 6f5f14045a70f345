"""Tags that share a key with another tag: its run-together form, its identity, initials and what they are short for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.abbreviations import frame, without_vowels
from tagfold.matching.tag import PreparedTag


class SharedKeys:
    """The places of tags by the keys that they have, as hashes in order: a list for each key takes more memory."""

    def __init__(self) -> None:
        self._hashes, self._places = array("q"), array("i")
        self._asked, self._ends = array("q"), array("q", [0])

    def add(self, tag: PreparedTag) -> None:
        """One more tag."""
        keys = list(_had(tag))
        self._places.extend([len(self._ends) - 1] * len(keys))
        self._hashes.extend(keys)
        self._asked.extend(asked_keys(tag))
        self._ends.append(len(self._asked))

    def of(self, place: int) -> Sequence[int]:
        """What an indexed tag asks for."""
        return self._asked[self._ends[place] : self._ends[place + 1]]

    def places(self, key: int) -> NDArray[np.int32]:
        """The places of the tags that have a key."""
        hashes, places = self._in_order
        return places[bisect_left(hashes, key) : bisect_right(hashes, key)]

    @cached_property
    def _in_order(self) -> tuple[array[int], NDArray[np.int32]]:
        hashes = np.frombuffer(self._hashes, np.int64)
        order = np.argsort(hashes, kind="stable")
        return array("q", hashes[order].tobytes()), np.frombuffer(self._places, np.int32)[order]


def asked_keys(tag: PreparedTag) -> list[int]:
    """The keys that others of the same thing have."""
    asked = [("joined", tag.joined)]
    if tag.identity:
        asked.append(("identity", tag.identity))
    if len(tag.short) > 1:
        asked += [("initials", tag.short), ("short", tag.short)]
    asked += [("short", letters) for letters in tag.initials | tag.initials_of_parts if len(letters) > 1]
    if len(tag.words) == 1 and (letters := frame(tag.joined)):
        asked.append(("whole" if without_vowels(tag.short) else "bare", letters))
    return [*map(hash, asked)]


def _had(tag: PreparedTag) -> Iterable[int]:
    had = [("joined", tag.joined), *(("initials", letters) for letters in tag.initials | tag.initials_of_parts)]
    had += [(name, key) for name, key in (("short", tag.short), ("identity", tag.identity)) if key]
    if len(tag.words) == 1 and (letters := frame(tag.joined)):
        had.append(("bare" if without_vowels(tag.short) else "whole", letters))
    return map(hash, had)
