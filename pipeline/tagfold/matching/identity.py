"""What two spellings have in common that no letter shows: the name of a country, or an abbreviation and what it is
said to be short for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib import resources

from tagfold.matching.form import Form, normal_form

SURE = 0.97
"""The probability that two spellings of one identity are one concept."""

_WRITTEN_OUT = {
    "n": "north", "s": "south", "e": "east", "w": "west", "rep": "republic", "dem": "democratic", "fed": "federated",
    "sts": "states", "st": "saint", "is": "islands",
}  # fmt: skip
"""How lists of countries shorten words ("Congo, Dem. Rep.")."""


def country(form: Form) -> str:
    """The code of the country that a form names, whatever the order of its words; "" if it names none, or several.

    >>> country(normal_form("Congo, Dem. Rep.")), country(normal_form("Burma")), country(normal_form("Congo"))
    ('COD', 'MMR', '')
    """
    names, by_words = _names()
    return names.get(form.key) or by_words.get(_content(form), "")


@cache
def _names() -> tuple[dict[str, str], dict[frozenset[str], str]]:
    """The code of each name in data/countries.txt by its key, and by its words where they name one country only."""
    content = (resources.files("tagfold.matching") / "data" / "countries.txt").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    by_words: dict[frozenset[str], set[str]] = defaultdict(set)
    for line in content.splitlines():
        if not line.startswith("#"):
            code, *spellings = line.split("|")
            for form in map(normal_form, spellings):
                names[form.key] = code
                by_words[_content(form)].add(code)
    return names, {words: min(codes) for words, codes in by_words.items() if len(codes) == 1}


def _content(form: Form) -> frozenset[str]:
    return frozenset(_WRITTEN_OUT.get(word, word) for word in form.words) - {"the", "of", "and"}


def are_two_countries(one: str, other: str) -> bool:
    """Whether two identities are those of different countries."""
    return one != other and len(one) == len(other) == len("KEN")


def definition(short: str, full: str) -> str:
    """The identity of what a tag gives both ways: "Building Information Modeling (BIM)"."""
    return f"{short} {full}"


def defined(identities: Iterable[str]) -> dict[str, str]:
    """Each abbreviation that some tags define, and what it is short for, with the identity. One that is said to be
    short for several things says nothing.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for identity in identities:
        short, _, full = identity.partition(" ")
        if full:
            found[short].add(full)
    pairs = {short: min(full) for short, full in found.items() if len(full) == 1}
    return {name: definition(short, full) for short, full in pairs.items() for name in (short, full)}
