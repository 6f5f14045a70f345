"""What forbids deciding without a person, however similar two tags are."""

from __future__ import annotations

from tagfold.matching.alignment import Alignment
from tagfold.matching.antonyms import contrast
from tagfold.matching.identity import are_two_countries
from tagfold.matching.relations import FAR_APART, RelationKind
from tagfold.matching.spelling import DIRECTIONS, SHORTEST_TYPO
from tagfold.matching.tag import PreparedTag
from tagfold.matching.word_forms import is_odd_plural
from tagfold.matching.word_frequencies import weight, zipf
from tagfold.matching.word_pairs import WordPair
from tagfold.matching.word_vectors import nearness

_SAFE = {
    RelationKind.SAME,
    RelationKind.SPELLING,
    RelationKind.PLURAL,
    RelationKind.TYPO,
    RelationKind.INFLECTION,
    RelationKind.MEANING,
    RelationKind.ROMANCE,
}

_SAFE_IF_SURE = _SAFE | {RelationKind.COGNATE, RelationKind.DERIVED, RelationKind.LOOKALIKE, RelationKind.RARE}
"""A word of similar letters gets this far only if it is near in meaning too (see `words_apart`)."""

_MAY_BE_CODES = {RelationKind.TYPO, RelationKind.RARE}

_TWO_WORDS = {RelationKind.LOOKALIKE, RelationKind.PREFIXED}

_THE_REST = {"other"}
"""Words that leave out what the words behind them name, though they say next to nothing elsewhere."""

SURE_DESPITE_DOUBT = 0.95
"""Probability from which some doubts are given up. A model that had seen nothing of their field was right with such
tags 84 times of 86 (benchmarks/measure/first_candidates.py); at 0.9, "person" would be "persona".
"""

MIN_MEANING_COSINE = 0.8
"""Cosine of meanings from which two similar words may be one."""

LONGEST_CODE = 4
"""Letters of an unlisted word that may be a code or an abbreviation."""

_ONE_ROOT = {RelationKind.INFLECTION, RelationKind.ROMANCE, RelationKind.TYPO, RelationKind.DERIVED}


def have_one_identity(one: PreparedTag, other: PreparedTag) -> bool:
    """Whether both are known to name one thing, whatever their letters."""
    return one.identity != "" and one.identity == other.identity


def apart_as_wholes(one: PreparedTag, other: PreparedTag) -> str:
    """What of `apart` shows before words are compared one by one."""
    if one.numbers != other.numbers:
        return "the numbers differ"
    if one.letters != other.letters:
        return f"only one of the two has the letter '{min(one.letters ^ other.letters)}'"
    if one.joined == other.joined or have_one_identity(one, other):
        return ""
    if are_two_countries(one.identity, other.identity):
        return "they are the names of two countries"
    against = contrast(one.poles, other.poles)
    return f"{against} may make two concepts" if against else ""


def apart(one: PreparedTag, other: PreparedTag, aligned: Alignment) -> str:
    """Why the two are likely two concepts, however similar: only a person puts them together."""
    found = apart_as_wholes(one, other)
    if found or one.joined == other.joined or have_one_identity(one, other):
        return found
    more = aligned.left or aligned.right
    if not (aligned.left and aligned.right) and more and all(map(is_name, more)):
        return f"'{more[0]}' may make another name"
    return next(filter(None, map(words_apart, aligned.pairs)), "")


def is_name(word: str) -> bool:
    """Whether a word is in no list, and long enough not to be a code."""
    return len(word) > LONGEST_CODE and zipf(word) == 0


def words_apart(pair: WordPair) -> str:
    """Why two words that answer to each other likely name two concepts, "" if they do not."""
    if pair.kind in _TWO_WORDS and not _mean_one_thing(pair):
        return f"'{pair.one}' and '{pair.other}' may be two words"
    if pair.kind in _ONE_ROOT and (pair.role or _mean_two_things(pair)):
        return f"'{pair.one}' and '{pair.other}' may name two things"
    return ""


def _mean_one_thing(pair: WordPair) -> bool:
    """Whether similar words are near in meaning too ("action", "accion"), and no prefix was added."""
    return pair.kind is not RelationKind.PREFIXED and (nearness(pair.one, pair.other) or 0.0) >= MIN_MEANING_COSINE


def _mean_two_things(pair: WordPair) -> bool:
    """Whether words of one stem are far apart in meaning ("conversion", "conversation")."""
    found = nearness(pair.one, pair.other)
    return found is not None and found < FAR_APART


def doubt(one: PreparedTag, other: PreparedTag, aligned: Alignment, *, initials: bool, sure: bool) -> str:
    """Why a person should still look, whatever the score. If the model is `sure`, words that only resemble each other
    (see _SAFE_IF_SURE) and a list next to what is not one are not enough, nor is another order, unless both tags have
    one word of direction ("rural to urban", "urban to rural").
    """
    if (one.joined == other.joined and one.joined) or have_one_identity(one, other):
        return ""
    mine, yours = DIRECTIONS.intersection(one.form.words), DIRECTIONS.intersection(other.form.words)
    if aligned.reordered and (mine & yours or ((mine or yours) and not sure)):
        return "the order of the words may mean something"
    if one.listed != other.listed and not sure:
        return "only one of the two is written as a list"
    for pair in aligned.pairs:
        short = pair.kind in _MAY_BE_CODES and pair.length < SHORTEST_TYPO
        odd = pair.kind is RelationKind.PLURAL and any(map(is_odd_plural, pair.words))
        odd |= pair.kind is RelationKind.DERIVED and len(aligned.pairs) == 1  # "photograph", "photography"
        if short or odd or pair.kind not in (_SAFE_IF_SURE if sure else _SAFE):
            return f"'{pair.one}' and '{pair.other}' may be two words"
    over = [word for word in aligned.left + aligned.right if weight(word) > 0.25]
    over += sorted(_THE_REST.intersection(one.form.words) ^ _THE_REST.intersection(other.form.words))
    if over and not initials:
        return f"only one of the two has '{over[0]}'"
    return ""
