from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tagfold.review.edit_context import ids_in, new_term_id

numbers = st.sets(st.integers(1, 12_000), max_size=20)


@given(numbers, numbers)
def test_an_id_is_never_one_that_was_given_out(own: set[int], gone: set[int]) -> None:
    terms = [f"ds-{number:04}" for number in own]
    used = {*terms, *(f"ds-{number:04}" for number in gone)}
    new = new_term_id("datasources", terms, used, ["me-0001"])
    assert new not in used
    assert ids_in(f'["{new}","label"]') == [new]


@given(st.sets(st.sampled_from(["da", "dat", "data", "datas"]), max_size=4))
def test_a_facet_without_terms_keeps_clear_of_the_prefixes_of_others(taken: set[str]) -> None:
    new = new_term_id("datas", [], set(), [f"{prefix}-0001" for prefix in taken])
    assert new.split("-")[0] not in taken
    assert new.endswith("-0001")


def test_the_prefix_is_that_of_most_of_the_facets_terms_and_codes_of_others_do_not_count() -> None:
    assert new_term_id("country", ["iso-FJI", "co-0001", "co-0007", "x-0090"], set()) == "co-0008"
    assert new_term_id("123", [], set()) == "te-0001"


def test_ids_of_a_text_are_found_in_the_rows_of_an_undone_decision() -> None:
    assert ids_in('[["ds-0012","bees"],null,["polls","1","ds-10000"],["iso-FJI"]]') == ["ds-0012", "ds-10000"]
