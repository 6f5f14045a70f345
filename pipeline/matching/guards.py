"""What forbids deciding without a person, however alike two tags are."""

from __future__ import annotations

from pipeline.matching.alignment import Alignment, Pair
from pipeline.matching.contrasts import contrast
from pipeline.matching.relations import FAR_APART, Kind
from pipeline.matching.senses import nearness
from pipeline.matching.spelling import DIRECTIONS, SHORTEST_TYPO
from pipeline.matching.tag import Tag
from pipeline.matching.words import weight

_SAFE = {Kind.SAME, Kind.SPELLING, Kind.PLURAL, Kind.SLIP, Kind.INFLECTION, Kind.MEANING, Kind.ROMANCE}

_TWO_WORDS = {Kind.LOOKALIKE, Kind.PREFIXED}

NEAR = 0.8
"""Cosine of meanings from which two words that look alike may be one."""

_ONE_ROOT = {Kind.INFLECTION, Kind.ROMANCE, Kind.SLIP, Kind.DERIVED}

_ROLES = {
    "ism": "ism", "isme": "ism", "ismo": "ism", "ist": "ist", "iste": "ist", "ista": "ist", "er": "er", "or": "er",
    "ee": "ee", "ian": "ian", "ness": "ness", "ship": "ship", "hood": "ship",
}  # fmt: skip
"""Endings that make a person, a doctrine or a state of a thing, by what they make: one root, two concepts."""


def apart(one: Tag, other: Tag, aligned: Alignment) -> str:
    """Why the two are likely two concepts, however alike: nothing without a person puts them together."""
    if one.numbers != other.numbers:
        return "the numbers differ"
    if one.letters != other.letters:
        return f"the letter '{min(one.letters ^ other.letters)}' is in one of them only"
    if one.joined == other.joined:
        return ""
    if against := contrast(one.poles, other.poles):
        return f"{against} may make two concepts"
    for pair in aligned.pairs:
        if pair.relation.kind in _TWO_WORDS and not _mean_one_thing(pair):
            return f"'{pair.one}' and '{pair.other}' may be two words"
        if pair.relation.kind in _ONE_ROOT and (changes_role(pair.one, pair.other) or _mean_two_things(pair)):
            return f"'{pair.one}' and '{pair.other}' may name two things"
    return ""


def _mean_one_thing(pair: Pair) -> bool:
    """Whether words that look alike are near in meaning too ("action", "accion"), and no prefix was added."""
    return pair.relation.kind is not Kind.PREFIXED and (nearness(pair.one, pair.other) or 0.0) >= NEAR


def _mean_two_things(pair: Pair) -> bool:
    """Whether words of one stem lie far apart in meaning ("conversion", "conversation")."""
    found = nearness(pair.one, pair.other)
    return found is not None and found < FAR_APART


def doubt(one: Tag, other: Tag, aligned: Alignment, *, initials: bool) -> str:
    """Why a person should look all the same, whatever the score."""
    if one.joined == other.joined and one.joined:
        return ""
    if aligned.reordered and DIRECTIONS & {*one.form.words, *other.form.words}:
        return "the order of the words may mean something"
    for pair in aligned.pairs:
        short = pair.relation.kind is Kind.SLIP and min(len(pair.one), len(pair.other)) < SHORTEST_TYPO
        if short or pair.relation.kind not in _SAFE:
            return f"'{pair.one}' and '{pair.other}' may be two words"
    over = [word for word in aligned.left + aligned.right if weight(word) > 0.25]
    if over and not initials:
        return f"'{over[0]}' is in one of them only"
    return ""


def changes_role(one: str, other: str) -> bool:
    """Whether two words end as different persons, doctrines or states, or only one of them as any.

    >>> changes_role("cooperatives", "cooperativism"), changes_role("trainers", "trainees")
    (True, True)
    >>> changes_role("robotic", "robotics")
    False
    """
    shorter, longer = sorted((one, other), key=len)
    grown = longer.startswith(shorter) and not _role(longer)  # "behavior", "behavioral"
    return not grown and _role(one) != _role(other)


def _role(word: str) -> str:
    plain = word.removesuffix("s")
    return next((role for ending, role in _ROLES.items() if plain.endswith(ending)), "")
