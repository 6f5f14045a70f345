"""The tags of a database, one for each normal form, and the queue of those that a person is to decide.

The order of the queue. One decision brings all uses of its form to a term, and those of the similar forms that are
decided with it; that is what it is worth. Between tags of equal worth the surest candidate comes first, because a look
and a key are enough where a tag without one needs a search or a new term. So

    priority = uses + similar uses + certainty,    certainty = 0 (no candidate) to 0.5 (sure)

and half a use never outweighs a use: most tags of a long tail are of one worth, and there certainty orders them.
A tag about which somebody was unsure goes to the end. Orders that multiply uses by certainty or by uncertainty need
more decisions for the same uses: `benchmarks/measure/curation_run.py` counts them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import itemgetter, neg

from tagfold.matching.decision import Outcome
from tagfold.matching.form import normal_form
from tagfold.review.impact import TermIds
from tagfold.taxonomy.model import Facet
from tagfold.warehouse.queries import Spelling

CERTAINTY = 0.5
"""What a sure candidate adds to the worth of a tag, in uses."""

NOTHING_SIMILAR = "nothing similar found"

Reference = tuple[str, str]
"""The facet and key of a tag."""


@dataclass(frozen=True, slots=True)
class TagForm:
    """A tag in all spellings of one normal form, how it is decided, and what the queue knows of it.

    `key` names it, `raw` is its most used spelling, `spellings` are all of them with their uses, the most used first.
    `terms` are those it counts for. `candidate`, `score` (0 to 1), `reason`, `guard` and `spelling` are those of its
    decision. If its outcome is `new` only the outcome is kept: which term is nearest among terms that are not near
    changes with every new term, and the matcher is asked for it when the tag is shown.

    In the queue, `bulk_class` names the kind of difference from the candidate if a whole class of them may be accepted
    at once, `similar_uses` are the uses of other tags that the same decision may settle, and `unsure` says who was
    unsure and why.
    """

    facet: str
    key: str
    raw: str
    spellings: tuple[tuple[str, int], ...]
    uses: int
    reports: int
    outcome: Outcome
    terms: TermIds
    candidate: str | None
    score: float | None
    reason: str
    guard: str | None = None
    spelling: str | None = None
    bulk_class: str | None = None
    similar_uses: int = 0
    unsure: str = ""

    @property
    def reference(self) -> Reference:
        return self.facet, self.key

    @property
    def term_id(self) -> str | None:
        """The term that is suggested for it, or that it was auto-decided for."""
        return self.candidate or next(iter(self.terms), None)

    @property
    def priority(self) -> float:
        """Uses that a decision brings to a term, with a fraction for how easy it is."""
        worth = self.uses + self.similar_uses + CERTAINTY * (self.score or 0.0)
        return worth / 1_000_000_000 if self.unsure else worth


def forms_of(spellings: Iterable[Spelling], reports: dict[Reference, int]) -> Iterable[TagForm]:
    """The forms of these spellings; `reports` counts those with a form."""
    groups: dict[Reference, list[Spelling]] = defaultdict(list)
    for spelling in spellings:
        groups[spelling.facet, normal_form(spelling.raw).key].append(spelling)
    for (facet, key), group in groups.items():
        group.sort(key=lambda spelling: (-spelling.uses, spelling.raw))
        best = group[0]
        form = TagForm(
            facet, key, best.raw, tuple((s.raw, s.uses) for s in group), sum(s.uses for s in group),
            max(reports.get((facet, s.form), 0) for s in group), Outcome(best.outcome), best.terms, best.candidate,
            best.score, best.reason, best.guard, best.spelling,
        )  # fmt: skip
        yield without_near_misses(form)


def without_near_misses(form: TagForm) -> TagForm:
    """The form; if it has the outcome `new`, without what was nearest."""
    return replace(form, score=None, reason=NOTHING_SIMILAR, spelling=None) if form.outcome is Outcome.NEW else form


Position = tuple[float, int, str, str]


@dataclass(frozen=True, slots=True)
class QueueCount:
    """A facet, with how many of its tags are in the queue, and with how many uses."""

    facet: Facet
    items: int
    uses: int


class Queue:
    """Items in order, for each facet and for all. Adding and taking away leave the rest in place."""

    def __init__(
        self, items: Iterable[TagForm], order: Callable[[TagForm], float] = lambda item: item.priority
    ) -> None:
        self._order = order
        self._items = {item.reference: item for item in items}
        self._all = sorted(map(self._place, self._items.values()))
        self._by_facet: dict[str, list[Position]] = {}
        self._sums: dict[str | None, list[int]] = {}
        self._by_class: dict[tuple[str, str], set[Reference]] = {}
        for place in self._all:
            self._by_facet.setdefault(place[2], []).append(place)
        for item in self:
            self._class_of(item).add(item.reference)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[TagForm]:
        return iter(self._items.values())

    def get(self, reference: Reference) -> TagForm | None:
        """The item, or None if it does not wait."""
        return self._items.get(reference)

    def count(self, facet: str | None = None) -> int:
        """How many tags are in the queue."""
        return len(self._places(facet))

    def uses(self, facet: str | None = None) -> int:
        """How many uses they have."""
        return sum(-place[1] for place in self._places(facet))

    def page(self, facet: str | None, offset: int, limit: int) -> list[TagForm]:
        """`limit` items from the place `offset` on, the first to decide first."""
        return [self._items[place[2], place[3]] for place in self._places(facet)[offset : offset + limit]]

    def classes(self, facet: str | None = None) -> list[tuple[str, str]]:
        """Facet and kind of each safe class that has items."""
        return [name for name, members in self._by_class.items() if members and facet in (None, name[0])]

    def in_class(self, facet: str, kind: str) -> list[TagForm]:
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

    def put(self, item: TagForm) -> None:
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

    def _class_of(self, item: TagForm) -> set[Reference]:
        return self._by_class.setdefault((item.facet, item.bulk_class), set()) if item.bulk_class else set()

    def _places(self, facet: str | None) -> list[Position]:
        return self._all if facet is None else self._by_facet.get(facet, [])

    def _place(self, item: TagForm) -> Position:
        return (-self._order(item), -item.uses, item.facet, item.key)


AUTO_ORDERS: dict[str, Callable[[TagForm], float]] = {
    "doubt": lambda item: -(item.score or 0.0),
    "uses": lambda item: float(item.uses),
}
"""By name, what puts an item before others: the least sure first, or the most used first."""


class AutoDecisions:
    """The forms that was auto-decided, in each order; built when first asked for, and kept up to date from then."""

    def __init__(self, forms: Lookup[Reference, TagForm]) -> None:
        """`forms` are those of the state, read again when an order is asked for."""
        self._forms = forms
        self._orders: dict[str, Queue] = {}

    def order(self, name: str) -> Queue:
        """The forms in one of `AUTO_ORDERS`."""
        if name not in self._orders:
            decided = (form for form in self._forms.values() if form.outcome is Outcome.AUTO and form.terms)
            self._orders[name] = Queue(decided, AUTO_ORDERS[name])
        return self._orders[name]

    def note(self, form: TagForm) -> None:
        """A form was decided again."""
        for queue in self._orders.values():
            if form.outcome is Outcome.AUTO and form.terms:
                queue.put(form)
            else:
                queue.drop((form.facet, form.key))
