"""What the machine decided alone is looked through in a real browser, and overruled by one key, for good."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, Reject
from tagfold.review.impact import UseChange
from tagfold.review.terminal import review
from tagfold.review.terminal_prompts import Screen
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Made, Open, Place, Site, site

TAGS = {"surveys": 4, "survey": 3, "interview": 5, "focus group": 2, "satellite imagse": 1, "bee counts": 1}
"""Of these the machine decides four alone: three plurals and a slip."""


@pytest.fixture
def place(made: Made) -> Place:
    return made(TAGS)


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


def said(place: Place) -> list[tuple[str, str, str]]:
    rows = csv.DictReader(place.mappings().splitlines())
    return [(row["variant"], row["term_id"], row["judgement"]) for row in rows]


def press(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_it_is_walked_the_least_sure_first_or_the_most_used_first(served: Site, opened: Open) -> None:
    page = opened(served.address)
    with page.expect_navigation():
        page.get_by_role("link", name="Auto-decided").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("satellite imagse")
    assert page.get_by_text("4 tags with 11 uses auto-decided").is_visible()
    assert page.locator(".picked .label").inner_text() == "satellite images"
    assert "'imagse' looks like a typo for 'images'" in page.locator(".picked .score").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="most used first").click()
    walked = [heading.inner_text()]
    for _ in range(3):
        press(page, "j")
        walked.append(heading.inner_text())
    assert walked == ["interview", "survey", "focus group", "satellite imagse"]
    press(page, "k")
    expect(heading).to_have_text("focus group")


def test_r_overrules_the_machine_and_that_is_remembered(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}queue?listing=uses")
    expect(page.get_by_role("heading", level=1)).to_have_text("interview")
    moves = page.get_by_role("region", name="Effect of rejecting it").inner_text()
    assert "uses lost\n5" in moves
    assert "5 → 0" in moves
    press(page, "r")
    assert said(place) == [("interview", "ds-0001", "reject")]
    expect(page.get_by_role("heading", level=1)).to_have_text("survey")  # the next that the machine decided
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert next((i.raw, i.outcome) for i in served.desk.listing("uses").page(None, 0, 9)) == ("survey", "auto")
    place.ingest()
    again = place.desk()
    waiting = again.item("datasources", form_key("interview"))
    assert waiting
    assert "ds-0001" not in {waiting.term_id, *(offer.term_id for offer in again.offers(waiting))}
    assert again.listing("uses").get(("datasources", form_key("interview"))) is None


def test_a_confirms_and_another_term_takes_its_place_and_z_takes_both_back(
    served: Site, place: Place, opened: Open
) -> None:
    page, before = opened(f"{served.address}queue?listing=uses"), place.mappings()
    press(page, "a")
    assert said(place) == [("interview", "ds-0001", "accept")]
    page.keyboard.press("t")
    page.keyboard.type("focus")
    expect(page.get_by_role("option", name="focus groups")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("survey")
    moves = page.get_by_role("region", name="Effect").inner_text()
    assert "uses moved\n3" in moves
    press(page, "a")
    assert said(place)[1] == ("survey", "ds-0005", "accept")
    assert page.get_by_text("2 tags with 3 uses auto-decided").is_visible()
    for _ in range(2):
        press(page, "z")
    assert place.mappings() == before
    assert page.get_by_text("4 tags with 11 uses auto-decided").is_visible()


def test_the_second_of_two_pages_is_told_that_it_was_confirmed(served: Site, place: Place, opened: Open) -> None:
    first, second = (opened(f"{served.address}queue?listing=uses") for _ in range(2))
    press(first, "a")
    press(second, "r")
    expect(second.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
    assert said(place) == [("interview", "ds-0001", "accept")]


def test_an_empty_queue_leads_there_and_there_an_end_is_told(made: Made, opened: Open) -> None:
    place = made({"surveys": 2, "survey": 1})
    with site(place.desk()) as served:
        page = opened(served.address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to review")
        with page.expect_navigation():
            page.get_by_role("link", name="look through them").click()
        press(page, "a")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is auto-decided")
        assert broken(page) == []


@pytest.mark.parametrize("width", [1180, 380])
def test_it_meets_wcag_2_2_aa_and_fits_its_window(served: Site, opened: Open, width: int) -> None:
    page = opened(f"{served.address}queue?listing=doubt", width=width)
    assert broken(page) == []
    assert overflow(page) <= 0


def test_the_preview_of_a_reject_is_what_it_does(place: Place) -> None:
    desk, key = place.desk(), form_key("interview")
    preview = desk.preview("datasources", key, Reject("ds-0001"))
    assert (preview.impact.totals[UseChange.LOST].uses, preview.impact.reports) == (5, 5)
    left = desk.progress("datasources").left
    desk.decide("datasources", key, Reject("ds-0001"))
    assert desk.progress("datasources").left == left + 5
    assert desk.preview("datasources", key, Accept("ds-0003")).impact.totals[UseChange.NEWLY_MAPPED].uses == 5


def typed(place: Place, keys: list[str]) -> list[str]:
    waiting, told = iter(keys), list[str]()
    ask: Callable[..., str | None] = lambda *_: next(waiting, None)  # noqa: E731
    review(place.desk(), Screen(ask, ask, told.append), "datasources", "doubt")
    return told


def test_the_terminal_walks_it_by_the_same_keys(place: Place) -> None:
    told = typed(place, ["r", "u", "a", "q"])
    assert said(place) == [("interview", "ds-0001", "accept"), ("satellite imagse", "ds-0004", "reject")]
    assert "  a: confirm it; r: reject satellite images: 1 use lost in 1 report" in told
    assert "     satellite images: 1 -> 0 uses" in told
    assert sum(line.startswith("This one is auto-decided") for line in told) == 1
    assert any("'imagse' looks like a typo for 'images'" in line and "auto-decided: " in line for line in told)
