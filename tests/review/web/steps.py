"""What a curator does on the page, and what it leaves in the files."""

from __future__ import annotations

import csv

from playwright.sync_api import Locator, Page, expect

from tests.review.web.conftest import Place, Site


def said(place: Place) -> list[tuple[str, str, str, str]]:
    """Variant, part, term and judgement of each row of mappings.csv."""
    rows = csv.DictReader(place.mappings().splitlines())
    return [(row["variant"], row["part"], row["term_id"], row["judgement"]) for row in rows]


def at(page: Page, served: Site, tag: str, **more: str) -> None:
    """Go to the item of a tag."""
    key = next(item.key for item in served.desk.items("datasources", 0, 1000) if item.raw == tag)
    query = "".join(f"&{name}={value}" for name, value in more.items())
    page.goto(f"{served.address}queue?facet=datasources&of=datasources&key={key}{query}")
    expect(page.get_by_role("heading", level=1)).to_have_text(tag)


def press(page: Page, key: str) -> None:
    """Press a key, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


def click(page: Page, thing: Locator) -> None:
    """Click, and wait for the page it leads to."""
    with page.expect_navigation():
        thing.click()
