"""What a new curator reads first, and finds again later."""

from __future__ import annotations

from playwright.sync_api import expect

from tagfold.review.guide import RULES, STEPS, guide_lines
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Open, Place, Site, site
from tests.review.web.steps import click, press


def test_the_panel_is_shown_until_the_first_decision(place: Place, opened: Open) -> None:
    with site(place.desk("Dora")) as served:
        page = opened(f"{served.address}queue")
        panel = page.get_by_role("region", name="Before you begin")
        expect(panel.get_by_role("listitem")).to_have_text([*STEPS, *(": ".join(rule) for rule in RULES)])
        assert len(RULES) == 6
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            for width in (380, 768, 1280):
                page.set_viewport_size({"width": width, "height": 860})
                assert (broken(page), overflow(page) <= 0) == ([], True)
        press(page, "x")
        expect(panel).to_have_count(0)


def test_it_is_closed_with_a_button_and_found_again_by_the_question_mark(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}queue")
    panel = page.get_by_role("region", name="Before you begin")
    click(page, page.get_by_role("button", name="Begin"))
    expect(panel).to_have_count(0)
    page.reload()
    expect(panel).to_have_count(0)
    page.keyboard.press("?")
    click(page, page.get_by_role("dialog").get_by_role("link", name="How to decide"))
    expect(page.get_by_role("heading", level=1)).to_have_text("How to decide")
    expect(page.get_by_text("economía circular and circular economy")).to_be_visible()
    assert broken(page) == []


def test_the_terminal_has_the_same_rules() -> None:
    lines = list(guide_lines())
    assert lines[:3] == list(STEPS)
    assert (
        lines[-1]
        == "  6. Several concepts: split; when torn, keep apart: transparency and accountability are two terms."
    )
