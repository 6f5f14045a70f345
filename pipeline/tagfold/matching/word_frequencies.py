"""What is known about words: how frequent they are and in which languages, and which ones mean the same.

The lists are packaged (`data/README.md` says where they come from), so that the evidence about two tags
does not depend on which other tags are around.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

import numpy as np

LANGUAGES = ("en", "es", "fr", "pt")

RARE = 2.0
"""The Zipf frequency given to a word in no list."""

FILLERS = {
    "a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "into", "is", "its", "of", "on", "or",
    "our", "the", "their", "this", "to", "via", "with", "within", "al", "con", "de", "del", "el", "en", "la",
    "las", "los", "lo", "para", "por", "su", "sus", "un", "una", "y", "e", "o", "u", "au", "aux", "d", "des",
    "du", "et", "l", "le", "les", "ou", "pour", "sur", "une", "ao", "aos", "com", "da", "das", "do",
    "dos", "em", "na", "nas", "no", "nos", "os", "um", "uma", "und", "der", "die",
}  # fmt: skip
"""Words that carry no meaning of their own. Negations are not among them."""

GENERIC = {
    "activity", "activities", "approach", "approaches", "area", "areas", "field", "issue", "issues", "matter",
    "matters", "purposes", "related", "sector", "sectors", "topic", "topics", "general", "other", "various",
    "etc", "based", "type", "types", "use", "using", "usage",
    "creating", "effective", "ensure", "ensuring", "supporting",
}  # fmt: skip
"""Words that say little more than that there is a topic, or praise it."""


@cache
def _zipfs() -> dict[str, tuple[float, int, int]]:
    """Each listed word's highest Zipf frequency, the languages that use it as bits, and its place in the list."""
    content = lzma.decompress((resources.files("tagfold.matching") / "data" / "words.txt.xz").read_bytes()).decode()
    cells, step = content.split(), 1 + len(LANGUAGES)
    words, *columns = (cells[at::step] for at in range(step))
    numbers = np.array([list(map(int, column)) for column in columns])
    top = numbers.max(0)
    # A word that one language uses a hundred times as often as another is a loan or a name in the latter.
    bits = (1 << np.arange(len(LANGUAGES))) @ ((numbers > 0) & (numbers > top - 20))
    return dict(zip(words, zip((top / 10).tolist(), bits.tolist(), range(len(words)), strict=True), strict=True))


_UNLISTED = (0.0, 0, -1)


@lru_cache(maxsize=50_000)
def zipf(word: str) -> float:
    """Zipf frequency of a word in the language that uses it most: 7 for "the", 3 once in a million, 0 unlisted.

    >>> zipf("water") > 5, zipf("innaguration")
    (True, 0.0)
    """
    return _zipfs().get(word, _UNLISTED)[0]


@lru_cache(maxsize=50_000)
def languages(word: str) -> int:
    """The languages that use the word, as bits in the order of LANGUAGES; 0 for an unlisted word."""
    return _zipfs().get(word, _UNLISTED)[1]


def common_languages(words: Iterable[str]) -> int:
    """The languages that all listed words have in common, as bits."""
    common = (1 << len(LANGUAGES)) - 1
    for word in words:
        common &= languages(word) or common
    return common


def place(word: str) -> int | None:
    """The place of the word in the list, from 0; None for an unlisted word."""
    row = _zipfs().get(word, _UNLISTED)[2]
    return None if row < 0 else row


@lru_cache(maxsize=50_000)
def weight(word: str) -> float:
    """How much weight a word has, 0.05 to 1: rare words most, fillers next to none.

    >>> weight("of") < weight("approach") < weight("data") < weight("agroforestry")
    True
    """
    if word in FILLERS:
        return 0.05
    if word in GENERIC:
        return 0.25
    return min(1.0, max(0.3, (8.0 - max(zipf(word), RARE)) / 5.0))


@cache
def listed_words(least: float) -> list[str]:
    """All listed words of at least this Zipf frequency."""
    return [word for word, (top, *_) in _zipfs().items() if top >= least]


@cache
def _glossary() -> tuple[dict[str, str], dict[str, str]]:
    """Single words by the group they mean, and abbreviations with their full form."""
    content = (resources.files("tagfold.matching") / "data" / "glossary.txt").read_text(encoding="utf-8")
    meaning: dict[str, str] = {}
    expansion: dict[str, str] = {}
    for line in content.splitlines():
        if "=" in line:
            short, _, full = line.partition("=")
            expansion[short.strip()] = full.strip()
        elif line and not line.startswith("#"):
            group = line.split()
            for word in group:
                meaning.setdefault(word, group[0])
    return meaning, expansion


@cache
def glossary_groups() -> list[list[str]]:
    """The glossary's groups of words of one meaning, those with at least two."""
    groups: dict[str, list[str]] = {}
    for word, first in _glossary()[0].items():
        groups.setdefault(first, []).append(word)
    return [group for group in groups.values() if len(group) > 1]


def meaning(word: str) -> str | None:
    """The first word of the glossary's group that holds `word`, or None."""
    return _glossary()[0].get(word)


def expansion(word: str) -> str | None:
    """The full form of a well-known abbreviation, or None."""
    return _glossary()[1].get(word)
