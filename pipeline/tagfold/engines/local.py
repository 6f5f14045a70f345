"""Parse files on this machine: in this process when they are few, in several when they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tagfold.engines.file_state import FileState, look, named_as, state_of
from tagfold.engines.processes import as_done
from tagfold.engines.stopped_run import next_shard, note_share
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
from tagfold.warehouse.rows import LASTING, RowFiles, problem_row, report_rows

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


@dataclass(frozen=True)
class Task:
    """Files to parse into `folder` under the name `shard`, or into one that is then copied to `work`; and to note what
    they depended on if `parser_sha256` is given.
    """

    files: Sequence[ReportFile]
    folder: Path
    shard: str
    privacy: Privacy
    limit: int
    parser_sha256: str = ""
    work: StoreUrl | None = None


_Parsed = tuple[str, bytes, Report | None, Sequence[Problem]]


class LocalEngine:
    """Processes of this machine. Rows outlast a run that is stopped, if what they depend on besides files is given."""

    def __init__(self, workers: int, parser_sha256: str = "") -> None:
        self._workers, self._parser_sha256 = workers, parser_sha256

    def look(self, files: Sequence[ReportFile], limit: int) -> list[FileState]:
        return look(files, limit)

    def parse(
        self, files: Sequence[ReportFile], folder: Path, privacy: Privacy, limit: int, done: Done
    ) -> list[FileState]:
        return parse(files, folder, privacy, limit, self._workers, done, self._parser_sha256)

    def decide(self, taxonomy: Taxonomy, distinct: Sequence[tuple[str, str]], scorer: Scorer) -> Iterator[Decision]:
        from tagfold.matching.all_facets import decide_all  # brings numpy; a run with nothing to do has no use for it

        return decide_all(taxonomy, distinct, scorer)


def parse(
    files: Sequence[ReportFile],
    folder: Path,
    privacy: Privacy,
    limit: int,
    workers: int,
    done: Done = lambda count: None,
    parser_sha256: str = "",
) -> list[FileState]:
    """Parse `files` into row files in `folder`; the states come back in no particular order.

    If they are many, and what rows depend on besides them is given, each share that is done outlasts a stopped run.
    """
    if len(files) <= MIN_FILES_FOR_PROCESSES or (workers < 2 and not parser_sha256):
        states = parse_task(Task(files, folder, "0", privacy, limit))
        done(len(files))
        return states
    if parser_sha256:
        folder /= LASTING
        folder.mkdir(mode=0o700, exist_ok=True)
    states = []
    shares = enumerate(shares_of(files, workers), next_shard(folder))
    tasks = (Task(share, folder, str(number), privacy, limit, parser_sha256) for number, share in shares)
    for task, found in as_done(parse_task, tasks, workers, spawned=any(file.is_object for file in files)):
        states += named_as(task.files, found)
        done(len(states))
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
            states.append(replace(state_of(file, content), reports=reports))
    if task.parser_sha256:
        note_share(task.folder, task.shard, (task.parser_sha256, task.limit), task.files, states)
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
