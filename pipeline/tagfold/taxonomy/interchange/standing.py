"""What a vocabulary already says, looked up by normal form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, Vocabulary

Key = Callable[[str], str]
"""Gives the key of a text's normal form: two texts with one key are the same tag."""


class Standing:
    """The labels and decisions of a vocabulary. Replaced terms count as those that replaced them."""

    def __init__(self, vocabulary: Vocabulary, key: Key) -> None:
        self._vocabulary = vocabulary
        self._labels: dict[str, Term] = {}
        self._decisions: dict[str, list[Mapping]] = defaultdict(list)
        for term in vocabulary.terms:
            current = vocabulary.current(term.term_id)
            if current and (term.status is Status.ACTIVE or key(term.label) not in self._labels):
                self._labels[key(term.label)] = current
        for mapping in vocabulary.mappings:
            self._decisions[key(mapping.variant)].append(mapping)

    def term(self, term_id: str) -> Term | None:
        """The living term behind an id."""
        return self._vocabulary.current(term_id)

    def named(self, form: str) -> Term | None:
        """The one term that a form means, by its label or by an accepted variant."""
        if form in self._labels:
            return self._labels[form]
        terms = self.accepted(form)
        return next(iter(terms.values())) if len(terms) == 1 else None

    def accepted(self, form: str) -> dict[str, Term]:
        """The terms that a form means, by id: one, or several for a tag that is split."""
        if form in self._labels:
            return {self._labels[form].term_id: self._labels[form]}
        rows = (m for m in self._decisions.get(form, ()) if m.judgement is Judgement.ACCEPT)
        terms = (self.term(m.term_id or "") for m in rows)
        return {term.term_id: term for term in terms if term}

    def said(self, form: str, judgement: Judgement, term_id: str | None = None) -> Mapping | None:
        """The decision of this kind on a form; with a term_id, the one about that term."""
        for mapping in self._decisions.get(form, ()):
            term = self.term(mapping.term_id or "")
            if mapping.judgement is judgement and (term_id is None or (term and term.term_id == term_id)):
                return mapping
        return None
