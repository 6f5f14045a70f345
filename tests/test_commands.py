"""What is printed as a command runs as it is printed, in the folder where it was printed."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from tagfold.cli import app
from tagfold.commands import OPTIONS, command, options_in_force
from tests.conftest import REPORT, ROOT


@pytest.fixture
def folder(tmp_path: Path, taxonomy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose every name needs quotes, with `tagfold` in a folder that the shell does not search."""
    home = tmp_path / "Ada's project"
    (home / "my reports").mkdir(parents=True)
    (home / "my reports" / "bees.md").write_text(f"{REPORT}\n[[datasources:]]\n[[datasources:bee keepers]]\n")
    shutil.move(taxonomy, home / "our $terms")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "pipeline"))
    (home / "bin dir").mkdir()
    script = home / "bin dir" / "tagfold"
    script.write_text(f"#!{sys.executable}\nfrom tagfold.cli import app\napp()\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return home


def shell(folder: Path, line: str, code: int = 0) -> str:
    """What a line prints in a shell; the words of errors too."""
    env = {**os.environ, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


WHERE = "--db 'the data.duckdb' --taxonomy 'our $terms'"


def test_commands_that_are_printed_run_as_printed(folder: Path) -> None:
    tagfold = "'bin dir/tagfold'"
    (first,) = re.findall("run `(.*)` first", shell(folder, f"{tagfold} explain datasources bees {WHERE}", code=1))
    assert first == '"bin dir/tagfold" ingest --db "the data.duckdb" --taxonomy \'our $terms\''
    shell(folder, first, code=1)  # there is no data/raw here
    made = shell(folder, f"{tagfold} ingest 'my reports' --no-semantic {WHERE}")
    assert "empty-tag" in shell(folder, re.findall(r"Problems: \d+ \((.*)\)", made)[0])
    assert "interviews" in shell(folder, re.findall("Try: (.*)", made)[0])

    wrong = shell(folder, f"{tagfold} query 'SELECT nothing' {WHERE.split(' --tax', maxsplit=1)[0]}", code=1)
    assert "term_uses" in shell(folder, re.findall("`(.*)`", wrong)[0] + " --rows 999")

    (folder / "all.csv").write_text("facet,action,tag,term\ndatasources,accept,bee keepers,interviews\n")
    planned = shell(folder, f"{tagfold} plan all.csv --out 'a plan' {WHERE}")
    applied = shell(folder, f"{re.findall('`(.*)`', planned)[0]} --as Ada")
    assert "1 decision written to our $terms" in applied
    again = shell(folder, re.findall("`(.*)`", applied)[0])
    assert "Reports: 0 read, 1 unchanged, 0 failed" in again
    assert "Database: the data.duckdb" in again

    terms = folder / "our $terms" / "datasources" / "terms.csv"
    terms.write_text(terms.read_text().replace("ds-0002,active", "ds-0002,wrong"))
    terms.write_text(terms.read_text().replace(",ds-0001,active", ",ds-0002,active"))
    refused = shell(folder, f"{tagfold} ingest 'my reports' {WHERE}", code=1)
    assert "1 error" in shell(folder, re.findall("`(.*)`", refused)[0], code=1)


def test_printed_commands_take_the_options_that_they_get() -> None:
    known = dict(_options(typer.main.get_command(app), ""))
    for name, options in OPTIONS.items():
        assert {f"--{option}" for option in options} <= known[name]


def _options(group: object, before: str) -> list[tuple[str, set[str]]]:
    found = []
    for name, child in getattr(group, "commands", {}).items():
        found += _options(child, f"{before}{name} ")
        found.append((before + name, {word for one in child.params for word in one.opts}))
    return found


def test_options_in_force_are_added_and_defaults_left_out() -> None:
    assert command("ingest", db=Path("data/processed/tagfold.duckdb"), taxonomy="taxonomy") == "tagfold ingest"
    with options_in_force(db=Path("a.duckdb"), taxonomy="1.0.0", semantic=False, encoder=None):
        assert command("ingest", "in") == "tagfold ingest in --db a.duckdb --taxonomy 1.0.0 --no-semantic"
        assert command("query", "SELECT 1", db=Path("b c")) == 'tagfold query "SELECT 1" --db "b c"'
        assert command("taxonomy check", "it's") == 'tagfold taxonomy check "it\'s"'
    assert command("query", 'SELECT "a b"') == "tagfold query 'SELECT \"a b\"'"
