"""Progress a person can feel: what is decided, what each decision brought, how long the rest takes at this pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from statistics import median

from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.queue import Reference
from tagfold.review.state import ReviewState
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Mapping

BREAK_SECONDS = 300.0
"""Seconds between two decisions from which the curator was away."""

SAME_STEP_SECONDS = 0.5
"""Seconds within which no person decides twice: decisions so near are of one step."""

SHARES = (0.8, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Gain:
    """What one decision of this session brought: the uses that terms count more, below 0 for less, and the forms that
    it decided.
    """

    entry: str
    subject: str
    uses: int
    forms: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Uses of the facet (or all): `by_people`, `auto_decided`, and `left` in `items` in the queue.

    `share` is the part (0 to 1) of uses that are decided. `pace` is the median of seconds between decisions of this
    session, None before there are two; `seconds_left` the time for all items at this pace. `to_reach` gives for a
    share of uses how many more single decisions bring it, 0 where it is reached.
    """

    uses: int
    by_people: int
    auto_decided: int
    left: int
    items: int
    share: float
    gains: tuple[Gain, ...]
    pace: float | None
    seconds_left: float | None
    to_reach: tuple[tuple[float, int], ...]


@dataclass
class SessionLog:
    """The decisions since the session was opened."""

    gains: list[Gain] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)

    def add(self, entries: Sequence[Entry], effect: Lookup[Reference, int]) -> None:
        """Note what decisions of one step brought, as `ReviewState.apply` gives it.

        Each is given the forms that it names, the last one those that followed.
        """
        rest = dict(effect)
        for entry in entries:
            rows = [row for edit in entry.edits for row in (edit.before, edit.after) if isinstance(row, Mapping)]
            named = rest if entry is entries[-1] else {(entry.facet, form_key(row.variant)) for row in rows}
            brought = [rest.pop(reference) for reference in list(named) if reference in rest]
            self.gains.append(Gain(entry.entry, entry.subject, sum(brought), sum(uses >= 0 for uses in brought)))
            self.times.append(datetime.fromisoformat(entry.at))

    @property
    def pace(self) -> float | None:
        """The median of seconds between decisions; breaks are left out, and what one key decided counts once."""
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(self.times)]
        working = [gap for gap in gaps if SAME_STEP_SECONDS < gap < BREAK_SECONDS]
        return median(working) if working else None


def progress_of(state: ReviewState, log: SessionLog, facet: str | None) -> Progress:
    """The progress in one facet, or in all."""
    counted: Counter[Outcome] = Counter()
    for name, outcomes in state.tally.items():
        if facet in (None, name):
            counted += outcomes
    auto_decided = counted[Outcome.AUTO]
    by_people = counted[Outcome.MAPPED] + counted[Outcome.NOT_A_TAG]
    left = counted[Outcome.REVIEW] + counted[Outcome.NEW]
    uses, items = by_people + auto_decided + left, state.queue.count(facet)
    pace = log.pace
    return Progress(
        uses, by_people, auto_decided, left, items, 1.0 if not uses else (uses - left) / uses, tuple(log.gains), pace,
        None if pace is None else items * pace, _to_reach(state, facet, uses, uses - left),
    )  # fmt: skip


def _to_reach(state: ReviewState, facet: str | None, uses: int, decided: int) -> tuple[tuple[float, int], ...]:
    counts = state.queue.decisions_for(facet, [share * uses - decided for share in SHARES])
    everything = state.queue.count(facet)
    return tuple((share, everything if n is None else n) for share, n in zip(SHARES, counts, strict=True))
