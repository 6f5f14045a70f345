"""Decisions made in one step, to be taken back in one step.

The history holds one line a decision and does not say which were made together. The desk that made them remembers
it; to another desk, or after a reopen, each decision of a class stands alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.taxonomy.history import Entry, is_undone
from pipeline.taxonomy.model import Mapping

WITH_CLASS = "with the class: "
"""How the note of a decision begins that was made for a whole class."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """Decisions made at once, the first first. `torn` where one was made with a class that this desk does not know."""

    entries: tuple[Entry, ...]
    torn: bool = False

    @property
    def tags(self) -> int:
        """How many tags they decided."""
        rows = (edit.after for entry in self.entries for edit in entry.edits)
        return len({row.variant for row in rows if isinstance(row, Mapping)})

    def standing(self, undone: Collection[str]) -> list[Entry]:
        """Those that nobody took back."""
        return [entry for entry in self.entries if entry.entry not in undone]


class Bulks:
    """The bulks of one session."""

    def __init__(self) -> None:
        self._of: dict[str, Bulk] = {}

    def note(self, entries: Sequence[Entry]) -> None:
        """These were made together."""
        bulk = Bulk(tuple(entries))
        self._of.update((entry.entry, bulk) for entry in entries)

    def of(self, entry: Entry) -> Bulk:
        """What a decision was made with; itself alone, where nothing is known."""
        return self._of.get(entry.entry) or Bulk((entry,), entry.note.startswith(WITH_CLASS))


def last_of(curator: str, entries: Sequence[Entry]) -> Entry | None:
    """The last decision of a curator that stands."""
    undone = is_undone(entries)
    standing = (one for one in reversed(entries) if not one.undoes and one.entry not in undone)
    return next((one for one in standing if one.by == curator), None)
