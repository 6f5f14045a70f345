"""Nothing that is fitted touches the half of the gold standard that is kept apart, nor what the sets hold out."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import pytest

from benchmarks.kept_apart import KEPT_APART, KeptApart, keys_held_out, read_kept_apart, without_concepts_of
from benchmarks.measure.fit_model import DATA, FACETS, fitting_sets
from benchmarks.sets import Labelled, is_held_out, read_set, read_taxonomy_pairs
from tagfold.matching.form import form_key
from tests.conftest import ROOT


def sha256(text: str) -> str:
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def test_a_concept_goes_with_one_spelling_that_is_kept_apart() -> None:
    kept = KeptApart(frozenset({sha256("Honey  Bees")}), frozenset({"ecopackaging"}))
    rows = (("bees", "bees"), ("honey bees", "bees"), ("hives", "hives"), ("eco packaging", "packaging"))
    assert without_concepts_of(Labelled("topics", rows), kept.has).rows == (("hives", "hives"),)


def test_a_report_shows_how_else_a_tag_kept_apart_is_written(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "kept_apart.csv").write_text(f"sha256\n{sha256('Eco-packaging')}\n", encoding="utf-8")
    (tmp_path / "corpus" / "reports").mkdir(parents=True)
    report = "# Boxes\n[[thematic_areas:Eco-Packaging]]\n[[thematic_areas:hives]]\n"
    (tmp_path / "corpus" / "reports" / "boxes.md").write_text(report, encoding="utf-8")
    kept = read_kept_apart(tmp_path)
    assert [text for text in ("ECO packaging", "eco-packaging", "hives", "packaging") if kept.has(text)] == [
        "ECO packaging",
        "eco-packaging",
    ]


@pytest.fixture(scope="module")
def shared() -> Path:
    """The folder with the labelled sets and the gold standard; only CI must have it."""
    folder = ROOT.parent / "shared"
    if not (folder / "gold" / "kept_apart.csv").is_file() or not (folder / "benchmarks").is_dir():
        reason = f"no labelled sets in {folder}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def test_what_the_shipped_models_are_fitted_on(shared: Path) -> None:
    with (shared / KEPT_APART).open(encoding="utf-8", newline="") as lines:
        hashes = {row["sha256"] for row in csv.DictReader(lines)}
    read = {path.name: read_set(path) for path in (shared / "benchmarks").iterdir() if path.is_dir()}
    held_out = keys_held_out(read.values())
    fitted = fitting_sets(shared / "benchmarks")
    assert {one.name for one in fitted} == {*read, *(f"taxonomy {facet}" for facet in FACETS)}
    for one in fitted:
        own = (
            read_taxonomy_pairs(ROOT / "taxonomy" / one.name.removeprefix("taxonomy "))
            if one.name not in read
            else None
        )
        whole = own or read[one.name]
        concepts = {concept for _, concept in one.rows}
        spellings = [text for row in whole.rows if row[1] in concepts for text in row]
        assert [text for text in spellings if sha256(text) in hashes] == [], one.name
        if one.name not in read:
            assert [text for text in spellings if form_key(text) in held_out] == [], one.name
        else:
            assert [concept for concept in concepts if is_held_out(one.name, concept)] == [], one.name
    of_file = hashlib.sha256((shared / KEPT_APART).read_bytes()).hexdigest()
    for name in ("model.json", "model-semantic.json"):
        said = json.loads((DATA / name).read_text(encoding="utf-8"))
        assert said["without what is in"] == {KEPT_APART: of_file}, "refit the model"
        assert set(said["scores"]["of these in"]) == {one.name for one in fitted}
    taken = {one.name: len({concept for _, concept in one.rows}) for one in fitted}
    assert taken["undp_thematic_areas"] > 500  # and yet the field that it is made for is there
    assert taken["taxonomy thematic_areas"] > 500
