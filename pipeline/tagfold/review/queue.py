"""The tags that wait for a person, one item a normal form, in the order that brings most uses to a term a decision.

The order. One decision brings all uses of its form to a term, and those of the waiting forms that are decided with
it (`alike_uses`); that is what it is worth. Uncertainty decides between items of equal worth: the surest candidate
first, for a look and a key are enough where a tag without one needs a search or a new term. So

    priority = uses + uses alike + certainty,    certainty = 0 (no candidate) to 0.5 (sure)

and half a use never outweighs a use: most items of a long tail are of one worth, and there certainty orders them.
An item about which somebody was unsure goes behind all others. Orders that multiply uses by certainty or by
uncertainty need more decisions for the same uses: `benchmarks/measure/curation_run.py` counts them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter, neg

from tagfold.taxonomy.model import Facet

CERTAINTY = 0.5
"""What a sure candidate adds to the worth of an item, in uses."""

Reference = tuple[str, str]
"""An item's facet and key."""


@dataclass(frozen=True, slots=True)
class Item:
    """A normal form that waits.

    `key` names it, `raw` is its most used spelling, `spellings` are all of them with their uses, the most used first.
    `outcome` is `review` (with the candidate `term_id` and its `score`, 0 to 1) or `new`. `safe_class` names the
    kind of difference from the candidate where a whole class of them may be accepted at once, None elsewhere.
    `alike_uses` are the uses of other items that one decision may settle with it. `unsure` says who was unsure and
    why, "" for nobody.
    """

    facet: str
    key: str
    raw: str
    spellings: tuple[tuple[str, int], ...]
    uses: int
    reports: int
    outcome: str
    term_id: str | None
    score: float | None
    reason: str
    priority: float
    safe_class: str | None = None
    alike_uses: int = 0
    unsure: str = ""

    @property
    def reference(self) -> Reference:
        return self.facet, self.key


@dataclass(frozen=True, slots=True)
class Offer:
    """A term that a waiting tag may mean; `score` 0 to 1, `guard` why to look twice ("" for no reason)."""

    term_id: str
    label: str
    score: float
    reason: str
    guard: str


@dataclass(frozen=True, slots=True)
class PartOffer:
    """A part of a glued tag and the term it may mean: `term_id` is None if there is none, `label` then the part."""

    text: str
    term_id: str | None
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class SplitOffer:
    """The parts, two or more, that a tag seems to be made of, and `why`, in words."""

    parts: tuple[PartOffer, ...]
    why: str

    @property
    def whole(self) -> bool:
        """Whether each part has a term of its own, so that nothing is left to name."""
        terms = {part.term_id for part in self.parts}
        return None not in terms and len(terms) == len(self.parts)


def priority(uses: int, alike_uses: int, score: float | None, *, unsure: bool = False) -> float:
    """Uses that a decision brings to a term, with a fraction for how easy it is.

    >>> priority(2, 0, None) > priority(1, 0, 0.97) > priority(1, 0, 0.6) > priority(900, 0, 1.0, unsure=True)
    True
    """
    worth = uses + alike_uses + CERTAINTY * (score or 0.0)
    return worth / 1_000_000_000 if unsure else worth


Place = tuple[float, int, str, str]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A facet with how many of its forms wait, and with how many uses."""

    facet: Facet
    items: int
    uses: int


class Queue:
    """Items in order, for each facet and for all. Adding and taking away leave the rest in place."""

    def __init__(self, items: Iterable[Item], order: Callable[[Item], float] = lambda item: item.priority) -> None:
        self._order = order
        self._items = {item.reference: item for item in items}
        self._all = sorted(map(self._place, self._items.values()))
        self._by_facet: dict[str, list[Place]] = {}
        self._sums: dict[str | None, list[int]] = {}
        self._by_class: dict[tuple[str, str], set[Reference]] = {}
        for place in self._all:
            self._by_facet.setdefault(place[2], []).append(place)
        for item in self:
            self._class_of(item).add(item.reference)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def get(self, reference: Reference) -> Item | None:
        """The item, or None if it does not wait."""
        return self._items.get(reference)

    def count(self, facet: str | None = None) -> int:
        """How many items wait."""
        return len(self._places(facet))

    def page(self, facet: str | None, offset: int, limit: int) -> list[Item]:
        """`limit` items from the place `offset` on, the first to decide first."""
        return [self._items[place[2], place[3]] for place in self._places(facet)[offset : offset + limit]]

    def classes(self, facet: str | None = None) -> list[tuple[str, str]]:
        """Facet and kind of each safe class that has items."""
        return [name for name, members in self._by_class.items() if members and facet in (None, name[0])]

    def in_class(self, facet: str, kind: str) -> list[Item]:
        """The items of a safe class, the most used first."""
        found = [self._items[reference] for reference in self._by_class.get((facet, kind), ())]
        return sorted(found, key=lambda item: (-item.uses, item.key))

    def decisions_for(self, facet: str | None, uses: Sequence[float]) -> list[int | None]:
        """For each number of uses how many items, the first to decide first, have that many; None if all have not.

        All of a queue of 100,000 are summed, so the sums are left to the interpreter's own loops, and kept while
        nothing changes.
        """
        if facet not in self._sums:  # below 0, as places are sorted
            self._sums[facet] = list(accumulate(map(itemgetter(1), self._places(facet))))
        sums = self._sums[facet]
        found = [bisect_left(sums, wanted, key=neg) + 1 if wanted > 0 else 0 for wanted in uses]
        return [count if count <= len(sums) else None for count in found]

    def put(self, item: Item) -> None:
        """Add an item, or put it in place of the one with its reference."""
        self.drop(item.reference)
        self._items[item.reference] = item
        self._sums.clear()
        self._class_of(item).add(item.reference)
        for places in (self._all, self._by_facet.setdefault(item.facet, [])):
            insort(places, self._place(item))

    def drop(self, reference: Reference) -> None:
        """Take an item away; nothing happens where it is not there."""
        item = self._items.pop(reference, None)
        if item is None:
            return
        self._sums.clear()
        self._class_of(item).discard(reference)
        for places in (self._all, self._by_facet[item.facet]):
            del places[bisect_left(places, self._place(item))]

    def _class_of(self, item: Item) -> set[Reference]:
        return self._by_class.setdefault((item.facet, item.safe_class), set()) if item.safe_class else set()

    def _places(self, facet: str | None) -> list[Place]:
        return self._all if facet is None else self._by_facet.get(facet, [])

    def _place(self, item: Item) -> Place:
        return (-self._order(item), -item.uses, item.facet, item.key)
