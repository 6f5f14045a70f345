"""A new term is held against what is there already, while its label is typed and before it is written."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import expect

from tagfold.review.actions import Accept, NewTerm, Reject, SplitTag
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import TERMS, Made, Open, Place, site
from tests.review.web.steps import at, press, said

OLD = """\
ds-0006,youth,,deprecated,ds-0007,Old.,1.0.0
ds-0007,young people,,active,,People from 15 to 24.,1.0.0
ds-0008,folklore,,deprecated,,Old.,1.0.0
"""


@pytest.fixture
def place(made: Made) -> Place:
    return made({"interviews": 3, "survey": 2, "bee counts": 2, "hive visits": 1}, TERMS + OLD)


def test_a_label_that_is_taken_is_named_with_its_term(place: Place) -> None:
    desk = place.desk()
    desk.decide("datasources", "hivevisits", Accept("ds-0003"))
    for label, words in (
        ("Surveys", "there is already “surveys”"),
        ("survey", "there is already “surveys” ("),
        ("in depth interview", "there is already “in-depth interviews” ("),
        ("hive visits", "“hive visits” is a known spelling of “surveys”"),
        ("youth", "“youth” (ds-0006) was a term and is deprecated; use “young people”"),
        ("folklore", "“folklore” (ds-0008) was a term and is deprecated"),
    ):
        assert desk.new_terms("datasources").warnings(NewTerm(label))[0].startswith(words), label
    assert desk.new_terms("datasources").warnings(NewTerm("bee counts", "ds-0003", "Counting bees.")) == []
    desk.decide("datasources", "survey", Reject("ds-0003"))
    assert desk.new_terms("datasources").warnings(NewTerm("survey", "ds-0001", "One."))[-1] == (
        "“survey” was rejected as a spelling of “surveys”"
    )


def test_the_rules_of_the_check_run_before_writing(place: Place) -> None:
    assert place.desk().new_terms("datasources").warnings(NewTerm("bee counts")) == [
        "'bee counts' has no broader or narrower term: put it under a broader term",
        "'bee counts' has no definition: say in one line what the term covers",
    ]


def test_the_page_warns_while_one_types(place: Place, opened: Open) -> None:
    with site(place.desk()) as served:
        page = opened(served.address)
        at(page, served, "bee counts")
        page.keyboard.press("n")
        page.get_by_label("Label").fill("survey")
        expect(page.locator("p.warnings")).to_contain_text("Check: there is already “surveys”")
        page.get_by_label("Label").fill("animal counts")
        expect(page.locator("p.warnings")).not_to_contain_text("there is already")
        with page.expect_navigation():
            page.get_by_label("Label").press("Enter")
        expect(page.locator(".picked .warnings")).to_contain_text("has no definition")


KINDS = """\
term_id,label,broader_id,status,replaced_by,definition,since
ds-0001,counts,,active,,Numbers of things.,1.0.0
ds-0002,fish counts,ds-0001,active,,Numbers of fish.,1.0.0
ds-0003,bird counts,ds-0001,active,,Numbers of birds.,1.0.0
ds-0004,tree counts,ds-0001,active,,Numbers of trees.,1.0.0
ds-0005,conversations,,active,,Talks.,1.0.0
ds-0006,interviews,ds-0005,active,,Questions put to people.,1.0.0
"""


def terms(place: Place) -> dict[str, tuple[str, str]]:
    """The heading and the definition of each term, by label."""
    rows = csv.DictReader(place.terms().splitlines())
    return {row["label"]: (row["broader_id"], row["definition"]) for row in rows}


def test_a_new_term_is_proposed_with_a_clean_label_and_its_heading(made: Made) -> None:
    desk = made({"interviews": 2, "Bee_Count (?)": 2}, KINDS).desk()
    found = desk.new_terms("datasources").proposal("Bee_Count (?)")
    assert found.label == "bee counts"
    assert next(heading.label for heading in found.headings) == "counts"
    assert found.headings[0].siblings == ("bird counts", "fish counts", "tree counts")
    assert len(found.headings) <= 5


def test_a_heading_is_proposed_after_a_change_as_by_a_fresh_session(made: Made) -> None:
    place = made({"interviews": 2, "Bee Count": 2, "hive talks": 1}, KINDS)
    desk = place.desk()
    before = desk.new_terms("datasources").proposal("bee talks")
    desk.decide("datasources", "hivetalks", NewTerm("hive talks", "ds-0005", "Talks at hives."))
    after = desk.new_terms("datasources").proposal("bee talks")
    assert after == place.desk().new_terms("datasources").proposal("bee talks")
    assert after != before


@pytest.mark.parametrize("width", [380, 1280])
def test_a_new_term_is_made_with_the_keyboard_alone(made: Made, opened: Open, width: int) -> None:
    place = made({"interviews": 2, "Bee_Count (?)": 2}, KINDS)
    with site(place.desk()) as served:
        page = opened(served.address, width=width)
        at(page, served, "Bee_Count (?)")
        page.keyboard.press("n")
        expect(page.get_by_role("radio", name="counts bird counts, fish counts, tree counts")).to_be_checked()
        expect(page.get_by_label("Label")).to_have_value("bee counts")
        expect(page.get_by_label("Label")).to_be_focused()
        assert broken(page) == []
        assert overflow(page) == 0
        for key in ("Tab", "ArrowDown", "ArrowUp", "Tab", "Tab"):
            page.keyboard.press(key)
        expect(page.get_by_label("Definition")).to_be_focused()
        page.keyboard.type("Numbers of bees.")
        press(page, "Enter")
        expect(page.locator(".picked .warnings")).to_have_count(0)
        press(page, "a")
    assert terms(place)["bee counts"] == ("ds-0001", "Numbers of bees.")


def test_another_heading_that_is_typed_comes_before_the_one_chosen(made: Made, opened: Open) -> None:
    place = made({"interviews": 2, "Bee Count": 2}, KINDS)
    with site(place.desk()) as served:
        page = opened(served.address, script=False)
        at(page, served, "Bee Count", new="yes")
        expect(page.get_by_role("radio").first).to_be_checked()
        page.get_by_label("Another heading").fill("conversations")
        page.get_by_role("button", name="Show the effect").first.click()
        page.get_by_role("button", name="Create term and accept").click()
    assert terms(place)["bee counts"][0] == "ds-0005"


def test_headings_are_shown_only_to_who_knows_the_address(made: Made, opened: Open) -> None:
    with site(made({"interviews": 2, "Bee Count": 2}, KINDS).desk()) as served:
        page = opened(served.address)
        within = page.request.get(f"{served.address}headings?facet=datasources&key=beecount")
        assert within.status == 200
        assert "bird counts" in within.text()
        assert page.request.get(f"{served.origin}/headings?facet=datasources&key=beecount").status == 403
        assert page.request.get(f"{served.address}headings?facet=datasources&key=nothing").status == 404


def test_a_split_that_makes_a_term_asks_for_its_heading_and_definition(made: Made, opened: Open) -> None:
    place = made({"interviews": 2, "interviews, bee counts": 2}, KINDS)
    with site(place.desk()) as served:
        page = opened(served.address)
        at(page, served, "interviews, bee counts", do="split", parts="interviews&parts=bee+counts")
        expect(page.get_by_role("combobox", name="“bee counts” under")).to_have_value("counts")
        assert broken(page) == []
        page.get_by_label("Definition of “bee counts”").fill("Numbers of bees.")
        page.keyboard.press("Escape")
        press(page, "a")
    assert terms(place)["bee counts"] == ("ds-0001", "Numbers of bees.")
    assert [(part, term) for _, part, term, _ in said(place)] == [("1", "ds-0006"), ("2", "ds-0007")]


def test_a_split_without_definitions_is_as_before(made: Made) -> None:
    place = made({"interviews": 2, "interviews, bee counts": 2}, KINDS)
    key = "interviewsbeecounts"
    place.desk().decide("datasources", key, SplitTag(("interviews", "bee counts"), broader_ids=("", "ds-0001")))
    assert terms(place)["bee counts"] == ("ds-0001", "")
