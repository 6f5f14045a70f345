"""Which labels of one list look like one term: a negative control, for which nothing needs to be known.

The terms of a list are different concepts by construction, so the score at which two of them meet says how much a high
score is worth in this list, and names the labels that a person should look at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from tagfold.matching.form import form_key, normal_form
from tagfold.matching.linker import Linker
from tagfold.matching.scorer import Scorer
from tagfold.matching.spelling import SpellingIndex
from tagfold.taxonomy.lookup import KnownSpelling
from tagfold.taxonomy.model import Status, Term, Vocabulary

LEAST_TWIN = 0.5
"""The score from which two labels are worth naming: one term, likelier than not."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two labels of a list, and the score with which one would be taken for the other were it a tag."""

    one: str
    other: str
    score: float


def twins(vocabulary: Vocabulary, scorer: Scorer | None = None, only: Collection[str] | None = None) -> list[Twins]:
    """The pairs of labels that no guard keeps apart and that are well ahead of all others, the most similar first; with
    `only`, those of which one is among these labels.
    """
    terms = [term for term in vocabulary.terms if term.status is Status.ACTIVE and form_key(term.label)]
    best: dict[tuple[str, str], float] = {}
    for one, other, score in _meetings(terms, scorer, terms if only is None else [t for t in terms if t.label in only]):
        pair = min(one, other), max(one, other)
        best[pair] = max(score, best.get(pair, 0.0))
    found = [Twins(*pair, score) for pair, score in best.items() if score >= LEAST_TWIN]
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def _meetings(terms: list[Term], scorer: Scorer | None, asked: list[Term]) -> Iterator[tuple[str, str, float]]:
    """Each label with the term that it would be taken for, did the list not have it."""
    linker = Linker([(term.label, term.term_id) for term in terms], scorer)
    spelling = SpellingIndex(KnownSpelling(term.label, term) for term in terms)
    by_id = {term.term_id: term for term in terms}
    for term, proposals in zip(asked, linker.proposals_of([term.label for term in asked]), strict=True):
        others = [proposal for proposal in proposals if proposal.key != term.term_id]
        if not others or others[0].guard or not linker.is_ahead(others, others[0].score):
            continue
        rules = [rule for rule in spelling.evidence(normal_form(term.label)) if rule.known.term is not term]
        by_rule = [rule.score for rule in rules if {one.known.term.term_id for one in rules} == {others[0].key}]
        yield term.label, by_id[others[0].key].label, max([others[0].score, *by_rule])
