"""Glued tags are taken apart, names and doubtful ones are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.matching.decision import Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.gazetteer import Gazetteer
from tagfold.matching.matcher import Matcher
from tagfold.matching.splitting import named_as_one, split_proposal, wholes
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement
from tests.conftest import ROOT
from tests.matching.vocabularies import said, vocabulary

KNOWN = (
    "qualitative data", "quantitative data", "linkedin data", "transparency", "accountability", "surveys", "interviews",
    "geospatial data", "citizen-generated data", "non-structured interviews", "policies, regulations and laws",
    "stakeholder engagement", "climate action", "sustainable cities and communities", "communities", "circular economy",
    "technology", "citizen engagement", "citizen feedback", "heating", "cooling", "satellite imagery", "research",
    "development", "production", "consumption and production", "futures design", "collective intelligence", "peace",
    "technology and knowledge transfer", "knowledge transfer", "justice", "strong institutions", "health", "well-being",
)  # fmt: skip

MATCHER = Matcher(vocabulary(*KNOWN))


def parts(raw: str, *known: str) -> list[str]:
    spellings = known or KNOWN
    split = split_proposal(raw, Gazetteer(zip(spellings, spellings, strict=True), wholes()))
    return list(split.parts) if split else []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("quantitative and qualitative data", ["quantitative data", "qualitative data"]),
        ("datos cuantitativos y cualitativos", ["datos cuantitativos", "datos cualitativos"]),
        ("données quantitatives et qualitatives", ["données quantitatives", "données qualitatives"]),
        ("primary and secondary schools", ["primary schools", "secondary schools"]),
        ("primary and secondary school data", ["primary school data", "secondary school data"]),
        (
            "datos de escuela cuantitativos y cualitativos",
            ["datos de escuela cuantitativos", "datos de escuela cualitativos"],
        ),
        ("transparency and accountability\\", ["transparency", "accountability"]),
        ("Transparency & accountability", ["Transparency", "accountability"]),
        ("heating/cooling", ["heating", "cooling"]),
        ("citizen engagement and feedback", ["citizen engagement", "citizen feedback"]),
        ("circular economy, techonology", ["circular economy", "techonology"]),
        (
            "linkedin data, national labor market surveys, real-time job market analytics",
            ["linkedin data", "national labor market surveys", "real-time job market analytics"],
        ),
        ("surveys, interviews and transparency", ["surveys", "interviews", "transparency"]),
        (
            "Climate Action and Sustainable Cities and Communities",
            ["Climate Action", "Sustainable Cities and Communities"],
        ),
        ("climate action and hive walks", ["climate action", "hive walks"]),
        (
            "we went to see the keepers of the bees in the hills and in the plains, and asked a lot. " * 6
            + "then came futures design. collective intelligence helped",
            ["futures design", "collective intelligence"],
        ),
        ("[[bee walks]] [[hive scales]]", ["bee walks", "hive scales"]),
        ("[[datasources:bee walks]][[methods:hive scales]]", ["bee walks", "hive scales"]),
        ("#bees #honey", ["bees", "honey"]),
        ("bees; wax;", ["bees", "wax"]),
        ("bees; keepers of all the hives in the hills", ["bees", "keepers of all the hives in the hills"]),
        ("[[bees]]; [[wax]] ", ["bees", "wax"]),
        ("bees | wax", ["bees", "wax"]),
        ("• bee walks\n• hive scales", ["bee walks", "hive scales"]),
        ("- bee walks\n- hive scales", ["bee walks", "hive scales"]),
        ("1. bee walks 2. hive scales", ["bee walks", "hive scales"]),
        ("satellite imagery geospatial data", ["satellite imagery", "geospatial data"]),
        (
            "citizen-generated data geospatial data non-structured interviews policy, regulation and laws "
            "stakeholder engagement",
            ["citizen generated data", "geospatial data", "non structured interviews", "policy regulation and laws",
             "stakeholder engagement"],
        ),
        (
            "in this challenge we first turn to futures design with the keepers, and later on collective intelligence "
            "helps us",
            ["futures design", "collective intelligence"],
        ),
        (
            "hive walks: go and look at each hive in the yard. wax scan: take a photo of all of the wax that is there",
            ["hive walks", "wax scan"],
        ),
        (
            "hive walks of keepers: go and see futures design there. wax scan: look and see collective intelligence",
            ["hive walks of keepers", "wax scan"],
        ),
        (
            "hive walks in the yard: go and see futures design there. wax scan of all frames: look and see collective "
            "intelligence",
            ["futures design", "collective intelligence"],
        ),
        (
            "hive walks: we saw futures design and a bit of collective intelligence in use there too",
            ["futures design", "collective intelligence"],
        ),
    ],
)  # fmt: skip
def test_glued_tags_are_taken_apart(raw: str, expected: list[str]) -> None:
    assert parts(raw) == expected


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("bees; wax", "a list by its marks"),
        ("surveys, interviews, honey talks", "a list by its commas"),
        ("bee walks, hive scales, honey talks", "a list by its commas"),
        ("transparency & accountability", "joined by an 'and' or a mark"),
        ("satellite imagery geospatial data", "known tags run together"),
        (
            "so we went and saw futures design and a bit of collective intelligence in use there",
            "a paragraph that mentions known tags",
        ),
        (
            "hive walks: go and look at each hive in the yard. wax scan: take a photo of all wax.",
            "a paragraph with headings",
        ),
    ],
)  # fmt: skip
def test_a_split_says_how_one_sees_it(raw: str, why: str) -> None:
    found = split_proposal(raw, Gazetteer(zip(KNOWN, KNOWN, strict=True), wholes()))
    assert found
    assert found.why == why


def test_wholes_are_the_lines_of_the_packaged_list_without_its_remarks() -> None:
    assert "research and development" in wholes()
    assert [line for line in wholes() if not line or line.startswith("#")] == []


@pytest.mark.parametrize(
    "raw",
    [
        "responsible consumption and production", "Responsible consumption & production", "consumption & production",
        "peace, justice and strong institutions", "research and development", "Research & Development",
        "good health and well-being", "health and wellbeing", "Trinidad and Tobago", "Bosnia & Herzegovina", "n/a",
        "a/b testing", "10. Reduced inequalities", "transfer of technology and knowledge",
        "transparency of consumption",
        "transparency and honest talk", "pest and disease alerts", "transparency,", "peace;", "C#", "#bees",
        "between interviews and surveys", "more than 1,000", "technology (surveys and interviews)", "", "--", "surveys",
        "free, prior and informed consent", "surveys and survey", "in-depth\ninterviews",
        "surveys, research and development", "climate action/hive walks", "bee walks, hive scales, honey",
        "bees; the keepers of all the hives in the hills", "[[bees]]", "geospatial data surveys", "surveys interviews",
        "bee walks, hive scales, honey and wax talks", "bee walks, hive scales, all of the keepers in town",
    ],
)  # fmt: skip
def test_names_and_doubtful_tags_stay_whole(raw: str) -> None:
    assert parts(raw) == []


def test_what_is_known_stays_whole_in_another_order_or_with_a_slip() -> None:
    known = ("recovery and reconstruction", "recovery", "reconstruction")
    assert parts("recovery & reconstruction", *known) == []
    assert parts("reconstruction and recovery", *known) == []
    assert parts("recovery and reconstrucction", *known) == []
    assert parts("recovery and reconstruction", "recovery", "reconstruction") == ["recovery", "reconstruction"]


def test_a_list_that_is_nearly_the_name_of_one_term_is_named_as_one() -> None:
    known = ("monitoring and evaluation", "data, tools", "surveys", "water, sanitation and hygiene")
    matcher = Matcher(vocabulary(*known))
    asked = [
        "monitoreo y evaluación",
        "tools, data",
        "survey",
        "water, sanitation, hygiene services",
        "bees and wax",
        "-",
    ]
    assert [named_as_one(matcher.proposals(raw)) for raw in asked] == [True, True, False, False, False, False]


def test_two_spellings_of_one_term_are_no_glue() -> None:
    known = Gazetteer([("sdg one", 1), ("no poverty", 1), ("zero hunger", 2)])
    assert split_proposal("sdg one no poverty", known) is None
    assert split_proposal("no poverty zero hunger", known) is not None


def test_every_country_of_the_taxonomy_stays_whole() -> None:
    terms = read_taxonomy(ROOT / "taxonomy").vocabularies["country"].terms
    countries = [term.label for term in terms if not term.term_id.startswith("m49-")]  # some regions are two countries
    for country in countries:
        others = [name for name in countries if name != country]
        assert parts(country, *others) == [], country


def test_a_split_is_proposed_with_the_best_term_of_each_part() -> None:
    matcher = Matcher(vocabulary("qualitative data", "quantitative data", "surveys"))
    decisions = matcher.decide("quantitative and qualitative data")
    assert [(d.part, d.outcome, d.term_id, d.score, d.runner_up_id) for d in decisions] == [
        (1, Outcome.REVIEW, "m-2", 0.95, None),
        (2, Outcome.REVIEW, "m-1", 0.95, None),
    ]
    assert decisions[1].reason == (
        "part 2 is 'qualitative data': seems to be 2 tags, joined by an 'and' or a mark: "
        "'quantitative data' + 'qualitative data'"
    )


def test_the_runner_up_of_a_part_is_the_best_term_for_the_whole() -> None:
    matcher = Matcher(vocabulary("surveys", "interviews", "household surveys"))
    decisions = matcher.decide("household surveys; interviews")
    assert [(d.part, d.term_id, d.runner_up_id) for d in decisions] == [(1, "m-3", None), (2, "m-2", "m-3")]


def test_a_part_without_a_term_is_named_and_has_no_row() -> None:
    (decision,) = Matcher(vocabulary("surveys", "honey")).decide("surveys; zzyzx quux")
    assert (decision.part, decision.outcome, decision.term_id) == (1, Outcome.REVIEW, "m-1")
    assert decision.reason.endswith("'surveys' + 'zzyzx quux'; no term yet for 'zzyzx quux'")


def test_parts_without_any_term_are_named_in_a_new_tag() -> None:
    (decision,) = Matcher(vocabulary("surveys")).decide("zzyzx; quux")
    assert (decision.outcome, decision.term_id, decision.score) == (Outcome.NEW, None, None)
    assert "'zzyzx' + 'quux'" in decision.reason


def test_what_people_rejected_is_not_proposed_as_a_part() -> None:
    raw = "surveys; honey"
    known = vocabulary("surveys", "honey", mappings=[said(raw, "m-2", Judgement.REJECT)])
    assert [decision.term_id for decision in Matcher(known).decide(raw)] == ["m-1"]


def test_a_split_is_never_decided_by_the_machine() -> None:
    matcher = Matcher(vocabulary(*KNOWN))
    for raw in ("surveys; interviews", "transparency and accountability", "heating/cooling", "surveys; survey"):
        for decision in matcher.decide(raw):
            assert decision.outcome is not Outcome.AUTO


def test_a_person_is_offered_the_parts_whatever_was_said() -> None:
    matcher = Matcher(
        vocabulary("surveys", "honey", mappings=[said("honey talks; surveys", None, Judgement.NOT_A_TAG)])
    )
    offered = matcher.split("honey talks; surveys")
    assert offered is not None
    assert offered.parts == ("honey talks", "surveys")
    assert matcher.split("surveys") is None


@given(st.text(alphabet="ab;,/&#|()[]\n .-1•", max_size=60), st.lists(st.sampled_from(KNOWN), max_size=4))
def test_parts_are_several_distinct_and_readable_whatever_is_typed(marks: str, words: list[str]) -> None:
    raw = marks.join(words) + marks
    found = parts(raw)
    keys = [normal_form(part).key for part in found]
    assert len(found) != 1
    assert all(keys)
    assert len(set(keys)) == len(keys)


@given(st.lists(st.sampled_from([*KNOWN, "bee walks", "x", "n/a", ""]), max_size=5), st.sampled_from(";,&/|"))
def test_all_parts_of_a_tag_have_one_outcome_and_are_numbered_from_one(words: list[str], mark: str) -> None:
    decisions = MATCHER.decide(f" {mark} ".join(words))
    assert len({decision.outcome for decision in decisions}) == 1
    assert [decision.part for decision in decisions] == list(range(1, len(decisions) + 1))
    assert len({decision.term_id for decision in decisions}) == len(decisions)
    for decision in decisions:
        assert (decision.term_id is None) == (decision.outcome in (Outcome.NEW, Outcome.NOT_A_TAG))


@pytest.mark.parametrize(
    "raw",
    [
        "a," * 9_000,
        "a and " * 4_000,
        "(" * 9_000,
        "\n" * 9_000,
        "surveys " * 900,
        " #a" * 900,
        "x" + " " * 64_000 + "y",
    ],
)
def test_absurd_tags_are_read_without_ado(raw: str) -> None:
    assert parts(raw) == []
