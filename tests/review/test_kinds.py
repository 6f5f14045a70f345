from __future__ import annotations

import pytest

from pipeline.review.kinds import KINDS, kind_of, safe_kind
from pipeline.taxonomy.model import Basis

PAIRS = [
    ("Focus-Groups", "focus group", "spelling"),
    ("in depth interviews", "in-depth interviews", "spelling"),
    ("data analysis", "analysis of data", "word_order"),
    ("household serveys", "household surveys", "slip"),
    ("crowdfunds", "crowdfunding", "inflection"),
    ("economía circular", "circular economy", "translation"),
    ("SME", "small and medium enterprises", "abbreviation"),
    ("deep interviews", "in-depth interviews", "other"),
    ("plastic waste", "waste", "other"),
    ("surveys", "interviews", "other"),
]


@pytest.mark.parametrize(("raw", "spelling", "kind"), PAIRS)
def test_a_difference_has_its_name_in_both_directions(raw: str, spelling: str, kind: str) -> None:
    assert kind_of(raw, spelling).name == kind
    assert kind_of(spelling, raw).name == kind


@pytest.mark.parametrize(
    ("raw", "spelling"),
    [
        ("qualitative data", "quantitative data"),
        ("unemployment", "employment"),
        ("SDG 1", "SDG 11"),
        ("baseline surveys", "surveys"),
        ("import data", "export data"),
    ],
)
def test_what_a_guard_keeps_apart_is_in_no_safe_class(raw: str, spelling: str) -> None:
    assert safe_kind(raw, [spelling]) is None


def test_the_nearest_spelling_of_a_term_names_the_class() -> None:
    found = safe_kind("household survey", ["surveys of households", "household surveys", "enquêtes"])
    assert found == KINDS["spelling"]
    assert safe_kind("household survey", []) is None
    assert safe_kind("household survey", ["interviews"]) is None


def test_only_harmless_kinds_are_safe_and_each_notes_its_basis() -> None:
    assert [kind.name for kind in KINDS.values() if not kind.safe] == ["abbreviation", "other"]
    assert KINDS["translation"].basis is Basis.TRANSLATION
    assert KINDS["other"].basis is Basis.SYNONYM
    assert all(name == kind.name and kind.words for name, kind in KINDS.items())
