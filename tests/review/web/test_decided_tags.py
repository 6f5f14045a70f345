"""What was decided is changed on the page of its tag, by the same keys, and every change can be undone."""

from __future__ import annotations

import csv
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tagfold.review.suggestions import MIN_SUGGESTED_SCORE
from tagfold.review.web.app import review_page
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Open, Place, Site
from tests.review.web.steps import at, click, press, said

ROW = "satelite imagery,1,ds-0004,accept,spelling,0.9,Grace,2024-06-01,seen from orbit\n"
UNUSED = "long talks,1,ds-0002,accept,synonym,,Grace,2024-06-02,\n"


@pytest.fixture
def place(place: Place) -> Place:
    """With two decisions of Grace's: one about a tag in use, one about a spelling that no report has any more."""
    path = place.taxonomy / "datasources" / "mappings.csv"
    path.write_text(path.read_text(encoding="utf-8") + UNUSED + ROW, encoding="utf-8")
    return place


def of(page: Page, served: Site, key: str) -> None:
    page.goto(f"{served.address}queue?of=datasources&key={quote(key)}")


def row(place: Place, variant: str) -> dict[str, str]:
    return next(row for row in csv.DictReader(place.mappings().splitlines()) if row["variant"] == variant)


def test_the_address_of_a_decided_tag_shows_that_tag_and_who_decided_it(served: Site, opened: Open) -> None:
    page = opened(served.address)
    for key, tag, words in (
        ("sateliteimagery", "satelite imagery", ["Grace, 2024-06-01 · spelling · confidence 0.9 · seen from orbit"]),
        ("longtalks", "long talks", ["0 uses", "Grace, 2024-06-02 · synonym"]),
        ("interviews", "interviews", ["is the label 'interviews'"]),
    ):
        of(page, served, key)
        expect(page.get_by_role("heading", level=1)).to_have_text(tag)
        text = page.get_by_role("main").inner_text()
        assert [one for one in words if one not in text] == []
        assert "Decided term" in text
        for width in (1180, 380):
            page.set_viewport_size({"width": width, "height": 860})
            assert (broken(page), overflow(page) <= 0) == ([], True)


def test_an_address_of_no_tag_says_so(served: Site) -> None:
    app = review_page(served.desk, served.keys).test_client()
    for of_facet, key in (("datasources", "neverheard"), ("nofacet", "interviews")):
        answer = app.get(f"/queue?of={of_facet}&key={key}")
        assert (answer.status_code, f"There is no tag “{key}”" in answer.text) == (404, True)


def test_a_decided_tag_gets_another_term_and_back(served: Site, place: Place, opened: Open) -> None:
    page, before = opened(served.address), place.mappings()
    of(page, served, "sateliteimagery")
    page.keyboard.press("t")
    page.keyboard.type("focus")
    expect(page.get_by_role("option", name="focus groups")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert "4 → 0" in page.get_by_role("region", name="Effect").inner_text()
    press(page, "a")
    expect(page.get_by_role("heading", level=1)).to_have_text("satelite imagery")  # to be seen as it is now
    assert said(place) == [("long talks", "1", "ds-0002", "accept"), ("satelite imagery", "1", "ds-0005", "accept")]
    press(page, "z")
    assert place.mappings() == before


def test_basis_confidence_and_note_are_set_on_the_page(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    of(page, served, "sateliteimagery")
    page.keyboard.press("w")
    expect(page.get_by_label("Note")).to_have_value("seen from orbit")
    page.get_by_label("Basis").select_option("synonym")
    page.get_by_label("Confidence").fill("0.75")
    page.keyboard.press("Escape")
    press(page, "a")
    found = row(place, "satelite imagery")
    kept = ("term_id", "basis", "confidence", "decided_by", "note")
    assert [found[name] for name in kept] == ["ds-0004", "synonym", "0.75", "Ada Curator", "seen from orbit"]
    page.get_by_label("Confidence").fill("7")
    page.keyboard.press("Escape")
    press(page, "a")
    expect(page.get_by_role("alert")).to_contain_text("confidence '7' is not between 0 and 1")
    assert row(place, "satelite imagery") == found


def test_a_decided_tag_is_rejected_split_or_no_tag(served: Site, place: Place, opened: Open) -> None:
    page, before = opened(served.address), place.mappings()
    for key, rows in (
        ("r", [("satelite imagery", "1", "ds-0004", "reject")]),
        ("x", [("satelite imagery", "1", "", "not_a_tag")]),
    ):
        of(page, served, "sateliteimagery")
        press(page, key)
        expect(page.get_by_role("heading", level=1)).to_have_text("satelite imagery")
        assert said(place)[1:] == rows
        press(page, "z")
        assert place.mappings() == before
    of(page, served, "longtalks")  # in no report
    page.keyboard.press("s")
    for number, text in enumerate(("interviews", "surveys"), 1):
        page.get_by_role("combobox", name=f"Part {number}").fill(text)
    page.keyboard.press("Escape")
    click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
    press(page, "a")
    assert [one[1:3] for one in said(place) if one[0] == "long talks"] == [("1", "ds-0001"), ("2", "ds-0003")]
    expect(page.locator(".picked .label")).to_have_text("interviews + surveys")


def test_nothing_is_armed_below_possible_and_no_choice_is_shown_twice(served: Site, opened: Open) -> None:
    page = opened(served.address)
    for item in served.desk.items("datasources", 0, 99):
        at(page, served, item.raw)
        others = page.locator(".offers span:nth-child(2)").all_inner_texts()
        assert "0.00" not in page.locator(".offers .figure").all_inner_texts()
        picked = page.locator(".picked .label")
        if page.locator("[data-key=a]").count():
            assert float(page.locator(".picked .score").inner_text().split("(")[1][:4]) >= MIN_SUGGESTED_SCORE
            assert picked.inner_text() not in others
    at(page, served, "deep interviews")
    assert page.locator("[data-key=a], [data-key=r]").count() == 0
    assert "No term is near enough to suggest" in page.get_by_role("main").inner_text()
    press(page, "1")
    expect(picked).to_have_text("in-depth interviews")
    assert page.locator("[data-key=a], [data-key=r]").count() == 2


def test_f_leads_from_a_decided_tag_to_the_list_of_all_tags(served: Site, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "deep interviews")
    press(page, "x")
    page.goto(f"{served.address}queue?of=datasources&key=deepinterviews")
    press(page, "f")
    page.keyboard.press("f")
    expect(page.get_by_label("Find a tag")).to_be_focused()
    page.keyboard.type("deep")
    press(page, "Enter")
    expect(page.get_by_role("link", name="deep interviews")).to_be_visible()
