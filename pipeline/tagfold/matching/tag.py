"""A tag taken apart once, for all its comparisons: words, numbers, contrasts, initials, letter groups."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from tagfold.matching.abbreviations import initials, initials_of_parts, lone_short, numeronym
from tagfold.matching.antonyms import poles
from tagfold.matching.form import Form, beginning, normal_form
from tagfold.matching.identity import country, definition
from tagfold.matching.word_forms import american_singular, english_stem, is_odd_plural
from tagfold.matching.word_frequencies import (
    FILLERS,
    GENERIC,
    common_languages,
    expansion,
    listed_words,
    meaning,
    weight,
    zipf,
)
from tagfold.matching.word_vectors import Vector, common_sense, senses

MOST_WORDS = 14
"""Words of a tag that are compared; longer ones are sentences."""

_ARTICLES = {"a", "an", "el", "la", "le", "lo", "un", "os"}

MIN_ZIPF_OF_PART = 3.0
"""Zipf frequency (once in a million words) from which a capital begins a word within another."""

_HUMPED = re.compile(r"\b[A-Za-z][a-z]+(?:[A-Z][a-z]+){2,}\b")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LETTER_OF_KIND = re.compile(r"(?<=\b[A-Z])-(?=(?:type|class|grade|level)s?\b)")
_LIST_MARK = re.compile(r"\w\s*[,;/|]\s*\w")
_PARENTHESIS = re.compile(r"^(.{3,}?)\s*[(\[]\s*([^()\[\]]{2,12})\s*[)\]]\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class PreparedTag:
    """What the evidence needs to know of one spelling.

    `words` are those compared, without fillers (all words where nothing else is left) and with well-known
    abbreviations written out; `ordered` are they by the alphabet, `ends` the stems of the first and the last one,
    `joinable_prefixes` the first two letters of each two neighbours that may be one word elsewhere, `languages` the
    languages that they have in common; `joined` is the singulars of all words run together; `letters` are single
    capitals, which name something ("A stars"); `initials` are those of the words or the numeronym of the only one,
    `initials_of_parts` those of the words in compounds (see abbreviations); `listed` says that a mark of lists is
    between words; `short` is the abbreviation if the tag is nothing but one, or defines one in parentheses; `profile`
    maps letter groups and word keys to weights of length 1; `sense` is the direction of the words' meanings (see
    senses), `senses` are those of the single words, a row for each listed one; `identity` is the country that it
    names, or the abbreviation that it defines (see identity).
    """

    raw: str
    form: Form
    words: tuple[str, ...]
    ordered: str
    ends: tuple[str, str]
    joinable_prefixes: frozenset[str]
    languages: int
    joined: str
    numbers: frozenset[str]
    letters: frozenset[str]
    poles: frozenset[tuple[str, str]]
    initials: frozenset[str]
    initials_of_parts: frozenset[str]
    listed: bool
    short: str
    profile: dict[str, float]
    sense: Vector
    senses: Vector
    identity: str

    def as_defined(self, identities: Mapping[str, str]) -> PreparedTag:
        """The tag with the identity that other tags give it (see identity.defined)."""
        known = identities.get(self.joined)
        return replace(self, identity=known) if known and (self.short or len(self.words) > 1) else self


def tag(raw: str) -> PreparedTag:
    """`raw` taken apart."""
    defined = ""
    form = normal_form(raw)
    whole = text = beginning(raw)
    if may_define(text) and (found := _PARENTHESIS.match(text)):
        full, inside = normal_form(found[1]), normal_form(found[2])
        if inside.key in initials(full.words):
            defined, whole = inside.key, found[1]
    shown = normal_form(whole if whole.islower() else _HUMPED.sub(_opened, whole))
    everything = shown.words[:MOST_WORDS]
    written = _written_out(everything)
    last = len(written) - 1
    words = tuple([w for i, w in enumerate(written) if not _says_nothing(w, first=i == 0, last=i == last)]) or written
    joined = "".join([_one_of(word, text) for word in everything])
    return PreparedTag(
        raw=raw,
        form=form,
        words=words,
        ordered=" ".join(sorted(words)),
        ends=(english_stem(words[0]), english_stem(words[-1])) if words else ("", ""),
        joinable_prefixes=joinable_prefixes(words),
        languages=common_languages(words),
        joined=joined,
        numbers=frozenset(_NUMBER.findall(form.text)),
        letters=_lone_letters(whole),
        poles=poles(form.words),
        initials=initials(everything) if len(everything) > 1 else numeronym(everything),
        initials_of_parts=initials_of_parts(everything),
        listed=_LIST_MARK.search(text) is not None,
        short=defined or lone_short(everything, text),
        profile=_profile(words or everything, shown.key),
        sense=common_sense(words),
        senses=senses(words),
        identity=definition(defined, joined) if defined else country(form),
    )


def joinable_prefixes(words: tuple[str, ...]) -> frozenset[str]:
    """The first two letters of each two neighbours that may be one word elsewhere."""
    return frozenset([(a + b)[:2] for a, b in pairwise(words) if len(a + b) > 4])


def may_define(raw: str) -> bool:
    """Whether `raw` may give an abbreviation in parentheses; of most tags, this tells without taking them apart."""
    return any(mark in raw for mark in "([&")


def _opened(found: re.Match[str]) -> str:
    """Three words or more run together with capitals, put apart where all of them are words: "CleanWaterAct". Two are
    put apart where another tag does so (see alignment): "GitHub" is rather a name.
    """
    words = _HUMP.sub(" ", found[0])
    known = all(zipf(word.casefold()) >= MIN_ZIPF_OF_PART for word in words.split())
    return words if known else found[0]


def _lone_letters(raw: str) -> frozenset[str]:
    """The single capitals, unless all of the tag is in capitals or each word begins with one.

    >>> sorted(_lone_letters("A stars")), sorted(_lone_letters("A New Approach")), sorted(_lone_letters("E-LEARNING"))
    (['A'], [], [])
    >>> sorted(_lone_letters("A-type stars")), sorted(_lone_letters("E-learning"))
    (['A'], [])
    """
    if raw.islower():
        return frozenset()
    raw = _LETTER_OF_KIND.sub(" ", raw)
    found = re.findall(r"(?<![\w'.-])[A-Z](?![\w'.&-])", raw)
    if not found:
        return frozenset()
    rest = re.sub(r"(?<![\w'.-])[A-Z](?![\w'.-])", "", raw)
    named = any(letter.islower() for letter in rest) and not any(letter.isupper() for letter in rest)
    return frozenset(found) if named else frozenset()


def _one_of(word: str, raw: str) -> str:
    """The American singular; an unlisted short word keeps its s ("ssms"), unless it is one behind capitals ("KPIs").

    >>> _one_of("surveys", "surveys"), _one_of("ssms", "ssms"), _one_of("kpis", "KPIs")
    ('survey', 'ssms', 'kpi')
    """
    if is_odd_plural(word):
        return word[:-1] if re.search(rf"\b{word[:-1].upper()}s\b", raw) else word
    return american_singular(word)


def _says_nothing(word: str, *, first: bool, last: bool) -> bool:
    """Whether to pass over a word. At the start, "d" or "da" is a name ("d programming"); what joins two words joins
    nothing at the end ("Germany, E.", "opt-in").
    """
    if last and not first and word in FILLERS and len(word) < 3:
        return False
    if first and word in FILLERS and len(word) < 3:
        return word in _ARTICLES
    return word in FILLERS or word in GENERIC


def _written_out(words: tuple[str, ...]) -> tuple[str, ...]:
    full: list[str] = []
    for place, word in enumerate(words):
        if word == "e" and place == 0 and len(words) > 1:
            full.append("digital")  # "e-waste", "e-services"
        else:
            full.extend((expansion(word) or word).split())
    return tuple(full[:MOST_WORDS])


def _profile(words: tuple[str, ...], key: str) -> dict[str, float]:
    """Letter groups of three, rare ones weighing more, and the words' stems, as a vector of length 1.

    The groups of the run-together form come on top of those of the words, for words that others join.
    """
    found: dict[str, float] = {}
    for word in words:
        more = _word_profile(word)
        if found.keys().isdisjoint(more):
            found |= more
        else:
            found |= {group: found.get(group, 0.0) + worth for group, worth in more.items()}
    found |= dict.fromkeys(["+" + key[i : i + 4] for i in range(len(key) - 3)], 0.35)
    length = math.sqrt(sum([worth * worth for worth in found.values()])) or 1.0
    return {group: worth / length for group, worth in found.items()}


@lru_cache(maxsize=50_000)
def _word_profile(word: str) -> dict[str, float]:
    rarity, most = _rarities()
    share = weight(word)
    padded = f" {word} "
    groups = Counter([padded[i : i + 3] for i in range(len(padded) - 2)] if len(word) > 1 else [padded])
    profile = {group: count * share * rarity.get(group, most) for group, count in groups.items()}
    profile["=" + english_stem(meaning(word) or word)] = 2.0 * share * most
    return profile


@cache
def _rarities() -> tuple[dict[str, float], float]:
    """How telling each letter group is by the packaged words, and one that no word has.

    Worked out from the word lists and not from the given tags, so that two tags are as similar among
    ten others as among ten thousand.
    """
    words = listed_words(3.5)
    counts: Counter[str] = Counter()
    for word in words:
        padded = f" {word} "
        counts.update({padded[i : i + 3] for i in range(len(padded) - 2)})
    most = math.log(len(words))
    return {group: max(0.3, most - math.log(count)) / most for group, count in counts.items()}, 1.0
