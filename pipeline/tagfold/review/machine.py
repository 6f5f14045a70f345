"""What the machine decided alone, for a person to look through and to overrule: no queue asks about it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Lookup

from tagfold.matching.decision import Outcome
from tagfold.review.forms import FormUse
from tagfold.review.queue import Item, Queue, Reference

ORDERS: dict[str, Callable[[Item], float]] = {
    "doubt": lambda item: -(item.score or 0.0),
    "uses": lambda item: float(item.uses),
}
"""By name, what puts an item before others: the least sure first, or the most used first."""


class Machine:
    """The forms that the machine decided, in each order; built when first asked for, and kept up to date from then."""

    def __init__(self, forms: Lookup[Reference, FormUse]) -> None:
        """`forms` is the board's own, and is read anew when an order is asked for."""
        self._forms = forms
        self._orders: dict[str, Queue] = {}

    def order(self, name: str) -> Queue:
        """The forms in one of `ORDERS`."""
        if name not in self._orders:
            decided = (form for form in self._forms.values() if form.outcome is Outcome.AUTO and form.terms)
            self._orders[name] = Queue(map(_item, decided), ORDERS[name])
        return self._orders[name]

    def note(self, form: FormUse) -> None:
        """A form was decided again."""
        for queue in self._orders.values():
            if form.outcome is Outcome.AUTO and form.terms:
                queue.put(_item(form))
            else:
                queue.drop((form.facet, form.key))


def _item(form: FormUse) -> Item:
    return Item(
        form.facet, form.key, form.raw, form.spellings, form.uses, form.reports, form.outcome, form.terms[0],
        form.score, form.reason, 0.0,
    )  # fmt: skip
