"""The taxonomy that ships: its closed lists are the outside lists, and nothing is mapped twice."""

from __future__ import annotations

import re
from collections import defaultdict

import pycountry
import pytest

from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Judgement, Kind
from tests.conftest import ROOT

TAXONOMY = read_taxonomy(ROOT / "taxonomy")
WITH_TERMS = [name for name, vocabulary in TAXONOMY.vocabularies.items() if vocabulary.facet.kind.has_terms]
CURATED = [facet.name for facet in TAXONOMY.facets if facet.kind is Kind.CURATED]


def test_countries_are_those_of_iso_3166() -> None:
    codes = {term.term_id for term in TAXONOMY.vocabularies["country"].terms if not term.term_id.startswith("m49-")}
    assert codes ^ {f"iso-{country.alpha_3}" for country in pycountry.countries} == {"iso-XKX", "co-0001"}
    matcher = Matcher(TAXONOMY.vocabularies["country"])
    for country in pycountry.countries:
        (decision,) = matcher.decide(country.name)
        assert (decision.outcome, decision.term_id) == ("mapped", f"iso-{country.alpha_3}"), country.name


def test_every_country_is_in_a_region_of_the_united_nations() -> None:
    countries = TAXONOMY.vocabularies["country"]
    tops = {}
    for term in countries.terms:
        above = term
        while above.broader_id:
            above = countries.by_id[above.broader_id]
        tops[term.term_id] = above.label
    assert {top for term_id, top in tops.items() if term_id.startswith("iso-")} == {
        "Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania",
    }  # fmt: skip
    assert [term_id for term_id, top in tops.items() if top == "Antarctica"] == ["iso-ATA"]  # which M49 puts nowhere
    assert [countries.by_id[code].broader_id for code in ("iso-KEN", "iso-FJI", "iso-BIH", "iso-HTI", "iso-GGY")] == [
        "m49-014", "m49-054", "m49-039", "m49-029", "m49-830",
    ]  # fmt: skip


def test_goals_are_seventeen() -> None:
    goals = TAXONOMY.vocabularies["sdgs"].terms
    assert [term.term_id for term in goals] == [f"sdg-{number:02}" for number in range(1, 18)]
    (decision,) = Matcher(TAXONOMY.vocabularies["sdgs"]).decide("10. Reduced innequalities")
    assert decision.term_id == "sdg-10"


@pytest.mark.parametrize("facet", WITH_TERMS)
def test_ids_exist_and_no_variant_has_two_meanings(facet: str) -> None:
    vocabulary = TAXONOMY.vocabularies[facet]
    labels = [normal_form(term.label).key for term in vocabulary.terms]
    assert sorted(labels) == sorted(set(labels))
    assert [
        term.label for term in vocabulary.terms if term.broader_id and term.broader_id not in vocabulary.by_id
    ] == []
    accepted = defaultdict(set)
    for mapping in vocabulary.mappings:
        assert mapping.term_id is None or mapping.term_id in vocabulary.by_id, mapping.variant
        if mapping.judgement is Judgement.ACCEPT:
            accepted[normal_form(mapping.variant).key, mapping.part].add(mapping.term_id)
    assert {key: ids for key, ids in accepted.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("facet", CURATED)
def test_curated_terms_are_defined_and_stand_under_a_heading(facet: str) -> None:
    terms = TAXONOMY.vocabularies[facet].terms
    above = {term.broader_id for term in terms}
    assert [term.label for term in terms if not term.definition] == []
    assert [term.label for term in terms if not term.broader_id and term.term_id not in above] == []


@pytest.mark.parametrize(
    ("facet", "tag", "label"),
    [
        ("datasources", "deep interviews", "in-depth interviews"),
        ("datasources", "Indepth Interview", "in-depth interviews"),
        ("datasources", "survey", "surveys"),
        ("datasources", "FGDs", "focus groups"),
        ("datasources", "inteligencia colectiva", "collective intelligence"),
        ("thematic_areas", "digital lerning", "digital learning"),
        ("skills", "Partnerhsip coordination", "partnership coordination"),
        ("gender", "Male", "male"),
    ],
)
def test_known_spellings_find_their_term(facet: str, tag: str, label: str) -> None:
    vocabulary = TAXONOMY.vocabularies[facet]
    (decision,) = Matcher(vocabulary).decide(tag)
    assert decision.outcome in ("mapped", "auto")
    assert decision.term_id is not None
    assert vocabulary.by_id[decision.term_id].label == label


def test_qualitative_and_quantitative_stay_apart() -> None:
    matcher = Matcher(TAXONOMY.vocabularies["datasources"])
    (qualitative,), (quantitative,) = matcher.decide("qualitative data"), matcher.decide("quantitative data")
    assert qualitative.term_id != quantitative.term_id
    assert [d.part for d in matcher.decide("quantitative and qualitative data")] == [1, 2]


NOT_OXFORD = re.compile(
    r"\b(behavior|neighbor|favor|color|odor\b|labor\b|centers?\b|centered|counseling|counselor|modeling|analyz"
    r"|organis(?!m)|randomis|digitis|recognis|visualis|empathis|urbanis(?!t)|optimis(?!m)|mobilis|localis(?!m)"
    r"|aging\b|enrollment|toward\b|waste water|trans-boundary|policy making)",
    re.IGNORECASE,
)


def test_labels_and_definitions_are_spelt_as_the_united_nations_spell() -> None:
    """British, with -ize. Closed facets keep the wording of the lists that they follow."""
    found = [
        (term.term_id, term.label)
        for vocabulary in read_taxonomy(ROOT / "taxonomy").vocabularies.values()
        if vocabulary.facet.kind is Kind.CURATED
        for term in vocabulary.terms
        if NOT_OXFORD.search(f"{term.label} {term.definition}")
    ]
    assert found == []


@pytest.mark.parametrize(
    ("facet", "label", "heading"),
    [
        ("thematic_areas", "incentives", "policies"),  # not all of them are financial
        ("thematic_areas", "utilities", "infrastructure"),  # water and gas as well as power
        ("thematic_areas", "early detection", "risk management"),  # hazards and faults as well as diseases
        ("thematic_areas", "career counselling", "employment services"),
        ("thematic_areas", "sorting", "waste management"),  # wider than waste sorting
        ("tactics", "create evidence", "proving and reducing risk"),
        ("thematic_areas", "WASH", "water and sanitation"),  # wider than sanitation
        ("thematic_areas", "affordable and clean energy", "energy"),
        ("thematic_areas", "migration", "human mobility"),  # and not the other way round
        ("thematic_areas", "knowledge", "education and skills"),  # more than its management
        ("thematic_areas", "adaptation", "sustainable development"),  # not to the climate alone
        ("thematic_areas", "animal care", "fauna"),  # of wild animals, in most reports
        ("thematic_areas", "India Cooling Action Plan", "cooling strategies"),  # national, not urban
        ("skills", "quick and continuous learning", "continuous learning"),
    ],
)
def test_a_heading_holds_all_that_its_term_means(facet: str, label: str, heading: str) -> None:
    vocabulary = TAXONOMY.vocabularies[facet]
    (term,) = (term for term in vocabulary.terms if term.label == label)
    assert vocabulary.by_id[term.broader_id or ""].label == heading


STILTED = re.compile(
    r"great shocks|making cold|[Mm]ake cold|^Heading for|^Said of|warming planet|achine intelligence|[Vv]ery hot days"
    r"|\bRefuse\b|[Ss]ickness|[Pp]ublic courses of action|armful matter|\b[Ww]armth\b|^New things\b|, here as ",
)


def test_definitions_are_what_a_colleague_would_write() -> None:
    found = [
        (term.term_id, term.definition)
        for facet in CURATED
        for term in TAXONOMY.vocabularies[facet].terms
        if STILTED.search(term.definition)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("effective cooling techniques", "cooling techniques"),
        ("hydro-places", "water features"),
        ("aid training for heat", "heat aid training"),
        ("aging", "ageing"),
        ("digital gap", "digital divide"),
        ("people with disabilities", "persons with disabilities"),
        ("transportation", "transport"),
        ("environmentally friendly", "environmental friendliness"),
        ("digital", "digital technology"),
        ("Indian Cooling Action Plan", "India Cooling Action Plan"),
    ],
)
def test_a_label_of_an_earlier_release_still_finds_its_term(before: str, label: str) -> None:
    vocabulary = TAXONOMY.vocabularies["thematic_areas"]
    (decision,) = Matcher(vocabulary).decide(before)
    assert (decision.outcome, vocabulary.by_id[decision.term_id or ""].label) == ("mapped", label)
