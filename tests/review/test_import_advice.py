"""Clusters of OpenRefine are held against the terms that are there before they propose new ones."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from tagfold.cli.main import app
from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS

TERMS = (
    "me-0001,community involvement,,active,,People of a place take part.,1.0.0",
    "me-0002,storytelling,,active,,Telling what happened.,1.0.0",
)


def rows(tmp_path: Path, *clusters: tuple[str, ...]) -> list[tuple[str, str, str, str]]:
    """Action, variant, term and label of each proposal that the clusters make; the first value is the new one."""
    folder = tmp_path / "taxonomy"
    (folder / "methods").mkdir(parents=True)
    (folder / "facets.csv").write_text(",".join(FACET_COLUMNS) + "\nmethods,Methods,curated,How.\n")
    (folder / "methods" / "terms.csv").write_text("\n".join([",".join(TERM_COLUMNS), *TERMS, ""]))
    (folder / "methods" / "mappings.csv").write_text(",".join(MAPPING_COLUMNS) + "\n")
    whole = {
        "clusters": [
            {"value": values[0], "edit": True, "choices": [{"v": value, "c": 2} for value in values]}
            for values in clusters
        ]
    }
    (tmp_path / "clusters.json").write_text(json.dumps(whole))
    out = tmp_path / "proposals.csv"
    words = ["taxonomy", "import", str(tmp_path / "clusters.json"), "--format", "openrefine", "--facet", "methods"]
    done = CliRunner().invoke(app, [*words, "--out", str(out), "--taxonomy", str(folder)])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        return [(row["action"], row["variant"], row["term_id"], row["label"]) for row in csv.DictReader(file)]


def test_a_typo_is_proposed_as_a_spelling_of_the_term_and_not_as_a_new_one(tmp_path: Path) -> None:
    assert rows(tmp_path, ("community involment", "comunity involment", "community involvement")) == [
        ("add_mapping", "community involment", "me-0001", "community involvement"),
        ("add_mapping", "comunity involment", "me-0001", "community involvement"),
        ("already_known", "community involvement", "me-0001", "community involvement"),
    ]


def test_a_new_concept_stays_a_new_term(tmp_path: Path) -> None:
    assert rows(tmp_path, ("bee counts", "bee count")) == [
        ("add_term", "", "", "bee counts"),
        ("add_mapping", "bee count", "", "bee counts"),
    ]
