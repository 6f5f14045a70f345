"""What people have decided about one facet, indexed by normal form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.matching.form import Form, normal_form
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, Vocabulary


@dataclass(frozen=True, slots=True)
class Known:
    """A spelling that is known to mean one term: the term's label or a variant a person accepted."""

    form: Form
    spelling: str
    term: Term


class Lexicon:
    """The remembered decisions of a vocabulary. Deprecated terms lead to those that replaced them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.facet = vocabulary.facet
        self._labels: dict[str, Term] = {}
        self._accepted: dict[str, list[tuple[Mapping, Term]]] = defaultdict(list)
        self._no_tag: dict[str, Mapping] = {}
        self._rejected: set[tuple[str, str]] = set()
        for term in vocabulary.terms:
            current = vocabulary.current(term.term_id)
            if current and (term.status is Status.ACTIVE or normal_form(term.label).key not in self._labels):
                self._labels[normal_form(term.label).key] = current
        for mapping in vocabulary.mappings:
            self._remember(vocabulary, mapping)

    def _remember(self, vocabulary: Vocabulary, mapping: Mapping) -> None:
        key = normal_form(mapping.variant).key
        if mapping.judgement is Judgement.NOT_A_TAG:
            self._no_tag[key] = mapping
        elif mapping.judgement is Judgement.REJECT and mapping.term_id:
            current = vocabulary.current(mapping.term_id)
            self._rejected |= {(key, mapping.term_id), (key, current.term_id if current else mapping.term_id)}
        elif mapping.judgement is Judgement.ACCEPT and mapping.term_id:
            term = vocabulary.current(mapping.term_id)
            if term:
                self._accepted[key].append((mapping, term))

    def label(self, form: Form) -> Term | None:
        """The term whose label has this form, unless a person said that the form is not that term."""
        term = self._labels.get(form.key)
        return None if term is None or self.is_rejected(form, term.term_id) else term

    def accepted(self, form: Form) -> list[tuple[Mapping, Term]]:
        """The accepted mappings of this form, by part."""
        return sorted(self._accepted.get(form.key, ()), key=lambda pair: pair[0].part)

    def not_a_tag(self, form: Form) -> Mapping | None:
        """The decision that this form is no tag."""
        return self._no_tag.get(form.key)

    def is_rejected(self, form: Form, term_id: str) -> bool:
        """Whether a person said that this form is not that term."""
        return (form.key, term_id) in self._rejected

    def known(self) -> Iterator[Known]:
        """Every known spelling of exactly one term, labels first."""
        for term in self._labels.values():
            yield Known(normal_form(term.label), term.label, term)
        for pairs in self._accepted.values():
            if len(pairs) == 1:
                mapping, term = pairs[0]
                yield Known(normal_form(mapping.variant), mapping.variant, term)
