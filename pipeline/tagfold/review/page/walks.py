"""Which tags one goes through: those that wait, or those that the machine decided alone."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from tagfold.review.desk import Desk
from tagfold.review.machine import ORDERS
from tagfold.review.queue import Item


@dataclass(frozen=True)
class Walk:
    """A way through tags. `name` is one of `machine.ORDERS`, "" for the queue of those that wait."""

    desk: Desk
    name: str

    @property
    def address(self) -> str | None:
        """What addresses of the walk say of it: nothing for the queue."""
        return self.name or None

    def count(self, facet: str | None) -> int:
        """How many tags it has."""
        return self.desk.walk(self.name).count(facet)

    def uses(self, facet: str | None) -> int:
        """How many uses these tags have."""
        queue = self.desk.walk(self.name)
        return sum(item.uses for item in queue.page(facet, 0, queue.count(facet)))

    def at(self, facet: str | None, place: int) -> Item | None:
        """The tag at a place of it."""
        return next(iter(self.desk.walk(self.name).page(facet, place, 1)), None)

    def item(self, facet: str, key: str) -> Item | None:
        """A tag of it by its key."""
        return self.desk.walk(self.name).get((facet, key))


def walk_of_request(desk: Desk) -> Walk:
    """The walk that the request names; the queue where it names none."""
    name = request.values.get("walk", "")
    return Walk(desk, name if name in ORDERS else "")
