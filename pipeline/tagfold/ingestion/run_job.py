"""A run at work: what it has been given, who does the work, and what is known of the last database."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from tagfold.engines.engine import Engine
from tagfold.engines.file_state import FileState
from tagfold.ingestion.run_input import RunInput
from tagfold.settings import Settings
from tagfold.warehouse.amend import MOST_AMENDED
from tagfold.warehouse.runs import Yesterday
from tagfold.warehouse.seen import Seen
from tagfold.watching import Watch


class Clock:
    """When the run began, and how long it has taken."""

    def __init__(self) -> None:
        self.started, self._since = datetime.now(UTC), time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._since


@dataclass(frozen=True)
class Job:
    """A database to be made: from what, by whom, and what is known of the last one. `same`: all that decisions depend
    on is what it was.
    """

    settings: Settings
    given: RunInput
    engine: Engine
    watch: Watch
    clock: Clock
    seen: Seen | None
    yesterday: Yesterday
    states: Sequence[FileState]
    same: bool

    @cached_property
    def unchanged(self) -> set[str]:
        """Paths whose rows can be taken over: same content, read by the same code."""
        if self.yesterday.parser_sha256 != self.given.parser_sha256:
            return set()
        known = self.yesterday.reports
        return {state.path for state in self.states if state.sha256 and known.get(state.path) == state.sha256}

    @cached_property
    def forgotten(self) -> set[str]:
        """Paths, as the last database has them, of reports that are no longer there."""
        return set(self.yesterday.reports) - self.given.shown_paths

    @cached_property
    def changed(self) -> set[str]:
        """Paths, as the last database would have them, of all that is not unchanged."""
        paths = (file.path for file in self.given.files if file.path not in self.unchanged)
        return self.forgotten.union(self.given.shown(paths))

    @property
    def is_small(self) -> bool:
        """Whether so little changed that the last database can be amended."""
        if self.seen is None or not self.same or not self.seen.sums:
            return False
        return self.seen.amended + len(self.changed) <= MOST_AMENDED * len(self.given.files)
