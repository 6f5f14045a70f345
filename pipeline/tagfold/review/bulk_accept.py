"""Accepting a whole class of tags that differ from their term in one harmless way, and batches of decisions.

A batch is what was decided in one step, and it can be undone in one step. Each decision is a line of the history. Lines
of one batch have one time and one name, which no other line has: the folder never gives out a time twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from tagfold.errors import WrongUsage
from tagfold.review.differences import DIFFERENCES
from tagfold.review.queue import TagForm
from tagfold.review.state import ReviewState
from tagfold.review.suggestions import Offer
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Mapping

MAX_PAIRS_PER_STEP = 200
"""Pairs that a person reads and accepts in one step."""

MIN_LEAD = 0.15
"""By how much a member's term must be ahead of the next one."""


@dataclass(frozen=True, slots=True)
class BulkClass:
    """A class: `class_id` is `facet:kind`, `words` say what its members differ in. `rest` are members that are left
    for the next step.
    """

    class_id: str
    facet: str
    words: str
    items: int
    uses: int
    terms: int
    rest: int = 0


def bulk_classes_of(state: ReviewState, facet: str | None) -> list[BulkClass]:
    """The classes that have members, the one with most uses first."""
    found = [_class(*name, state.queue.in_class(*name)) for name in state.queue.classes(facet)]
    return sorted(found, key=lambda one: (-one.uses, one.class_id))


def members_of(state: ReviewState, class_id: str) -> tuple[BulkClass, list[tuple[TagForm, Offer]]]:
    """A class with the first `MAX_PAIRS_PER_STEP` of its members, the most used first, each with the term it would get.

    Guards are asked once more.
    """
    facet, _, kind = class_id.partition(":")
    if kind not in DIFFERENCES or facet not in state.vocabularies:
        raise WrongUsage(f"there is no class '{class_id}'", remedy="look at the list of classes")
    found: list[tuple[TagForm, Offer]] = []
    of_class = state.queue.in_class(facet, kind)
    for place, item in enumerate(of_class):
        if len(found) == MAX_PAIRS_PER_STEP:
            return _class(facet, kind, [member for member, _ in found], len(of_class) - place), found
        offers = state.suggestions(facet).offers(item.raw, 2)
        ahead = len(offers) == 1 or (bool(offers) and offers[0].score - offers[1].score >= MIN_LEAD)
        if ahead and not offers[0].guard and offers[0].term_id == item.term_id:
            found.append((item, offers[0]))
        else:  # another term is near, or it was proposed for another one meanwhile: an item like any other
            state.queue.put(replace(item, bulk_class=None))
    return _class(facet, kind, [item for item, _ in found]), found


def _class(facet: str, kind: str, items: list[TagForm], rest: int = 0) -> BulkClass:
    terms, uses = {item.term_id for item in items}, sum(item.uses for item in items)
    return BulkClass(f"{facet}:{kind}", facet, DIFFERENCES[kind].words, len(items), uses, len(terms), rest)


WITH_CLASS = "bulk accept: "
"""How the note of a decision begins that was made for a whole class."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Decisions made at once, the first first."""

    entries: tuple[Entry, ...]

    @property
    def tags(self) -> int:
        """How many tags they decided."""
        rows = (edit.after for entry in self.entries for edit in entry.edits)
        return len({row.variant for row in rows if isinstance(row, Mapping)})

    def not_undone(self, undone: Collection[str]) -> list[Entry]:
        """Those that nobody took back."""
        return [entry for entry in self.entries if entry.entry not in undone]


def batches_of(some: Sequence[Entry], entries: Iterable[Entry]) -> list[Batch]:
    """What each of some decisions was made with in one step; itself alone, where it was made alone. All `entries` are
    gone through once.
    """
    steps: dict[tuple[str, str], list[Entry]] = {(entry.at, entry.by): [] for entry in some}
    for one in entries:
        if (one.at, one.by) in steps:
            steps[one.at, one.by].append(one)
    return [Batch(tuple(steps[entry.at, entry.by]) or (entry,)) for entry in some]


def last_of(curator: str, entries: Sequence[Entry]) -> Entry | None:
    """The last decision of a curator that stands."""
    undone = is_undone(entries)
    not_undone = (one for one in reversed(entries) if not one.undoes and one.entry not in undone)
    return next((one for one in not_undone if one.by == curator), None)
