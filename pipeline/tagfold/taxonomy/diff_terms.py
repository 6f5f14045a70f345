"""What changed of the terms of a facet between two editions: their lives, words, labels and places."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field

from tagfold.taxonomy.change import Bump, Change, Sides, What
from tagfold.taxonomy.model import Status, Term


@dataclass(slots=True)
class Heirs:
    """Where the spellings of a term went that is no longer in use: to which terms, and how many there were."""

    terms: dict[str, None] = field(default_factory=dict)
    spellings: int = 0


def term_changes(sides: Sides, heirs: Lookup[str, Heirs]) -> Iterator[Change]:
    """The changes of terms, by id. `heirs` gives for each term that went out of use where its spellings went."""
    facet = sides.after.facet.name
    before, after = sides.before.by_id, sides.after.by_id
    for term_id in sorted(before.keys() | after.keys()):
        if term_id not in before:
            new = after[term_id]
            yield Change(facet, What.ADDED, Bump.MINOR, new.label, term_id, after=_one(new.broader_id))
        elif term_id not in after:
            label, gone = before[term_id].label, heirs.get(term_id, Heirs())
            yield Change(
                facet, What.REMOVED, Bump.MAJOR, label, term_id, after=tuple(gone.terms), spellings=gone.spellings
            )
        else:
            old, new = before[term_id], after[term_id]
            yield from _life(sides, old, new, heirs.get(term_id, Heirs()))
            yield from _words(facet, old, new)
            yield from _place(sides, old, new)
    yield from _translations(sides)
    yield from _related(sides)
    yield from _scope_notes(sides)


def _life(sides: Sides, old: Term, new: Term, heirs: Heirs) -> Iterator[Change]:
    """Changes of status, and of the term that replaces a deprecated one."""
    facet = sides.after.facet.name
    successor = sides.fate(new.term_id)
    if old.status is Status.DEPRECATED and new.status is Status.ACTIVE:
        yield Change(facet, What.REVIVED, Bump.MINOR, new.label, new.term_id)
    elif new.status is Status.DEPRECATED and (old.status is Status.ACTIVE or old.replaced_by != new.replaced_by):
        what, after = What.DEPRECATED, _one(None)
        if old.status is Status.ACTIVE and len(heirs.terms) > 1:
            what, after = What.SPLIT, tuple(heirs.terms)
        elif successor:
            what, after = What.MERGED, (successor,)
        yield Change(facet, what, Bump.MAJOR, new.label, new.term_id, after=after, spellings=heirs.spellings)


def _words(facet: str, old: Term, new: Term) -> Iterator[Change]:
    """Changes that no figure shows. That a label is a spelling too is reported by the changes of variants."""
    if old.label != new.label:
        yield Change(facet, What.RENAMED, Bump.PATCH, new.label, new.term_id, (old.label,), (new.label,))
    if old.definition != new.definition:
        yield Change(facet, What.REDEFINED, Bump.PATCH, new.label, new.term_id, (old.definition,), (new.definition,))
    if old.since != new.since:
        yield Change(facet, What.NOTED, Bump.PATCH, new.label, new.term_id)


def _translations(sides: Sides) -> Iterator[Change]:
    """Labels in other languages that are new, gone or reworded. What they mean the changes of variants report."""
    old, new = (
        {(label.term_id, label.language): f"{label.label}@{label.language}" for label in vocabulary.translations}
        for vocabulary in (sides.before, sides.after)
    )
    for place in sorted(old.keys() | new.keys()):
        term = sides.after.by_id.get(place[0])
        if term and old.get(place) != new.get(place):
            before, after = _one(old.get(place)), _one(new.get(place))
            yield Change(sides.after.facet.name, What.TRANSLATED, Bump.PATCH, term.label, term.term_id, before, after)


def _related(sides: Sides) -> Iterator[Change]:
    """Pairs of related terms that are new or gone."""
    old, new = ({(p.term_id, p.related_id) for p in side.related} for side in (sides.before, sides.after))
    for term_id, related_id in sorted(old ^ new):
        if term := sides.after.by_id.get(term_id):
            before, after = (_one(related_id if (term_id, related_id) in side else None) for side in (old, new))
            yield Change(sides.after.facet.name, What.RELATED, Bump.PATCH, term.label, term_id, before, after)


def _scope_notes(sides: Sides) -> Iterator[Change]:
    """Scope notes that are new, gone or reworded."""
    for term in sides.after.terms:
        old, new = (side.scope_note(term.term_id) for side in (sides.before, sides.after))
        before, after = (_one(note.note if note else None) for note in (old, new))
        if before != after:
            yield Change(sides.after.facet.name, What.SCOPED, Bump.PATCH, term.label, term.term_id, before, after)


def _place(sides: Sides, old: Term, new: Term) -> Iterator[Change]:
    """Another heading. Headings that keep the term below them lose nothing: then the step is MINOR, else MAJOR."""
    if old.broader_id == new.broader_id or Status.DEPRECATED in (old.status, new.status):
        return
    kept = sides.before.headings(old.term_id) <= sides.after.headings(new.term_id)
    yield Change(
        sides.after.facet.name,
        What.MOVED,
        Bump.MINOR if kept else Bump.MAJOR,
        new.label,
        new.term_id,
        _one(old.broader_id),
        _one(new.broader_id),
    )


def _one(term_id: str | None) -> tuple[str, ...]:
    return (term_id,) if term_id else ()
