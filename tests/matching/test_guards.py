"""Pairs that are one to the eye and two to the mind are never decided without a person."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tagfold.matching.clusters import clusters
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary

with (Path(__file__).parent / "contrast_pairs.csv").open(encoding="utf-8", newline="") as lines:
    PAIRS = [(row["one"], row["other"]) for row in csv.DictReader(lines)]


def test_contrasts_are_never_decided_alone() -> None:
    decided = []
    for one, other in (*PAIRS, *((b, a) for a, b in PAIRS)):
        matcher = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", one),)))
        (decision,) = matcher.decide(other)
        if decision.outcome in ("auto", "mapped"):
            decided.append((other, one))
    assert decided == []
    assert len(PAIRS) >= 200


def test_opposites_numbers_and_negations_never_share_a_cluster() -> None:
    for one, other in (
        ("qualitative data", "quantitative data"),
        ("pre-test", "post-test"),
        ("import duties", "export duties"),
        ("SDG 1", "SDG 11"),
        ("survey 2019", "survey 2020"),
        ("formal education", "non-formal education"),
    ):
        labels = {member.label for member in clusters([one, other])}
        assert labels == {one, other}


GUARDS = [
    ("phase 1", "phase 2", "the numbers differ"),
    ("A stars", "stars", "only one of the two has the letter 'A'"),
    ("dados qualitativos", "données quantitatives", "quantitative/qualitative may make two concepts"),
    ("microplastics", "macroplastics", "'macroplastics' and 'microplastics' may be two words"),
    ("cooperatives", "cooperativism", "'cooperativism' and 'cooperatives' may name two things"),
    (
        "community conversion",
        "community conversations",
        "'conversations' and 'conversion' may name two things",
    ),
    ("urban to rural migration", "rural to urban migration", "the order of the words may mean something"),
    ("waste water", "waste", "only one of the two has 'water'"),
    ("communty mapping", "community mapping", None),
    ("labour markets", "labor market", None),
    ("focus group", "focus groups", None),
    ("SatelliteImageAnalysis", "analysis of satellite images", None),
    ("European institutions", "other European institutions", "only one of the two has 'other'"),
    ("other countries", "other countriese", None),
    ("Europe (UNSD)", "Europe (UNSDG)", "'unsdg' and 'unsd' may be two words"),
    ("heat and cool", "heating/cooling", "only one of the two is written as a list"),
    ("giant stars", "A-type giant stars", "only one of the two has the letter 'A'"),
]


@pytest.mark.parametrize(("one", "other", "guard"), GUARDS)
def test_a_guard_says_why_and_what_is_safe_has_none(one: str, other: str, guard: str | None) -> None:
    matcher = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", one),)))
    (decision,) = matcher.decide(other)
    assert (decision.term_id, decision.guard) == ("d-1", guard)


def test_who_does_it_is_not_what_is_done() -> None:
    raws = ["data analysis", "data analyses", "data analyst", "data analysts", "analysis of data"]
    labels = [member.label for member in clusters(raws)]
    assert labels[2] == labels[3] != labels[0] == labels[1] == labels[4]


NOT_DECIDED = [
    ("xwindows server", "windows server", "'windows' and 'xwindows' may be two words"),
    ("ssms", "ssm", "'ssm' and 'ssms' may be two words"),
    ("Ruaca-Nhamuenda", "Ruaca", "'nhamuenda' may make another name"),
    ("data engineering", "data engineer", "'engineer' and 'engineering' may name two things"),
]


@pytest.mark.parametrize(("one", "other", "guard"), NOT_DECIDED)
def test_a_name_or_a_word_more_by_a_letter_is_for_a_person(one: str, other: str, guard: str) -> None:
    for label, tag in ((one, other), (other, one)):
        (decision,) = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", label),))).decide(tag)
        words = guard.split(" and ", maxsplit=1)[0].split("'")[1], guard.rsplit("'", 2)[1]
        assert decision.outcome == "review"
        assert all(word in (decision.guard or "") for word in words)
        assert (decision.guard or "").endswith(guard.rpartition("'")[2])
    if "ssm" not in one:
        assert len({member.label for member in clusters([one, other])}) == 2


def test_a_plural_behind_capitals_and_a_letter_missing_at_the_start_are_decided() -> None:
    for label, tag in (("SSM", "SSMs"), ("interviews", "nterviews")):
        (decision,) = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", label),))).decide(tag)
        assert decision.outcome == "auto", (label, tag)


DOUBTS = [
    (
        "rural to urban migration of young people in Kenya",
        "urban to rural migration of young people in Kenya",
        "review",
    ),
    ("acceso a la educación rural", "access to rural education", "auto"),
    ("adaptation to climate change", "climate change adaptation", "auto"),
    ("autonomous vehicules", "autonomous vehicles", "auto"),
    ("drone", "drones", "auto"),
    ("healthy diets", "health diets", "auto"),
    ("photosynthetically active radiation", "photosyntentically active radiation", "auto"),
    ("reducing carbon emissions", "carbon emissions reduction", "auto"),
    ("persona", "person", "review"),
    ("photography", "photograph", "review"),
]


@pytest.mark.parametrize(("one", "other", "outcome"), DOUBTS)
def test_a_doubt_gives_way_to_a_sure_model_but_not_a_direction(one: str, other: str, outcome: str) -> None:
    for label, tag in ((one, other), (other, one)):
        (decision,) = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", label),))).decide(tag)
        assert decision.outcome == outcome
        assert (decision.guard is None) == (outcome == "auto")


def test_a_near_twin_does_not_keep_a_plural_from_its_singular() -> None:
    terms = (Term("d-1", "horizontal branch stars"), Term("d-2", "horizontal branching stars"))
    (decision,) = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), terms)).decide("horizontal branch star")
    assert (decision.outcome, decision.term_id) == ("auto", "d-1")
