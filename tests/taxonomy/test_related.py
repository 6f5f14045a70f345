"""Related terms: read, compared, exported and loaded."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import SKOS, Graph

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.change import Bump, What
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import phrase
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.json_format import to_json
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
