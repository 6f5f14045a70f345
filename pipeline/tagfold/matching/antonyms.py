"""Words that set two tags apart, however similar their letters: opposites, negations, times and grades."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tagfold.matching.word_frequencies import languages, meaning, zipf

_NEGATIONS = {
    "no", "not", "non", "nor", "without", "sin", "sans", "sem", "never", "neither", "against", "anti", "contra",
    "contre",
}  # fmt: skip
"""Words that turn a meaning round."""

_PREFIXES = {
    "pre", "post", "co", "ex", "extra", "inter", "intra", "macro", "mega", "micro", "mini", "multi", "neo",
    "off", "over", "poly", "pro", "pseudo", "re", "semi", "sub", "super", "tele", "trans", "ultra", "under",
}  # fmt: skip
"""Prefixes that authors also write as words of their own ("pre test"); they make another concept."""

_FIRST_PREFIXES = frozenset(("e", "i", "m", "u", "x", "un"))
"""Prefixes only at the start of a tag ("e learning"); elsewhere they are other words."""


_ENGLISH_OR_SPANISH, _PORTUGUESE = 0b0011, 0b1000
"""Bits of `languages`."""


@cache
def _sides() -> dict[str, list[tuple[str, str]]]:
    """Each word's (opposition, side); a word may be in several."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    content = (resources.files("tagfold.matching") / "data" / "contrasts.txt").read_text(encoding="utf-8")
    for line in content.splitlines():
        if line.startswith("#"):
            continue
        sides = [side.split() for side in line.split("|")]
        for side in sides:
            for word in side:
                found[word].append((sides[0][0], side[0]))
    return found


@lru_cache(maxsize=50_000)
def _sides_of(word: str) -> tuple[tuple[str, str], ...]:
    """The sides of a word; of the nearest listed word, where `word` is a long one that no list knows."""
    if word in _sides() or len(word) < 7 or zipf(word) > 0:
        return tuple(_sides().get(word, ()))
    near = process.extract(word, _long_sides(len(word)), scorer=OSA.distance, score_cutoff=2, limit=None)
    # A typo as near to one side as to the other ("quanlitative") takes both, and so agrees with neither.
    return tuple(sorted({side for listed, edits, _ in near if edits == near[0][1] for side in _sides()[listed]}))


@cache
def _long_sides(length: int) -> list[str]:
    """The long listed words, of those that are two letters longer or shorter at most."""
    return [word for word in _sides() if len(word) > 6 and abs(len(word) - length) <= 2]


def poles(words: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """The sides that the words take in oppositions; a negation or a prefix that is a word by itself is a side of its
    own.

    >>> sorted(poles(("non", "formal", "education")))
    [('formal', 'formal'), ('without', 'no')]
    """
    found = set(chain.from_iterable(map(_sides_of, words)))
    if not _NEGATIONS.isdisjoint(words):
        found |= {("without", "no") for word, after in pairwise((*words, "")) if _negates(word, after)}
    if len(words) > 1:
        if not _PREFIXES.isdisjoint(words):
            found |= {("prefix", word) for word in _PREFIXES.intersection(words)}
        if words[0] in _FIRST_PREFIXES:
            found.add(("prefix", words[0]))
        if "digital" in map(meaning, words):  # "e-waste" is "electronic waste", "e-services" are "digital services"
            found.add(("prefix", "e"))
    return frozenset(found)


def _negates(word: str, after: str) -> bool:
    """Whether the word turns round what comes after it; "no setor" is Portuguese for "in the sector"."""
    if word != "no":
        return word in _NEGATIONS
    spoken = languages(after)
    return not (spoken & _PORTUGUESE and not spoken & _ENGLISH_OR_SPANISH)


@lru_cache(maxsize=10_000)
def contrast(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> str:
    """The contrast between two tags' poles in words, or "".

    Sides count where both tags take one ("urban" against nothing is left to the missing word);
    negations and prefixes count alone.

    >>> contrast(poles(("urban", "planning")), poles(("rural", "planning")))
    'urban/rural'
    >>> contrast(poles(("urban", "planning")), poles(("planning",)))
    ''
    >>> contrast(poles(("pre", "test")), poles(("test",)))
    'pre/-'
    """
    if one == other:
        return ""
    for name in sorted({name for name, _ in one ^ other}):
        mine, yours = ("-".join(sorted(side for n, side in poles if n == name)) for poles in (one, other))
        if mine != yours and ((mine and yours) or name in ("without", "prefix")):
            return f"{mine or '-'}/{yours or '-'}"
    return ""
