"""Compare two editions of a taxonomy: what changed, by facet, and how large a version step that is.

A spelling that only follows its term (the term was merged into another, or dropped) is not listed: the
change of the term says it. Spellings of one normal form are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from collections.abc import Mapping as Lookup
from dataclasses import dataclass

from tagfold.taxonomy.change import Bump, Change, Difference, Sides, What
from tagfold.taxonomy.diff_terms import Heirs, term_changes
from tagfold.taxonomy.lookup import Key, Meaning, TaxonomyLookup
from tagfold.taxonomy.model import Facet, Judgement, Mapping, Taxonomy, Term, TermLabel, Vocabulary

Pairs = Lookup[tuple[str, str], str]
"""Rejected pairs of key and term, with the spelling."""

Said = tuple[str, int, str | None, Judgement, str, float | None, str, str, str]


@dataclass(frozen=True)
class Spellings:
    """What the spellings whose rows or terms changed meant before and mean after, by key."""

    before: Lookup[str, Meaning]
    after: Lookup[str, Meaning]
    rows: tuple[Mapping, ...]
    keys: Lookup[str, str]

    @property
    def moved(self) -> Iterator[tuple[str, Meaning | None, Meaning | None]]:
        """Each key whose meaning is another than before, in reading order."""
        for key in sorted(self.before.keys() | self.after.keys(), key=self._reading_order):
            old, new = self.before.get(key), self.after.get(key)
            if (old and old.terms) != (new and new.terms):
                yield key, old, new

    def _reading_order(self, key: str) -> tuple[str, str]:
        return (self.after.get(key) or self.before[key]).spelling.casefold(), key


def changed_spellings(sides: Sides, key: Key) -> Spellings:
    """Look only at the keys that can have changed: `key` is expensive, and most rows are as they were."""
    rows = _changed_rows(sides.before, sides.after)
    rerouted = sides.rerouted()
    labels = _changed_labels(sides)
    touched = {key(row.variant) for row in rows} | {key(label) for label in labels}
    if rerouted:
        for vocabulary in (sides.before, sides.after):
            touched |= {key(m.variant) for m in vocabulary.mappings if m.term_id in rerouted}
            touched |= {key(t.label) for t in vocabulary.terms if t.term_id in rerouted}
            touched |= {key(t.label) for t in vocabulary.translations if t.term_id in rerouted}
    touched.discard("")
    if not touched:
        return Spellings({}, {}, rows, {row.variant: key(row.variant) for row in rows})
    # What is not in a changed row is on both sides, so one side is enough to find every spelling.
    only = {m.variant for m in sides.before.mappings if key(m.variant) in touched} | {m.variant for m in rows}
    named: tuple[Term | TermLabel, ...] = (*sides.before.terms, *sides.before.translations)
    only |= labels | {label.label for label in named if key(label.label) in touched}
    meant, means = (TaxonomyLookup(vocabulary, key, only) for vocabulary in (sides.before, sides.after))
    return Spellings(
        {form: meaning for form in touched if (meaning := meant.meaning(form))},
        {form: meaning for form in touched if (meaning := means.meaning(form))},
        rows,
        {row.variant: key(row.variant) for row in rows},
    )


def variant_changes(sides: Sides, spellings: Spellings) -> Iterator[Change]:
    """Changes of what spellings mean, then of rejections, then of rows that mean what they meant."""
    reported: set[str] = set()
    for key, old, new in spellings.moved:
        reported.add(key)
        if change := _change_of_meaning(sides, old, new):
            yield change
    before, after = (_rejected(vocabulary, spellings) for vocabulary in (sides.before, sides.after))
    yield from _rejections(sides.after.facet.name, before, after)
    noted: set[str] = set()
    for row in spellings.rows:
        pair = (spellings.keys[row.variant], row.term_id or "")
        noted_as_pair = row.judgement is Judgement.REJECT and (pair in before) != (pair in after)
        if pair[0] not in reported and not noted_as_pair and row.variant not in noted:
            noted.add(row.variant)
            yield Change(sides.after.facet.name, What.NOTED, Bump.PATCH, row.variant)


def _change_of_meaning(sides: Sides, old: Meaning | None, new: Meaning | None) -> Change | None:
    facet = sides.after.facet.name
    before, after = (old.terms if old else ()), (new.terms if new else ())
    name = new.spelling if new else old.spelling if old else ""
    if not before:
        if new and after:
            if old is None and _is_new_label(sides, new):
                return None
            return Change(facet, What.MAPPED, Bump.MINOR, name, after=after)
        return Change(facet, What.NO_TAG if new else What.ASKED_AGAIN, Bump.MINOR, name)
    expected = sides.fates(before)
    if expected == after and not (new and not after):
        return None  # it follows its term
    if new is None:
        return Change(facet, What.UNMAPPED, Bump.MAJOR, name, before=before)
    if not after:
        return Change(facet, What.NO_TAG, Bump.MAJOR, name, before=before)
    bump = Bump.MINOR if set(before) <= set(after) else Bump.MAJOR  # each term keeps the use, others gain it
    return Change(facet, What.REMAPPED, bump, name, before=before, after=after)


def _is_new_label(sides: Sides, meaning: Meaning) -> bool:
    """Whether this is the label of a term that is new itself."""
    (term_id, *others) = meaning.terms
    term = sides.after.by_id[term_id]
    return not others and term_id not in sides.before.by_id and term.label == meaning.spelling


def _rejections(facet: str, before: Pairs, after: Pairs) -> Iterator[Change]:
    """Pairs that were rejected, or no longer are. They bind only automatic decisions, so no count that people
    decided shrinks; a label that is rejected for its own term is a change of meaning too.
    """
    for what, found, other in ((What.REJECTED, after, before), (What.WITHDRAWN, before, after)):
        for pair, variant in sorted(found.items(), key=lambda item: (item[1].casefold(), item[0])):
            if pair not in other:
                yield Change(facet, what, Bump.MINOR, variant, before=(pair[1],))


def _rejected(vocabulary: Vocabulary, spellings: Spellings) -> dict[tuple[str, str], str]:
    """The rejected pairs among the changed variants, by key and term, with the spelling."""
    return {
        (spellings.keys[m.variant], m.term_id): m.variant
        for m in vocabulary.mappings
        if m.judgement is Judgement.REJECT and m.term_id and m.variant in spellings.keys
    }


def _changed_rows(before: Vocabulary, after: Vocabulary) -> tuple[Mapping, ...]:
    """The mappings that are on one side only, whatever their line; those of `after` first."""
    old, new = {_said(m) for m in before.mappings}, {_said(m) for m in after.mappings}
    added = tuple(m for m in after.mappings if _said(m) not in old)
    return added + tuple(m for m in before.mappings if _said(m) not in new)


def _said(m: Mapping) -> Said:
    return (m.variant, m.part, m.term_id, m.judgement, m.basis, m.confidence, m.decided_by, m.decided_on, m.note)


def _changed_labels(sides: Sides) -> set[str]:
    """Labels that are new, removed, or of another term, status or language."""
    old, new = _labels(sides.before), _labels(sides.after)
    return {label for label, _, _ in old ^ new}


def _labels(vocabulary: Vocabulary) -> Set[tuple[str, str, str]]:
    own = {(term.label, term.term_id, str(term.status)) for term in vocabulary.terms}
    return own | {(label.label, label.term_id, label.language) for label in vocabulary.translations}


_ORDER = {what: number for number, what in enumerate(What)}


def diff(before: Taxonomy, after: Taxonomy, key: Key) -> Difference:
    """All changes from `before` to `after`; spellings with one `key` are one. Line numbers do not count."""
    changes: list[Change] = []
    for facet in sorted(before.vocabularies.keys() | after.vocabularies.keys()):
        found = _facet_changes(facet, before, after, key)
        changes += sorted(found, key=lambda change: _ORDER[change.what])
    return Difference(before, after, tuple(changes))


def _facet_changes(facet: str, before: Taxonomy, after: Taxonomy, key: Key) -> Iterator[Change]:
    old, new = before.vocabularies.get(facet), after.vocabularies.get(facet)
    known = (new or before.vocabularies[facet]).facet
    if old is None:
        yield Change(facet, What.FACET_ADDED, Bump.MINOR, known.label)
    if new is None:
        yield Change(facet, What.FACET_REMOVED, Bump.MAJOR, known.label)
    sides = Sides(old or Vocabulary(known), new or Vocabulary(known))
    yield from _facet_words(sides.before.facet, sides.after.facet)
    spellings = changed_spellings(sides, key)
    yield from term_changes(sides, _heirs(sides, spellings))
    yield from variant_changes(sides, spellings)


def _facet_words(old: Facet, new: Facet) -> Iterator[Change]:
    """Changes of a row of facets.csv. Values of another kind are read in another way, so that is MAJOR."""
    if old.kind is not new.kind:
        both_have_terms = old.kind.has_terms and new.kind.has_terms
        bump = Bump.PATCH if both_have_terms else Bump.MAJOR
        yield Change(new.name, What.FACET_CHANGED, bump, new.label, before=(old.kind,), after=(new.kind,))
    for was, is_now in ((old.label, new.label), (old.description, new.description)):
        if was != is_now:
            yield Change(new.name, What.FACET_CHANGED, Bump.PATCH, new.label, before=(was,), after=(is_now,))


def _heirs(sides: Sides, spellings: Spellings) -> Lookup[str, Heirs]:
    """Where the spellings of each term went that mean something else now. Other parts of a glued tag do not count."""
    found: dict[str, Heirs] = {}
    for _, old, new in spellings.moved:
        if old is None:
            continue
        for term_id in old.terms:
            heirs = found.setdefault(term_id, Heirs())
            heirs.spellings += 1
            heirs.terms.update(dict.fromkeys(_heirs_in(sides, term_id, old, new)))
    return found


def _heirs_in(sides: Sides, term_id: str, old: Meaning, new: Meaning | None) -> list[str]:
    """The terms of the new meaning that are there for `term_id`, not for another part of the old one."""
    others = set(sides.fates(other for other in old.terms if other != term_id))
    own = sides.fate(term_id)
    return [heir for heir in (new.terms if new else ()) if heir == own or heir not in others]
