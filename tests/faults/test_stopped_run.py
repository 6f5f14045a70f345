"""A large run that is killed goes on where it ended, and its database is the one that it would have made."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tagfold.engines.local import FEWEST_FILES
from tagfold.errors import WarehouseError
from tagfold.ingestion.ingest import Result, ingest
from tagfold.settings import Settings
from tests.conftest import REPORT, ROOT, source_folder, write_reports, write_taxonomy
from tests.faults.injection import KILLED, litter, outcome_of

SHARES = 6
REPORTS = SHARES * FEWEST_FILES
PARSED = Path(".building-tagfold.duckdb") / "parsed"
PERSON = "ada@example.org"


def _killed(settings: Settings, at: int | str, part: float = 0.0, end: int = signal.SIGKILL) -> None:
    """Run until a share is begun, or that part of a step or the swap of the databases is reached, and end there."""
    names = sorted(path.name for path in source_folder(settings).iterdir())
    child = os.fork()
    if child == 0:
        first = os.getpid()

        def watch(step: str, done: int, total: int) -> None:
            if step == at and done and done >= part * total:
                os.kill(first, end)

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event == "open" and isinstance(at, int) and str(arguments[0]).endswith(f"/{names[at]}"):
                os.kill(first, end)
                time.sleep(60 * (end == signal.SIGKILL))  # the share is never complete
            if event == "os.rename" and at == "swap" and str(arguments[1]) == str(settings.database):
                os.kill(first, end)

        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.addaudithook(hook)
            ingest(settings, watch)
        finally:
            os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == (-end if end == signal.SIGKILL else 0)
    assert not settings.database.exists()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many reports and a taxonomy."""
    home = tmp_path_factory.mktemp("stopped")
    write_taxonomy(home / "taxonomy")
    texts = {f"{number}.md": f"{REPORT}[[datasources:kind {number % 7}]]\n" for number in range(REPORTS - 1)}
    write_reports(home / "reports", {**texts, f"talk with {PERSON}.md": REPORT})
    (home / "key").write_bytes(bytes(range(32)))
    return home


def _settings(home: Path, out: Path) -> Settings:
    return Settings((home / "reports",), home / "taxonomy", out / "tagfold.duckdb", key=home / "key", workers=2)


@pytest.fixture(scope="module")
def undisturbed(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return ingest(_settings(home, tmp_path_factory.mktemp("undisturbed")))


@pytest.fixture(scope="module")
def left(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run left that was killed when it had parsed everything."""
    out = tmp_path_factory.mktemp("left")
    _killed(_settings(home, out), "swap")
    return out


@pytest.fixture
def stopped(home: Path, left: Path, tmp_path: Path) -> Settings:
    """A run to go on with, whose reports may be changed."""
    shutil.copytree(left, tmp_path / "out")
    shutil.copytree(home, tmp_path / "home")
    return _settings(tmp_path / "home", tmp_path / "out")


def _content_of(settings: Settings, database: Path) -> str:
    """The content hash of a run from nothing."""
    return ingest(replace(settings, database=database)).summary.content_sha256


@pytest.mark.parametrize(
    ("at", "part", "least", "most"),
    [
        (2, 0.0, 1, SHARES - 1),
        (4, 0.0, 3, SHARES - 1),
        ("loading rows", 0.5, SHARES, SHARES),
        ("matching tags", 0.0, SHARES, SHARES),
        ("swap", 0.0, SHARES, SHARES),
    ],
)
def test_a_killed_run_goes_on_with_the_shares_that_were_parsed(
    home: Path, undisturbed: Result, tmp_path: Path, at: int | str, part: float, least: int, most: int
) -> None:
    settings = _settings(home, tmp_path)
    _killed(settings, at, part)
    result = ingest(settings)
    assert result.resumed % FEWEST_FILES == 0
    assert least <= result.resumed // FEWEST_FILES <= most
    assert (result.read, result.failed) == (REPORTS, 0)
    assert result.summary == undisturbed.summary
    assert litter(tmp_path) == []
    assert not ingest(settings).changed


def test_a_run_may_be_stopped_again_and_again(home: Path, undisturbed: Result, tmp_path: Path) -> None:
    settings = _settings(home, tmp_path)
    _killed(settings, 2)
    _killed(settings, "going on where a stopped run ended")
    _killed(settings, 5, end=signal.SIGINT)
    assert list((tmp_path / PARSED).glob("*.note"))
    _killed(settings, "matching tags")
    result = ingest(settings)
    assert result.resumed == REPORTS
    assert result.summary == undisturbed.summary


def test_a_run_on_one_core_goes_on_too(home: Path, undisturbed: Result, tmp_path: Path) -> None:
    settings = replace(_settings(home, tmp_path), workers=1)
    _killed(settings, 3)
    result = ingest(settings)
    assert result.resumed == 3 * REPORTS // 4  # one core has fewer shares
    assert result.summary == undisturbed.summary


def test_a_file_that_changed_is_read_again_whatever_its_size_and_time(stopped: Settings, tmp_path: Path) -> None:
    file = source_folder(stopped) / "77.md"
    before = file.stat()
    file.write_text(file.read_text().replace("2024", "2023"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    result = ingest(stopped)
    assert (result.read, result.resumed) == (REPORTS, REPORTS - FEWEST_FILES)
    assert result.summary.content_sha256 == _content_of(stopped, tmp_path / "new.duckdb")


def test_new_files_are_read_and_the_share_of_one_that_is_gone(stopped: Settings, tmp_path: Path) -> None:
    for number in range(3):
        (source_folder(stopped) / f"another {number}.md").write_text(REPORT)
    (source_folder(stopped) / "3.md").unlink()
    result = ingest(stopped)
    assert (result.read, result.resumed) == (REPORTS + 2, REPORTS - FEWEST_FILES)
    assert result.summary.content_sha256 == _content_of(stopped, tmp_path / "new.duckdb")


def _cut_short(folder: Path) -> None:
    rows = folder / "2.tags.json"
    os.truncate(rows, rows.stat().st_size - 1)


def _changed(folder: Path) -> None:
    rows = folder / "2.answers.json"
    rows.write_bytes(rows.read_bytes().replace(b"hive union", b"hive onion", 1))


def _gone(folder: Path) -> None:
    (folder / "2.places.json").unlink()


def _foreign_note(folder: Path) -> None:
    (folder / "2.note").write_text("[1, 2]")


def _torn_note(folder: Path) -> None:
    note = folder / "2.note"
    os.truncate(note, note.stat().st_size // 2)


def _said_twice(folder: Path) -> None:
    for path in folder.glob("1.*"):
        shutil.copy(path, folder / path.name.replace("1", "2", 1))


def _never_noted(folder: Path) -> None:
    """As a share that the run was in the middle of."""
    (folder / "2.note").unlink()


@pytest.mark.parametrize("damage", [_cut_short, _changed, _gone, _foreign_note, _torn_note, _said_twice, _never_noted])
def test_a_damaged_share_is_parsed_again(
    stopped: Settings, undisturbed: Result, damage: Callable[[Path], None]
) -> None:
    damage(stopped.database.parent / PARSED)
    result = ingest(stopped)
    assert result.resumed == REPORTS - FEWEST_FILES
    assert result.summary == undisturbed.summary
    assert litter(stopped.database.parent) == []


@pytest.mark.parametrize("change", ["key", "keep_personal", "max_report_bytes", "full", "sources"])
def test_rows_that_another_run_would_not_make_are_not_taken(stopped: Settings, tmp_path: Path, change: str) -> None:
    (tmp_path / "another key").write_bytes(bytes(32))
    write_reports(tmp_path / "others", {"a.md": REPORT})
    values = {
        "key": tmp_path / "another key",
        "keep_personal": True,
        "max_report_bytes": len(REPORT) * 10,
        "full": True,
        "sources": (tmp_path / "others",),
    }
    other = replace(stopped, **{change: values[change]})  # type: ignore[arg-type]
    result = ingest(other)
    assert (result.resumed, result.read) == (0, 1 if change == "sources" else REPORTS)
    assert result.summary.content_sha256 == _content_of(other, tmp_path / "new.duckdb")
    assert litter(stopped.database.parent) == []


def test_what_is_left_is_for_nobody_else_and_names_no_person(left: Path) -> None:
    parsed = left / PARSED
    assert len(list(parsed.glob("*.note"))) == SHARES
    assert [oct(folder.stat().st_mode & 0o777) for folder in (parsed, parsed.parent)] == ["0o700", "0o700"]
    named = [path.name for path in parsed.iterdir() if PERSON.encode() in path.read_bytes()]
    assert named == []
    assert b"hive union" in b"".join(path.read_bytes() for path in parsed.iterdir())


def test_a_note_has_hashes_and_no_path(left: Path) -> None:
    note = orjson.loads((left / PARSED / "0.note").read_bytes())
    assert {len(identity) for identity, _, _ in note["files"]} == {32}
    assert b".md" not in (left / PARSED / "0.note").read_bytes()


def test_a_failed_run_keeps_what_it_parsed(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _settings(home, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("tagfold.warehouse.publish.SHARE", 0.01)  # else a test would need gigabytes of reports
        with pytest.raises(WarehouseError, match=r"needs more memory than it may take; run again with more"):
            ingest(replace(settings, memory=400_000_000))
    assert sorted(path.name for path in (tmp_path / PARSED).parent.iterdir()) == ["parsed"]
    assert ingest(settings).resumed == REPORTS
    assert litter(tmp_path) == []


def test_a_process_that_is_gone_is_one_sentence_and_the_next_run_goes_on(home: Path, tmp_path: Path) -> None:
    settings = _settings(home, tmp_path)
    last = max(path.name for path in source_folder(settings).iterdir())

    def without_memory() -> None:
        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event == "open" and str(arguments[0]).endswith(f"/{last}"):
                os._exit(KILLED)

        sys.addaudithook(hook)
        ingest(settings)

    outcome = outcome_of(without_memory, tmp_path)
    assert outcome.code == 1, outcome.message
    assert outcome.message == (
        "a process that read reports is gone, perhaps for want of memory; "
        "free some memory and run again, which goes on from here"
    )
    assert FEWEST_FILES <= ingest(settings).resumed < REPORTS


@pytest.mark.parametrize(("most", "resumed"), [(20_000, 0), (400_000, REPORTS)])
def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(
    home: Path, tmp_path: Path, most: int, resumed: int
) -> None:
    settings = _settings(home, tmp_path)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        ingest(settings)

    outcome = outcome_of(limited, tmp_path)
    assert outcome.code == 1, outcome.message
    assert "the disk is full; make room and run again; the last database is as it was" in outcome.message
    assert litter(tmp_path) == [".building-tagfold.duckdb"] * bool(resumed)
    assert ingest(settings).resumed == resumed


INTERRUPTIBLE = """
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
at = os.environ.get("AT")
stop = lambda: os.killpg(0, signal.SIGINT)
sys.addaudithook(lambda event, said: at and event == "open" and str(said[0]).endswith(at) and stop())
runpy.run_module("tagfold", run_name="__main__")
"""


def test_who_stops_a_run_is_told_how_to_go_on(home: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-c", INTERRUPTIBLE, "ingest", "reports", "--taxonomy", "taxonomy"]
    words += ["--db", str(tmp_path / "tagfold.duckdb"), "--key", "key"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "pipeline"), str(ROOT)])}
    fourth = sorted(path.name for path in (home / "reports").iterdir())[3]
    with subprocess.Popen(
        words, cwd=home, env={**environment, "AT": f"/{fourth}"}, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as child:  # fmt: skip
        assert child.communicate()[1].splitlines() == [
            "tagfold: what was parsed is kept; run this again to go on from there",
            "tagfold: stopped; the last database is as it was",
        ]
    done = subprocess.run(words, cwd=home, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = re.match(
        r"Going on where a stopped run ended: ([\d,]+) of 1,500 reports were parsed already\.\n", done.stdout
    )
    assert found
    assert int(found[1].replace(",", "")) % FEWEST_FILES == 0


def test_a_run_with_nothing_to_do_clears_it(stopped: Settings, tmp_path: Path) -> None:
    shutil.move(stopped.database.parent / PARSED.parent, tmp_path / "kept")
    ingest(stopped)
    shutil.move(tmp_path / "kept", stopped.database.parent / PARSED.parent)
    assert not ingest(stopped).changed
    assert litter(stopped.database.parent) == []
