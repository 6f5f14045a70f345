"""The work of a run in shares for machines that may fail: a share may be done twice, and one result of it counts.

Each attempt writes its row files into a folder of its own, which all machines share, or which is copied to object
storage. Only those of the attempt whose answer came back are taken.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING
from uuid import uuid4

from tagfold.engines.code_identity import code_sha256
from tagfold.engines.file_state import FileState, look
from tagfold.engines.local import Task, parse_task
from tagfold.errors import TagfoldError
from tagfold.reports.object_store import fetch_folder, put_folder
from tagfold.reports.report import Problem
from tagfold.reports.sources import ReportFile, read_bytes
from tagfold.store_url import StoreUrl
from tagfold.warehouse.rows import REPORT_TABLES, row_file

if TYPE_CHECKING:
    from tagfold.matching.decision import Decision


class SharedFolderError(TagfoldError):
    """A worker does not see what this machine sees."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of a share on a worker: the states of its files and the folder with its rows, or what went wrong."""

    worker: str
    states: Sequence[FileState] = ()
    folder: Path | StoreUrl | None = None
    error: Exception | None = None
    code: str = field(default_factory=code_sha256)


@dataclass(frozen=True, slots=True)
class OtherEncoders:
    """What a worker answers whose sentence encoders are not those of the run."""

    worker: str
    encoders: str


def decisions_of(decided: list[Decision] | OtherEncoders) -> list[Decision]:
    """The decisions of a task. Raises SharedFolderError if the worker would have decided otherwise."""
    if isinstance(decided, OtherEncoders):
        problem = f"the worker {decided.worker} has other sentence encoders than this machine ({decided.encoders})"
        raise SharedFolderError(problem, remedy="install the same on all machines, or use --no-semantic")
    return decided


def attempt_look(limit: int, files: Sequence[ReportFile]) -> Attempt:
    """Look at the files of a share, on a worker."""
    return _attempt(lambda: (look(files, limit), None))


def attempt_parse(task: Task) -> Attempt:
    """Parse a share on a worker into a new folder inside that of the task, or below its address."""

    def work() -> tuple[list[FileState], Path | StoreUrl | None]:
        if task.work:
            url = task.work / f"{task.shard}-{uuid4().hex}"
            with TemporaryDirectory() as here:
                states = parse_task(replace(task, folder=Path(here)))
                put_folder(Path(here), url)
            return states, url
        try:
            own = Path(mkdtemp(prefix=f"{task.shard}-", dir=task.folder))
        except (FileNotFoundError, PermissionError):
            raise _not_shared(socket.gethostname(), task.folder) from None
        return parse_task(replace(task, folder=own)), own

    return _attempt(work)


def _attempt(work: Callable[[], tuple[list[FileState], Path | StoreUrl | None]]) -> Attempt:
    """Errors are an answer: an exception on a worker would be tried again, and come back as prose."""
    worker = socket.gethostname()
    try:
        states, folder = work()
    except (TagfoldError, OSError) as error:
        return Attempt(worker, error=error)
    return Attempt(worker, states, folder)


def states_of(attempt: Attempt, files: Sequence[ReportFile], limit: int) -> Sequence[FileState]:
    """The states of a share's files.

    Raises SharedFolderError if the worker could not read what can be read here, or whatever went wrong there.
    """
    if attempt.code != code_sha256():
        problem = f"the worker {attempt.worker} has another Tagfold than this machine"
        raise SharedFolderError(problem, remedy="install the same release on all machines")
    if attempt.error:
        raise attempt.error
    # a worker without the folder of the reports would say of each of them that it has vanished
    failed = {state.path for state in attempt.states if state.problem}
    for file in files if failed else ():
        if file.path in failed and not isinstance(read_bytes(file, limit), Problem):
            raise _not_shared(attempt.worker, file.location)
    return attempt.states


def take_rows(attempt: Attempt, shard: str, folder: Path) -> None:
    """Take the row files of an attempt into `folder`.

    Raises SharedFolderError if they cannot be seen here.
    """
    try:
        if isinstance(attempt.folder, StoreUrl):
            fetch_folder(attempt.folder, folder)
        elif attempt.folder:
            for table in REPORT_TABLES:
                row_file(attempt.folder, shard, table).rename(row_file(folder, shard, table))
    except FileNotFoundError:
        raise _not_shared(attempt.worker, attempt.folder or folder) from None


def _not_shared(worker: str, path: Path | str | StoreUrl) -> SharedFolderError:
    problem = f"the worker {worker} does not see this as this machine does"
    remedy = "keep reports and database in folders that all machines share under one path, with one user"
    if isinstance(path, StoreUrl):
        remedy = "give all machines the same access to the store"
    return SharedFolderError(problem, path=str(path), remedy=remedy)
