"""Which forms have to be decided again once a vocabulary has changed: from the vocabulary before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from tagfold.matching.form import form_key
from tagfold.review.queue import TagForm
from tagfold.taxonomy.lookup import TaxonomyLookup, changed_rows
from tagfold.taxonomy.model import Mapping, Status, Term


@dataclass(frozen=True)
class Invalidation:
    """What changed, as far as decisions can rest on it; definitions and notes do not count.

    `keys` are those of labels and variants whose rows changed, and of the variants of changed terms, rejected ones too.
    `terms` are the ids of terms that changed or went. `gone` are the spellings that are known no longer, by the term
    they meant, and `new` those that became known. `revived` are labels of terms that are back in use.
    """

    keys: frozenset[str]
    terms: frozenset[str]
    gone: dict[str, list[str]]
    new: tuple[str, ...]
    revived: tuple[str, ...]

    def concerns(self, form: TagForm) -> bool:
        """Whether the decision on a form rests on what changed; new spellings are not looked at.

        Of a glued tag with several parts the spellings are not kept, so any of its terms counts.
        """
        own = {term_id for term_id in (*form.terms, form.candidate) if term_id}
        if form.key in self.keys or own & self.terms:
            return True
        spellings = [spelling for term_id in own for spelling in self.gone.get(term_id, ())]
        return bool(spellings) and (len(form.terms) > 1 or form.spelling is None or form.spelling in spellings)


def invalidation(before: TaxonomyLookup, after: TaxonomyLookup, keys: Collection[str] | None = None) -> Invalidation:
    """What the step from the vocabulary of one lookup to that of the other invalidates.

    `keys` are those of all spellings that may mean something else, if the caller knows them.
    """
    gone_rows, new_rows = changed_rows(before.vocabulary, after.vocabulary)
    terms = {_of_term(row) for row in gone_rows if isinstance(row, Term)}
    terms ^= {_of_term(row) for row in new_rows if isinstance(row, Term)}
    rows = {_of_mapping(row) for row in gone_rows if isinstance(row, Mapping)}
    rows ^= {_of_mapping(row) for row in new_rows if isinstance(row, Mapping)}
    changed = frozenset(term_id for term_id, *_ in terms)
    texts = {label for _, label, _, _ in terms} | {str(variant) for variant, *_ in rows}
    for vocabulary in (before.vocabulary, after.vocabulary) if changed else ():
        texts |= {row.variant for row in vocabulary.mappings if row.term_id in changed}
    was, now = before.known_pairs(keys), after.known_pairs(keys)
    gone: dict[str, list[str]] = defaultdict(list)
    for spelling, term_id in sorted(was - now):
        gone[term_id].append(spelling)
    dropped = [row for row in gone_rows if isinstance(row, Term) and row.status is Status.DEPRECATED]
    current = (after.vocabulary.by_id.get(term.term_id) for term in dropped)
    active = {term.term_id for term in current if term and term.status is Status.ACTIVE}
    return Invalidation(
        frozenset(map(form_key, texts)),
        changed & before.vocabulary.by_id.keys(),
        gone,
        tuple(sorted({spelling for spelling, _ in now - was})),
        tuple(sorted(term.label for term in dropped if term.term_id in active)),
    )


def _of_term(term: Term) -> tuple[str, str, str, str | None]:
    return term.term_id, term.label, term.status, term.replaced_by


def _of_mapping(row: Mapping) -> tuple[str | int | None, ...]:
    """With who decided, when and why: the reason of a mapped tag says so."""
    return row.variant, row.part, row.term_id, row.judgement, row.basis, row.decided_by, row.decided_on
