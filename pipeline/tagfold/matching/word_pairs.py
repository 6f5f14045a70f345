"""Two words that answer to each other, with all that does not depend on the tags they are in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from tagfold.matching.relations import RelationKind, relation
from tagfold.matching.word_forms import anglicized
from tagfold.matching.word_frequencies import weight, zipf
from tagfold.matching.word_vectors import common_sense, likeness, sense

_ROLES = {
    "ism": "ism", "isme": "ism", "ismo": "ism", "ist": "ist", "iste": "ist", "ista": "ist", "yst": "ist", "er": "er",
    "or": "er", "ee": "ee", "ian": "ian", "ness": "ness", "ship": "ship", "hood": "ship",
}  # fmt: skip
"""Endings that make a person, a doctrine or a state of a thing, by what they make: one root, two concepts."""

_ROLE_ENDINGS = tuple(_ROLES)

SHARES = {
    RelationKind.SAME: 0,
    RelationKind.SPELLING: 1,
    RelationKind.PLURAL: 1,
    RelationKind.INFLECTION: 2,
    RelationKind.ROMANCE: 2,
    RelationKind.MEANING: 3,
    RelationKind.TYPO: 4,
    RelationKind.RARE: 5,
    RelationKind.COGNATE: 6,
    RelationKind.DERIVED: 7,
    RelationKind.LOOKALIKE: 8,
    RelationKind.PREFIXED: 8,
}
"""Which of the features `same` to `lookalike` a pair of words counts for."""


@dataclass(frozen=True, slots=True, eq=False)
class WordPair:
    """Two words, `kind` (worth `likeness`, 0 to 1) and `edits` of their relation; see relations.

    `words` are both by the alphabet, `weight` that of the more telling word; `zipf` and `length` are the frequency of
    the rarer word and the letters of the shorter one; `similarity` (0 to 1) compares their letters with the endings
    of one language; `sense` is the cosine of their meanings, 1 if they are one word in two spellings; `role` says
    whether they end as different persons, doctrines or states.
    """

    one: str
    other: str
    words: tuple[str, ...]
    kind: RelationKind
    likeness: float
    edits: int
    weight: float
    zipf: float
    length: int
    similarity: float
    sense: float
    role: bool


@lru_cache(maxsize=100_000)
def word_pair(one: str, other: str) -> WordPair | None:
    """The pair of two words in normal form; None if they are two different words."""
    kind, edits = relation(one, other)
    if kind is RelationKind.OTHER:
        return None
    return WordPair(
        one,
        other,
        words=tuple(sorted((one, other))),
        kind=kind,
        likeness=kind.value,
        edits=edits,
        weight=max(weight(one), weight(other)),
        zipf=min(zipf(one), zipf(other)),
        length=min(len(one), len(other)),
        similarity=Indel.normalized_similarity(anglicized(one), anglicized(other)),
        sense=1.0 if kind.value >= RelationKind.PLURAL.value else _likeness(one, other),
        role=changes_role(one, other),
    )


def _likeness(one: str, other: str) -> float:
    """The cosine of the meanings of two words, 0 if one of them is not listed."""
    if sense(one) is None or sense(other) is None:
        return 0.0
    return likeness(common_sense((one,)), common_sense((other,)))


def changes_role(one: str, other: str) -> bool:
    """Whether two words end as different persons, doctrines or states, or only one of them as any.

    >>> changes_role("cooperatives", "cooperativism"), changes_role("trainers", "trainees")
    (True, True)
    >>> changes_role("robotic", "robotics")
    False
    """
    shorter, longer = sorted((one, other), key=len)
    grown = longer.startswith(shorter) and not _role(longer)  # "behavior", "behavioral"
    grown &= not longer.removeprefix(shorter).startswith("ing")  # "engineer", "engineering"
    return not grown and _role(one) != _role(other)


def _role(word: str) -> str:
    plain = word.removesuffix("s")
    if not plain.endswith(_ROLE_ENDINGS):
        return ""
    return next(role for ending, role in _ROLES.items() if plain.endswith(ending))
