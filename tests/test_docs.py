"""Docs cannot lie: what the README shows is run, what is generated is compared, links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from tagfold.cli import app
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "taxonomy/README.md", ROOT / "pipeline/README.md"]


def test_the_commands_of_the_readme_print_what_it_says(sample: Path) -> None:
    shown = re.findall(r"```console\n\$ \.venv/bin/tagfold ([^\n]+)\n(.*?)```", README, re.DOTALL)
    assert [words.split()[0] for words, _ in shown] == ["query", "explain"]
    for words, output in shown:
        command = [sys.executable, "-m", "tagfold", *shlex.split(words), "--db", str(sample)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        assert done.stdout == output


def test_the_queries_of_the_readme_run(sample: Path) -> None:
    (block,) = re.findall(r"```sql\n(.*?)```", README, re.DOTALL)
    queries = [query for query in re.sub(r"--[^\n]*", "", block).split(";") if query.strip()]
    assert len(queries) == 10
    with duckdb.connect(str(sample), read_only=True) as db:
        answers = [db.execute(query).fetchall() for query in queries]
    assert all(answers)
    (counted,) = [row for row in answers[1] if row[0] == "datasources"]
    assert counted[1:3] == ("interviews", 17)


def test_generated_docs_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def named_commands(command: object, name: str) -> Iterator[tuple[str, str, str]]:
    """Each command with its help and its epilog."""
    children = getattr(command, "commands", {})
    if not children:
        yield name, getattr(command, "help", None) or "", getattr(command, "epilog", None) or ""
    for word, child in children.items():
        yield from named_commands(child, f"{name} {word}")


def test_every_command_has_help_with_an_example() -> None:
    found = list(named_commands(typer.main.get_command(app), "tagfold"))
    assert len(found) == len({name for name, _, _ in found}) >= 15
    assert [name for name, help_, _ in found if not help_] == []
    assert [name for name, _, epilog in found if not re.match(rf"Examples?:  {name}\b", epilog)] == []


def test_the_makefile_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    done = subprocess.run(["make", "help"], capture_output=True, text=True, check=True, cwd=ROOT)
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert re.findall(r"^make ([\w-]+) ", done.stdout, re.MULTILINE) == phony.split()


def test_the_page_about_python_says_what_happens(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data/processed").mkdir(parents=True)
    shutil.copy(sample, tmp_path / "data/processed/tagfold.duckdb")
    monkeypatch.chdir(tmp_path)
    assert doctest.testfile(str(ROOT / "docs/python.md"), module_relative=False) == (0, 14)


def test_your_data_is_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is followed block by block: files are written, commands run, and what they print is compared."""
    page = (ROOT / "docs/your-data.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = 0
    for before, kind, block in re.findall(r"([^\n]*)\n\n```(\w+)\n(.*?)```", page, re.DOTALL):
        if kind != "console":
            place = Path(re.findall(r"`([\w./]+)`:", before)[0])
            place.parent.mkdir(exist_ok=True)
            place.write_text(block, encoding="utf-8")
            continue
        for shown in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = shown.partition("\n")
            words = shlex.split(line.partition(" > ")[0] if line.endswith(".json") else line)
            done = CliRunner().invoke(app, words[1:], prog_name="tagfold")
            assert done.exit_code == 0, (line, done.output)
            if not line.endswith(".json"):
                assert done.stdout == output, line
            ran += 1
    assert ran == 13


def test_the_figures_of_the_faq_are_those_of_the_bench() -> None:
    bench = (ROOT / "docs/bench.md").read_text(encoding="utf-8").split("\n## ")[1].splitlines()
    header = next(line for line in bench if line.startswith("|  |")).split(" | ")
    column = header.index("undp_thematic_areas")
    faq = (ROOT / "docs/faq.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^\| ([\w ]+) \| (\d\.\d\d / \d\.\d\d / \*\*\d\.\d\d\*\*) \|$", faq, re.MULTILINE)
    assert len(quoted) == 5
    measured = {row.split(" | ")[0].strip("| "): row.split(" | ")[column] for row in bench if row.startswith("| ")}
    assert {tool: measured[tool] for tool, _ in quoted} == dict(quoted)
