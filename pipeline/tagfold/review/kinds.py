"""How a tag differs from the known spelling it was proposed for: the class it is decided with, and the basis to note.

Named from the evidence of the matching room. Classes are safe by kind: accepting one is reading a list of pairs
that all differ in the same, harmless way. A guard keeps a pair out of every class.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tagfold.matching.evidence import evidence
from tagfold.matching.tag import tag
from tagfold.taxonomy.model import Basis


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of difference. `words` say it for people; `safe` where a whole class may be accepted after one look."""

    name: str
    words: str
    basis: Basis
    safe: bool


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "spelling", "differs only in case, hyphens, plural, or British and American spelling", Basis.SPELLING, True
        ),
        Kind("word_order", "has the same words in another order", Basis.WORD_ORDER, True),
        Kind("slip", "has a slip of the pen in one word", Basis.SPELLING, True),
        Kind("inflection", "has the same words, inflected in another way", Basis.INFLECTION, True),
        Kind("translation", "says the same in another language, by the glossary", Basis.TRANSLATION, True),
        Kind("abbreviation", "is an abbreviation of it, or the full words of one", Basis.ABBREVIATION, False),
        Kind("other", "differs in some other way", Basis.SYNONYM, False),
    )
}


_ORDER = {name: place for place, name in enumerate(KINDS)}

LEAST_SCORE = 0.7
"""Of a candidate, for its tag to be in a class."""


def safe_kind(raw: str, spellings: Iterable[str]) -> Kind | None:
    """The safe kind that a tag differs in from one of a term's spellings; None if there is none without a guard."""
    found = None
    for spelling in spellings:
        if evidence(tag(raw), tag(spelling), 0.0).guard:
            continue
        kind = kind_of(raw, spelling)
        if kind.safe and (found is None or _ORDER[kind.name] < _ORDER[found.name]):
            found = kind
    return found


@lru_cache(maxsize=20_000)
def kind_of(raw: str, spelling: str) -> Kind:
    """The kind of difference between a tag and a known spelling, whatever guards say.

    >>> [kind_of(*pair).name for pair in [("surveys", "Survey"), ("data analysis", "analysis data"), ("SME", "x y")]]
    ['spelling', 'word_order', 'other']
    """
    said = evidence(tag(raw), tag(spelling), 0.0)
    same_joined, initials, left, reordered = said.numbers_of("same_joined", "initials", "left_most", "reordered")
    same, near, inflected = said.numbers_of("same", "near", "inflected")
    slip, meaning, cognate = said.numbers_of("slip", "meaning", "cognate")
    if same_joined:
        return KINDS["spelling"]
    if initials:
        return KINDS["abbreviation"]
    if left or same + near + inflected + slip + meaning + cognate < 0.999:
        return KINDS["other"]
    if meaning or cognate:
        return KINDS["translation"]
    if slip:
        return KINDS["slip"]
    if inflected:
        return KINDS["inflection"]
    return KINDS["word_order"] if reordered else KINDS["spelling"]
