"""Labels in other languages in the database: a table of their own, decisions by them, and terms asked by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.settings import Settings
from tagfold.warehouse.queries import known_to, taxonomy_in
from tests.conftest import Rows, Run

LABELS = "term_id,language,label\nds-0001,es,entrevistas\nds-0003,es,encuestas\nds-0003,pt-BR,pesquisas\n"
REPORT = "# Encuesta\n[[datasources:Encuestas]]\n[[datasources:entrevistas]]\n[[datasources:polls]]\n"


def write_labels(taxonomy: Path, text: str = LABELS) -> None:
    (taxonomy / "datasources" / "labels.csv").write_text(text, encoding="utf-8")


def test_tags_find_their_terms_by_labels_of_other_languages(
    run: Run, rows: Rows, reports: Path, taxonomy: Path
) -> None:
    (reports / "es.md").write_text(REPORT, encoding="utf-8")
    run()
    hashes = {tuple(rows("SELECT content_sha256 FROM runs ORDER BY run_id DESC LIMIT 1"))}
    asked = "SELECT raw, outcome, term_id, reason FROM decisions WHERE raw IN ('Encuestas', 'entrevistas', 'polls')"
    assert rows(f"{asked} AND outcome = 'mapped'") == []
    assert rows("FROM term_labels") == []
    write_labels(taxonomy)
    run()
    hashes.add(tuple(rows("SELECT content_sha256 FROM runs ORDER BY run_id DESC LIMIT 1")))
    assert len(hashes) == 2
    assert rows(f"{asked} AND outcome = 'mapped' ORDER BY 1") == [
        ("Encuestas", "mapped", "ds-0003", "is the label in Spanish of 'surveys'"),
        ("entrevistas", "mapped", "ds-0001", "is the label in Spanish of 'interviews'"),
    ]
    assert rows("FROM term_labels ORDER BY ALL") == [
        ("datasources", "ds-0001", "es", "entrevistas"),
        ("datasources", "ds-0003", "es", "encuestas"),
        ("datasources", "ds-0003", "pt-BR", "pesquisas"),
    ]
    assert rows("SELECT label FROM terms_named('PESQUISAS')") == [("surveys",)]
    assert rows("SELECT uses FROM count_of('entrevistas')") == rows("SELECT uses FROM count_of('interviews')")


def test_a_database_says_what_labels_it_was_made_with(run: Run, settings: Settings, taxonomy: Path) -> None:
    write_labels(taxonomy)
    run()
    database = settings.database
    found = [(one.term_id, one.language, one.label) for one in known_to(database)["datasources"].labels]
    assert found == [tuple(line.split(",")) for line in LABELS.splitlines()[1:]]
    assert len(taxonomy_in(database).vocabularies["datasources"].translations) == 3


def test_labels_that_would_miscount_stop_the_run(run: Run, taxonomy: Path) -> None:
    write_labels(taxonomy, LABELS.replace("encuestas", "deep interviews"))
    with pytest.raises(TaxonomyError, match=r"labels\.csv:3: the label 'deep interviews' of 'ds-0003' in es"):
        run()
