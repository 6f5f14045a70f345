"""Parse files on this machine: in this process when they are few, in several when they are many."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tagfold.engines.tabular import table_rows
from tagfold.reports.archives import archives_open
from tagfold.reports.decoding import decode_report
from tagfold.reports.grammar import parse_report
from tagfold.reports.report import Problem, Report
from tagfold.reports.respondents import read_rows
from tagfold.reports.sources import ReportFile, contents
from tagfold.shapes import TableShape
from tagfold.store_url import StoreUrl
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.privacy import Privacy
from tagfold.warehouse.rows import RowFiles, problem_row, report_rows

if TYPE_CHECKING:
    from tagfold.matching.decision import Decision
    from tagfold.matching.scorer import Scorer

Done = Callable[[int], None]
"""Called with the number of files that are finished, each time some are."""

MIN_FILES_FOR_PROCESSES = 400
"""Files up to which starting other processes costs more than it saves."""

FEWEST_FILES, MOST_FILES = 250, 2_000
"""Files of a share: a quarter of a second of work at the least, and few enough row files for ten million reports."""

SHARES_PER_CORE = 4


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


@dataclass(frozen=True)
class Task:
    """Files to parse into `folder` under the name `shard`, or into one that is then copied to `work`."""

    files: Sequence[ReportFile]
    folder: Path
    shard: str
    privacy: Privacy
    limit: int
    work: StoreUrl | None = None


_Parsed = tuple[str, bytes, Report | None, Sequence[Problem]]


class LocalEngine:
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def look(self, files: Sequence[ReportFile], limit: int) -> list[FileState]:
        return look(files, limit)

    def parse(
        self, files: Sequence[ReportFile], folder: Path, privacy: Privacy, limit: int, done: Done
    ) -> list[FileState]:
        return parse(files, folder, privacy, limit, self._workers, done)

    def decide(self, taxonomy: Taxonomy, distinct: Sequence[tuple[str, str]], scorer: Scorer) -> Iterator[Decision]:
        from tagfold.matching.all_facets import decide_all  # brings numpy; a run with nothing to do has no use for it

        return decide_all(taxonomy, distinct, scorer)


def look(files: Sequence[ReportFile], limit: int) -> list[FileState]:
    """The state of each file, without parsing any."""
    with archives_open():
        return [_state(file, content) for file, content in contents(files, limit)]


def parse(
    files: Sequence[ReportFile],
    folder: Path,
    privacy: Privacy,
    limit: int,
    workers: int,
    done: Done = lambda count: None,
) -> list[FileState]:
    """Parse `files` into row files in `folder`; the states come back in no particular order."""
    if len(files) <= MIN_FILES_FOR_PROCESSES or workers < 2:
        states = parse_task(Task(files, folder, "0", privacy, limit))
        done(len(files))
        return states
    states = []
    # A copy of this process would find the connections to a store in whatever state they were.
    context = get_context("spawn") if any(isinstance(file.location, StoreUrl) for file in files) else None
    with ProcessPoolExecutor(workers, context, gc.freeze) as pool:  # what is inherited need not be searched
        shares = {
            pool.submit(parse_task, Task(share, folder, str(number), privacy, limit)): share
            for number, share in enumerate(shares_of(files, workers))
        }
        try:
            for future in as_completed(shares):
                found = zip(shares.pop(future), future.result(), strict=True)
                states += [replace(state, path=file.path) for file, state in found]  # one text of a path is enough
                done(len(states))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # whoever stops a run would wait for all of its shares
            raise
    return states


def shares_of(files: Sequence[ReportFile], cores: int) -> list[Sequence[ReportFile]]:
    """The files dealt out like cards, because neighbours are similar: long reports lie in one folder."""
    size = min(max(len(files) // (cores * SHARES_PER_CORE), FEWEST_FILES), MOST_FILES)
    count = -(-len(files) // size)
    return [files[number::count] for number in range(count)]


def parse_task(task: Task) -> list[FileState]:
    """Read, parse and write the rows of a task's files."""
    states = []
    with RowFiles(task.folder, task.shard) as rows, archives_open():
        for file, content in contents(task.files, task.limit):
            reports = 0
            if isinstance(content, Problem):
                rows.write("problems", problem_row(file.path, content, task.privacy))
            else:
                for one in _reports_of(file, content):
                    _write(file.path, one, task.privacy, rows)
                    reports += 1
            states.append(replace(_state(file, content), reports=reports))
    return states


def _write(path: str, one: _Parsed, privacy: Privacy, rows: RowFiles) -> None:
    key, content, report, problems = one
    if report:
        for table, row in report_rows(path, content, report, privacy, key):
            rows.write(table, row)
    for problem in problems:
        rows.write("problems", problem_row(path, problem, privacy))


def _reports_of(file: ReportFile, content: bytes) -> Iterator[_Parsed]:
    """The reports of a file, one for each row of a table: what tells them apart, their bytes, problems."""
    if isinstance(file.shape, TableShape):
        columns, rows = table_rows(file.on_disk, file.shape)
        for key, row in read_rows(columns, rows, file.shape):
            yield key, f"{key}\n{row}".encode(), row, row.problems
        return
    text, problems = decode_report(content)
    report = parse_report(text, file.shape) if text is not None else None
    if report and file.shape and report.title is None:  # a note is called as its file is
        report = replace(report, title=PurePosixPath(file.path).stem)
    yield "", content, report, [*problems, *(report.problems if report else ())]


def _state(file: ReportFile, content: bytes | Problem) -> FileState:
    if isinstance(content, Problem):
        return FileState(file.path, None, content)
    return FileState(file.path, hashlib.sha256(content).hexdigest())
