"""The forms of a word that are compared with those of another: American, singular, stems, endings of one language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from tagfold.inflection import singular
from tagfold.matching.word_frequencies import languages, meaning, zipf

SHORTEST_PLURAL = 4
"""Letters of the shortest word of which `singular` takes the s away."""

ROMANCE = ("spanish", "french", "portuguese")
"""In the order of their bits in `languages`, after English."""


_SPELLINGS = [
    (re.compile(rule), to)
    for rule, to in (
        (r"isation(s?)$", r"ization\1"),
        (r"is(e|es|ed|ing|er|ers)$", r"iz\1"),
        (r"ys(e|es|ed|ing)$", r"yz\1"),
        (r"(.{2,})our(s|ed|ing|al|ally|ful|able|hood|hoods|ist)?$", r"\1or\2"),
        (r"(.{2,}[^aeiou])tre(s?)$", r"\1ter\2"),
        (r"(.{2,}[^aeiou])tr(ed|ing)$", r"\1ter\2"),
        (r"(.{2,})ll(ed|ing|er|ers)$", r"\1l\2"),
        (r"programme", "program"),
        (r"logue(s?)$", r"log\1"),
        (r"defence", "defense"),
        (r"licence", "license"),
        (r"aeroplane", "airplane"),
        (r"^grey", "gray"),
        (r"^tyre", "tire"),
        (r"ae", "e"),
        (r"oe(?=[dcs])", "e"),
    )
]
_SPELLED_TWICE = re.compile("|".join(rule.pattern for rule, _ in _SPELLINGS))


@lru_cache(maxsize=50_000)
def american(word: str) -> str:
    """`word` in American spelling, for comparing only ("size" becomes nothing that anyone would write).

    >>> american("organisations") == american("organizations"), american("behaviour")
    (True, 'behavior')
    """
    if _SPELLED_TWICE.search(word):  # of most words, one search tells that no rule is about them
        for rule, to in _SPELLINGS:
            word = rule.sub(to, word)
    return word


@lru_cache(maxsize=50_000)
def american_singular(word: str) -> str:
    """`word` in the singular and in American spelling."""
    return singular(american(word))


def is_odd_plural(word: str) -> bool:
    """Whether a word ends like a plural, but is so short and unknown that its s may be a letter like any other."""
    return len(word) == SHORTEST_PLURAL and word[-1] == "s" and zipf(word) == 0


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)


@lru_cache(maxsize=50_000)
def english_stem(word: str) -> str:
    """Snowball's English stem of the word in American spelling."""
    return str(_stemmer("english").stemWord(american(word)))


@lru_cache(maxsize=50_000)
def romance_stem(language: str, word: str) -> str:
    """Snowball's stem of the word in a language."""
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=50_000)
def anglicized(word: str) -> str:
    """A word with Romance endings turned into the English ones they answer to, for comparing only.

    >>> anglicized("innovacion"), anglicized("movilidad"), anglicized("biodiversite")
    ('innovation', 'movility', 'biodiversity')
    """
    for ending, to in _ENDINGS:
        changed = ending.sub(to, word)
        if changed != word:
            return changed
    return word


_ENDINGS = [
    (re.compile(f"(?<=...)(?:{ending})$"), to)
    for ending, to in (
        ("ciones|cion|coes|cao|zione|tions", "tion"), ("siones|sion|soes|sao", "sion"),
        ("idades|idad|idade|ites|ite|ita|ities", "ity"), ("dades|dad|dade", "ty"),
        ("logias|logia|logie|logies", "logy"),
        ("encias|encia|ences", "ence"), ("ancias|ancia|ances", "ance"), ("arios|arias|ario|aria|aires|aire", "ary"),
        ("icos|icas|ico|ica|iques|ique|ics", "ic"), ("ivos|ivas|ivo|iva|ifs|if", "ive"), ("ismos|ismo|isme", "ism"),
        ("istas|ista|iste|istes", "ist"), ("osos|osas|oso|osa|eux|euse", "ous"),
        ("mientos|miento|mentos|mento", "ment"),
        ("ales|ais|aux|als|elles|elle|els|el", "al"), ("ias|ia|ies|ie", "y"), ("os|as|es|o|a|e|s", ""),
    )
]  # fmt: skip


class KnownWord(NamedTuple):
    """What a relation asks of one word, looked up once; `known` and `cognate_languages` also by its singular."""

    american: str
    singular: str
    stem: str
    meaning: str | None
    has_digit: bool
    zipf: float
    known: float
    languages: int
    cognate_languages: int
    anglicized: str


@lru_cache(maxsize=50_000)
def known_word(word: str) -> KnownWord:
    """What a relation asks of `word`."""
    one = singular(word)
    return KnownWord(
        american(word),
        american_singular(word),
        english_stem(word),
        meaning(word) or meaning(one),
        any(letter.isdigit() for letter in word),
        zipf(word),
        max(zipf(word), zipf(one)),
        languages(word),
        languages(word) or languages(one),
        anglicized(word),
    )


SINGULAR = 2
"""The place of the American singular among the signs."""


def signs(word: str) -> tuple[str, ...]:
    """What the word may have in common with a related one: two words of any relation have one of these in the same
    place, or are similar in letters, or one of them is of NO_PLURALS. What a word does not have is itself.
    """
    known = known_word(word)
    spoken = languages(word)
    stems = [romance_stem(name, word) if spoken >> place & 1 else word for place, name in enumerate(ROMANCE, 1)]
    return (word, known.american, known.singular, known.stem, known.meaning or word, word[-4:], word[:5], *stems)
