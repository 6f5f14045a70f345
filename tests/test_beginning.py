"""A newcomer's first steps: the demo, a project of one's own, a first taxonomy drafted from its tags."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app


def tagfold(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, words, prog_name="tagfold")
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_from_an_empty_folder_to_a_right_count() -> None:
    said = tagfold("init").splitlines()
    assert [shlex.split(line, comments=True) for line in said[-3:]] == [
        ["tagfold", "ingest"],
        ["tagfold", "draft"],
        ["tagfold", "report"],
    ]
    made = tagfold("ingest").splitlines()
    assert "topics      8          8       0     0       0    8          0" in made
    assert made[-1] == "Try: tagfold draft"  # a count would be empty
    assert tagfold("taxonomy", "check", "--strict") == "taxonomy: no problems found\n"
    assert tagfold("draft").splitlines() == [
        "decisions.csv: 3 terms for 4 tags; delete the rows that you do not want.",
        "`tagfold plan decisions.csv` shows what the others would do.",
    ]
    assert Path("decisions.csv").read_text(encoding="utf-8").splitlines() == [
        "facet,action,tag,term,into,label,definition,note,uses,score",
        "topics,new_term,Bee-keeping,,,Bee-keeping,,,1,1.00",
        "topics,new_term,school gardens,,,school gardens,,,1,1.00",
        "topics,accept,School garden,school gardens,,,,,1,1.00",
        "topics,new_term,rain water,,,rain water,,,1,1.00",
    ]
    tagfold("plan", "decisions.csv")
    tagfold("apply", "decisions.plan", "--as", "Ada")
    assert tagfold("ingest").splitlines()[-1].startswith('Try: tagfold query "SELECT label')
    counts = "SELECT label, reports, uses FROM term_uses WHERE facet = 'topics' ORDER BY reports DESC, label"
    assert tagfold("query", counts, "--csv").splitlines() == [
        "label,reports,uses", "school gardens,3,3", "Bee-keeping,2,3", "rain water,1,2",
    ]  # fmt: skip
    assert tagfold("draft") == "There are no new tags to draft terms for.\n"
    assert tagfold("taxonomy", "check").splitlines()[-1] == "taxonomy: 6 warnings"


def test_what_is_there_is_not_overwritten(folder: Path) -> None:
    Path("Makefile").write_text("mine:\n", encoding="utf-8")
    Path("data/raw").mkdir(parents=True)
    Path("data/raw/mine.md").write_text("# Mine\n[[topics:bees]]\n", encoding="utf-8")
    tagfold("init")
    assert Path("Makefile").read_text(encoding="utf-8") == "mine:\n"
    assert [path.name for path in Path("data/raw").iterdir()] == ["mine.md"]
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert (
        tagfold("init", code=2) == "tagfold: tagfold.toml is there already; name another folder: tagfold init FOLDER\n"
    )
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_without_a_taxonomy_the_one_that_comes_with_tagfold_is_used_and_said() -> None:
    Path("reports").mkdir()
    Path("reports/a.md").write_text("# A\n[[datasources:deep interviews]]\n", encoding="utf-8")
    said = tagfold("ingest", "reports").splitlines()
    assert said[0].startswith("Taxonomy: the one that comes with Tagfold, for there is no folder taxonomy here; ")
    counts = "SELECT label, uses FROM term_uses WHERE uses > 0 AND facet = 'datasources'"
    assert tagfold("query", counts, "--csv").splitlines() == ["label,uses", "in-depth interviews,1"]
    assert "make a project with `tagfold init`" in tagfold("taxonomy", "check", code=2)
    assert "make a project with `tagfold init`" in tagfold("review", "--terminal", "--as", "Ada", code=1)


def test_the_demo_ends_in_a_page() -> None:
    said = tagfold("demo", "--no-open")
    assert said.startswith("48 reports read into tagfold-demo/tagfold.duckdb; the page is file://")
    assert "in-depth interviews" in Path("tagfold-demo/report.html").read_text(encoding="utf-8")
    assert tagfold(*shlex.split(said.splitlines()[1].removeprefix("Ask it: tagfold ")))
