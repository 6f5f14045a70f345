"""What can change between two editions of a taxonomy, and how large a version step each change asks for.

The steps are a promise to people who count:

- MAJOR: a figure can shrink or move. A use leaves its term (merge, split, removal, a variant moved), or a
  heading loses the terms below it.
- MINOR: counts can only rise. Uses that had no term gain one; a heading gains terms.
- PATCH: no figure changes, only words do.

The promise is about what people said: labels and mappings. What is decided automatically for tags that
nobody has mapped may differ after any step; `tagfold taxonomy diff` with a database counts that too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import groupby
from operator import attrgetter

from tagfold.taxonomy.model import Taxonomy, Vocabulary


class Bump(IntEnum):
    """The step from one version to the next, after semantic versioning 2.0."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


class What(StrEnum):
    """The kinds of change, in the order in which people read of them."""

    FACET_ADDED = "facet added"
    FACET_REMOVED = "facet removed"
    FACET_CHANGED = "facet changed"
    ADDED = "added"
    REMOVED = "removed"
    DEPRECATED = "deprecated"
    MERGED = "merged"
    SPLIT = "split"
    REVIVED = "revived"
    RENAMED = "renamed"
    MOVED = "moved"
    REDEFINED = "redefined"
    TRANSLATED = "label in another language"
    RELATED = "related"
    SCOPED = "scope note"
    MAPPED = "variant mapped"
    REMAPPED = "variant moved"
    UNMAPPED = "variant unmapped"
    NO_TAG = "variant is not a tag"
    ASKED_AGAIN = "variant asked again"
    REJECTED = "variant rejected"
    WITHDRAWN = "rejection withdrawn"
    NOTED = "noted"

    @property
    def of_variant(self) -> bool:
        """Whether the change is about a spelling, not about a term or a facet."""
        return self in _OF_VARIANT


_OF_VARIANT = frozenset(
    {
        What.MAPPED, What.REMAPPED, What.UNMAPPED, What.NO_TAG, What.ASKED_AGAIN, What.REJECTED, What.WITHDRAWN,
        What.NOTED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one facet.

    `name` is the term's label (the new one if it changed), or the variant's spelling. `before` and `after`
    are term ids; for `renamed`, `redefined` and `facet changed` they are the words, and for a label in another language
    the label and its language, as in `Educación de calidad@es`. `spellings` counts the
    variants that follow a term which was merged, split or dropped.
    """

    facet: str
    what: What
    bump: Bump
    name: str
    term_id: str | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    spellings: int = 0


@dataclass(frozen=True)
class Difference:
    """All changes from one edition to another, by facet and in reading order within it."""

    before: Taxonomy
    after: Taxonomy
    changes: tuple[Change, ...]

    @property
    def bump(self) -> Bump | None:
        """The largest step that any change needs; None if nothing changed."""
        return max((change.bump for change in self.changes), default=None)

    def label(self, facet: str, term_id: str) -> str:
        """The label of a term: today's, or the last it had."""
        for taxonomy in (self.after, self.before):
            vocabulary = taxonomy.vocabularies.get(facet)
            if vocabulary and (term := vocabulary.by_id.get(term_id)):
                return term.label
        return term_id

    def by_facet(self) -> Iterator[tuple[str, list[Change]]]:
        """Each facet that changed, with its changes."""
        for facet, changes in groupby(self.changes, key=attrgetter("facet")):
            yield facet, list(changes)


@dataclass(frozen=True)
class Sides:
    """One vocabulary before and after."""

    before: Vocabulary
    after: Vocabulary

    def fate(self, term_id: str) -> str | None:
        """The term that holds today what `term_id` was; None if it was dropped."""
        return current_id(self.after, term_id)

    def fates(self, term_ids: Iterable[str]) -> tuple[str, ...]:
        """The fates of several terms, each once, in their order."""
        return tuple(dict.fromkeys(fate for term_id in term_ids if (fate := self.fate(term_id))))

    def rerouted(self) -> frozenset[str]:
        """The ids that lead to another term than before, or to none, or to one for the first time."""
        ids = self.before.by_id.keys() | self.after.by_id.keys()
        return frozenset(i for i in ids if current_id(self.before, i) != self.fate(i))


def current_id(vocabulary: Vocabulary, term_id: str) -> str | None:
    """The id of the active term that `term_id` leads to."""
    term = vocabulary.current(term_id)
    return term.term_id if term else None
