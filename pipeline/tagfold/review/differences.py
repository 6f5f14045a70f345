"""How a tag differs from the known spelling it was proposed for: the class it is decided with, and the basis to note.

Named from the evidence of the matching room. Classes are safe by kind: accepting one is reading a list of pairs
that all differ in the same, harmless way. A guard keeps a pair out of every class.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tagfold.matching.evidence import evidence
from tagfold.matching.form import form_key, number_family
from tagfold.matching.tag import tag
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term


@dataclass(frozen=True, slots=True)
class DifferenceKind:
    """A kind of difference. `words` say it for people; `safe` where a whole class may be accepted after one look."""

    name: str
    words: str
    basis: Basis
    safe: bool


DIFFERENCES = {
    kind.name: kind
    for kind in (
        DifferenceKind(
            "spelling", "different case, hyphens, plural, or British and American spelling", Basis.SPELLING, True
        ),
        DifferenceKind("word_order", "same words in another order", Basis.WORD_ORDER, True),
        DifferenceKind("typo", "one typo", Basis.SPELLING, True),
        DifferenceKind("inflection", "same words, different endings", Basis.INFLECTION, True),
        DifferenceKind("translation", "the same in another language, by the glossary", Basis.TRANSLATION, True),
        DifferenceKind("abbreviation", "an abbreviation, or the full words of one", Basis.ABBREVIATION, False),
        DifferenceKind("numbers", "a number alone: versions, years", Basis.SYNONYM, False),
        DifferenceKind("other", "some other difference", Basis.SYNONYM, False),
    )
}


_ORDER = {name: place for place, name in enumerate(DIFFERENCES)}

MIN_CLASS_SCORE = 0.7
"""Of a candidate, for its tag to be in a class."""


def safe_difference(raw: str, spellings: Iterable[str]) -> DifferenceKind | None:
    """The safe kind that a tag differs in from one of a term's spellings; None if there is none without a guard."""
    found = None
    for spelling in spellings:
        if evidence(tag(raw), tag(spelling), 0.0).guard:
            continue
        kind = difference(raw, spelling)
        if kind.safe and (found is None or _ORDER[kind.name] < _ORDER[found.name]):
            found = kind
    return found


@lru_cache(maxsize=20_000)
def difference(raw: str, spelling: str) -> DifferenceKind:
    """The kind of difference between a tag and a known spelling, whatever guards say.

    >>> [difference(*pair).name for pair in [("surveys", "Survey"), ("data analysis", "analysis data"), ("c 7", "C5")]]
    ['spelling', 'word_order', 'numbers']
    """
    said = evidence(tag(raw), tag(spelling), 0.0)
    same_joined, initials, left, reordered = said.numbers_of("same_joined", "initials", "left_most", "reordered")
    same, near, inflected = said.numbers_of("same", "near", "inflected")
    slip, meaning, cognate = said.numbers_of("slip", "meaning", "cognate")
    if same_joined:
        return DIFFERENCES["spelling"]
    if number_family(raw) == number_family(spelling):
        return DIFFERENCES["numbers"]
    if initials:
        return DIFFERENCES["abbreviation"]
    if left or same + near + inflected + slip + meaning + cognate < 0.999:
        return DIFFERENCES["other"]
    if meaning or cognate:
        return DIFFERENCES["translation"]
    if slip:
        return DIFFERENCES["typo"]
    if inflected:
        return DIFFERENCES["inflection"]
    return DIFFERENCES["word_order"] if reordered else DIFFERENCES["spelling"]


def basis_of(raw: str, term: Term, mappings: Sequence[Mapping]) -> Basis:
    """Why a tag means a term, by its letters: held against the label and the accepted variants, the nearest counts."""
    accepted = (m.variant for m in mappings if m.term_id == term.term_id and m.judgement is Judgement.ACCEPT)
    known = [term.label, *(variant for variant in accepted if form_key(variant) != form_key(raw))]
    bases = [
        Basis.LABEL if form_key(raw) == form_key(spelling) else difference(raw, spelling).basis for spelling in known
    ]
    return min(bases, key=list(_NEAREST).index)


_NEAREST = (
    Basis.LABEL, Basis.SPELLING, Basis.INFLECTION, Basis.WORD_ORDER, Basis.ABBREVIATION, Basis.TRANSLATION,
    Basis.SYNONYM, Basis.SPLIT, Basis.OTHER,
)  # fmt: skip
