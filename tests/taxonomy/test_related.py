"""Related terms: read, compared, exported and loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rdflib import SKOS, Graph

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.plan import apply_plan, make_plan, read_decisions, write_plan
from tagfold.settings import Settings
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
from tagfold.taxonomy.model import Facet, Kind, RelatedTerms, Taxonomy, Vocabulary
from tagfold.taxonomy.releases import FIRST, freeze
from tests.conftest import Rows, Run
from tests.taxonomy.written import FACET, key, term, write
from tests.taxonomy.written import taxonomy as taxonomy_of

TERMS = (term("ds-1", "interviews"), term("ds-2", "surveys"), term("ds-3", "polls", into="ds-2"))
PAIRS = (RelatedTerms("ds-1", "ds-2"), RelatedTerms("ds-1", "ds-3"), RelatedTerms("ds-2", "me-1"))
KNOWN = Vocabulary(FACET, TERMS, related=PAIRS)
METHODS = Vocabulary(Facet("methods", "Methods", Kind.CURATED, ""), (term("me-1", "sampling"),))


def test_pairs_are_read_and_released(tmp_path: Path) -> None:
    folder = write(tmp_path, taxonomy_of(TERMS))
    path = folder / FACET.name / "related.csv"
    path.write_text("term_id,related_id\nds-1,ds-2\nds-2,me-1\n")
    found = (RelatedTerms("ds-1", "ds-2", 2), RelatedTerms("ds-2", "me-1", 3))
    assert read_taxonomy(folder).vocabularies[FACET.name].related == found
    frozen = freeze(folder, FIRST, "2026-12-01")
    assert "datasources/related.csv" in json.loads((frozen / "manifest.json").read_text())["files"]
    path.write_text("term_id,related_id\nds-2,ds-1\n")
    with pytest.raises(TaxonomyError, match=r"related\.csv:2: 'ds-2' is not before 'ds-1'; write each pair once"):
        read_taxonomy(folder)


def test_a_new_pair_and_one_that_is_gone_are_patches() -> None:
    before, after = (Taxonomy({FACET.name: replace(KNOWN, related=pairs)}) for pairs in (PAIRS[:1], PAIRS[1:2]))
    found = diff(before, after, key)
    assert [(change.what, change.bump, phrase(found, change)) for change in found.changes] == [
        (What.RELATED, Bump.PATCH, "interviews (ds-1) and surveys (ds-2) no longer"),
        (What.RELATED, Bump.PATCH, "interviews (ds-1) and polls (ds-3)"),
    ]
    assert not diff(before, before, key).changes


def test_skos_says_them_both_ways_but_not_of_replaced_terms_or_other_documents() -> None:
    def related(*chosen: Vocabulary) -> set[tuple[str, str]]:
        graph = Graph().parse(data=to_turtle(chosen, Addresses()), format="turtle")
        pairs = {(str(one), str(other)) for one, other in graph.subject_objects(SKOS.related)}
        return {(one.rpartition(":")[2], other.rpartition(":")[2]) for one, other in pairs}

    assert related(KNOWN, METHODS) == {("ds-1", "ds-2"), ("ds-2", "ds-1"), ("ds-2", "me-1"), ("me-1", "ds-2")}
    assert related(KNOWN) == {("ds-1", "ds-2"), ("ds-2", "ds-1")}
    (facet,) = json.loads(to_json([KNOWN], "1"))["facets"]
    assert facet["related"][0] == ["ds-1", "ds-2"]
    assert "related" not in to_json([METHODS], "1")


def test_a_database_has_each_pair_both_ways(run: Run, rows: Rows, taxonomy: Path) -> None:
    pairs = "term_id,related_id\nds-0001,ds-0003\nds-0001,ds-0003\nds-0003,iso-FJI\n"
    (taxonomy / "datasources" / "related.csv").write_text(pairs)
    run()
    assert rows("FROM term_related ORDER BY ALL") == [
        ("ds-0001", "ds-0003"), ("ds-0003", "ds-0001"), ("ds-0003", "iso-FJI"), ("iso-FJI", "ds-0003"),
    ]  # fmt: skip


def test_related_terms_go_out_as_skos_and_csv_and_come_back_as_proposals(tmp_path: Path) -> None:
    terms = (*KNOWN.terms[:2], term("ds-4", "household surveys"), term("ds-5", "talks"))
    wanted = tuple(RelatedTerms(*ids) for ids in (("ds-1", "ds-2"), ("ds-1", "ds-4"), ("ds-4", "ds-5")))
    theirs = Vocabulary(FACET, terms, related=wanted)
    ours = replace(theirs, terms=(*terms[:2], replace(terms[2], broader_id="ds-1")), related=wanted[:1])
    for kind in (ExportFormat.SKOS, ExportFormat.CSV):
        (file,) = export_taxonomy(Taxonomy({FACET.name: theirs}), [], kind, tmp_path / f"out.{kind}")
        file = file.rename(file.with_suffix({"skos": ".ttl", "csv": ".csv"}[kind]))
        found = import_proposals(file, ImportFormat(kind), ours, key)
        of_pairs = [one for one in found if one.variant]
        assert [(one.action, one.label, one.variant, one.note) for one in of_pairs[:2]] == [
            (Ask.ALREADY_KNOWN, "interviews", "surveys", ""),
            (Ask.CONFLICT, "interviews", "household surveys", "one is above the other here"),
        ]
        assert [(one.action, one.label, one.variant) for one in of_pairs[2:]] == [
            (Ask.ADD_RELATED, "household surveys", "talks")
        ]
        assert read_proposals(from_csv(to_csv(*proposal_table(found)), "p.csv"), "p.csv") == found
        assert [one.action for one in import_proposals(file, ImportFormat(kind), theirs, key) if one.variant] == [
            Ask.ALREADY_KNOWN
        ] * 3
    assert "related_id" not in to_table([replace(theirs, related=())])


def test_pairs_of_an_import_are_written_by_a_plan(run: Run, settings: Settings, tmp_path: Path) -> None:
    run()
    turtle = tmp_path / "theirs.ttl"
    turtle.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix x: <https://x.example.org/> .\n"
        'x:a a skos:Concept ; skos:prefLabel "Interviews"@en ; skos:related x:b, x:c, x:a, x:d .\n'
        'x:b a skos:Concept ; skos:prefLabel "surveys"@en ; skos:related x:a .\n'
        'x:c a skos:Concept ; skos:prefLabel "field notes"@en .\n'
    )
    vocabulary = read_taxonomy(settings.taxonomy).vocabularies["datasources"]
    found = import_proposals(turtle, ImportFormat.SKOS, vocabulary, form_key)
    of_pairs = [one for one in found if one.action in (Ask.ADD_RELATED, Ask.CONFLICT)]
    assert [(one.action, one.variant, one.note) for one in of_pairs] == [
        (Ask.CONFLICT, "interviews", "both are one term here"),
        (Ask.ADD_RELATED, "surveys", ""),
        (Ask.ADD_RELATED, "field notes", ""),
        (Ask.CONFLICT, "https://x.example.org/d", "there is no term 'https://x.example.org/d', and the file has none"),
    ]  # fmt: skip
    requests, _ = read_decisions(from_csv(to_csv(*proposal_table(found)), "p.csv"), "p.csv")
    plan, _ = make_plan(settings.taxonomy, settings.database, requests, "p.csv")
    write_plan(tmp_path / "plan.json", plan)
    apply_plan(tmp_path / "plan.json", settings.taxonomy, "Ada", lambda: datetime.now(UTC))
    assert (settings.taxonomy / "datasources" / "related.csv").read_text() == (
        "term_id,related_id\nds-0001,ds-0003\nds-0001,ds-0005\n"
    )


def test_terms_of_two_facets_come_back_related_by_their_ids(tmp_path: Path) -> None:
    known = replace(KNOWN, related=PAIRS[2:])
    everything = Taxonomy({FACET.name: known, "methods": METHODS})
    (turtle,) = export_taxonomy(everything, [], ExportFormat.SKOS, tmp_path / "all.ttl")
    (table,) = export_taxonomy(everything, [], ExportFormat.CSV, tmp_path / "all.csv")
    for file, kind in ((turtle, ImportFormat.SKOS), (table, ImportFormat.CSV)):
        for ours, asked in ((replace(known, related=()), Ask.ADD_RELATED), (known, Ask.ALREADY_KNOWN)):
            found = import_proposals(file, kind, ours, key, others=[METHODS])
            assert [(one.action, one.term_id, one.variant) for one in found if one.variant] == [(asked, "ds-2", "me-1")]
