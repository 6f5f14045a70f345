"""The commands as a person runs them, on the sample reports and the taxonomy of this repository."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.warehouse.reading import reading

ROOT = Path(__file__).parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "taxonomy", tmp_path / "taxonomy", ignore=shutil.ignore_patterns("releases"))
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def decisions(database: str) -> list[tuple[object, ...]]:
    with reading(Path(database)) as db:
        return db.execute("SELECT * FROM decisions ORDER BY ALL").fetchall()


def merge_surveys_into_interviews(project: Path) -> None:
    path = project / "taxonomy" / "datasources" / "terms.csv"
    old, new = "ds-0002,surveys,,active,,", "ds-0002,surveys,,deprecated,ds-0001,"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new).replace(",ds-0002,active,", ",ds-0001,active,"))


def test_a_release_rebuilds_what_it_said_to_the_row(project: Path) -> None:
    assert "Released 1.0.0: the first release" in run("taxonomy", "release", "--date", "2026-12-01")
    run("ingest", "--db", "then.duckdb")
    then = decisions("then.duckdb")
    merge_surveys_into_interviews(project)
    assert "Would release 2.0.0: major" in run("taxonomy", "release", "--dry-run")
    assert not (project / "taxonomy" / "releases" / "2.0.0").exists()
    assert "Released 2.0.0: major" in run("taxonomy", "release", "--date", "2026-12-02")
    run("ingest", "--db", "now.duckdb")
    assert {row[5] for row in then} - {row[5] for row in decisions("now.duckdb")} == {"ds-0002"}
    run("ingest", "--db", "now.duckdb", "--taxonomy", "1.0.0")
    assert decisions("now.duckdb") == then
    with reading(Path("now.duckdb")) as db:
        assert db.execute("SELECT taxonomy_version FROM runs ORDER BY run_id").fetchall() == [("working",), ("1.0.0",)]
    told = run("explain", "datasources", "surveys", "--db", "now.duckdb", "--taxonomy", "1.0.0")
    assert "surveys (ds-0002" in told
    assert "(ds-0001" in run("explain", "datasources", "surveys", "--db", "now.duckdb", "--taxonomy", "2.0.0")
    assert "there is no release 9.9.9" in run("ingest", "--taxonomy", "9.9.9", code=2)


def test_diff_tells_words_and_figures(project: Path) -> None:
    run("taxonomy", "release", "--date", "2026-12-01")
    assert run("taxonomy", "diff") == "1.0.0 -> taxonomy\nNothing has changed.\n"
    merge_surveys_into_interviews(project)
    without = run("taxonomy", "diff").splitlines()
    assert without[:4] == [
        "1.0.0 -> taxonomy",
        "datasources: 1 term merged, 5 terms under another heading",
        "  terms merged",
        "    surveys (ds-0002) into interviews (ds-0001); 7 spellings go along",
    ]
    assert not any(line.startswith("Uses moved") for line in without)
    run("ingest")
    figures = json.loads(run("taxonomy", "diff", "1.0.0", "taxonomy", "--json"))
    assert (figures["bump"], figures["changes"][0]["what"]) == ("major", "merged")
    ((flow),) = figures["impact"]["flows"]
    assert (flow["fate"], flow["before"], flow["after"]) == ("moved", ["ds-0002"], ["ds-0001"])
    with reading(Path("data/processed/tagfold.duckdb")) as db:
        (surveys,) = db.execute(
            "SELECT count(*), count(DISTINCT report_id) FROM tags JOIN decisions USING (facet, raw) "
            "WHERE outcome IN ('mapped', 'auto') AND (term_id = 'ds-0001' AND raw ILIKE '%survey%')"
        ).fetchall()
    assert (flow["uses"], flow["reports"]) == surveys
    assert f"Uses moved: {surveys[0]} in {surveys[1]} reports" in run("taxonomy", "diff")


def test_wrong_usage_exits_2_and_wrong_data_1(project: Path) -> None:
    assert "'1 December' is not a valid date" in run("taxonomy", "release", "--date", "1 December", code=2)
    assert "there is nothing to compare" in run("taxonomy", "diff", code=2)
    path = project / "taxonomy" / "facets.csv"
    path.write_text(path.read_text() + "<<<<<<< HEAD\n")
    assert "a git merge stopped here" in run("taxonomy", "release", code=1)
    assert not (project / "taxonomy" / "releases").exists()
