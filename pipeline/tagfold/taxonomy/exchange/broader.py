"""Broader terms as other tools need them: between active terms only, without gaps or circles."""

from __future__ import annotations

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.model import Status, Term, Vocabulary


def broader_terms(vocabulary: Vocabulary) -> dict[str, str]:
    """The broader term of each active term that has one, by term_id.

    A replaced broader term counts as the one that replaced it. Raises TaxonomyError, with the line of
    terms.csv, where the broader term is not in the vocabulary or a term is above itself.
    """
    above: dict[str, str] = {}
    for term in vocabulary.terms:
        if term.status is Status.ACTIVE and term.broader_id:
            broader = vocabulary.current(term.broader_id)
            if broader is None and term.broader_id not in vocabulary.by_id:
                raise _broken(vocabulary, term, f"the broader term '{term.broader_id}' of '{term.term_id}' is missing")
            if broader and broader.term_id != term.term_id:
                above[term.term_id] = broader.term_id
    _refuse_circles(vocabulary, above)
    return above


def _refuse_circles(vocabulary: Vocabulary, above: dict[str, str]) -> None:
    sound: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in sound:
            if at in path:
                raise _broken(vocabulary, vocabulary.by_id[at], f"the term '{at}' is broader than itself")
            path[at] = None
            at = above.get(at)
        sound.update(path)


def _broken(vocabulary: Vocabulary, term: Term, problem: str) -> TaxonomyError:
    path = f"{vocabulary.facet.name}/terms.csv"
    return TaxonomyError(problem, path=path, line=term.line or None, remedy="correct its broader_id")
