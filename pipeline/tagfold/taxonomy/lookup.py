"""What people decided about a spelling. This is the only place that knows; everybody else asks it.

The order: a judgement `not_a_tag` comes first, then accepted mappings, then labels, then labels in other languages. A
label that somebody rejected for its own term means nothing. Deprecated terms lead to the active terms that replaced
them.

It knows normal forms only through the function `key`, which the caller passes in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term, TermLabel, Vocabulary

SpellingRow = Term | Mapping | TermLabel
"""A row that says what a spelling means."""

Key = Callable[[str], str]
"""From a spelling to the key that all spellings of one normal form share; empty for one without letter or digit."""


Entry = TypeVar("Entry")


class KnownSpelling(NamedTuple):
    """A spelling that means exactly one term: a label of the term, or a variant that a person accepted."""

    spelling: str
    term: Term


class Part(NamedTuple):
    """One term of a meaning, and the row that says so: neither for the term's own label."""

    term: Term
    mapping: Mapping | None
    translation: TermLabel | None = None

    @property
    def basis(self) -> Basis:
        """Why the form means the term."""
        if self.mapping:
            return self.mapping.basis
        return Basis.TRANSLATION if self.translation else Basis.LABEL


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form means, in its spelling on file.

    `parts` are in order: one, or several for a split tag, or none where `not_a_tag` is the row that says so.
    """

    spelling: str
    parts: tuple[Part, ...] = ()
    not_a_tag: Mapping | None = None

    @property
    def terms(self) -> tuple[str, ...]:
        """The ids of the active terms, in order, each once."""
        return tuple(dict.fromkeys(part.term.term_id for part in self.parts))


class TaxonomyLookup:
    """The decisions of one vocabulary, by the key of their spelling."""

    def __init__(self, vocabulary: Vocabulary, key: Key, only: Collection[str] | None = None) -> None:
        """With `only`, labels and variants that are not among these spellings are left out, which saves their keys."""
        self.vocabulary, self._key = vocabulary, key
        self.changed_keys: frozenset[str] | None = None
        self._labels: dict[str, tuple[Term, Term]] = {}
        self._translations: dict[str, tuple[TermLabel, Term]] = {}
        self._accepted: dict[str, list[tuple[Mapping, Term]]] = defaultdict(list)
        self._rows: dict[str, list[Mapping]] = defaultdict(list)
        for term in vocabulary.terms:
            if only is None or term.label in only:
                self._add_label(key(term.label), term)
        for mapping in vocabulary.mappings:
            if only is None or mapping.variant in only:
                self._add_row(key(mapping.variant), mapping)
        for one in vocabulary.translations:
            if only is None or one.label in only:
                self._add_translation(key(one.label), one)

    def after(self, vocabulary: Vocabulary) -> TaxonomyLookup:
        """The lookup of a vocabulary that differs from this one's in a few rows; only what they concern is read again.

        Rows that stay must be the same objects in the same order. The new lookup's `changed_keys` are the keys of all
        spellings that may mean something else than before.
        """
        gone, new = changed_rows(self.vocabulary, vocabulary)
        changed = {row.term_id for row in (*gone, *new) if isinstance(row, Term)}
        keys = {self._key(row.variant if isinstance(row, Mapping) else row.label) for row in (*gone, *new)}
        for one in (self.vocabulary, vocabulary) if changed else ():
            concerned = _leading_to(one, changed)
            keys |= {self._key(term.label) for term in one.terms if term.term_id in concerned}
            keys |= {self._key(row.variant) for row in one.mappings if row.term_id in concerned}
            keys |= {self._key(row.label) for row in one.translations if row.term_id in concerned}
        part = TaxonomyLookup(Vocabulary(vocabulary.facet), self._key)
        part.vocabulary = vocabulary
        for term in vocabulary.terms if changed else ():
            if (key := self._key(term.label)) in keys:
                part._add_label(key, term)
        read = {id(row) for key in keys for row in self._rows.get(key, ())} | {id(row) for row in new}
        for row in vocabulary.mappings:
            if id(row) in read:
                part._add_row(self._key(row.variant), row)
        translated = bool(changed) or self.vocabulary.translations is not vocabulary.translations
        for label in vocabulary.translations if translated else ():
            if (key := self._key(label.label)) in keys:
                part._add_translation(key, label)
        result = TaxonomyLookup(Vocabulary(vocabulary.facet), self._key)
        result.vocabulary = vocabulary
        result._labels = _replaced(self._labels, part._labels, keys) if changed else self._labels
        result._translations = (
            _replaced(self._translations, part._translations, keys) if translated else self._translations
        )
        result._accepted = _replaced(self._accepted, part._accepted, keys)
        result._rows = _replaced(self._rows, part._rows, keys)
        result.changed_keys = frozenset(keys)
        return result

    def _add_label(self, key: str, term: Term) -> None:
        current = self.vocabulary.current(term.term_id)
        if current and (term.status is Status.ACTIVE or key not in self._labels):
            self._labels[key] = term, current

    def _add_translation(self, key: str, label: TermLabel) -> None:
        current = self.vocabulary.current(label.term_id)
        if current and key not in self._translations:
            self._translations[key] = label, current

    def _add_row(self, key: str, mapping: Mapping) -> None:
        self._rows[key].append(mapping)
        if mapping.judgement is Judgement.ACCEPT and (term := self.vocabulary.current(mapping.term_id or "")):
            self._accepted[key].append((mapping, term))

    def meaning(self, key: str) -> Meaning | None:
        """What the form with this key means; None if nobody decided that it means something."""
        if not key:
            return None
        if row := self.row(key, Judgement.NOT_A_TAG):
            return Meaning(row.variant, not_a_tag=row)
        if accepted := self._accepted.get(key):
            in_order = sorted(accepted, key=lambda row: row[0].part)
            return Meaning(accepted[0][0].variant, tuple(Part(term, mapping) for mapping, term in in_order))
        if found := self._labels.get(key) or self._translations.get(key):
            owner, current = found
            if not any(row.term_id == current.term_id for row in self._rejects(key)):
                translation = owner if isinstance(owner, TermLabel) else None
                return Meaning(owner.label, (Part(current, None, translation),))
        return None

    def labelled(self, key: str) -> Term | None:
        """The active term that a label with this key leads to, whatever was decided about the spelling."""
        found = self._labels.get(key)
        return found[1] if found else None

    def named(self, key: str) -> Term | None:
        """The one term that somebody who writes this name means: by its label, else by an accepted variant."""
        if term := self.labelled(key):
            return term
        meaning = self.meaning(key)
        return meaning.parts[0].term if meaning and len(meaning.terms) == 1 else None

    def row(self, key: str, judgement: Judgement, term_id: str | None = None) -> Mapping | None:
        """The row with this judgement of the form; with a `term_id`, the one about that term or one it replaced."""
        for mapping in reversed(self._rows.get(key, ())):
            if mapping.judgement is judgement and (term_id is None or self._is_about(mapping, term_id)):
                return mapping
        return None

    def rows(self, key: str) -> list[Mapping]:
        """Every row about the form with this key, in file order."""
        return list(self._rows.get(key, ()))

    def decided_keys(self) -> Collection[str]:
        """The keys of all forms that a row is about."""
        return self._rows.keys()

    def is_rejected(self, key: str, term_id: str) -> bool:
        """Whether a person decided that this form is not that term, or not a term that it replaced."""
        return any(self._is_about(mapping, term_id) for mapping in self._rejects(key))

    def known(self, keys: Collection[str] | None = None) -> Iterator[KnownSpelling]:
        """Every spelling that means exactly one term, labels first; with `keys`, only those with these keys."""
        for key in self._labels if keys is None else keys:
            if found := self._labels.get(key):
                yield KnownSpelling(found[1].label, found[1])
        yield from self._variants(keys)
        yield from self._foreign(keys)

    def _variants(self, keys: Collection[str] | None = None) -> Iterator[KnownSpelling]:
        for key in self._accepted if keys is None else keys:
            rows = self._accepted.get(key, ())
            if len(rows) == 1:
                yield KnownSpelling(rows[0][0].variant, rows[0][1])

    def _foreign(self, keys: Collection[str] | None = None) -> Iterator[KnownSpelling]:
        """The labels in other languages by which a term is found."""
        for key in self._translations if keys is None else keys:
            if (found := self._translations.get(key)) and key not in self._labels and key not in self._accepted:
                yield KnownSpelling(found[0].label, found[1])

    def spellings(self) -> Iterator[KnownSpelling]:
        """The label of every term, with the active term that it leads to, and every known variant and label in another
        language; labels in use first.

        Beside the known spellings these are the labels of terms that were replaced.
        """
        for term in sorted(self.vocabulary.terms, key=lambda term: term.status is Status.DEPRECATED):
            if current := self.vocabulary.current(term.term_id):
                yield KnownSpelling(term.label, current)
        yield from self._variants()
        yield from self._foreign()

    def known_pairs(self, keys: Collection[str] | None = None) -> set[tuple[str, str]]:
        """Every spelling that means exactly one term, with the id of the term; with `keys`, as `known`."""
        return {(spelling, term.term_id) for spelling, term in self.known(keys)}

    def _rejects(self, key: str) -> Iterator[Mapping]:
        return (mapping for mapping in self._rows.get(key, ()) if mapping.judgement is Judgement.REJECT)

    def _is_about(self, mapping: Mapping, term_id: str) -> bool:
        if mapping.term_id == term_id:
            return True
        current = self.vocabulary.current(mapping.term_id or "")
        return current is not None and current.term_id == term_id


def changed_rows(before: Vocabulary, after: Vocabulary) -> tuple[list[SpellingRow], list[SpellingRow]]:
    """The rows with spellings that went, and those that came. Rows that are one object in both have not changed."""
    gone: list[SpellingRow] = []
    new: list[SpellingRow] = []
    kinds = (
        (before.terms, after.terms),
        (before.mappings, after.mappings),
        (before.translations, after.translations),
    )
    for old, now in kinds:
        if old is not now:
            had, has = set(map(id, old)), set(map(id, now))
            gone.extend(row for row in old if id(row) not in has)
            new.extend(row for row in now if id(row) not in had)
    return gone, new


def _leading_to(vocabulary: Vocabulary, term_ids: Collection[str]) -> set[str]:
    """These terms, those that lead to them as replaced terms, and those that they lead to."""
    found = set(term_ids)
    for term in vocabulary.terms:
        chain = [term.term_id]
        step: Term | None = term
        while step and step.replaced_by and step.replaced_by not in chain:
            chain.append(step.replaced_by)
            step = vocabulary.by_id.get(step.replaced_by)
        if any(term_id in term_ids for term_id in chain):
            found.update(chain)
    return found


def _replaced(old: dict[str, Entry], part: dict[str, Entry], keys: Collection[str]) -> dict[str, Entry]:
    """A copy with what `part` has for these keys, each in its place."""
    found = {**old, **part}
    for key in keys:
        if key not in part:
            found.pop(key, None)
    return found
