"""Windows and macOS, as far as Linux can pretend to be them (tests/windows.py); they themselves have not been tried."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tests.conftest import REPORT, ROOT, write_taxonomy

CONSOLE = {"PYTHONIOENCODING": "cp1252", "PYTHONWARNINGS": "ignore", "PYTHONPATH": os.pathsep.join(sys.path)}


def pretending(code: str, folder: Path) -> str:
    """What a process prints that pretends to be on Windows."""
    begin = "from tests.windows import pretend; pretend()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + code],
        capture_output=True, check=False, cwd=folder, env={**os.environ, **CONSOLE},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode("cp1252")
    return done.stdout.decode("cp1252")


def tagfold(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, words, prog_name="tagfold")
    assert done.exit_code == code, done.output
    return done.output


def test_what_windows_refuses_is_refused(tmp_path: Path) -> None:
    code = """
import io, os
from pathlib import Path
import tagfold.io
def refused(act):
    try: act()
    except (OSError, ImportError, AttributeError) as error: return type(error).__name__
for name in ("one", "two", "three"):
    Path(name).write_text(name)
held = open("two")
for act in (
    lambda: __import__("fcntl"), lambda: tagfold.io.os.fchmod, lambda: tagfold.io.os.open(".", 0),
    lambda: os.rename("one", "three"), lambda: os.replace("one", "two"), lambda: os.remove("two"),
    lambda: os.replace("one", "three"),
):
    print(refused(act))
"""
    assert pretending(code, tmp_path).split() == [
        "ModuleNotFoundError", "AttributeError", "PermissionError",
        "FileExistsError", "PermissionError", "PermissionError", "None",
    ]  # fmt: skip


WALK = """
import shlex
from pathlib import Path
from typer.testing import CliRunner
from benchmarks.measure.first_count import PATHS, walk
from tagfold.cli import app
def shell(line):
    done = CliRunner().invoke(app, shlex.split(line)[1:], prog_name="tagfold")
    assert done.exit_code == 0, (line, done.output)
    return done.output
walk(PATHS[{name!r}], Path("."), shell)
for line in {more!r}:
    said = shell(line)
print(said)
"""
MORE = [
    "tagfold export --format csv", "tagfold export --format csv", "tagfold export --format sqlite --out data-site",
    "tagfold report", "tagfold report", "tagfold taxonomy release", "tagfold taxonomy diff 1.0.0",
    "tagfold taxonomy export --format sssom --out shared", "tagfold ingest --full",
]  # fmt: skip


@pytest.mark.parametrize(("name", "more"), [("facets", MORE), ("vault", ["tagfold status"])])
def test_a_newcomer_s_path_and_what_writes_files(
    name: str, more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = pretending(WALK.format(name=name, more=more), tmp_path)
    (content,) = re.findall(r"\(content (\w+)\)", said)
    monkeypatch.chdir(tmp_path)
    assert f"(content {content})" in tagfold("ingest", "--full")  # what Linux makes of it
    assert [path.name for path in tmp_path.rglob("*") if path.name.endswith((".tmp", ".before"))] == []


def test_a_database_that_somebody_has_open_is_one_sentence_and_stays(tmp_path: Path) -> None:
    """Elsewhere it is swapped under the reader, which Windows forbids."""
    write_taxonomy(tmp_path / "taxonomy")
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/a.md").write_text(REPORT, encoding="utf-8")
    code = """
from pathlib import Path
from typer.testing import CliRunner
from tagfold.cli import app
assert CliRunner().invoke(app, ["ingest"]).exit_code == 0
before = Path("data/processed/tagfold.duckdb").read_bytes()
Path("data/raw/b.md").write_text("# B")
with open("data/processed/tagfold.duckdb", "rb"):
    done = CliRunner().invoke(app, ["ingest"])
print(done.exit_code, done.stderr.strip())
print(before == Path("data/processed/tagfold.duckdb").read_bytes())
print(CliRunner().invoke(app, ["ingest"]).exit_code)
"""
    first, same, again = pretending(code, tmp_path).splitlines()
    assert first == (
        "1 tagfold: data/processed/tagfold.duckdb: the new database cannot take the place of the last one, "
        "which is as it was; "
        "close it in other programs, as Windows asks, or change the permissions of its folder, and run again"
    )
    assert (same, again) == ("True", "0")


def test_a_checkout_with_other_line_ends_counts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_taxonomy(tmp_path / "taxonomy")
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/a.md").write_text(REPORT, encoding="utf-8")
    tagfold("taxonomy", "release")
    counts = "SELECT facet, raw, outcome, term_id, line FROM tag_terms ORDER BY ALL"
    tagfold("ingest")
    before = tagfold("query", counts)
    for path in [*(tmp_path / "data/raw").iterdir(), *(tmp_path / "taxonomy").rglob("*.*")]:
        if path.is_file() and "releases" not in path.parts:
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    tagfold("ingest", "--full")
    assert tagfold("query", counts) == before
    assert "Reports: 1 read" in tagfold("ingest", "--taxonomy", "1.0.0", "--db", "released.duckdb")


def test_a_new_project_keeps_git_from_changing_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tagfold("init")
    asked = ["taxonomy/facets.csv", "taxonomy/releases/1.0.0/topics/terms.csv", "taxonomy/history.csv", "data/raw/a.md"]
    subprocess.run(["git", "init", "-q"], check=True)
    done = subprocess.run(
        ["git", "check-attr", "text", "merge", "--", *asked], capture_output=True, text=True, check=True
    )
    assert [line.rpartition(": ")[2] for line in done.stdout.splitlines()] == [
        "unset", "unspecified", "unset", "unspecified", "unset", "union", "unspecified", "unspecified",
    ]  # fmt: skip


def test_names_equal_but_for_case_and_names_of_devices_are_reports_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They come in an archive, which Windows and macOS could not unpack; it is read without unpacking."""
    monkeypatch.chdir(tmp_path)
    write_taxonomy(tmp_path / "taxonomy")
    with zipfile.ZipFile("reports.zip", "w") as packed:
        for number, name in enumerate(("A.md", "a.md", "Deep/A.md", "aux.md", "CON.md", "what: really?.md")):
            packed.writestr(name, f"# Report {number}\n[[datasources:interviews]]\n")
        named = zipfile.ZipInfo("by-windows.md")
        named.filename = "deep\\windows.md"
        packed.writestr(named, "# Report 6\n[[datasources:interviews]]\n")
    tagfold("ingest", "reports.zip", "--db", "all.duckdb")
    with duckdb.connect("all.duckdb", read_only=True) as db:
        found = db.execute("SELECT path, count(DISTINCT report_id) FROM reports GROUP BY ALL ORDER BY path").fetchall()
        assert found == [(path, 1) for path in sorted(
            ["A.md", "CON.md", "Deep/A.md", "a.md", "aux.md", "deep/windows.md", "what: really?.md"]
        )]  # fmt: skip
        assert db.execute("SELECT count(DISTINCT report_id), count(*) FROM reports").fetchall() == [(7, 7)]
    pretended = pretending(
        "from typer.testing import CliRunner\nfrom tagfold.cli import app\n"
        "print(CliRunner().invoke(app, ['ingest', 'reports.zip', '--db', 'other.duckdb', '--json']).stdout)",
        tmp_path,
    )
    assert json.loads(pretended)["reports"] == 7


def test_the_docs_say_what_was_run_and_what_was_simulated() -> None:
    page = (ROOT / "docs/stability.md").read_text(encoding="utf-8")
    assert "It has not been run on Windows or macOS" in page
    assert "tests/windows.py" in page
