from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.review.minting import ids_in, mint

numbered = st.builds("{}-{:04}".format, st.sampled_from(["ds", "da", "met", "th"]), st.integers(1, 12_000))
ids = st.lists(numbered | st.sampled_from(["iso-FJI", "sdg-1x", ""]), max_size=8)


@given(ids, ids, ids)
def test_an_id_is_new_and_shaped_like_its_facet_s(own: list[str], used: list[str], foreign: list[str]) -> None:
    made = mint("datasources", own, set(used), foreign)
    assert made not in {*own, *used}
    assert re.fullmatch(r"[a-z]+-\d{4,}", made)
    if not any(re.fullmatch(r"[a-z]+-\d+", known) for known in own):
        assert made.rsplit("-", 1)[0] not in {known.rsplit("-", 1)[0] for known in foreign}


def test_the_facet_s_own_prefix_is_kept_and_numbers_go_on_after_all_that_were_used() -> None:
    assert mint("datasources", ["ds-0001", "x-0001", "ds-0003"], {"ds-0099", "x-0500"}) == "ds-0100"
    assert mint("datasources", ["ds-9999"], set()) == "ds-10000"
    assert mint("country", ["iso-FJI", "iso-ZMB", "co-0001"], set()) == "co-0002"


def test_a_facet_without_terms_takes_a_prefix_that_nobody_has() -> None:
    assert mint("datasources", [], set(), ["da-0001", "dat-0001"]) == "data-0001"
    assert mint("ab", [], set(), ["ab-0001"]) == "abx-0001"
    assert mint("2030", [], set()) == "te-0001"


def test_ids_are_found_anywhere_in_a_text() -> None:
    assert ids_in("ds-0003,surveys,ds-0001,active\nth-10000,x,,\n") == ["ds-0003", "ds-0001", "th-10000"]
    assert ids_in("iso-FJI and covid-19 and x-123") == []
