"""What a tag may be short for, and what may be short for it: initials, numeronyms, letters left out."""

from __future__ import annotations

from functools import lru_cache

from tagfold.matching.word_frequencies import FILLERS, GENERIC, zipf

LONGEST_SHORT = 6
"""Letters of a word that may be short for something."""

MIN_ZIPF_OF_EVERYDAY = 4.0
"""Zipf frequency (one use in a hundred thousand) from which a short word is first of all a word."""

MIN_ZIPF_OF_COMPOUND = 3.5
"""Zipf frequency from which a word can be a part of a longer one."""

SHORTEST_PART = 3
"""Letters of a part of a compound."""

MOST_PARTS = 3

SPELLED, SPELLED_BY_TWO = 1.0, 0.5
"""How far initials speak for two tags being one; there are many words for two letters."""

OF_PARTS, TWO_OF_PARTS = 0.75, 0.25
"""The same where some initials are those of parts of a word ("dba" for "database administration")."""

LETTERS_LEFT_OUT, LETTERS_IN_ORDER = 1.0, 0.5
"""How far a few letters in order speak for it: all vowels are left out ("mvn" for "maven"), or any letters are."""

_VOWELS = frozenset("aeiou")

_DIGITS = "0123456789"


def initials(words: tuple[str, ...]) -> frozenset[str]:
    """The first letters of all words, of the words that are no fillers or numbers, and of those that say something; of
    three letters or more also with the s of a plural.

    >>> sorted(initials(("text", "based", "user", "interface")))
    ['tbui', 'tbuis', 'tui', 'tuis']
    """
    telling = _telling(words)
    some = (words, telling, [word for word in telling if word not in GENERIC])
    found = {"".join(word[0] for word in row) for row in some if len(row) > 1}
    return frozenset(found | {letters + "s" for letters in found if len(letters) > 2})


def initials_of_parts(words: tuple[str, ...]) -> frozenset[str]:
    """The first letters of the words that are no fillers or numbers, of compounds those of their parts.

    >>> sorted(initials_of_parts(("database", "administration"))), sorted(initials_of_parts(("ghostscript",)))
    (['dba'], ['gs'])
    """
    telling = _telling(words)
    opened = [part for word in telling for part in parts(word) or (word,)]
    return frozenset({"".join(part[0] for part in opened)} if len(opened) > len(telling) else ())


def _telling(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word not in FILLERS and not word.isdecimal()]


@lru_cache(maxsize=100_000)
def parts(word: str, most: int = MOST_PARTS) -> tuple[str, ...]:
    """The words that a compound is made of, each commoner than the whole; empty for any other word.

    >>> parts("ghostscript"), parts("autohotkey"), parts("interview")
    (('ghost', 'script'), ('auto', 'hot', 'key'), ())
    """
    if not (word.isascii() and word.isalpha() and most > 1):
        return ()
    halves = [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
    common = [(first, rest) for first, rest in halves if zipf(first) >= MIN_ZIPF_OF_COMPOUND]
    opened = [(first, *more) for first, rest in common for more in ((rest,), parts(rest, most - 1)) if more]
    rarest, best = max(((min(map(zipf, some)), some) for some in opened), default=(0.0, ()))
    return best if rarest >= MIN_ZIPF_OF_COMPOUND and rarest > zipf(word) else ()


def numeronym(words: tuple[str, ...]) -> frozenset[str]:
    """The first letter, how many are left out, the last: "k8s" for kubernetes, "a11y" for accessibility."""
    return frozenset(f"{word[0]}{len(word) - 2}{word[-1]}" for word in words if len(word) > 6 and word.isalpha())


def lone_short(words: tuple[str, ...], raw: str) -> str:
    """The abbreviation that is all of the tag, but for the number of an edition behind it ("COP26", "aoc 2016")."""
    whole = [word for word in words if not word.isdecimal()] or words
    if len(whole) > 1 and all(len(word) == 1 and word.isalpha() for word in whole):
        return "".join(whole)  # "N.E.P."
    if len(whole) != 1:
        return ""
    short = whole[0].rstrip(_DIGITS) if len(whole[0].rstrip(_DIGITS)) > 1 else whole[0]
    return short if _may_be_short(short, raw) else ""


def _may_be_short(word: str, raw: str) -> bool:
    """Whether a tag of one word can be initials: a word that everyone uses ("bees") only if it is in capitals.

    Two letters that are not a function word are, whatever else they mean in one of the languages ("ci", "di").
    """
    return 2 <= len(word) <= LONGEST_SHORT and (
        raw.isupper() or zipf(word) < MIN_ZIPF_OF_EVERYDAY or (len(word) == 2 and word not in FILLERS)
    )


def without_vowels(word: str) -> bool:
    """Whether a word of three to six letters has no vowel behind the first: it may be a longer one without them."""
    return 2 < len(word) <= LONGEST_SHORT and word.isalpha() and _VOWELS.isdisjoint(word[1:])


def frame(word: str) -> str:
    """The first letter and the last consonant behind it, which those who leave out vowels keep; "" if there is none.

    >>> frame("maven"), frame("mvn"), frame("racket"), frame("rkt")
    ('mn', 'mn', 'rt', 'rt')
    """
    last = word[1:].rstrip("aeiou")[-1:]
    return word[:1] + last if last else ""


def abbreviates(one: str, other: str) -> float:
    """How far the shorter one is a few of the other's letters in order, the first among them.

    >>> abbreviates("mvn", "maven"), abbreviates("bq", "bigquery"), abbreviates("vm", "maven")
    (1.0, 0.5, 0.0)
    """
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    if not 1 < len(shorter) <= LONGEST_SHORT or shorter[:1] != longer[:1] or any(c not in rest for c in shorter):
        return 0.0
    return LETTERS_LEFT_OUT if without_vowels(shorter) and frame(shorter) == frame(longer) else LETTERS_IN_ORDER
