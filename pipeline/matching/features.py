"""The numbers that the model weighs: how alike two tags are in letters, words, order, language and meaning.

Each number is the same whichever tag comes first, and whichever other tags there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, Postfix, Prefix

from pipeline.matching.alignment import Alignment, Pair
from pipeline.matching.contrasts import contrast
from pipeline.matching.guards import changes_role
from pipeline.matching.relations import Kind, anglicised, english_stem
from pipeline.matching.senses import common_sense, likeness, nearest, sense
from pipeline.matching.tag import Tag
from pipeline.matching.words import languages, weight, zipf

FEATURES = (
    "letters_cosine", "sorted_ratio", "joined_ratio", "joined_edits", "same_joined", "shortest",
    "cover_least", "cover_most", "left_least", "left_most", "left_top", "left_words_least", "left_words_most",
    "left_known", "words_least", "words_most", "reordered", "joined_words", "same_first", "same_last",
    "same", "near", "inflected", "meaning", "slip", "rare", "cognate", "derived", "lookalike",
    "weakest", "weakest_zipf", "weakest_length", "weakest_edits", "weakest_alike", "role", "initials", "two_languages",
    "contrast", "numbers", "sense", "left_sense", "lone_sense", "pair_sense", "loneliest",
    "loneliest_other", "semantic", "semantic_first", "same_start", "same_end", "inside", "letters_in_order",
    "left_initials",
)  # fmt: skip
"""The features by name, in the order the model takes them."""

_GROUPS = {
    Kind.SAME: "same", Kind.SPELLING: "near", Kind.PLURAL: "near", Kind.INFLECTION: "inflected",
    Kind.ROMANCE: "inflected", Kind.MEANING: "meaning", Kind.SLIP: "slip", Kind.RARE: "rare",
    Kind.COGNATE: "cognate", Kind.DERIVED: "derived", Kind.LOOKALIKE: "lookalike", Kind.PREFIXED: "lookalike",
}  # fmt: skip

LONGEST_SHORT = 6
"""Letters of a word that may be short for something."""

_NO_SHARES = dict.fromkeys(_GROUPS.values(), 0.0)


def numbers_of(one: Tag, other: Tag, aligned: Alignment, near: Mapping[str, float]) -> tuple[float, ...]:
    """The numbers of FEATURES for two tags. `near` are those that the search for candidates has worked out already."""
    named: dict[str, float] = {
        **near,
        "initials": has_initials(one, other),
        "contrast": float(bool(contrast(one.poles, other.poles))),
        "numbers": float(one.numbers != other.numbers),
        "left_initials": _left_initials(aligned),
        **_letters(one, other),
        **shape(one.joined, other.joined),
        **_shares(one, other, aligned),
        **_left_over(one, other, aligned),
        **_weakest(min(aligned.pairs, key=_strength, default=None)),
        **_senses(one, other, aligned),
    }
    numbers: tuple[float, ...] = _in_order(named)
    return numbers


_in_order = itemgetter(*FEATURES)


def _letters(one: Tag, other: Tag) -> dict[str, float]:
    shortest = min(len(one.joined), len(other.joined))
    edits = OSA.distance(one.joined, other.joined, score_cutoff=6)
    return {
        "sorted_ratio": fuzz.ratio(" ".join(sorted(one.words)), " ".join(sorted(other.words))) / 100,
        "joined_ratio": fuzz.ratio(one.joined, other.joined) / 100,
        "joined_edits": float(min(edits, 6)),
        "same_joined": float(edits == 0),
        "shortest": float(min(shortest, 30)),
    }


def _shares(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    """How much of each tag's weight is answered by the other, and by which kinds of likeness."""
    matched = sum([pair.weight * pair.relation.kind.value for pair in aligned.pairs])
    whole = sum([pair.weight for pair in aligned.pairs])
    lefts = [sum(map(weight, words)) for words in (aligned.left, aligned.right)]
    covers = [matched / (whole + left) if whole + left else 0.0 for left in lefts]
    total = whole + sum(lefts) or 1.0
    shares = _NO_SHARES.copy()
    for pair in aligned.pairs:
        shares[_GROUPS[pair.relation.kind]] += pair.weight / total
    fewer, more = sorted((len(one.words), len(other.words)))
    return {
        "cover_least": min(covers),
        "cover_most": max(covers),
        **shares,
        "words_least": float(fewer),
        "words_most": float(more),
        "reordered": float(aligned.reordered),
        "joined_words": float(aligned.joined),
        "same_first": float(_stem_at(one, 0) == _stem_at(other, 0)),
        "same_last": float(_stem_at(one, -1) == _stem_at(other, -1)),
    }


def _stem_at(tag: Tag, place: int) -> str:
    return english_stem(tag.words[place]) if tag.words else ""


def _left_over(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    left, right = ([weight(word) for word in words] for words in (aligned.left, aligned.right))
    every = aligned.left + aligned.right
    tongues = [_language(tag) for tag in (one, other)]
    return {
        "left_least": min(sum(left), sum(right)),
        "left_most": max(sum(left), sum(right)),
        "left_top": max(left + right, default=0.0),
        "left_words_least": float(min(len(left), len(right))),
        "left_words_most": float(max(len(left), len(right))),
        "left_known": float(max((zipf(word) for word in every), default=0.0)),
        "two_languages": float(all(tongues) and not tongues[0] & tongues[1]),
    }


def _senses(one: Tag, other: Tag, aligned: Alignment) -> dict[str, float]:
    """How alike in meaning: the whole tags; the words left over on both sides; those left over on one side, beside
    the whole of the other tag; of the words that answer to each other in different spellings, the two least alike.
    Where there is nothing to compare, that is full likeness.
    """
    left, lone = 1.0, 1.0
    if aligned.left and aligned.right:
        left = likeness(common_sense(aligned.left), common_sense(aligned.right))
    elif aligned.left:
        lone = likeness(common_sense(aligned.left), other.sense)
    elif aligned.right:
        lone = likeness(common_sense(aligned.right), one.sense)
    apart = [pair for pair in aligned.pairs if pair.relation.kind.value < Kind.PLURAL.value]
    pairs = [likeness(common_sense((pair.one,)), common_sense((pair.other,))) for pair in apart]
    lonely = _lonely(aligned.left, other), _lonely(aligned.right, one)
    return {
        "sense": likeness(one.sense, other.sense),
        "left_sense": left,
        "lone_sense": lone,
        "pair_sense": min(pairs, default=1.0),
        "loneliest": min(lonely),
        "loneliest_other": max(lonely),
    }


def _lonely(words: tuple[str, ...], other: Tag) -> float:
    """Of words left over, the one least like any word of the other tag: how like it is; 1 where none is left over."""
    least = 1.0
    for word in words:
        mine = sense(word)
        best = nearest(other.senses, mine) if mine is not None and len(other.senses) else 0.0
        least = min(least, best)
    return least


def _language(tag: Tag) -> int:
    """The languages that all listed words of the tag have in common, as bits."""
    common = 0b1111
    for word in tag.words:
        common &= languages(word) or 0b1111
    return common


def _strength(pair: Pair) -> tuple[float, float, tuple[str, ...]]:
    return pair.relation.kind.value, min(zipf(pair.one), zipf(pair.other)), tuple(sorted((pair.one, pair.other)))


def _weakest(pair: Pair | None) -> dict[str, float]:
    if pair is None:
        names = ("weakest", "weakest_zipf", "weakest_length", "weakest_edits", "weakest_alike", "role")
        return dict.fromkeys(names, 0.0) | {"weakest_edits": 9.0}
    return {
        "weakest": pair.relation.kind.value,
        "weakest_zipf": min(zipf(pair.one), zipf(pair.other)),
        "weakest_length": float(min(len(pair.one), len(pair.other))),
        "weakest_edits": float(pair.relation.edits),
        "weakest_alike": Indel.normalized_similarity(anglicised(pair.one), anglicised(pair.other)),
        "role": float(changes_role(pair.one, pair.other)),
    }


def has_initials(one: Tag, other: Tag) -> float:
    """1 where a parenthesis or the whole tag is an abbreviation that the other's initials spell. A number behind it may
    be missing in the other ("COP26"), and is not another one.
    """
    same = one.numbers == other.numbers
    if not same and one.numbers and other.numbers:
        return 0.0
    for short, full in ((one, other), (other, one)):
        if len(short.short) > 1 and (short.short in full.initials or (same and short.short == full.short)):
            return 1.0 if len(short.short) > 2 else 0.5
    return 0.0


def shape(one: str, other: str) -> dict[str, float]:
    """How two runs of letters lie in each other: the shares of the shorter one that both begin and end with, the share of
    the longer one that the shorter is, where it stands in it whole; and whether it is a few of its letters in order, the
    first among them ("bq" and "bigquery").

    >>> shape("mongo", "mongodb")
    {'same_start': 1.0, 'same_end': 0.0, 'inside': 0.7142857142857143, 'letters_in_order': 1.0}
    """
    shorter, longer = sorted((one, other), key=len)
    least = len(shorter) or 1
    abbreviates = 1 < len(shorter) <= LONGEST_SHORT and shorter[:1] == longer[:1]
    rest = iter(longer)
    return {
        "same_start": Prefix.similarity(one, other) / least,
        "same_end": Postfix.similarity(one, other) / least,
        "inside": len(shorter) / len(longer) if shorter and shorter in longer else 0.0,
        "letters_in_order": float(abbreviates and all(letter in rest for letter in shorter)),
    }


def _left_initials(aligned: Alignment) -> float:
    """1 where a word left over on one side is made of the initials of words left over on the other, in a row."""
    for shorts, full in ((aligned.left, aligned.right), (aligned.right, aligned.left)):
        letters = "".join(word[0] for word in full)
        if any(1 < len(short) <= LONGEST_SHORT and short in letters for short in shorts):
            return 1.0
    return 0.0
