"""Bad input: one sentence with path and remedy, and the last good database stays as it was."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tagfold.errors import SourceError, TaxonomyError, WarehouseError
from tagfold.settings import Settings
from tests.conftest import ROOT, Rows, Run


def test_no_folder(run: Run, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere: there is no such folder; name an existing folder of reports"):
        run(sources=(tmp_path / "nowhere",))


def test_a_file_in_place_of_a_folder(run: Run, reports: Path) -> None:
    with pytest.raises(
        SourceError, match=r"bees\.md: this is a file, neither a folder nor an archive of reports; name the folder"
    ):
        run(sources=(reports / "bees.md",))


def test_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"empty: no report \(\*\.md\) in it"):
        run(sources=(tmp_path / "empty",))


def test_bad_files_among_good_ones_are_problems_and_the_run_goes_on(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "binary.md").write_bytes(b"\x89PNG\0\0\1")
    (reports / "latin.md").write_bytes("# Café\n[[type:blog]]\n[[datasources:surveys]]\n".encode("latin-1"))
    (reports / "utf16.md").write_text("# Sixteen\n[[type:blog]]\n[[datasources:surveys]]\n", encoding="utf-16")
    (reports / "huge.md").write_bytes(b"# Huge\n" + b"x" * 2_000)
    (reports / "loop.md").symlink_to(reports / "loop.md")
    (reports / "gone.md").symlink_to(reports / "never-was.md")
    os.mkfifo(reports / "pipe.md")
    (reports / "folder.md").mkdir()
    result = run(max_report_bytes=1_500)
    assert (result.read, result.failed) == (4, 4)
    found = rows("SELECT path, line, code FROM problems ORDER BY 1")
    assert found == [
        ("binary.md", 1, "binary"),
        ("gone.md", None, "vanished"),
        ("huge.md", None, "too-large"),
        ("latin.md", 1, "not-utf-8"),
        ("loop.md", None, "unreadable"),
        ("pipe.md", None, "not-a-file"),
        ("utf16.md", 1, "utf-16"),
    ]
    assert rows("SELECT path, title FROM reports ORDER BY 1") == [
        ("bees.md", "Talking to bee keepers"),
        ("latin.md", "Caf\ufffd"),
        ("utf16.md", "Sixteen"),
    ]
    assert rows("SELECT count(*) FROM tags WHERE raw = 'surveys'") == [(2,)]
    assert not run(max_report_bytes=1_500).changed


def test_a_folder_that_links_to_itself_does_not_trap_the_walk(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "again").symlink_to(reports, target_is_directory=True)
    run()
    assert rows("SELECT path FROM reports") == [("bees.md",)]


def test_fifty_megabytes_are_left_out_with_a_word(run: Run, rows: Rows, reports: Path) -> None:
    with (reports / "big.md").open("wb") as stream:
        stream.truncate(50_000_000)
    run()
    assert rows("SELECT message, remedy FROM problems") == [
        ("the file has 50 MB, more than 20, so it was left out", "take out its images")
    ]


def test_an_unreadable_file(rows: Rows, settings: Settings, reports: Path) -> None:
    secret = reports / "secret.md"
    secret.write_text("# Secret\n", encoding="utf-8")
    secret.chmod(0)
    done = _tagfold(settings, without_privilege=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert rows("SELECT path, code, message, remedy FROM problems") == [
        ("secret.md", "unreadable", "the file cannot be read (Permission denied)", "fix its permissions or remove it")
    ]


def test_a_read_only_folder(rows: Rows, run: Run, settings: Settings, reports: Path) -> None:
    run()
    (reports / "new.md").write_text("# New\n", encoding="utf-8")
    settings.database.parent.chmod(0o555)
    done = _tagfold(settings, without_privilege=True)
    settings.database.parent.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr == (
        f"tagfold: {settings.database}: no permission to write here; "
        "change the folder's permissions or name another with --db\n"
    )
    assert rows("SELECT path FROM reports") == [("bees.md",)]


def _tagfold(
    settings: Settings, *, without_privilege: bool = False, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `tagfold ingest` as a process of its own; root is made to obey permissions like anybody."""
    command = [sys.executable, "-m", "tagfold", "ingest", str(settings.sources[0])]
    command += ["--db", str(settings.database), "--taxonomy", str(settings.taxonomy)]
    if without_privilege and os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=prepare, cwd=ROOT)


def test_a_database_that_another_program_writes_to(run: Run, rows: Rows, settings: Settings, reports: Path) -> None:
    run()
    code = (
        f"import duckdb, sys; db = duckdb.connect({str(settings.database)!r})\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    (reports / "new.md").write_text("# New\n", encoding="utf-8")
    try:
        with pytest.raises(WarehouseError, match=r"tagfold\.duckdb: another program has the database open for writing"):
            run()
    finally:
        other.communicate("")
    assert rows("SELECT path FROM reports") == [("bees.md",)]


def test_two_runs_at_once(run: Run, settings: Settings) -> None:
    settings.database.parent.mkdir()
    from filelock import FileLock

    with (
        FileLock(settings.database.with_name(f".{settings.database.name}.lock")),
        pytest.raises(WarehouseError, match="another run is building this database; wait until it has ended"),
    ):
        run()


def test_a_reader_is_not_blocked_and_keeps_what_it_opened(
    run: Run, rows: Rows, settings: Settings, reports: Path
) -> None:
    run()
    code = (
        f"import duckdb, sys; db = duckdb.connect({str(settings.database)!r}, read_only=True)\n"
        "print('open', flush=True); sys.stdin.readline(); print(db.execute('SELECT count(*) FROM reports').fetchall())"
    )
    reader = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    (reports / "new.md").write_text("# New\n", encoding="utf-8")
    assert run().read == 1
    seen, _ = reader.communicate("\n")
    assert seen == "[(1,)]\n"
    assert rows("SELECT count(*) FROM reports") == [(2,)]


def test_a_full_disk(run: Run, rows: Rows, settings: Settings, reports: Path) -> None:
    run()
    (reports / "new.md").write_text("# New\n" + "[[datasources:surveys]]\n" * 9_000, encoding="utf-8")

    def little_room() -> None:  # the system refuses to let any file of this process grow beyond 200 kB
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = _tagfold(settings, prepare=little_room)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"tagfold: {settings.database}: the disk is full; make room and run again; the last database is as it was"
    ]
    assert rows("SELECT path FROM reports") == [("bees.md",)]
    assert [path.name for path in settings.database.parent.glob(".building-*")] == []


def test_a_file_where_a_folder_is_needed(run: Run, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, so no folder can be made here", encoding="utf-8")
    with pytest.raises(WarehouseError, match="there is a file where a folder is needed; name another place with --db"):
        run(database=blocked / "tagfold.duckdb")


def test_a_file_that_is_no_database(run: Run, settings: Settings) -> None:
    settings.database.parent.mkdir()
    settings.database.write_text("hello " * 5_000, encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"this is not a readable DuckDB database; .* move any other file away"):
        run()
    assert settings.database.read_text(encoding="utf-8").startswith("hello")


def test_a_crash_leaves_the_last_database_and_the_next_run_clears_up(
    run: Run, rows: Rows, settings: Settings, reports: Path
) -> None:
    run()
    left = settings.database.parent / f".building-{settings.database.name}"
    left.mkdir()
    (left / "0.tags.json").write_text("{", encoding="utf-8")
    (reports / "new.md").write_text("# New\n", encoding="utf-8")
    run()
    assert not left.exists()
    assert rows("SELECT count(*) FROM reports") == [(2,)]


def test_a_database_of_another_layout_is_replaced_whole(run: Run, rows: Rows, settings: Settings) -> None:
    settings.database.parent.mkdir()
    with duckdb.connect(str(settings.database)) as db:
        db.execute("CREATE TABLE runs (path VARCHAR); COMMENT ON TABLE runs IS 'One row per run.'")
    assert run().read == 1
    assert rows("SELECT run_id FROM runs") == [(1,)]


def test_a_database_of_somebody_else_is_refused_and_kept(run: Run, settings: Settings) -> None:
    settings.database.parent.mkdir()
    with duckdb.connect(str(settings.database)) as db:
        db.execute("CREATE TABLE precious AS SELECT 42 AS answer")
    words = r"not made by Tagfold \(it holds precious\); name another file with --db"
    with pytest.raises(WarehouseError, match=words):
        run()
    with duckdb.connect(str(settings.database), read_only=True) as db:
        assert db.execute("FROM precious").fetchall() == [(42,)]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE mine AS SELECT 7 AS n",
        "CREATE VIEW mine AS SELECT 7 AS n",
        "CREATE SCHEMA other; CREATE TABLE other.mine (n INTEGER)",
        "CREATE MACRO mine(n) AS n + 7",
        "CREATE TYPE mine AS ENUM ('seven')",
        "CREATE SEQUENCE mine",
        "CREATE INDEX mine ON tags (raw)",
    ],
)
def test_what_an_analyst_made_in_the_database_is_not_lost(
    run: Run, settings: Settings, reports: Path, made: str
) -> None:
    run()
    with duckdb.connect(str(settings.database)) as db:
        db.execute(made)
    content = settings.database.read_bytes()
    (reports / "new.md").write_text("# New\n[[type:blog]]\n", encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"holds what Tagfold did not make \(mine\).*move that into a file"):
        run()
    assert settings.database.read_bytes() == content


LEAVES_A_LOG = """
import duckdb, os, sys
db = duckdb.connect(sys.argv[1])
db.execute("SET wal_autocheckpoint = '1GB'")
db.execute("UPDATE runs SET seconds = 0")
os._exit(1)
"""


def test_a_log_that_a_dead_program_left_does_not_spoil_the_new_file(
    run: Run, rows: Rows, settings: Settings, reports: Path
) -> None:
    run()
    subprocess.run([sys.executable, "-c", LEAVES_A_LOG, str(settings.database)], check=False)
    log = settings.database.with_name(f"{settings.database.name}.wal")
    assert log.exists()
    (reports / "new.md").write_text("# New\n[[type:blog]]\n", encoding="utf-8")
    run()
    assert not log.exists()
    assert rows("SELECT seconds > 0 FROM runs") == [(True,)]
    assert run().changed is False


def test_a_broken_taxonomy_leaves_the_database(run: Run, rows: Rows, taxonomy: Path, reports: Path) -> None:
    run()
    (reports / "new.md").write_text("# New\n", encoding="utf-8")
    mappings = taxonomy / "datasources" / "mappings.csv"
    mappings.write_text(
        mappings.read_text(encoding="utf-8") + "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> theirs\n", encoding="utf-8"
    )
    with pytest.raises(
        TaxonomyError, match=r"mappings\.csv:7: a git merge stopped here: .*; keep one side of the conflict"
    ):
        run()
    assert rows("SELECT path FROM reports") == [("bees.md",)]


@pytest.mark.parametrize("name", ["mappings.csv", "terms.csv"])
@pytest.mark.parametrize("emptied", [True, False])
def test_a_lost_file_is_not_read_as_no_decisions(
    run: Run, rows: Rows, taxonomy: Path, name: str, emptied: bool
) -> None:
    run()
    path = taxonomy / "datasources" / name
    path.unlink()
    if emptied:
        path.touch()
    words = "the file is empty" if emptied else "there is no such file"
    with pytest.raises(
        TaxonomyError, match=rf"{name}.*: {words}; restore it with `git checkout`, or if it is new, write"
    ):
        run()
    assert rows("SELECT count(*) > 0 FROM mappings WHERE facet = 'datasources'") == [(True,)]


def test_a_facet_whose_file_has_a_header_only_has_no_decisions_yet(run: Run, rows: Rows, taxonomy: Path) -> None:
    path = taxonomy / "datasources" / "mappings.csv"
    path.write_text(path.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    assert run().fewer_decisions == {}
    assert rows("SELECT facet FROM mappings") == [("country",), ("questions",)]


def test_a_run_says_which_decisions_are_gone(run: Run, settings: Settings, taxonomy: Path) -> None:
    run()
    path = taxonomy / "datasources" / "mappings.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    shutil.rmtree(taxonomy / "country")
    done = _tagfold(settings)
    assert done.stdout.splitlines()[1] == (
        "Decisions gone from the taxonomy since the last run: 1 of country, 2 of datasources; if that is a mistake, "
        "restore the files with `git checkout`."
    )
    assert run().fewer_decisions == {}
