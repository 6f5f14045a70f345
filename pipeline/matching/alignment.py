"""Which word of one tag answers to which of another, and what is left over on either side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.matching.relations import KNOWN, Kind, Relation, relation
from pipeline.matching.tag import Tag
from pipeline.matching.words import weight, zipf


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words that answer to each other, with their places."""

    one: str
    other: str
    relation: Relation
    weight: float
    places: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The pairs, most alike first; the words left over; whether words were joined or split to get there."""

    pairs: tuple[Pair, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    joined: bool

    @property
    def reordered(self) -> bool:
        places = sorted(pair.places for pair in self.pairs)
        return any(a[1] > b[1] for a, b in pairwise(places))


def align(one: Tag, other: Tag) -> Alignment:
    """The words of both tags in pairs, the most alike first; each word is in one pair at most."""
    left = _joined(one.words, other.words)
    right = _joined(other.words, left)
    offers = sorted(
        (
            (-found.kind.value, abs(i - j), min(i, j), sorted((a, b)), i, j, found)
            for i, a in enumerate(left)
            for j, b in enumerate(right)
            if (found := relation(a, b)).kind is not Kind.OTHER
        ),
        key=lambda offer: offer[:6],
    )
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    pairs: list[Pair] = []
    for *_, i, j, found in offers:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append(Pair(left[i], right[j], found, max(weight(left[i]), weight(right[j])), (i, j)))
    return Alignment(
        tuple(pairs),
        tuple(word for i, word in enumerate(left) if i not in taken_left),
        tuple(word for j, word in enumerate(right) if j not in taken_right),
        joined=len(left) != len(one.words) or len(right) != len(other.words),
    )


def _joined(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """`words`, two neighbours run together where the other tag writes them as one word."""
    lone = [other for other in others if other not in words]
    starts = {other[:2] for other in lone}
    if len(words) < 2 or not any(word[:2] in starts or len(word) < 2 for word in words[:-1]):
        return words
    result: list[str] = []
    index = 0
    while index < len(words):
        both = "".join(words[index : index + 2])
        if index + 1 < len(words) and len(both) > 4 and any(_same(words[index : index + 2], other) for other in lone):
            result.append(both)
            index += 2
        else:
            result.append(words[index])
            index += 1
    return tuple(result)


def _same(two: tuple[str, ...], other: str) -> bool:
    """Whether two words run together are the other word; with a slip only where one of the two is no word ("green
    home" is not "greenhouse").
    """
    both = "".join(two)
    if both == other or both[:2] != other[:2]:
        return both == other
    kind = relation(both, other).kind
    return kind in (Kind.PLURAL, Kind.SPELLING) or (kind is Kind.SLIP and min(map(zipf, two)) < KNOWN)
