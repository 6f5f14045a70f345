"""The tree of terms in a real browser: uses add up, and terms are moved by mouse or key, after a look at the effect."""

from __future__ import annotations

import csv
from collections import Counter

from playwright.sync_api import Page, expect

from tagfold.review.term_tree import TermNode, term_tree
from tagfold.taxonomy.model import Facet, Kind, Status, Term, Vocabulary
from tests.review.web.conftest import Open, Place, Site


def broader(place: Place) -> dict[str, str]:
    return {row["label"]: row["broader_id"] for row in csv.DictReader(place.terms().splitlines())}


def effect(page: Page) -> str:
    expect(page.get_by_role("heading", name="Effect")).to_be_visible()
    return page.get_by_role("region", name="Effect").inner_text()


def lines(nodes: tuple[TermNode, ...], depth: int = 0) -> list[str]:
    found = []
    for node in nodes:
        found += [f"{'  ' * depth}{node.label} {node.uses_below} {node.terms_below}", *lines(node.narrower, depth + 1)]
    return found


def test_uses_and_terms_add_up_from_below() -> None:
    rows = [("a", "water", None), ("b", "Rivers", "a"), ("c", "dams", "b"), ("d", "lakes", "old"), ("e", "air", None)]
    terms = [Term(term_id, label, above) for term_id, label, above in rows]
    old = Term("old", "waters", None, Status.DEPRECATED, replaced_by="a")
    vocabulary = Vocabulary(Facet("topics", "Topics", Kind.CURATED, ""), (*terms, old), ())
    assert lines(term_tree(vocabulary, Counter(a=1, b=2, c=4, d=8))) == [
        "air 0 0",
        "water 15 3",
        "  lakes 8 0",
        "  Rivers 6 1",
        "    dams 4 0",
    ]


def test_the_tree_is_walked_and_opened_by_arrow_keys(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}tree?facet=datasources")
    focused = page.locator(":focus")
    under = page.get_by_role("link", name="in-depth interviews")
    expect(under).not_to_be_visible()
    page.get_by_role("link", name="interviews", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(under).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_text("in-depth interviews")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_text("satellite images")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(focused).to_have_text("interviews")
    page.keyboard.press("ArrowLeft")
    expect(under).not_to_be_visible()


def test_a_term_is_moved_with_two_keys_or_the_mouse(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}tree?facet=datasources")
    page.get_by_role("link", name="focus groups").focus()
    page.keyboard.press("m")
    expect(page.locator("#said")).to_have_text("Moving focus groups: press m on its new heading, or Escape")
    page.get_by_role("link", name="interviews", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("m")
    assert "focus groups" in effect(page)
    assert broader(place)["focus groups"] == ""
    with page.expect_navigation():
        page.keyboard.press("a")
    assert broader(place)["focus groups"] == "ds-0001"

    page.goto(f"{served.address}tree?facet=datasources")
    with page.expect_navigation():
        page.get_by_role("link", name="surveys").drag_to(page.get_by_role("link", name="satellite images"))
    with page.expect_navigation():
        page.get_by_role("button", name="Apply").click()
    assert broader(place)["surveys"] == "ds-0004"

    page.goto(f"{served.address}tree?facet=datasources")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    page.get_by_role("link", name="surveys").focus()
    page.keyboard.press("m")
    page.get_by_role("link", name="Top of Data sources").focus()
    with page.expect_navigation():
        page.keyboard.press("m")
    with page.expect_navigation():
        page.get_by_role("button", name="Apply").click()
    assert broader(place)["surveys"] == ""


def test_a_circle_is_refused_in_words(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}tree?facet=datasources")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true })")
    with page.expect_navigation():
        page.get_by_role("link", name="interviews", exact=True).drag_to(
            page.get_by_role("link", name="in-depth interviews")
        )
    expect(page.get_by_role("alert")).to_contain_text("its own")
