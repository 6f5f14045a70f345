"""Decisions made in one step, to be taken back in one step, at once or years later.

Each is a line of the history. Lines of one step bear one time and one name, and those of no other step do: the folder
never gives out a time twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Mapping

WITH_CLASS = "with the class: "
"""How the note of a decision begins that was made for a whole class."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Decisions made at once, the first first."""

    entries: tuple[Entry, ...]

    @property
    def tags(self) -> int:
        """How many tags they decided."""
        rows = (edit.after for entry in self.entries for edit in entry.edits)
        return len({row.variant for row in rows if isinstance(row, Mapping)})

    def standing(self, undone: Collection[str]) -> list[Entry]:
        """Those that nobody took back."""
        return [entry for entry in self.entries if entry.entry not in undone]


def bulks_of(some: Sequence[Entry], entries: Iterable[Entry]) -> list[Bulk]:
    """What each of some decisions was made with in one step; itself alone, where it was made alone. All `entries` are
    gone through once.
    """
    steps: dict[tuple[str, str], list[Entry]] = {(entry.at, entry.by): [] for entry in some}
    for one in entries:
        if (one.at, one.by) in steps:
            steps[one.at, one.by].append(one)
    return [Bulk(tuple(steps[entry.at, entry.by]) or (entry,)) for entry in some]


def last_of(curator: str, entries: Sequence[Entry]) -> Entry | None:
    """The last decision of a curator that stands."""
    undone = is_undone(entries)
    standing = (one for one in reversed(entries) if not one.undoes and one.entry not in undone)
    return next((one for one in standing if one.by == curator), None)
