"""Tags of all facets decided: each by the terms and decisions of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.matching.decision import Decision
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.taxonomy.model import Taxonomy, Vocabulary


def decide_all(
    taxonomy: Taxonomy, distinct: Iterable[tuple[str, str]], scorer: Scorer | None = None
) -> Iterator[Decision]:
    """Decisions for distinct (facet, raw) pairs; facets without terms of their own are passed over."""
    for vocabulary, raws in by_vocabulary(taxonomy, distinct):
        matcher = Matcher(vocabulary, scorer)
        matcher.prepare(raws)
        for decisions in matcher.decide_each(raws):
            yield from decisions


def undecided(taxonomy: Taxonomy, distinct: Iterable[tuple[str, str]]) -> int:
    """How many of these tags people have not decided, so that they are compared with terms."""
    return sum(
        not matcher.remembered(raw)
        for vocabulary, raws in by_vocabulary(taxonomy, distinct)
        for matcher in (Matcher(vocabulary),)
        for raw in raws
    )


def by_vocabulary(taxonomy: Taxonomy, distinct: Iterable[tuple[str, str]]) -> Iterator[tuple[Vocabulary, list[str]]]:
    """The tags of (facet, raw) pairs that have terms to be decided by, facet by facet."""
    asked: dict[str, list[str]] = {}
    for facet, raw in distinct:
        vocabulary = taxonomy.vocabularies.get(facet)
        if vocabulary is not None and vocabulary.facet.kind.has_terms:
            asked.setdefault(facet, []).append(raw)
    for facet, raws in asked.items():
        yield taxonomy.vocabularies[facet], raws
