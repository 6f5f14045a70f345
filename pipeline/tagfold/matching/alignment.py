"""Which word of one tag answers to which of another, and what is left over on either side."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import OSA

from tagfold.matching.relations import MIN_ZIPF_OF_KNOWN, MOST_EDITS, RelationKind
from tagfold.matching.tag import PreparedTag, joinable_prefixes
from tagfold.matching.word_forms import american_singular
from tagfold.matching.word_frequencies import zipf
from tagfold.matching.word_pairs import WordPair, word_pair


class Alignment(NamedTuple):
    """The pairs, most similar first; the words left over; whether words were joined or split to get there, and whether
    the pairs are in another order.
    """

    pairs: tuple[WordPair, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    joined: bool
    reordered: bool


def align(one: PreparedTag, other: PreparedTag) -> Alignment:
    """The words of both tags in pairs, the most similar first; each word is in one pair at most."""
    left = _joined(one.words, one.joinable_prefixes, other.words)
    right = _joined(other.words, other.joinable_prefixes, left)
    offers = [
        (-pair.likeness, abs(i - j), min(i, j), pair.words, i, j, pair)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if (pair := word_pair(a, b)) is not None
    ]
    offers.sort()  # no two have the same places, so pairs are never compared
    taken: dict[int, int] = {}
    pairs: list[WordPair] = []
    for *_, i, j, pair in offers:
        if i not in taken and j not in taken.values():
            taken[i] = j
            pairs.append(pair)
    order = [taken[i] for i in sorted(taken)]
    return Alignment(
        tuple(pairs),
        tuple([word for i, word in enumerate(left) if i not in taken]),
        tuple([word for j, word in enumerate(right) if j not in order]),
        joined=len(left) != len(one.words) or len(right) != len(other.words),
        reordered=order != sorted(order),
    )


def runs_together(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two neighbours in the words of one tag are one word in those of the other."""
    left = _joined(one, joinable_prefixes(one), other)
    return len(left) != len(one) or len(_joined(other, joinable_prefixes(other), left)) != len(other)


def _joined(words: tuple[str, ...], prefixes: frozenset[str], others: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a tag, two neighbours run together where the other tag writes them as one word."""
    near = [other for other in others if other[:2] in prefixes and other not in words] if prefixes else ()
    if not near:
        return words
    result: list[str] = []
    index = 0
    while index < len(words):
        both = "".join(words[index : index + 2])
        if index + 1 < len(words) and len(both) > 4 and any(_same(words[index : index + 2], other) for other in near):
            result.append(both)
            index += 2
        else:
            result.append(words[index])
            index += 1
    return tuple(result)


def _same(two: tuple[str, ...], other: str) -> bool:
    """Whether two words run together are the other word; with a typo only if one of the two is not a word ("green
    home" is not "greenhouse").
    """
    both = "".join(two)
    if both == other or both[:2] != other[:2]:
        return both == other
    one_word = american_singular(both) == american_singular(other)
    if not one_word and OSA.distance(both, other, score_cutoff=MOST_EDITS) > MOST_EDITS:
        return False  # as most are, and seen sooner than by all their relations
    pair = word_pair(both, other)
    if pair is None or pair.kind is not RelationKind.TYPO:
        return pair is not None and pair.kind in (RelationKind.PLURAL, RelationKind.SPELLING)
    return min(map(zipf, two)) < MIN_ZIPF_OF_KNOWN
