"""Next to a tag: examples over countries and years, with what the report says, and a link to the report's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tagfold.matching.form import form_key
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Made, Open, Place, site
from tests.review.web.steps import click

REPORTS = [("Fiji", 2020)] * 8 + [("Peru", 2020), ("Fiji", 2023), ("Peru", 2024)]
SAID = {9: "The waters went round in circularity.", 10: "Villages reuse it: Circular water was the aim."}
KEY = form_key("circular water")


def write(folder: Path, number: int, country: str, year: int, words: str) -> None:
    tags = f"[[country:{country}]]\n[[year:{year}]]\n[[datasources:circular water]]"
    mail = "[[datasources:polls]] ada@example.org"
    (folder / f"r{number:02}.md").write_text(f"# Report {number}\n\n{tags}\n\n{words}\n\n{mail}\n", encoding="utf-8")


@pytest.fixture
def place(made: Made) -> Place:
    place = made(tags={"surveys": 1})
    for number, (country, year) in enumerate(REPORTS):
        write(place.reports, number, country, year, SAID.get(number, "Recirculars and underwater only."))
    place.ingest()
    return place


def test_examples_are_spread_over_countries_and_years(place: Place) -> None:
    desk = place.desk()
    item = desk.form("datasources", KEY)
    assert item
    first = [(one.when, Path(one.path).name) for one in desk.occurrences(item, 4)]
    assert sorted(when for when, _ in first) == ["fiji, 2020", "fiji, 2023", "peru, 2020", "peru, 2024"]
    assert len(desk.occurrences(item, 8)) == 8
    said = {one.when: one.context for one in desk.occurrences(item, 4)}
    assert said["peru, 2024"] == "Villages reuse it: Circular water was the aim."
    assert said["fiji, 2023"] == "The waters went round in circularity."  # its words in other forms
    assert said["peru, 2020"] == ""  # no passage has the words, and there is no summary


def test_file_and_line_are_a_link_that_opens_the_report(place: Place, opened: Open) -> None:
    with site(place.desk()) as served:
        page = opened(f"{served.address}queue?of=datasources&key={KEY}")
        expect(page.locator(".context")).to_have_text([SAID[9], SAID[10]])
        expect(page.locator(".place")).to_have_count(9)  # 8, and how many more there are
        for width in (380, 1280):
            page.set_viewport_size({"width": width, "height": 860})
            assert (broken(page), overflow(page) <= 0) == ([], True)
        before = {path: path.read_bytes() for path in place.reports.iterdir()}
        click(page, page.get_by_role("link", name="r10.md:5"))
        expect(page.locator("mark")).to_have_text("[[datasources:circular water]]")
        expect(page.get_by_role("heading", level=1)).to_have_text("Report 10")
        assert "example.org" not in page.content()  # masked here too
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            for width in (380, 768, 1280):
                page.set_viewport_size({"width": width, "height": 860})
                assert (broken(page), overflow(page) <= 0) == ([], True)
        assert {path: path.read_bytes() for path in place.reports.iterdir()} == before
        page.goto(f"{served.address}report?id=../../etc/passwd")
        expect(page.get_by_text("There is no file of this report any more.")).to_be_visible()
