"""Compare two editions of a taxonomy: what changed, by facet, and how large a version step that is."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Lookup

from tagfold.taxonomy.change import Bump, Change, Difference, Sides, What
from tagfold.taxonomy.diff_terms import Heirs, term_changes
from tagfold.taxonomy.diff_variants import Spellings, changed_spellings, variant_changes
from tagfold.taxonomy.lookup import Key, Meaning
from tagfold.taxonomy.model import Facet, Taxonomy, Vocabulary

_ORDER = {what: number for number, what in enumerate(What)}


def diff(before: Taxonomy, after: Taxonomy, key: Key) -> Difference:
    """All changes from `before` to `after`; spellings with one `key` are one. Line numbers do not count."""
    changes: list[Change] = []
    for facet in sorted(before.vocabularies.keys() | after.vocabularies.keys()):
        found = _facet_changes(before.vocabularies.get(facet), after.vocabularies.get(facet), key)
        changes += sorted(found, key=lambda change: _ORDER[change.what])
    return Difference(before, after, tuple(changes))


def _facet_changes(before: Vocabulary | None, after: Vocabulary | None, key: Key) -> Iterator[Change]:
    if before is None and after is not None:
        yield Change(after.facet.name, What.FACET_ADDED, Bump.MINOR, after.facet.label)
        before = Vocabulary(after.facet)
    elif after is None and before is not None:
        yield Change(before.facet.name, What.FACET_REMOVED, Bump.MAJOR, before.facet.label)
        after = Vocabulary(before.facet)
    if before and after:
        yield from _facet_words(before.facet, after.facet)
        sides = Sides(before, after)
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
    """Where the spellings of terms went that are no longer in use. The other parts of a glued tag do not count."""
    found: dict[str, Heirs] = {}
    for _, old, new in spellings.moved:
        for term_id in old.terms if old else ():
            if old and sides.fate(term_id) != term_id:
                heirs = found.setdefault(term_id, Heirs())
                heirs.spellings += 1
                heirs.terms.update(dict.fromkeys(_heirs_in(sides, term_id, old, new)))
    return found


def _heirs_in(sides: Sides, term_id: str, old: Meaning, new: Meaning | None) -> list[str]:
    """The terms of the new meaning that are there for `term_id`, not for another part of the old one."""
    others = set(sides.fates(other for other in old.terms if other != term_id))
    own = sides.fate(term_id)
    return [heir for heir in (new.terms if new else ()) if heir == own or heir not in others]
