"""Decisions about several tags in one step, and the rows that they rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tagfold.matching.form import form_key
from tagfold.review.actions import WRITTEN, Accept, Action, MarkNotATag, NewTerm, TagAction
from tagfold.review.queue import TagForm
from tagfold.taxonomy.model import Mapping, Term, Vocabulary

Decided = tuple[str, TagAction]
"""The key of a tag, and what is decided about it."""


def by_term(chosen: Iterable[tuple[TagForm, TagAction]]) -> list[Decided]:
    """One decision for all tags that get the same term, and one for each of the others."""
    together: dict[TagAction, list[str]] = {}
    for item, action in chosen:
        together.setdefault(action, []).append(item.key)
    found: list[Decided] = []
    for action, (key, *also) in together.items():
        if isinstance(action, Accept | NewTerm | MarkNotATag):
            found.append((key, replace(action, also=tuple(also))))
        else:
            found.extend((one, action) for one in (key, *also))
    return found


def rows_concerned(vocabulary: Vocabulary, decisions: Iterable[tuple[str, Action]]) -> frozenset[Term | Mapping]:
    """The rows that decisions rest on: those about their tags, and those of the terms that they name."""
    keys, terms, changed = set[str](), set[str](), set[str]()
    for key, action in decisions:
        if isinstance(action, TagAction):
            keys.update((key, *getattr(action, "also", ())))
        else:
            changed.add(key)
        terms.update(*(getattr(action, name, ()) for name in ("parts", "broader_ids")))
        terms.update(getattr(action, name, None) or "" for name, w in WRITTEN.items() if w.term and not w.many)
    of_terms = (term for term in vocabulary.terms if term.term_id in terms | changed)
    of_tags = (row for row in vocabulary.mappings if row.term_id in changed or form_key(row.variant) in keys)
    return frozenset((*of_terms, *of_tags))
