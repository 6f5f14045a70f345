"""What people decided, as spellings that are one or two: each facet's labels, accepts and rejects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.matching.form import form_key, normal_form
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Judgement, Kind, Taxonomy, Vocabulary


@dataclass(frozen=True)
class Labelled:
    """Spellings with the concept that people gave them.

    `curated`: people write these as they like; other lists are closed. `rows`: (spelling, concept). `apart`: (spelling,
    concept) that a person said is not so; the spelling need not be in `rows`.
    """

    name: str
    curated: bool
    rows: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...] = ()


def labelled_facets(taxonomy: Taxonomy) -> Iterator[Labelled]:
    """Each facet with terms of its own, in the taxonomy's order."""
    for vocabulary in taxonomy.vocabularies.values():
        if vocabulary.facet.kind.has_terms and vocabulary.terms:
            yield labelled(vocabulary)


def labelled(vocabulary: Vocabulary) -> Labelled:
    """A facet's known spellings of one term each, and its rejects. The order of the files' rows does not matter."""
    rows = sorted(TaxonomyLookup(vocabulary, form_key).known_pairs())
    rejects = (mapping for mapping in vocabulary.mappings if mapping.judgement is Judgement.REJECT)
    apart = {
        (mapping.variant, term.term_id)
        for mapping in rejects
        if (term := vocabulary.current(mapping.term_id or "")) and normal_form(mapping.variant).text
    }
    return Labelled(
        vocabulary.facet.name,
        vocabulary.facet.kind is Kind.CURATED,
        tuple(rows),
        tuple(sorted(apart)),
    )
