"""The terms of a facet as a tree: each with its narrower terms, and the uses of all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from tagfold.taxonomy.model import Status, Term, TermLabel, Vocabulary


@dataclass(frozen=True, slots=True)
class TermNode:
    """A term, its own `uses`, those with all that is `narrower`, and how many terms that are.

    `translations` are its labels in other languages.
    """

    term_id: str
    label: str
    uses: int
    uses_below: int
    terms_below: int
    narrower: tuple[TermNode, ...]
    translations: tuple[TermLabel, ...] = ()


def term_tree(vocabulary: Vocabulary, uses: Counter[str]) -> tuple[TermNode, ...]:
    """The active terms that are under no other, each with what is under it, by label.

    A term whose heading is deprecated is under the term that replaced the heading.
    """
    under: dict[str, list[Term]] = defaultdict(list)
    for term in vocabulary.terms:
        if term.status is Status.ACTIVE:
            above = vocabulary.current(term.broader_id) if term.broader_id else None
            under[above.term_id if above else ""].append(term)

    translations: dict[str, list[TermLabel]] = defaultdict(list)
    for label in vocabulary.translations:
        translations[label.term_id].append(label)

    def nodes(term_id: str) -> tuple[TermNode, ...]:
        return tuple(map(node, sorted(under[term_id], key=lambda term: (term.label.casefold(), term.term_id))))

    def node(term: Term) -> TermNode:
        own, narrower = uses[term.term_id], nodes(term.term_id)
        below = own + sum(one.uses_below for one in narrower)
        count = sum(1 + one.terms_below for one in narrower)
        return TermNode(term.term_id, term.label, own, below, count, narrower, tuple(translations[term.term_id]))

    return nodes("")
