"""Similar tags in the queue are ticked and decided together."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.review.web.conftest import Open, Place, Site
from tests.review.web.steps import at, click, press, said


def similar_to(served: Site, tag: str) -> set[str]:
    item = next(item for item in served.desk.items("datasources", 0, 1000) if item.raw == tag)
    return {other.raw for other in served.desk.similar(item)}


def test_m_ticks_the_alike_and_they_are_decided_together(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    tagged = next(item for item in served.desk.items("datasources", 0, 100) if served.desk.similar(item))
    similar = {item.raw for item in served.desk.similar(tagged)}
    at(page, served, tagged.raw, pick="ds-0002")
    press(page, "m")
    assert page.locator("input[name=also]:checked").count() == len(similar)
    uses = tagged.uses + sum(item.uses for item in served.desk.similar(tagged))
    assert page.get_by_role("region", name="Effect").inner_text().startswith(f"Effect\nuses added\n{uses}\n")
    press(page, "a")
    assert {row[0] for row in said(place) if row[2] == "ds-0002"} == {tagged.raw, *similar}


@pytest.mark.parametrize("ticked", ["m", "by hand"])
def test_what_is_ticked_and_noted_goes_along_to_a_new_term(
    served: Site, place: Place, opened: Open, ticked: str
) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    page.keyboard.press("w")
    page.keyboard.type("ask Grace")
    page.keyboard.press("Escape")
    if ticked == "m":
        press(page, "m")
    else:
        for box in page.locator("input[name=also]").all():
            box.check()
    page.keyboard.press("n")
    page.get_by_label("Label").fill("animal counts")
    click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
    similar = similar_to(served, "bee counts")
    assert page.locator("input[name=also]:checked").count() == len(similar) > 0
    assert "0 → 3" in page.get_by_role("table").inner_text()  # with the tags that are decided with it
    press(page, "a")
    assert {row[0] for row in said(place)} == {"bee counts", *similar}
    assert place.mappings().count("ask Grace") == 1 + len(similar)


def test_what_is_ticked_goes_along_to_another_figure_and_to_what_was_searched(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    press(page, "m")
    page.keyboard.press("t")
    page.keyboard.type("focus")
    expect(page.get_by_role("option", name="focus groups")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert page.locator("input[name=also]:checked").count() == len(similar_to(served, "bee counts"))
    page.keyboard.press("t")  # nothing is similar enough to be a choice, so a second term is searched, too
    page.keyboard.type("satel")
    expect(page.get_by_role("option", name="satellite images")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert page.locator("input[name=also]:checked").count() == len(similar_to(served, "bee counts"))
    press(page, "m")  # the ticks away again
    assert page.locator("input[name=also]:checked").count() == 0
    press(page, "a")
    assert [row[0] for row in said(place)] == ["bee counts"]


def test_all_alike_can_be_ticked_when_the_new_term_is_named_already(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "bee counts", do="new_term", label="animal counts")
    press(page, "m")
    assert "0 → 3" in page.get_by_role("table").inner_text()
    page.locator("input[name=also]").first.uncheck()
    press(page, "a")
    assert [row[0] for row in said(place)] == ["bee counts"]
