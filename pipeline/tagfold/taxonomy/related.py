"""What rows of related.csv mean: a term that was replaced counts as the one that replaced it, as its labels do.

So a merge changes no row of another facet, and its undo has nothing to put back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tagfold.taxonomy.model import RelatedTerms, Vocabulary

Pair = tuple[str, str]
"""The ids of two terms, the smaller one first."""


def related_pairs(vocabularies: Mapping[str, Vocabulary]) -> dict[Pair, None]:
    """The pairs of related terms that are in use."""
    rows = (row for vocabulary in vocabularies.values() for row in vocabulary.related)
    return {pair: None for row in rows if (pair := pair_of(row, vocabularies.values()))}


def pair_of(row: RelatedTerms, vocabularies: Collection[Vocabulary]) -> Pair | None:
    """The two terms of a row; None if one was dropped or is unknown, or if they are one term by now."""
    found = {
        term.term_id
        for term_id in (row.term_id, row.related_id)
        for vocabulary in vocabularies
        if (term := vocabulary.current(term_id))
    }
    one, *others = sorted(found) or [""]
    return (one, others[0]) if others else None


def contradicts(row: RelatedTerms, vocabulary: Vocabulary) -> bool:
    """Whether the two terms of a row are of this facet, and one term by now or one above the other."""
    one, other = vocabulary.current(row.term_id), vocabulary.current(row.related_id)
    if one is None or other is None:
        return False
    return one is other or nested(one.term_id, other.term_id, vocabulary)


def nested(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether one of two terms is above the other."""
    return one in vocabulary.headings(other) or other in vocabulary.headings(one)
