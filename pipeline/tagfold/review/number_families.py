"""Families of versions and years: tags in the queue that differ in a number alone, from each other or from a spelling
of a term, to be decided in one step.

Whether php5 and php7 are one, a person must say: a family is read as a whole, and is one term or several. What is said
teaches the facet (see matching/known_numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

from tagfold.matching.form import number_family, without_numbers
from tagfold.review.actions import NewTerm, Reject, TagAction
from tagfold.review.label_style import clean_label
from tagfold.review.queue import TagForm
from tagfold.review.state import WAITING, ReviewState
from tagfold.taxonomy.model import Kind, Status


@dataclass(frozen=True, slots=True)
class NumberFamily:
    """A family of a facet: `key` is what its tags have in common, `name` that as it is written. `term_id` is the term
    that a known spelling of the family means, None if there is none. The most used of its `members` come first.
    """

    facet: str
    key: str
    name: str
    term_id: str | None
    members: tuple[TagForm, ...]

    @property
    def uses(self) -> int:
        """Uses of all members."""
        return sum(item.uses for item in self.members)

    def apart(self, item: TagForm) -> TagAction:
        """What says that a member is not the term of the family; if there is none, that it is a term of its own."""
        return Reject(self.term_id) if self.term_id else NewTerm(" ".join(item.raw.split()))


class NumberFamilies:
    """The families of a session's queue."""

    def __init__(self, state: ReviewState) -> None:
        self._state = state

    def of(self, facet: str | None = None) -> list[NumberFamily]:
        """Those of a facet, or of all: the one with most uses first."""
        names = [name for name in self._state.vocabularies if facet in (None, name)]
        keys = [(name, key) for name in names for key in self._state.neighbours.number_families(name)]
        found = [family for name, key in keys if (family := self.one(name, key))]
        return sorted(found, key=lambda family: (-family.uses, family.facet, family.key))

    def label(self, family: NumberFamily) -> str:
        """The label of a new term for the family."""
        terms = self._state.vocabularies[family.facet].terms
        return clean_label(family.name, [term.label for term in terms if term.status is Status.ACTIVE])

    def around(self, item: TagForm) -> NumberFamily | None:
        """The family that a tag in the queue is a member of."""
        family = self.one(item.facet, number_family(item.raw))
        return family if family and item.key in {one.key for one in family.members} else None

    def one(self, facet: str, key: str) -> NumberFamily | None:
        """The family of a facet with this key; None if nothing of it is left to decide, or people keep it apart.

        Curated facets alone have some: in an outside list a number is part of a name.
        """
        numbered = self._state.neighbours.numbered(facet, key)
        if not numbered or self._state.vocabularies[facet].facet.kind is not Kind.CURATED:
            return None
        matcher = self._state.suggestions(facet).matcher
        items = (self._state.queue.get((facet, one)) for one in dict.fromkeys((key, *numbered)))
        members = [item for item in items if item and item.outcome in WAITING and not item.unsure]
        members.sort(key=lambda item: (-item.uses, item.key))
        meaning = matcher.lookup.meaning(key)
        plain = meaning.terms if meaning else ()
        term_id = matcher.known_numbers.terms.get(key) or (plain[0] if len(plain) == 1 else None)
        if not members or len(members) + bool(term_id) < 2 or key in matcher.known_numbers.apart:
            return None
        name = next((item.raw for item in members if item.key == key), without_numbers(members[0].raw))
        return NumberFamily(facet, key, name, term_id, tuple(members))
