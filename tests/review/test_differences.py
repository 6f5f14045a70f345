from __future__ import annotations

import pytest

from tagfold.review.differences import DIFFERENCES, difference, safe_difference


@pytest.mark.parametrize(
    ("raw", "spelling", "name"),
    [
        ("In-Depth Interviews", "in depth interview", "spelling"),
        ("organisation data", "organization data", "spelling"),
        ("data survey", "survey data", "word_order"),
        ("household serveys", "household surveys", "typo"),
        ("focus group discussions", "FGD", "abbreviation"),
        ("bee counts", "surveys", "other"),
    ],
)
def test_a_pair_is_named_by_how_it_differs(raw: str, spelling: str, name: str) -> None:
    assert difference(raw, spelling).name == name


@pytest.mark.parametrize("raw", ["quantitative data", "data 2019"])
def test_a_guard_keeps_a_pair_out_of_every_class(raw: str) -> None:
    near = {"quantitative data": "qualitative data", "data 2019": "data 2020"}[raw]
    assert safe_difference(raw, [near]) is None


def test_the_nearest_of_a_terms_spellings_names_the_class() -> None:
    found = safe_difference("surveys household", ["bees", "household survey", "surveys household"])
    assert found == DIFFERENCES["spelling"]
    assert safe_difference("surveys household", ["bees"]) is None
    assert safe_difference("surveys household", []) is None


def test_what_is_no_harmless_difference_is_in_no_safe_class() -> None:
    assert {name for name, kind in DIFFERENCES.items() if not kind.safe} == {"abbreviation", "numbers", "other"}
    assert safe_difference("FGD", ["focus group discussions"]) is None
