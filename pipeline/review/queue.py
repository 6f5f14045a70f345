"""The tags that wait for a person, one item a normal form, in the order that brings most uses to a term a decision.

The order. One decision brings all uses of its form to a term, and those of the waiting forms that are decided with
it (`alike_uses`); that is what it is worth. Uncertainty decides between items of equal worth: the surest candidate
first, for a look and a key are enough where a tag without one needs a search or a new term. So

    priority = uses + uses alike + certainty,    certainty = 0 (no candidate) to 0.5 (sure)

and half a use never outweighs a use: most items of a long tail are of one worth, and there certainty orders them.
An item about which somebody was unsure goes behind all others. Orders that multiply uses by certainty or by
uncertainty need more decisions for the same uses: `tests/measure/curation_run.py` counts them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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


def priority(uses: int, alike_uses: int, score: float | None, *, unsure: bool = False) -> float:
    """Uses that a decision brings to a term, with a fraction for how easy it is.

    >>> priority(2, 0, None) > priority(1, 0, 0.97) > priority(1, 0, 0.6) > priority(900, 0, 1.0, unsure=True)
    True
    """
    worth = uses + alike_uses + CERTAINTY * (score or 0.0)
    return worth / 1_000_000_000 if unsure else worth


Place = tuple[float, int, str, str]


class Queue:
    """Items in order, for each facet and for all. Adding and taking away leave the rest in place."""

    def __init__(self, items: Iterable[Item], order: Callable[[Item], float] = lambda item: item.priority) -> None:
        self._order = order
        self._items = {item.reference: item for item in items}
        self._all = sorted(map(self._place, self._items.values()))
        self._by_facet: dict[str, list[Place]] = {}
        for place in self._all:
            self._by_facet.setdefault(place[2], []).append(place)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def get(self, reference: Reference) -> Item | None:
        """The item, or None where it does not wait."""
        return self._items.get(reference)

    def count(self, facet: str | None = None) -> int:
        """How many items wait."""
        return len(self._places(facet))

    def page(self, facet: str | None, offset: int, limit: int) -> list[Item]:
        """`limit` items from the place `offset` on, the first to decide first."""
        return [self._items[place[2], place[3]] for place in self._places(facet)[offset : offset + limit]]

    def uses(self, facet: str | None = None) -> Iterator[int]:
        """The uses of each waiting item, the first to decide first."""
        return (-place[1] for place in self._places(facet))

    def put(self, item: Item) -> None:
        """Add an item, or put it in place of the one with its reference."""
        self.drop(item.reference)
        self._items[item.reference] = item
        for places in (self._all, self._by_facet.setdefault(item.facet, [])):
            insort(places, self._place(item))

    def drop(self, reference: Reference) -> None:
        """Take an item away; nothing happens where it is not there."""
        item = self._items.pop(reference, None)
        if item is None:
            return
        for places in (self._all, self._by_facet[item.facet]):
            del places[bisect_left(places, self._place(item))]

    def _places(self, facet: str | None) -> list[Place]:
        return self._all if facet is None else self._by_facet.get(facet, [])

    def _place(self, item: Item) -> Place:
        return (-self._order(item), -item.uses, item.facet, item.key)
