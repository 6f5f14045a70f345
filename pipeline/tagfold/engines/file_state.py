"""What the files of a run are when they are read, so that a later run can tell whether they still are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tagfold.reports.archives import archives_open
from tagfold.reports.report import Problem
from tagfold.reports.sources import ReportFile, contents


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file was when it was read: `sha256` of its content, or the `problem` that kept it out.

    A table has a number of `reports`.
    """

    path: str
    sha256: str | None
    problem: Problem | None = None
    reports: int = 1

    @property
    def mark(self) -> str:
        """What distinguishes this state from another of the same file."""
        return self.sha256 or (str(self.problem) if self.problem else "")


def look(files: Sequence[ReportFile], limit: int) -> list[FileState]:
    """The state of each file, without parsing any."""
    with archives_open():
        return [state_of(file, content) for file, content in contents(files, limit)]


def named_as(files: Sequence[ReportFile], states: Sequence[FileState]) -> list[FileState]:
    """The states of these files, back from another process: one text of a path is enough."""
    return [replace(state, path=file.path) for file, state in zip(files, states, strict=True)]


def state_of(file: ReportFile, content: bytes | Problem) -> FileState:
    """The state of a file that had this content."""
    if isinstance(content, Problem):
        return FileState(file.path, None, content)
    return FileState(file.path, hashlib.sha256(content).hexdigest())
