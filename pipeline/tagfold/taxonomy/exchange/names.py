"""Which variants are names of a term, and of what sort: SKOS's preferred, alternative and hidden labels.

SKOS, section 5: an alternative label is one that a reader may be shown; a hidden label is one that only a
search should know, "for instance, misspelled variants". The three kinds never share a text (S13).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from tagfold.taxonomy.languages import TAG_OF
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Vocabulary

_BETWEEN = re.compile(r"[,;/]|\band\b")


def note_languages(note: str) -> tuple[str, ...]:
    """The tags of the languages that a note names as a word of their own, in the note's order.

    >>> note_languages("Spanish, Portuguese")
    ('es', 'pt')
    >>> note_languages("Spanish; also older Portuguese spelling")
    ('es',)
    >>> note_languages("seen once")
    ()
    """
    words = (part.strip().casefold() for part in _BETWEEN.split(note))
    return tuple(dict.fromkeys(TAG_OF[word] for word in words if word in TAG_OF))


SHOWN = frozenset({Basis.ABBREVIATION, Basis.SYNONYM, Basis.TRANSLATION})
"""The grounds on which a variant is a name in its own right. On all others it only helps to find the term."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A label. `language` is a BCP 47 tag, or "" if nobody said."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The labels of a term besides its preferred one, sorted, no text in both."""

    alternative: tuple[Name, ...] = ()
    hidden: tuple[Name, ...] = ()


def names(vocabulary: Vocabulary) -> dict[str, Names]:
    """The names of each term that has any, by term_id.

    Variants of a replaced term are names of the term that replaced it. Rejected variants, tags that were
    split into several terms and texts equal to a preferred label are not names.
    """
    preferred = {term.term_id: {term.label} for term in vocabulary.terms}
    for label in vocabulary.translations:
        preferred.setdefault(label.term_id, set()).add(label.label)
    shown: dict[str, set[Name]] = defaultdict(set)
    found: dict[str, set[Name]] = defaultdict(set)
    for mapping in _whole(vocabulary):
        term = vocabulary.current(mapping.term_id or "")
        text = mapping.variant.strip()
        if term is None or text in preferred[term.term_id]:
            continue
        if mapping.basis in SHOWN:
            spoken = note_languages(mapping.note) if mapping.basis is Basis.TRANSLATION else ()
            shown[term.term_id].update(Name(text, tag) for tag in spoken or ("",))
        else:
            found[term.term_id].add(Name(text))
    return {term_id: _apart(shown[term_id], found[term_id]) for term_id in {*shown, *found}}


def _whole(vocabulary: Vocabulary) -> list[Mapping]:
    """The accepted mappings that say what a whole tag is."""
    accepted = [m for m in vocabulary.mappings if m.judgement is Judgement.ACCEPT]
    rows = Counter(m.variant for m in accepted)
    return [m for m in accepted if rows[m.variant] == 1 and m.part == 1 and m.basis is not Basis.SPLIT]


def _apart(shown: set[Name], found: set[Name]) -> Names:
    texts = {name.text for name in shown}
    tagged = {name.text for name in shown if name.language}
    alternative = sorted(name for name in shown if name.language or name.text not in tagged)
    return Names(tuple(alternative), tuple(sorted(name for name in found if name.text not in texts)))
