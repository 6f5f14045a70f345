"""A new term is held against what is there already, while its label is typed and before it is written."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tagfold.review.actions import Accept, NewTerm
from tests.review.web.conftest import TERMS, Made, Open, Place, site
from tests.review.web.steps import at

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
        assert desk.warnings("datasources", NewTerm(label))[0].startswith(words), label
    assert desk.warnings("datasources", NewTerm("bee counts", "ds-0003", "Counting bees.")) == []


def test_the_rules_of_the_check_run_before_writing(place: Place) -> None:
    assert place.desk().warnings("datasources", NewTerm("bee counts")) == [
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
        expect(page.locator(".picked .warnings")).to_contain_text("has no broader or narrower term")
