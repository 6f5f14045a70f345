"""All tags in a list: found by words, person, day, score, country and year, and decided together after one preview."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tagfold.review.actions import Accept, MarkNotATag, Reject
from tagfold.review.session import ReviewSession
from tagfold.review.tag_filter import TagFilter
from tests.conftest import published
from tests.review.conftest import Clock
from tests.review.web.checks import COLOURS, broken, overflow
from tests.review.web.conftest import Open, Place, Site
from tests.review.web.steps import click, press, said

UNUSED = "long talks,1,ds-0002,accept,synonym,,Grace,2024-06-02,over tea\n"
DS = "datasources"


@pytest.fixture
def place(place: Place) -> Place:
    path = place.taxonomy / DS / "mappings.csv"
    path.write_text(path.read_text(encoding="utf-8") + UNUSED, encoding="utf-8")
    return place


def found(desk: ReviewSession, **asked: str) -> list[str]:
    total, lines = desk.tags.find(TagFilter(**asked), 0, 100)
    assert total == len(lines)
    return [line.form.raw for line in lines]


def test_a_search_finds_every_spelling_decided_or_not(place: Place) -> None:
    desk = place.desk()
    desk.decide(DS, "satelliteimagery".replace("ll", "l"), Accept("ds-0004", note="from orbit"))
    desk.decide(DS, "seeabove", MarkNotATag())
    desk.decide(DS, "encuesta", Reject("ds-0003"))
    today = desk.rows(DS, "seeabove")[0].decided_on
    assert found(desk) == [item.raw for item in desk.items(DS, 0, 100)]  # the queue, in its order
    assert found(desk, text="Satelite", outcome="any") == ["satelite imagery"]
    assert found(desk, text="satellite", outcome="any") == ["satelite imagery"]  # by its term
    assert found(desk, text="tea", outcome="any", sort="tag") == ["long talks"]  # by a note, in no report
    assert found(desk, outcome="not_a_tag") == ["see above"]
    assert found(desk, outcome="decided", by="Ada Curator", sort="tag") == ["satelite imagery", "see above"]
    assert found(desk, outcome="any", by="Grace") == ["long talks"]
    assert found(desk, outcome="any", since=today, sort="tag") == ["encuesta", "satelite imagery", "see above"]
    assert found(desk, outcome="any", until="2024-06-02") == ["long talks"]
    assert found(desk, score="certain", sort="score") == ["interviewed"]
    assert found(desk, kind="guard", sort="tag") == ["deep interviews"]
    assert found(desk, outcome="any", facet="methods") == []
    assert found(desk, outcome="decided", since="2000-01-01", sort="latest")[-1] == "long talks"


def test_it_is_narrowed_to_the_reports_of_a_country_and_a_year(tmp_path: Path) -> None:
    reports = {
        "a.md": "# A\n[[country:Fiji]]\n[[year:2022]]\n[[datasources:bee hives]]\n[[datasources:polls]]\n",
        "b.md": "# B\n[[country:Samoa]]\n[[year:2023]]\n[[datasources:bee hives]]\n[[datasources:lute lessons]]\n",
    }
    database = published(tmp_path, reports)
    desk = ReviewSession(tmp_path / "taxonomy", database, "Ada", Clock())
    countries, years = desk.tags.countries_and_years
    assert years == ["2022", "2023"]
    assert found(desk, facet=DS, year="2022", outcome="any", sort="tag") == ["bee hives", "polls"]
    assert found(desk, facet=DS, year="2023", outcome="any", sort="tag") == ["bee hives", "lute lessons"]
    if "Fiji" in countries:
        assert found(desk, facet=DS, country="Fiji", outcome="any", sort="tag") == ["bee hives", "polls"]


def listed(page: Page) -> list[str]:
    return page.get_by_role("rowheader").get_by_role("link").all_inner_texts()


def test_f_finds_a_tag_and_its_link_opens_it(served: Site, opened: Open) -> None:
    page = opened(served.address)
    press(page, "f")
    page.keyboard.press("f")
    page.keyboard.type("talks")
    press(page, "Enter")
    assert page.get_by_role("link", name="Look among all tags").is_visible()
    click(page, page.get_by_role("link", name="Look among all tags"))
    assert listed(page) == ["long talks"]
    assert "Grace, 2024-06-02" in page.get_by_role("table").inner_text()
    click(page, page.get_by_role("link", name="long talks"))
    expect(page.get_by_role("heading", level=1)).to_have_text("long talks")


def test_ticked_tags_are_decided_together_and_undone_together(served: Site, place: Place, opened: Open) -> None:
    before = place.mappings()
    page = opened(f"{served.address}tags?facet=datasources&sort=score")
    assert listed(page)[:3] == ["encuesta", "interviewed", "satelite imagery"]
    press(page, "m")
    press(page, "a")
    effect = page.get_by_role("region", name="Effect")
    assert "deep interviews" not in [box.get_attribute("value") for box in page.get_by_role("checkbox").all()]
    both = int(re.findall(r"uses added\n(\d+)", effect.inner_text())[0])
    page.get_by_role("checkbox", name="encuesta").uncheck()
    expect(effect).to_contain_text(f"{both - 2}")  # the effect follows
    assert place.mappings() == before
    press(page, "a")
    variants = [row[0] for row in said(place)]
    assert "encuesta" not in variants
    assert {"interviewed", "satelite imagery"} <= set(variants)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tags")
    press(page, "z")
    assert place.mappings() == before


@pytest.mark.parametrize("script", [True, False])
def test_several_become_one_new_term_or_none(served: Site, place: Place, opened: Open, *, script: bool) -> None:
    page = opened(f"{served.address}tags?facet=datasources", script=script)
    for tag in ("bee counts", "counts of all bees"):
        page.get_by_role("checkbox", name=tag, exact=True).check()
    page.locator("summary").filter(has_text="Create one term for all").click()
    page.get_by_label("Label").fill("animal counts")
    click(page, page.locator("button[value=new_term]"))
    assert "0 → 3" in page.get_by_role("region", name="Effect").inner_text()
    click(page, page.get_by_role("button", name="Apply to ticked"))
    new = next(line.split(",")[0] for line in place.terms().splitlines() if ",animal counts," in line)
    assert {row[:3] for row in said(place)} >= {("bee counts", "1", new), ("counts of all bees", "1", new)}
    page.get_by_role("checkbox", name="see above").check()
    click(page, page.locator("button[value=not_a_tag]"))
    click(page, page.get_by_role("button", name="Apply to ticked"))
    assert ("see above", "1", "", "not_a_tag") in said(place)
    click(page, page.locator("button[value=unsure]"))
    assert "Nothing that can be decided like this is ticked" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("width", [380, 1280])
def test_one_new_term_for_several_tags_gets_its_heading_by_keyboard(
    served: Site, place: Place, opened: Open, width: int
) -> None:
    page = opened(f"{served.address}tags?facet=datasources", width=width)
    for tag in ("bee counts", "counts of all bees"):
        page.get_by_role("checkbox", name=tag, exact=True).check()
    page.keyboard.press("n")
    page.keyboard.type("household interviews")
    click(page, page.locator("button[value=new_term]"))
    first = page.get_by_role("radio").first
    expect(first).to_be_checked()
    heading = first.get_attribute("value")
    assert heading == "interviews"
    assert broken(page) == []
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    click(page, page.get_by_role("button", name="Show the effect again"))
    expect(page.get_by_role("radio").first).to_be_checked()
    click(page, page.get_by_role("button", name="Apply to ticked"))
    row = next(line for line in place.terms().splitlines() if ",household interviews," in line)
    assert row.split(",")[2] == "ds-0001"


def test_a_heading_typed_for_several_tags_comes_before_those_that_fit(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}tags?facet=datasources")
    page.get_by_role("checkbox", name="bee counts", exact=True).check()
    page.locator("summary").filter(has_text="Create one term for all").click()
    page.get_by_label("Label").fill("household interviews")
    page.get_by_label("Under").first.fill("surveys")
    click(page, page.locator("button[value=new_term]"))
    expect(page.get_by_role("radio", name="none, or the one below")).to_be_checked()
    click(page, page.get_by_role("button", name="Apply to ticked"))
    row = next(line for line in place.terms().splitlines() if ",household interviews," in line)
    assert row.split(",")[2] == "ds-0003"


def test_what_changed_meanwhile_is_shown_and_nothing_is_written(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}tags?facet=datasources")
    for tag in ("encuesta", "interviewed"):
        page.get_by_role("checkbox", name=tag).check()
    press(page, "a")
    served.desk.decide(DS, "encuesta", MarkNotATag())
    press(page, "a")
    assert "Changed meanwhile" in page.get_by_role("alert").inner_text()
    assert [row for row in said(place) if row[0] == "encuesta"] == [("encuesta", "1", "", "not_a_tag")]


def test_unticking_in_a_bulk_accept_changes_its_effect(served: Site, opened: Open) -> None:
    one = served.desk.bulk_classes()[0]
    page = opened(f"{served.address}class?id={one.class_id}")
    effect = page.get_by_role("region", name="Effect")
    assert f"uses added\n{one.uses}" in effect.inner_text()
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    expect(effect).to_contain_text("Nothing is ticked.")


def test_the_list_meets_wcag_2_2_aa_and_fits_its_window(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}tags?facet=datasources&outcome=any&tick=all")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    for step in ("the list", "the effect"):
        for width in (1280, 768, 380):
            page.set_viewport_size({"width": width, "height": 860})
            assert (broken(page), overflow(page) <= 0) == ([], True), step
        page.emulate_media(color_scheme="dark")
        assert broken(page, COLOURS) == []
        page.emulate_media(color_scheme="light")
        if step == "the list":
            click(page, page.locator("button[value=not_a_tag]"))
