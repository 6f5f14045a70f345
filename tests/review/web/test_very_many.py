"""Very many terms, and very many tags in the queue."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import expect

from tagfold.review.session import ReviewSession
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Made, Open, site


def test_a_thousand_alternatives_fit_and_each_can_be_chosen(made: Made, opened: Open) -> None:
    head = "term_id,label,broader_id,status,replaced_by,definition,since\n"
    many = "".join(f"ds-{n:04},survey of kind {n:04},,active,,,1.0.0\n" for n in range(1, 1001))
    with site(made({"survey of some kind": 3}, head + many).desk()) as served:
        for width in (1180, 380):
            page = opened(served.address, width=width)
            expect(page.get_by_role("heading", level=1)).to_have_text("survey of some kind")
            assert overflow(page) <= 0
            page.keyboard.press("t")
            page.keyboard.type("kind 0987")
            expect(page.get_by_role("option")).to_have_count(1)
            with page.expect_navigation():
                page.keyboard.press("Enter")
            assert page.locator(".picked .label").inner_text() == "survey of kind 0987"
        page.goto(f"{served.address}queue?facet=datasources&text=survey")
        assert overflow(page) <= 0
        assert broken(page) == []


def test_ten_thousand_items_are_walked_and_decided(made: Made, opened: Open) -> None:
    tags = {f"hut {n:05}": 1 for n in range(10_000)}  # like no term, so that the ingest is quick
    place, told = made(tags), list[str]()
    desk = ReviewSession(place.taxonomy, place.database, "Ada", lambda: datetime.now(UTC), say=told.append)
    assert told == ["reading 10,000 tags"]
    with site(desk) as served:
        page = opened(served.address)
        assert page.get_by_text("1 of 10,000").is_visible()
        assert page.get_by_text("10,000 tags to review").is_visible()
        with page.expect_navigation():
            page.keyboard.press("x")
        assert page.get_by_text("9,999 tags to review").is_visible()
        page.goto(f"{served.address}queue?facet=datasources&at=9998")
        assert page.get_by_text("9999 of 9,999").is_visible()
        with page.expect_navigation():
            page.keyboard.press("j")
        assert page.get_by_text("1 of 9,999").is_visible()
