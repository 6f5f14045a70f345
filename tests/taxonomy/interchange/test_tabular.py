from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagfold.taxonomy.interchange.jsonform import from_json, to_json
from tagfold.taxonomy.interchange.tabular import from_table, table_statements, to_table
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
def test_csv_reads_back_to_the_same_terms_and_mappings(vocabulary: Vocabulary) -> None:
    assert from_table(to_table([vocabulary]), "t.csv") == {"methods": (vocabulary.terms, vocabulary.mappings)}


@given(vocabularies)
def test_json_reads_back_to_the_same_vocabulary(vocabulary: Vocabulary) -> None:
    whole = from_json(to_json([vocabulary], "1.2.0"), "t.json")
    assert (whole.version, dict(whole.vocabularies)) == ("1.2.0", {"methods": vocabulary})


def test_a_plain_table_of_variants_and_labels_is_enough() -> None:
    (said,) = table_statements("variant,label\ndeep talks,interviews\n", "t.csv", "datasources")
    assert (said.variant, said.label, said.judgement, said.place) == ("deep talks", "interviews", Judgement.ACCEPT, "2")
