"""Scope notes: read, released, compared, exported, read back and loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, URIRef

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.change import Bump, What
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import phrase
from tagfold.taxonomy.exchange.csv_format import from_csv, proposal_table, read_proposals, to_csv, to_table
from tagfold.taxonomy.exchange.exchange_formats import ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.export_import import export_taxonomy, import_proposals
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.json_format import to_json
from tagfold.taxonomy.exchange.proposals import Ask
from tagfold.taxonomy.exchange.skos import to_turtle
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import ScopeNote, Taxonomy, Vocabulary
from tagfold.taxonomy.releases import FIRST, freeze
from tests.conftest import Rows, Run
from tests.taxonomy.written import FACET, key, term, write
from tests.taxonomy.written import taxonomy as taxonomy_of

TERMS = (term("ds-1", "interviews"), term("ds-2", "surveys"))
NOTES = (ScopeNote("ds-1", "Talks of two."), ScopeNote("ds-2", "Many are asked."))
KNOWN = Vocabulary(FACET, TERMS, scope_notes=NOTES)


def test_notes_are_read_and_released(tmp_path: Path) -> None:
    folder = write(tmp_path, taxonomy_of(TERMS))
    path = folder / FACET.name / "scope_notes.csv"
    path.write_text("term_id,note\nds-1,Talks of two.\n")
    found = read_taxonomy(folder).vocabularies[FACET.name]
    assert found.scope_note("ds-1") == ScopeNote("ds-1", "Talks of two.", 2)
    assert found.scope_note("ds-2") is None
    frozen = freeze(folder, FIRST, "2026-12-01")
    assert "datasources/scope_notes.csv" in json.loads((frozen / "manifest.json").read_text())["files"]
    path.write_text("term_id,note\nds-1,\n")
    with pytest.raises(TaxonomyError, match=r"scope_notes\.csv:2: the term 'ds-1' has no scope note here; fill it in"):
        read_taxonomy(folder)


def test_a_note_that_is_new_reworded_or_gone_is_a_patch() -> None:
    reworded = replace(NOTES[1], note="All are asked.")
    before, after = (Taxonomy({FACET.name: replace(KNOWN, scope_notes=n)}) for n in (NOTES, (reworded,)))
    found = diff(before, after, key)
    assert [(change.what, change.bump, phrase(found, change)) for change in found.changes] == [
        (What.SCOPED, Bump.PATCH, "interviews (ds-1): no longer Talks of two."),
        (What.SCOPED, Bump.PATCH, "surveys (ds-2): All are asked."),
    ]
    assert not diff(before, before, key).changes


def test_exports_have_them_and_are_as_before_without(tmp_path: Path) -> None:
    graph = Graph().parse(data=to_turtle([KNOWN], Addresses()), format="turtle")
    concept = URIRef("urn:tagfold:datasources:ds-1")
    assert list(graph.objects(concept, SKOS.scopeNote)) == [Literal("Talks of two.", lang="en")]
    (facet,) = json.loads(to_json([KNOWN], "1"))["facets"]
    assert facet["scope_notes"][0] == {"term_id": "ds-1", "note": "Talks of two."}
    plain = replace(KNOWN, scope_notes=())
    assert not any(
        "scope" in text for text in (to_json([plain], "1"), to_table([plain]), to_turtle([plain], Addresses()))
    )
    for kind in (ExportFormat.SKOS, ExportFormat.CSV):
        ours = replace(KNOWN, scope_notes=(ScopeNote("ds-2", "All are asked."),))
        (file,) = export_taxonomy(Taxonomy({FACET.name: KNOWN}), [], kind, tmp_path / f"out.{kind}")
        file = file.rename(file.with_suffix({"skos": ".ttl", "csv": ".csv"}[kind]))
        found = import_proposals(file, ImportFormat(kind), ours, key)
        assert [(one.action, one.label, one.variant, one.note) for one in found if one.variant] == [
            (Ask.ADD_SCOPE_NOTE, "interviews", "Talks of two.", ""),
            (Ask.CONFLICT, "surveys", "Many are asked.", "its scope note is 'All are asked.'"),
        ]
        again = import_proposals(file, ImportFormat(kind), KNOWN, key)
        assert [one.action for one in again if one.variant] == [Ask.ALREADY_KNOWN] * 2
        assert read_proposals(from_csv(to_csv(*proposal_table(found)), "p.csv"), "p.csv") == found


def test_a_database_has_them_and_says_nothing_without(run: Run, rows: Rows, taxonomy: Path) -> None:
    run()
    assert rows("FROM term_scope_notes") == []
    (taxonomy / "datasources" / "scope_notes.csv").write_text("term_id,note\nds-0001,Talks of two.\n")
    run()
    assert rows("FROM term_scope_notes") == [("datasources", "ds-0001", "Talks of two.")]
