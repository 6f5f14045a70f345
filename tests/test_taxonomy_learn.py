"""`tagfold taxonomy learn` and the model file it writes, as a person meets them."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.matching.weights import shipped_weights
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.reading import reading
from tests.training.projects import at_random, topics, unsure, with_habits, write

REPORT = "# On the coast\n\n[[topics:{}]]\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Decisions on half of the topics; the labels of the other half are known, and nothing was said of them."""
    habits = with_habits().vocabularies["topics"]
    more = (replace(habits.terms[0], term_id=f"u-{n}", label=label) for n, label in enumerate(topics(1)))
    write(tmp_path / "taxonomy", Taxonomy({"topics": replace(habits, terms=(*habits.terms, *more))}))
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "a.md").write_text(REPORT.format(unsure(topics(1)[0])))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    return result.output


def learn(*words: str, code: int = 0) -> str:
    return run("taxonomy", "learn", "--no-semantic", *words, code=code)


def outcome(database: str = "data/processed/tagfold.duckdb") -> str:
    with reading(Path(database)) as db:
        ((found,),) = db.execute("SELECT outcome FROM decisions").fetchall()
    return str(found)


def test_what_was_learnt_is_written_used_frozen_and_checked(project: Path) -> None:
    run("taxonomy", "release", "--date", "2026-12-01")
    run("ingest", "--no-semantic")
    assert outcome() == "review"
    tried = learn("--dry-run")
    headings = tried.splitlines()[0]
    assert [word for word in ("facet", "of one term", "of two", "auto", "decided") if word not in headings] == []
    assert "new weights: better than the old by more than chance" in tried
    assert "would write taxonomy/model.json" in tried
    assert not (project / "taxonomy" / "model.json").exists()
    assert "; wrote taxonomy/model.json" in learn()
    content = (project / "taxonomy" / "model.json").read_bytes()
    assert learn().rstrip().endswith("taxonomy/model.json already says so")
    assert (project / "taxonomy" / "model.json").read_bytes() == content
    run("ingest", "--no-semantic")
    assert outcome() == "auto"
    assert "auto" in run("explain", "topics", unsure(topics(1)[1]), "--no-semantic")
    told = run("taxonomy", "release", "--date", "2026-12-02")
    assert "Released 1.0.1: patch (no word of the taxonomy changed, but its model did)" in told
    assert "may be decided otherwise" in (project / "taxonomy" / "CHANGELOG.md").read_text()
    manifest = json.loads((project / "taxonomy" / "releases" / "1.0.1" / "manifest.json").read_text())
    assert list(manifest["files"]) == ["facets.csv", "model.json", "topics/mappings.csv", "topics/terms.csv"]
    assert "nothing has changed since release 1.0.1" in run("taxonomy", "release", code=1)
    (project / "taxonomy" / "model.json").unlink()
    for release, decided in (("1.0.0", "review"), ("1.0.1", "auto")):
        run("ingest", "--no-semantic", "--taxonomy", release)
        assert outcome() == decided
    (project / "taxonomy" / "releases" / "1.0.1" / "model.json").write_text("{}")
    assert "this file of the release was changed" in run("ingest", "--no-semantic", "--taxonomy", "1.0.1", code=1)


def test_a_broken_model_is_named_with_the_remedy(project: Path) -> None:
    path = project / "taxonomy" / "model.json"
    path.write_text(shipped_weights().text.replace("letters_cosine", "luck"))
    for words, option in ((("ingest", "--no-semantic"), " --no-semantic"), (("lint", "data/raw"), "")):
        told = run(*words, code=1)
        assert told.startswith(
            "tagfold: taxonomy/model.json: the model cannot be used: it was fitted to other features"
        )
        assert f"run `tagfold taxonomy learn{option}` or delete it" in told
    assert "taxonomy/model.json:1: error: the model cannot be used" in run("taxonomy", "check", code=1)
    assert "the model cannot be used" in run("taxonomy", "release", code=1)
    learn()
    run("taxonomy", "check")
    path.write_bytes(b"\xff\xfe")
    assert "taxonomy/model.json: the model cannot be read" in run("ingest", "--no-semantic", code=1)


@pytest.mark.usefixtures("project")
def test_dice_keep_the_old_weights_and_stop_the_machine() -> None:
    learn()
    shutil.rmtree("taxonomy/topics")
    write(Path("taxonomy"), at_random())
    told = learn()
    assert "kept the old weights: the decisions cannot be predicted from the spellings" in told
    assert "taxonomy/model.json, learnt earlier, stays as it is" in told
    Path("taxonomy/model.json").unlink()
    told = json.loads(learn("--json"))
    assert (told["new weights"], told["written"], told["facets"][0]["auto"]) == (False, True, None)
    said = json.loads(Path("taxonomy/model.json").read_text())
    assert said["trees"] == json.loads(shipped_weights().text)["trees"]
    assert said["facets"]["topics"]["auto"] is None
    assert said["facets"]["topics"]["precision"] == 0.99


def test_too_few_decisions_write_nothing(taxonomy: Path) -> None:
    told = learn("--taxonomy", str(taxonomy))
    assert "kept the old weights: the curated facets have" in told
    assert "and 50 of each are needed; no facet needs a threshold of its own, so nothing is written" in told
    assert list(taxonomy.glob("*.json")) == []


def test_wrong_usage_exits_2(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for given in ("topics", "topics=often", "=0.9", "topics=1.5"):
        assert "not a facet with a precision; write it as" in learn("--facet-precision", given, code=2)
    assert "'years' is not a facet with terms; name one of: topics" in learn("--facet-precision", "years=0.9", code=2)
    run("taxonomy", "release", "--date", "2026-12-01")
    assert "is a release, which is never edited" in learn("--taxonomy", "taxonomy/releases/1.0.0", code=2)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    assert "run: pip install 'tagfold[learn]'" in learn(code=2)
    assert not (project / "taxonomy" / "model.json").exists()
