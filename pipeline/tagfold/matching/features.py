"""The numbers that the model weighs: how similar two tags are in letters, words, order, language and meaning.

Each number is the same whichever tag comes first, and whichever other tags there are.
"""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Postfix, Prefix

from tagfold.matching.abbreviations import (
    LONGEST_SHORT,
    OF_PARTS,
    SPELLED,
    SPELLED_BY_TWO,
    TWO_OF_PARTS,
    abbreviates,
)  # fmt: skip
from tagfold.matching.alignment import Alignment
from tagfold.matching.antonyms import contrast
from tagfold.matching.identity import are_two_countries
from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_frequencies import weight, zipf
from tagfold.matching.word_pairs import SHARES, WordPair
from tagfold.matching.word_vectors import common_sense, likeness, min_best_word_similarity

FEATURES = (
    "letters_cosine", "sorted_ratio", "joined_ratio", "joined_edits", "same_joined", "shortest",
    "cover_least", "cover_most", "left_least", "left_most", "left_top", "left_words_least", "left_words_most",
    "left_known", "words_least", "words_most", "reordered", "joined_words", "same_first", "same_last",
    "same", "near", "inflected", "meaning", "slip", "rare", "cognate", "derived", "lookalike",
    "weakest", "weakest_zipf", "weakest_length", "weakest_edits", "weakest_alike", "role", "initials", "two_languages",
    "contrast", "numbers", "sense", "left_sense", "lone_sense", "pair_sense", "loneliest",
    "loneliest_other", "semantic", "semantic_first", "same_start", "same_end", "inside", "letters_in_order",
    "left_initials", "listed",
)  # fmt: skip
"""The features by name, in the order the model takes them."""

NO_PAIR = (0.0, 0.0, 0.0, 9.0, 0.0, 0.0)
"""The features `weakest` to `role` of two tags without a pair."""

Numbers = tuple[float, ...]


def numbers_of(
    one: PreparedTag, other: PreparedTag, aligned: Alignment, letters_cosine: float, semantic: Numbers
) -> Numbers:
    """The numbers of FEATURES for two tags. `letters_cosine` and `semantic` come from the search (see Candidate)."""
    answered = sum([pair.weight for pair in aligned.pairs])
    left, right = [*map(weight, aligned.left)], [*map(weight, aligned.right)]
    less, more = sorted((sum(left), sum(right)))
    return (
        letters_cosine,
        *_letters(one, other),
        *_covers(aligned, answered, less, more),
        less,
        more,
        *_left_over(aligned, left, right),
        *_words(one, other, aligned),
        *_shares(aligned, answered + (less + more)),
        *_weakest(aligned),
        has_initials(one, other),
        one.languages > 0 and other.languages > 0 and not one.languages & other.languages,
        bool(contrast(one.poles, other.poles)) or are_two_countries(one.identity, other.identity),
        one.numbers != other.numbers,
        *_senses(one, other, aligned),
        *semantic,
        *shape(one.joined, other.joined),
        left_initials(aligned.left, aligned.right),
        one.listed != other.listed,
    )


def _letters(one: PreparedTag, other: PreparedTag) -> Numbers:
    """`sorted_ratio` to `shortest`."""
    edits = OSA.distance(one.joined, other.joined, score_cutoff=6)
    return (
        fuzz.ratio(one.ordered, other.ordered) / 100,
        fuzz.ratio(one.joined, other.joined) / 100,
        min(edits, 6),
        edits == 0,
        min(len(one.joined), len(other.joined), 30),
    )


def _covers(aligned: Alignment, answered: float, less: float, more: float) -> Numbers:
    """`cover_least` and `cover_most`: how much of each tag's weight is answered by the other. Given are the weights of
    all pairs, and of the words left over in the one tag and the other.
    """
    matched = sum([pair.weight * pair.likeness for pair in aligned.pairs])
    return (
        matched / (answered + more) if answered + more else 0.0,
        matched / (answered + less) if answered + less else 0.0,
    )


def _left_over(aligned: Alignment, left: list[float], right: list[float]) -> Numbers:
    """`left_top` to `left_known`, of the words without an answer. Given are their weights."""
    fewer, most = sorted((len(left), len(right)))
    return (
        max(left + right, default=0.0),
        fewer,
        most,
        max(map(zipf, aligned.left + aligned.right), default=0.0),
    )


def _words(one: PreparedTag, other: PreparedTag, aligned: Alignment) -> Numbers:
    """`words_least` to `same_last`."""
    fewer, more = sorted((len(one.words), len(other.words)))
    same_first, same_last = one.ends[0] == other.ends[0], one.ends[1] == other.ends[1]
    return fewer, more, aligned.reordered, aligned.joined, same_first, same_last


def _shares(aligned: Alignment, total: float) -> Numbers:
    """`same` to `lookalike`: the share of both tags' weight that each kind of similarity answers."""
    shares = [0.0] * 9
    for pair in aligned.pairs:
        shares[SHARES[pair.kind]] += pair.weight / total
    return tuple(shares)


def _weakest(aligned: Alignment) -> Numbers:
    """`weakest` to `role`, of the least similar pair of words."""
    if not aligned.pairs:
        return NO_PAIR
    pair = min(aligned.pairs, key=_strength)
    return pair.likeness, pair.zipf, pair.length, pair.edits, pair.similarity, pair.role


def _strength(pair: WordPair) -> tuple[float, float, tuple[str, ...]]:
    return pair.likeness, pair.zipf, pair.words


def _senses(one: PreparedTag, other: PreparedTag, aligned: Alignment) -> Numbers:
    """`sense` to `loneliest_other`, how similar in meaning: the whole tags; the words left over on both sides; those
    left over on one side, against the whole of the other tag; of the words that answer to each other in different
    spellings, the two least similar. If there is nothing to compare, that is full similarity.
    """
    left, lone = 1.0, 1.0
    if aligned.left and aligned.right:
        left = likeness(common_sense(aligned.left), common_sense(aligned.right))
    elif aligned.left:
        lone = likeness(common_sense(aligned.left), other.sense)
    elif aligned.right:
        lone = likeness(common_sense(aligned.right), one.sense)
    pairs = min([pair.sense for pair in aligned.pairs], default=1.0)
    lonely = sorted(
        (min_best_word_similarity(aligned.left, other.senses), min_best_word_similarity(aligned.right, one.senses))
    )
    return likeness(one.sense, other.sense), left, lone, pairs, *lonely


def has_initials(one: PreparedTag, other: PreparedTag) -> float:
    """How far a parenthesis or the whole of one tag is an abbreviation that the other's initials spell (see
    abbreviations). A number behind it may be missing in the other ("COP26"), and is not another one.
    """
    same = one.numbers == other.numbers
    if not same and one.numbers and other.numbers:
        return 0.0
    found = 0.0
    for brief, full in ((one, other), (other, one)):
        short, long = brief.short, len(brief.short) > 2
        if len(short) > 1 and (short in full.initials or (same and short == full.short)):
            found = max(found, SPELLED if long else SPELLED_BY_TWO)
        elif len(short) > 1 and short in full.initials_of_parts:
            found = max(found, OF_PARTS if long else TWO_OF_PARTS)
    return found


def shape(one: str, other: str) -> Numbers:
    """`same_start` to `letters_in_order`, how two runs of letters are contained in each other: the shares of the
    shorter one that both begin and end with; the share of the longer one that the shorter is, if it is in it whole;
    how far it is a few of its letters in order ("bq" and "bigquery").

    >>> shape("mongo", "mongodb")
    (1.0, 0.0, 0.7142857142857143, 0.5)
    """
    shorter, longer = sorted((one, other), key=len)
    least = len(shorter) or 1
    return (
        Prefix.similarity(one, other) / least,
        Postfix.similarity(one, other) / least,
        len(shorter) / len(longer) if shorter and shorter in longer else 0.0,
        abbreviates(one, other),
    )


def left_initials(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """1 if a word left over on one side is made of the initials of words left over on the other, in a row."""
    for shorts, full in ((left, right), (right, left)):
        if shorts and len(full) > 1:
            letters = "".join([word[0] for word in full])
            for short in shorts:
                if 1 < len(short) <= LONGEST_SHORT and short in letters:
                    return 1.0
    return 0.0
