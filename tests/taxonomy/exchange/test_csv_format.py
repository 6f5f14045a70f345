from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tagfold.taxonomy.codec import MAPPING_COLUMNS, TERM_COLUMNS, mapping_cells, term_cells
from tagfold.taxonomy.exchange.csv_format import from_csv, table_statements, to_table
from tagfold.taxonomy.exchange.json_format import to_json
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Term, Vocabulary

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n\","), max_size=8)
words = texts.filter(bool)
terms = st.builds(Term, words, words, st.none() | words, st.sampled_from(Status), st.none() | words, texts, texts)
mappings = st.builds(
    Mapping, words, st.integers(1, 9), st.none() | words, st.sampled_from(Judgement), st.sampled_from(Basis),
    st.none() | st.floats(0, 1), texts, texts, texts,
)  # fmt: skip
vocabularies = st.builds(
    Vocabulary,
    st.builds(Facet, st.just("methods"), texts, st.sampled_from([Kind.CURATED, Kind.CLOSED]), texts),
    st.lists(terms, min_size=1, max_size=3).map(tuple),
    st.lists(mappings, max_size=3).map(tuple),
)


@given(vocabularies)
def test_csv_reads_back_to_the_cells_of_the_taxonomys_own_files(vocabulary: Vocabulary) -> None:
    rows = [row for _, row in from_csv(to_table([vocabulary]), "t.csv")]
    terms = [tuple(row[column] for column in TERM_COLUMNS) for row in rows if row["row"] == "term"]
    mappings = [tuple(row[column] for column in MAPPING_COLUMNS) for row in rows if row["row"] == "mapping"]
    assert terms == [term_cells(term) for term in vocabulary.terms]
    assert mappings == [mapping_cells(mapping) for mapping in vocabulary.mappings]


@given(vocabularies)
def test_json_holds_the_cells_of_the_taxonomys_own_files(vocabulary: Vocabulary) -> None:
    whole = json.loads(to_json([vocabulary], "1.2.0"))
    (facet,) = whole["facets"]
    assert (whole["version"], facet["facet"], facet["kind"]) == ("1.2.0", "methods", vocabulary.facet.kind)
    assert [tuple(row.values()) for row in facet["terms"]] == [term_cells(term) for term in vocabulary.terms]
    assert [tuple(row.values()) for row in facet["mappings"]] == [mapping_cells(row) for row in vocabulary.mappings]


def test_a_certain_mapping_is_written_as_in_the_taxonomy() -> None:
    sure = Mapping("polls", 1, "m-1", Judgement.ACCEPT, Basis.SYNONYM, 1.0, "ada", "2026-01-01")
    vocabulary = Vocabulary(Facet("methods", "", Kind.CURATED, ""), (Term("m-1", "surveys"),), (sure,))
    assert "mapping,methods,m-1,surveys,,,,,,polls,1,accept,synonym,1,ada,2026-01-01,\n" in to_table([vocabulary])
    assert '"confidence": "1"' in to_json([vocabulary], "working")


def test_a_plain_table_of_variants_and_labels_is_enough() -> None:
    (said,) = table_statements("variant,label\ndeep talks,interviews\n", "t.csv", "datasources")
    assert (said.variant, said.label, said.judgement, said.place) == ("deep talks", "interviews", Judgement.ACCEPT, "2")
