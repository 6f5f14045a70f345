"""What takes a moment to find out about an item, kept while the desk is open, and found out ahead of time.

Where a tag stands never changes while a desk is open. What is alike to it only becomes less as tags are decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tagfold.review.desk import Desk
from tagfold.review.places import Place
from tagfold.review.queue import Item, Offer, Reference

PLACES = 4
OFFERS = 1000
KEPT = 500
"""Items to remember; the oldest is forgotten first."""

Found = TypeVar("Found")


@dataclass(frozen=True)
class Nearness:
    """Places, alike tags and offers of items."""

    desk: Desk
    _places: dict[Reference, list[Place]] = field(default_factory=dict)
    _alike: dict[Reference, list[Reference]] = field(default_factory=dict)

    def places(self, item: Item) -> list[Place]:
        """Where the tag stands."""
        return _kept(self._places, item.reference, lambda: self.desk.places(item, PLACES))

    def alike(self, item: Item) -> list[Item]:
        """Other tags that likely mean the same, of those that still wait."""
        found = _kept(self._alike, item.reference, lambda: [other.reference for other in self.desk.alike(item)])
        return [other for reference in found if (other := self.desk.item(*reference))]

    def offers(self, item: Item) -> list[Offer]:
        """What the tag may mean; never remembered, for each decision teaches."""
        return self.desk.offers(item, OFFERS)

    def look_ahead(self, item: Item) -> None:
        """Find out about an item that is likely to be asked for next."""
        self.places(item)
        self.alike(item)
        self.offers(item)  # the desk remembers what it must not learn anew


def _kept(kept: dict[Reference, Found], reference: Reference, find: Callable[[], Found]) -> Found:
    if reference not in kept:
        while len(kept) >= KEPT:
            kept.pop(next(iter(kept)))
        kept[reference] = find()
    return kept[reference]
