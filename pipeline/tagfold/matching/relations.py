"""How one word relates to another: the same, an inflection, a typo, a translation, another word.

The kinds are evidence, in the order of how much they are worth; what they are worth together is for the
model to say. A typo is judged by the words it is in: if both are known to the word lists, they are two
words, however similar ("import", "export").
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from tagfold.inflection import NO_PLURALS
from tagfold.matching.spelling import PREFIXES, adds_first_letter
from tagfold.matching.word_forms import ROMANCE, KnownWord, known_word, romance_stem
from tagfold.matching.word_frequencies import zipf
from tagfold.matching.word_vectors import nearness

MIN_ZIPF_OF_KNOWN = 2.6
"""Zipf frequency (four uses in ten million) from which a word is taken for one that people mean to write."""

COMMON_TYPO, FAR_RARER = 3.0, 2.0
"""Zipf frequency up to which a listed word may still be a typo, and by how much the right word is commoner."""

FAR_APART, LOOSELY = 0.3, 0.45
"""Cosines of meanings: below the first, two words are taken for two things; from the second, they have to do with
each other ("mobiliario" has not, with "mobility")."""

MOST_EDITS = 3
"""Letters that may be wrong in the longest word."""

COGNATE_LETTERS, LOOKALIKE_LETTERS = 0.84, 0.9
"""Similarity in letters from which words of two languages are related, and from which words look alike."""

SHORTEST_EXCHANGED = 2
"""Letters of a prefix up to which an exchange is as often a typo ("inovation", "innovation")."""


class RelationKind(Enum):
    """What one word is to another, with its similarity (0 to 1)."""

    SAME = 1.0
    SPELLING = 0.99  # British or American
    PLURAL = 0.97
    TYPO = 0.93  # one of them is in no word list
    INFLECTION = 0.85  # one stem by Snowball's English rules
    MEANING = 0.84  # one line of the glossary
    ROMANCE = 0.83  # one stem by the Spanish, French or Portuguese rules
    RARE = 0.8  # similar, and neither is in a word list
    COGNATE = 0.7  # similar, of different languages
    DERIVED = 0.55  # a long common beginning
    LOOKALIKE = 0.2  # similar, but both known
    PREFIXED = 0.1  # un-, pre-, micro- added to one of them, or exchanged
    OTHER = 0.0


class Relation(NamedTuple):
    """`edits` are letters wrong, missing, added or swapped; 9 if that was not looked at."""

    kind: RelationKind
    edits: int = 9


def relation(one: str, other: str) -> Relation:
    """The relation of two words in normal form, the same either way round.

    >>> relation("surveys", "survey").kind.name, relation("waste", "water").kind.name
    ('PLURAL', 'OTHER')
    >>> relation("partnerhsip", "partnership").kind.name, relation("agua", "water").kind.name
    ('TYPO', 'MEANING')
    """
    if one == other:
        return Relation(RelationKind.SAME, 0)
    a, b = known_word(one), known_word(other)
    if a.american == b.american:
        return Relation(RelationKind.SPELLING)
    if a.singular == b.singular:
        return Relation(RelationKind.PLURAL)
    if one[-4:] == other[-4:] and _is_prefixed(one, other):
        return Relation(RelationKind.PREFIXED)
    if NO_PLURALS & {one, other}:
        return Relation(RelationKind.LOOKALIKE)
    shortest = min(len(one), len(other))
    if shortest > 2 and a.stem == b.stem:
        return Relation(RelationKind.INFLECTION)
    if a.meaning is not None and a.meaning == b.meaning:
        return Relation(RelationKind.MEANING)
    if a.has_digit or b.has_digit or shortest < 4:
        return Relation(RelationKind.OTHER)
    return _similar_pairs(one, other, a, b)


def _similar_pairs(one: str, other: str, a: KnownWord, b: KnownWord) -> Relation:
    lengths = sorted((len(one), len(other)))
    allowed = _allowed_edits(lengths[a.zipf == 0 or b.zipf == 0])  # a word in no list may have lost letters
    edits = OSA.distance(one, other, score_cutoff=allowed)
    if edits <= allowed:
        return Relation(_slip_or_word(one, other, edits, a, b), edits)
    if a.languages & b.languages and _share_romance_stem(one, other, a, b):
        return Relation(RelationKind.ROMANCE, edits)
    if _are_cognates(a, b):
        return Relation(RelationKind.COGNATE, edits)
    if one[:5] == other[:5] and _common_start(one, other) >= max(5, 0.6 * lengths[1]):
        return Relation(RelationKind.LOOKALIKE if _is_far(one, other, LOOSELY) else RelationKind.DERIVED, edits)
    similar = JaroWinkler.similarity(one, other, score_cutoff=LOOKALIKE_LETTERS) >= LOOKALIKE_LETTERS
    return Relation(RelationKind.LOOKALIKE if similar else RelationKind.OTHER, edits)


def _slip_or_word(one: str, other: str, edits: int, a: KnownWord, b: KnownWord) -> RelationKind:
    """What a small difference of letters makes, by whether the words are known and mean the same."""
    rarer, commoner = sorted((a.known, b.known))
    if rarer >= MIN_ZIPF_OF_KNOWN and not _is_common_slip(one, other):
        if _are_cognates(a, b):
            return RelationKind.COGNATE
        if _share_romance_stem(one, other, a, b):
            return RelationKind.ROMANCE
        return RelationKind.DERIVED if _common_start(one, other) >= 6 else RelationKind.LOOKALIKE
    if _is_far(one, other, FAR_APART if edits == 1 else LOOSELY):
        return RelationKind.LOOKALIKE
    return RelationKind.TYPO if commoner >= MIN_ZIPF_OF_KNOWN else RelationKind.RARE


def _is_common_slip(one: str, other: str) -> bool:
    """Whether one is a misspelling so common that it is listed: long, far rarer, and used as the other is."""
    rarer, commoner = sorted((one, other), key=zipf)
    if zipf(rarer) >= COMMON_TYPO or zipf(commoner) - zipf(rarer) < FAR_RARER or min(len(one), len(other)) < 7:
        return False
    return (nearness(one, other) or 0.0) >= FAR_APART


def _is_far(one: str, other: str, least: float) -> bool:
    found = nearness(one, other)
    return found is not None and found < least


def _share_romance_stem(one: str, other: str, a: KnownWord, b: KnownWord) -> bool:
    """Whether a Romance language that has both words gives them one stem; English words are for English rules."""
    shared = a.languages & b.languages
    if shared & 1:
        return False
    for place, language in enumerate(ROMANCE, 1):
        if shared >> place & 1:
            stem = romance_stem(language, one)
            if len(stem) > 3 and stem == romance_stem(language, other):
                return True
    return False


def _are_cognates(a: KnownWord, b: KnownWord) -> bool:
    """Whether two words, of which no language has both, are similar once their endings are those of one language."""
    if not (a.cognate_languages and b.cognate_languages) or a.cognate_languages & b.cognate_languages:
        return False
    return Indel.normalized_similarity(a.anglicized, b.anglicized, score_cutoff=COGNATE_LETTERS) >= COGNATE_LETTERS


def _allowed_edits(letters: int) -> int:
    """How many letters of a word of four or more may be wrong before it is another word."""
    return 1 if letters < 8 else 2 if letters < 13 else MOST_EDITS


_PREFIXES_OR_NONE = PREFIXES | {""}


def _is_prefixed(one: str, other: str) -> bool:
    """Whether the words differ by a prefix that one has, or by two prefixes."""
    rest = 0
    while rest < min(len(one), len(other)) and one[-1 - rest] == other[-1 - rest]:
        rest += 1
    for kept in range(rest, 3, -1):
        starts = {one[: len(one) - kept], other[: len(other) - kept]}
        if "" in starts and max(map(len, starts)) == 1:
            return adds_first_letter(*sorted((one, other), key=len))
        if starts <= _PREFIXES_OR_NONE and ("" in starts or max(map(len, starts)) > SHORTEST_EXCHANGED):
            return True
    return False


def _common_start(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
