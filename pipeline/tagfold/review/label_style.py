"""The label that a tag would have as a term: without what was typed by mistake, and written as the labels around it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

from tagfold.characters import MEANINGLESS, without_formula
from tagfold.inflection import plural, singular
from tagfold.matching.form import normal_form
from tagfold.matching.identity import country
from tagfold.matching.word_frequencies import zipf

MIN_MODELS = 3
"""Labels that must agree before a new one follows them in number."""

PLURAL_SHARE, SINGULAR_SHARE = 0.7, 0.1
"""The share of plural labels from which a new one is a plural, and up to which it is a singular."""

MAX_RARER = 1.5
"""How much rarer (Zipf) a plural may be than its singular: "trainings" and "researches" are too rare to propose."""

MAX_NAME_WORDS = 3
"""Words of a country's name that are looked for in a tag."""

MIN_TITLE_LETTERS = 4
"""Shorter words are in lower case in titles as well."""

_DOUBT = re.compile(r"[(\[]\s*(?:\?+|!+|sic|typo)\s*[)\]]", re.IGNORECASE)
_ENDS = " \t.,;:!?*#_\"'`´“”‘’«»•·–—-/|\\"
_BRACKETS = {")": "(", "]": "[", "(": ")", "[": "]"}
_BEFORE_HEAD = re.compile(r"\s(?:of|for|in|on|with|from|to|by|at|and|or|as|about)\s")


def clean_label(raw: str, models: Sequence[str]) -> str:
    """A tag as a label in the style of `models`, the labels it will be beside; a person may still change it.

    >>> clean_label("Bee_Counts (?)..", ["surveys", "interviews", "focus groups"])
    'bee counts'
    >>> clean_label("GIS Map", ["satellite images", "surveys", "drone images"])
    'GIS maps'
    >>> clean_label("BEE KEEPING IN SOUTH AFRICA", ["beekeeping"])
    'bee keeping in South Africa'
    """
    text = _without_marks(raw)
    return _in_number(_in_case(text, models), models) if text else without_formula(" ".join(raw.split()))


def _without_marks(raw: str) -> str:
    text = MEANINGLESS.sub("", unicodedata.normalize("NFC", html.unescape(raw)))
    text = " ".join(_DOUBT.sub(" ", text).replace("_", " ").split())
    text = re.sub(r"([!?.,;:*])\1+", r"\1", text).strip(_ENDS)
    while text and (other := _BRACKETS.get(text[-1])) and text.count(other) < text.count(text[-1]):
        text = text[:-1].rstrip(_ENDS)
    while text and (other := _BRACKETS.get(text[0])) and text.count(other) < text.count(text[0]):
        text = text[1:].lstrip(_ENDS)
    return text


def _in_case(text: str, models: Sequence[str]) -> str:
    """In lower case but for names and abbreviations; with a capital first if most models have one."""
    words = text.split()
    shouted = len(words) > 1 and text.upper() == text
    titled = all(not word[0].islower() or len(word) < MIN_TITLE_LETTERS for word in words)
    names = _names(words)
    known = {word for model in models for word in model.split()[1:] if word[0].isupper()}

    def in_case(at: int, word: str) -> str:
        if at in names or word in known:
            return word.capitalize() if shouted and at in names else word
        if shouted:
            return word.lower() if zipf(word.casefold()) else word
        return word.lower() if _is_capitalized(word) and (titled or at == 0) else word

    written = [in_case(at, word) for at, word in enumerate(words)]
    label = " ".join(written)
    capitals = sum(model[:1].isupper() for model in models)
    return label[0].upper() + label[1:] if capitals * 2 > len(models) else label


def _is_capitalized(word: str) -> bool:
    """Whether only the first letter is a capital; also in each part of "Semi-Structured"."""
    return all(part == part.capitalize() for part in word.split("-"))


def _names(words: Sequence[str]) -> set[int]:
    """The places of words that name a country."""
    found: set[int] = set()
    for length in range(1, MAX_NAME_WORDS + 1):
        for at in range(len(words) - length + 1):
            if country(normal_form(" ".join(words[at : at + length]))) and words[at][0].isupper():
                found.update(range(at, at + length))
    return found


def _in_number(label: str, models: Sequence[str]) -> str:
    """With its main noun in the plural if most models have theirs so, in the singular if next to none has."""
    if len(models) < MIN_MODELS:
        return label
    share = sum(_is_plural(_main_noun(model)) for model in models) / len(models)
    noun = _main_noun(label)
    if not noun.isalpha() or not noun.islower():
        return label
    one, many = singular(noun), plural(noun)
    if share >= PLURAL_SHARE and noun == one and zipf(many) and zipf(many) >= zipf(one) - MAX_RARER:
        return _with_noun(label, noun, many)
    if share <= SINGULAR_SHARE and noun == many and zipf(one) >= zipf(many):
        return _with_noun(label, noun, one)
    return label


def _is_plural(noun: str) -> bool:
    return singular(noun) != noun


def _main_noun(label: str) -> str:
    """The last word before a preposition: "surveys" in "surveys of households"."""
    return _BEFORE_HEAD.split(label.split(" (", maxsplit=1)[0], maxsplit=1)[0].rsplit(" ", 1)[-1]


def _with_noun(label: str, noun: str, other: str) -> str:
    before, _, after = label.partition(noun) if label.startswith(noun) else _at_word(label, noun)
    return f"{before}{other}{after}"


def _at_word(label: str, noun: str) -> tuple[str, str, str]:
    before, found, after = label.partition(f" {noun}")
    return before + found[:1], noun, after
