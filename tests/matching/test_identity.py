"""Names of countries, and abbreviations that a tag defines, are known whatever their letters."""

from __future__ import annotations

import pytest

from benchmarks.measure.make_countries import PATH, text
from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Decision
from tagfold.matching.linker import Linker
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Vocabulary
from tests.matching.vocabularies import vocabulary

COUNTRIES = (
    "Republic of the Congo",
    "Democratic Republic of the Congo",
    "Turkey",
    "United States of America",
    "Myanmar",
)


def decide(tag: str, known: Vocabulary) -> Decision:
    (decision,) = Matcher(known).decide(tag)
    return decision


@pytest.mark.parametrize(
    ("tag", "country"),
    [
        ("Congo, Rep.", "Republic of the Congo"),
        ("Congo, Dem. Rep.", "Democratic Republic of the Congo"),
        ("DRC", "Democratic Republic of the Congo"),
        ("Türkiye", "Turkey"),
        ("U.S.", "United States of America"),
        ("Burma", "Myanmar"),
    ],
)
def test_a_common_name_of_a_country_is_decided(tag: str, country: str) -> None:
    decision = decide(tag, vocabulary(*COUNTRIES))
    assert (decision.outcome, decision.reason) == ("auto", f"is another name of '{country}'")


def test_what_might_be_two_countries_or_is_a_part_of_one_names_none() -> None:
    for tag in ("Congo", "Korea", "England", "Micronesia (UN)"):
        assert decide(tag, vocabulary(*COUNTRIES, "South Korea", "United Kingdom", "Micronesia")).outcome != "auto"


def test_two_countries_share_no_cluster_and_are_not_decided() -> None:
    names = ["Korea, Rep.", "South Korea", "Korea, Dem. Rep.", "North Korea", "Niger", "Nigeria"]
    labels = {member.raw: member.label for member in clusters(names)}
    assert labels["Korea, Rep."] == labels["South Korea"]
    assert labels["Korea, Dem. Rep."] == labels["North Korea"]
    assert len(set(labels.values())) == 4
    assert decide("Niger", vocabulary("Nigeria")).outcome == "new"


def test_the_packaged_names_are_those_of_the_shipped_taxonomy() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run python -m benchmarks.measure.make_countries"


DEFINED = ["BIM", "Building Information Modelling (BIM)", "building information modeling", "COP (conference)", "COP"]


def test_an_abbreviation_defined_in_the_column_joins_what_it_is_short_for() -> None:
    labels = [member.label for member in clusters(DEFINED)]
    assert labels[0] == labels[1] == labels[2]
    assert len({labels[0], labels[3], labels[4]}) >= 2


def test_an_abbreviation_that_is_defined_twice_is_left_to_a_person() -> None:
    twice = ["Automated Compliance Checking (ACC)", "Annual Climate Conference (ACC)"]
    assert decide("ACC", vocabulary(twice[0])).outcome == "auto"
    assert decide("ACC", vocabulary(*twice)).outcome == "review"


def test_a_definition_comes_and_goes_with_its_spelling() -> None:
    full = [("Building Information Modelling (BIM)", "b")]
    more = [*full, ("Basic Income Model (BIM)", "i")]
    linker = Linker(full)
    first = linker.proposals("BIM")[0].score
    assert linker.after(more).proposals("BIM")[0].score < first
    assert linker.after(more).after(full).proposals("BIM")[0].score == first
