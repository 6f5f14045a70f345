"""`--json`: one document on stdout, with the fields that scripts rely on, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from tagfold import __version__
from tagfold.cli import app
from tagfold.settings import Settings
from tests.conftest import ROOT, Run
from tests.test_docs import named_commands
from tests.training.projects import with_habits, write

REPORTS = {
    "a.md": "# A\n[[datasources:citizen juries]]\n[[datasources:interviewers]]\n[[datasources:intervews]]\n",
    "b.md": "# B\n[[datasources:citizen juries]]\n[[datasources:interviews]]\n",
}


DOCUMENTED = {
    command: re.findall("`([^`]+)`", re.sub(r"with (a database )?`--[a-z]+`.*|\([^)]*\)", "", fields))
    for command, fields in re.findall(r"^\| `(tagfold [^`]+)` \| (.*) \|$", (ROOT / "docs/json.md").read_text(), re.M)
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def where(run: Run, settings: Settings) -> list[str]:
    run()
    return ["--db", str(settings.database), "--taxonomy", str(settings.taxonomy)]


def answer(*words: object, code: int = 0) -> Any:
    """What a command prints with --json."""
    done = CliRunner().invoke(app, [*map(str, words), "--json"])
    assert (done.exit_code, done.stderr) == (code, "")
    found = json.loads(done.stdout)
    if isinstance(found, dict):
        documented = DOCUMENTED[" ".join(("tagfold", *map(str, words[: 2 if words[0] == "taxonomy" else 1])))]
        assert {"impact", *found} == {"impact", *documented}  # diff has it only with a database
    return found


def test_every_command_has_it() -> None:
    commands = list(named_commands(typer.main.get_command(app), "tagfold"))
    without = [
        name for name, _, _ in commands if "--json" not in CliRunner().invoke(app, [*name.split()[1:], "--help"]).stdout
    ]
    assert without == []
    assert sorted(DOCUMENTED) == sorted(name for name, _, _ in commands)


def test_ingest(where: list[str], settings: Settings) -> None:
    found = answer("ingest", *settings.sources, "--full", *where)
    assert (found["changed"], found["read"], found["tags"], found["database"]) == (True, 2, 5, where[1])
    assert answer("ingest", *settings.sources, *where)["changed"] is False


def test_export(where: list[str], tmp_path: Path) -> None:
    found = answer("export", "--out", tmp_path / "twins", *where[:2])
    assert (found["format"], found["rows"]["tags"], found["cut"]) == ("parquet", 5, 0)
    assert sorted(found["files"]) == sorted(path.name for path in (tmp_path / "twins").iterdir())


def test_status(where: list[str], settings: Settings) -> None:
    found = answer("status", *where[:2])
    assert (found["database"], found["sources"]) == (where[1], [str(settings.sources[0])])
    assert (found["taxonomy_version"], found["tagfold_version"]) == ("working", __version__)
    assert (found["reports"], found["tags"], found["made_at"][-6:]) == (2, 5, "+00:00")


def test_query(where: list[str]) -> None:
    sql = "SELECT raw, line, 1.5 AS share, DATE '2026-01-02' AS day, [1, 2] AS list, 'nan'::DOUBLE AS none FROM tags"
    found = answer("query", f"{sql} ORDER BY raw, line", "--rows", "1", *where[:2])
    assert found == {
        "columns": ["raw", "line", "share", "day", "list", "none"],
        "rows": [["citizen juries", 2, 1.5, "2026-01-02", [1, 2], None]],
        "more": True,
    }
    assert answer("query", "SELECT 1 AS one WHERE false", *where[:2]) == {"columns": ["one"], "rows": [], "more": False}


def test_explain(where: list[str], settings: Settings) -> None:
    found = answer("explain", "datasources", "Intervews", *where)
    (decision,) = found.pop("decisions")
    assert found == {
        "facet": "datasources",
        "value": "Intervews",
        "form": "intervews",
        "uses": 1,
        "spellings": [{"raw": "intervews", "uses": 1}],
        "places": [{"raw": "intervews", "path": f"{settings.sources[0]}/a.md", "line": 4, "title": "A"}],
        "taxonomy_version": "working",
        "up_to_date": True,
    }
    assert (decision["outcome"], decision["part"], decision["term"]["label"]) == ("auto", 1, "interviews")
    assert (decision["score"], decision["term"]["spellings"][1]) == (0.95, {"raw": "interviews", "uses": 1})
    best = decision["candidates"][0]
    assert (best["term_id"], 0.5 < best["score"] < 1) == ("ds-0001", True)


def test_match_and_cluster(tmp_path: Path) -> None:
    tags, terms, out = tmp_path / "tags.csv", tmp_path / "terms.csv", tmp_path / "out.csv"
    tags.write_text("variant\nfocus groups\nfocus group\nbeekeeping\n", encoding="utf-8")
    terms.write_text("label\nfocus groups\n", encoding="utf-8")
    assert answer("match", tags, "--terms", terms, "--out", out) == {
        "out": str(out),
        "column": "variant",
        "notes": [],
        "tags": 3,
        "outcomes": {"mapped": 1, "auto": 1, "review": 0, "new": 1, "not_a_tag": 0},
        "twins": [],
        "learnt": [],
        "numbers_ignored": False,
    }
    found = answer("cluster", tags, "--out", out)
    nothing = {"learnt": [], "numbers_ignored": False}
    link = found.pop("weakest_link")
    assert found.pop("notes") == []
    assert found == {"out": str(out), "column": "variant", "tags": 3, "clusters": 2, **nothing}
    assert {link["tag"], link["label"]} == {"focus groups", "focus group"}
    tags.write_text("variant\nbeekeeping\n", encoding="utf-8")
    assert answer("cluster", tags, "--out", out)["weakest_link"] is None


def test_review_lists_the_queue(where: list[str]) -> None:
    found = answer("review", *where)
    items = {item["tag"]: item for item in found["items"]}
    assert (found["tags"], sorted(items)) == (2, ["citizen juries", "interviewers"])
    assert (items["citizen juries"]["uses"], items["citizen juries"]["reports"]) == (2, 2)
    assert items["citizen juries"]["spellings"] == [{"raw": "citizen juries", "uses": 2}]
    asked = items["interviewers"]
    assert (asked["outcome"], asked["term_id"], asked["label"]) == ("review", "ds-0001", "interviews")
    assert answer("review", "--facet", "country", *where) == {"tags": 0, "items": []}
    automatic = answer("review", "--auto", *where)["items"]
    assert [(item["tag"], item["label"]) for item in automatic] == [("intervews", "interviews")]
    listed = CliRunner().invoke(app, ["review", "--list", *where]).stdout.splitlines()
    assert listed[0].split() == ["facet", "tag", "uses", "reports", "candidate", "score"]
    assert "datasources  citizen juries     2        2" in listed


def test_plan_and_apply(where: list[str], tmp_path: Path) -> None:
    decisions, plan = tmp_path / "decisions.csv", tmp_path / "decisions.plan"
    decisions.write_text("facet,action,tag,term\ndatasources,accept,citizen juries,surveys\n", encoding="utf-8")
    found = answer("plan", decisions, "--out", plan, *where)
    (facet,) = found.pop("facets")
    assert found == {"plan": str(plan), "decisions": 1, "no_change": 0}
    assert (facet["facet"], facet["totals"]["newly mapped"]) == ("datasources", {"uses": 2, "reports": 2})
    surveys = next(bar for bar in facet["chart"] if bar["term_id"] == "ds-0003")
    assert (surveys["uses_before"], surveys["uses_after"]) == (0, 2)
    done = answer("apply", plan, *where[2:], "--as", "Ada")
    (entry,) = done["decisions"]
    assert (done["taxonomy"], entry["by"], entry["action"]) == (where[3], "Ada", "accept")
    assert (entry["facet"], entry["subject"]) == ("datasources", "citizen juries")


def test_lint_and_check(reports: Path, taxonomy: Path) -> None:
    found = answer("lint", reports, "--taxonomy", taxonomy, code=1)
    (typo,) = [finding for finding in found["findings"] if finding["line"] == 4]
    assert (typo["path"], typo["severity"], "'intervews'" in typo["problem"]) == (f"{reports}/a.md", "warning", True)
    assert found["fixed"] == []
    (orphan,) = answer("taxonomy", "check", taxonomy)["findings"]
    assert (orphan["code"], orphan["path"], orphan["line"]) == ("orphan", f"{taxonomy}/datasources/terms.csv", 4)
    assert "broader-cycle" in {rule["code"] for rule in answer("taxonomy", "check", "--rules")}


def test_releases(taxonomy: Path) -> None:
    home = ["--taxonomy", taxonomy]
    made = answer("taxonomy", "release", "--date", "2026-12-01", *home)
    assert (made["version"], made["date"], made["folder"]) == ("1.0.0", "2026-12-01", f"{taxonomy}/releases/1.0.0")
    terms = taxonomy / "datasources" / "terms.csv"
    terms.write_text(terms.read_text().replace("Talks with people.", "Talks."))
    found = answer("taxonomy", "diff", *home)
    assert (found["before"], found["after"]) == ("1.0.0", str(taxonomy))
    assert found["bump"] == "patch"


def test_exchange(taxonomy: Path, tmp_path: Path) -> None:
    home, table, plan = ["--taxonomy", taxonomy], tmp_path / "table.csv", tmp_path / "plan.csv"
    shared = ("--format", "csv", "--facet", "datasources")
    assert answer("taxonomy", "export", *shared, "--out", table, *home) == {"files": [str(table)]}
    table.write_text("variant,label\njuries,juries\n", encoding="utf-8")
    assert answer("taxonomy", "import", table, *shared, "--out", plan, *home) == {
        "proposals": str(plan), "add_term": 1, "add_mapping": 0, "add_label": 0, "add_related": 0, "add_scope_note": 0,
        "conflict": 0, "already_known": 1,
    }  # fmt: skip


def test_learn(tmp_path: Path) -> None:
    write(tmp_path / "taxonomy", with_habits())
    found = answer("taxonomy", "learn", "--dry-run", "--taxonomy", tmp_path / "taxonomy")
    assert (found["written"], found["file"]) == (False, f"{tmp_path}/taxonomy/model.json")
    assert found["facets"][0]["facet"] == "topics"
