"""From two terms that are related, or no longer, to the row of related.csv that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.matching.form import form_key
from tagfold.review.actions import Action, Relate, Unrelate
from tagfold.review.edit_context import EditContext
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import RelatedTerms, Status, Term, Vocabulary
from tagfold.taxonomy.related import contradicts, nested, pair_of

Decision = tuple[str, Action]
"""What an action is about, and the action."""


def written_in(
    vocabularies: Mapping[str, Vocabulary], facet: str, subject: str, action: Action
) -> tuple[str, list[Decision]]:
    """The facet whose files an action changes, and the action as it is about a tag or term of that facet.

    Two related terms may be of two facets: their row is in the folder of the smaller id.
    """
    if not isinstance(action, Relate | Unrelate):
        return facet, [(subject, action)]
    first, second = sorted((subject, action.related_id))
    with_row = [
        name
        for name, vocabulary in vocabularies.items()
        if any(pair_of(row, vocabularies.values()) == (first, second) for row in vocabulary.related)
    ]
    with_first = [name for name, vocabulary in vocabularies.items() if first in vocabulary.by_id]
    home = [*with_row, *with_first, facet][0]
    if first not in vocabularies[home].by_id:
        first, second = second, first
    return home, [(first, type(action)(second))]


def pair_edits(context: EditContext, term: Term, action: Relate | Unrelate) -> Iterator[Edit]:
    """The rows that relate two terms, or no longer. `term` is of the facet that `written_in` named."""
    edits = _relate if isinstance(action, Relate) else _unrelate
    yield from edits(context, term, action.related_id)


def _relate(context: EditContext, term: Term, related_id: str) -> Iterator[Edit]:
    """Raises TaxonomyError if the two are one term, above each other, or related already."""
    other = context.term_anywhere(related_id)
    if other.term_id == term.term_id:
        raise TaxonomyError(f"'{term.label}' cannot be related to itself", remedy="name another term")
    if nested(term.term_id, other.term_id, context.vocabulary):
        problem = f"'{term.label}' and '{other.label}' are broader and narrower terms of each other"
        raise TaxonomyError(problem, remedy="the tree says how they are related")
    if list(_rows(context, term.term_id, related_id)):
        raise TaxonomyError(f"'{term.label}' and '{other.label}' are related already", remedy="name another term")
    yield Edit(None, RelatedTerms(min(term.term_id, related_id), max(term.term_id, related_id)))


def _unrelate(context: EditContext, term: Term, related_id: str) -> Iterator[Edit]:
    """Raises TaxonomyError if the two are not related."""
    rows = list(_rows(context, term.term_id, related_id))
    if not rows:
        other = context.term_anywhere(related_id)
        problem = f"'{term.label}' and '{other.label}' are not related"
        raise TaxonomyError(problem, remedy="look at the page of one of them")
    yield from (Edit(row, None) for row in rows)


def _rows(context: EditContext, *term_ids: str) -> Iterator[RelatedTerms]:
    """The rows of the facet that say that two terms are related."""
    wanted = tuple(sorted(term_ids))
    return (row for row in context.vocabulary.related if pair_of(row, context.every.values()) == wanted)


def contradicted(before: Vocabulary, after: Vocabulary) -> Iterator[Edit]:
    """The rows of related terms that a change makes one term, or puts above each other: they go."""
    for row in before.related:
        if contradicts(row, after) and not contradicts(row, before):
            yield Edit(row, None)


def term_named(vocabularies: Mapping[str, Vocabulary], facet: str, name: str) -> str:
    """The id of the term that a person named by its id, or by its label in `facet` or any other.

    A label that is in several other facets needs its facet in front: `methods: interviews`. Raises WrongUsage.
    """
    wanted = " ".join(name.split())
    if any(wanted in vocabulary.by_id for vocabulary in vocabularies.values()):
        return wanted
    if (own := vocabularies.get(facet)) and (term := _labelled(own, wanted)):
        return term.term_id
    found = {one: term.term_id for one, vocabulary in vocabularies.items() if (term := _labelled(vocabulary, wanted))}
    if len(found) > 1:
        ways = " or ".join(f"'{one}: {wanted}'" for one in found)
        raise WrongUsage(f"'{wanted}' is a term of several facets", remedy=f"write {ways}")
    front, _, label = wanted.partition(":")
    for one, vocabulary in vocabularies.items():
        if front.casefold() in (one.casefold(), vocabulary.facet.label.casefold()):
            found |= {one: term.term_id} if (term := _labelled(vocabulary, label)) else {}
    if not found:
        raise WrongUsage(f"there is no term '{wanted}' in any facet", remedy="write a term_id, or a label")
    return next(iter(found.values()))


def _labelled(vocabulary: Vocabulary, label: str) -> Term | None:
    key = form_key(label)
    active = (term for term in vocabulary.terms if term.status is Status.ACTIVE)
    return next((term for term in active if key and form_key(term.label) == key), None)
