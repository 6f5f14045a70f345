"""Without a mouse, without sight, on a small screen: every page, by axe and by measure."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tagfold.review.actions import Accept, MarkNotATag
from tests.conftest import ROOT
from tests.review.web.checks import COLOURS, broken, overflow
from tests.review.web.conftest import TAGS, Made, Open, Site, site

PICTURES = ROOT / "docs" / "review"
"""Written only where TAGFOLD_PICTURES is set, so that a run of the tests leaves no trace in the tree."""


def decided(served: Site) -> None:
    """A little history, one line of it taken back."""
    desk = served.desk
    by_tag = {item.raw: item for item in desk.items("datasources", 0, 100)}
    desk.decide("datasources", by_tag["see above"].key, MarkNotATag())
    entry = desk.decide("datasources", by_tag["bee counts"].key, Accept("ds-0003"))
    desk.undo(entry.entry)


def addresses(served: Site) -> dict[str, str]:
    """A place of every page, by its name."""
    by_tag = {item.raw: f"of=datasources&key={item.key}" for item in served.desk.items("datasources", 0, 100)}
    class_id = served.desk.bulk_classes()[0].class_id
    term = "term?facet=datasources&id=ds-0005"
    return {
        "queue": f"queue?facet=datasources&{by_tag['satelite imagery']}",
        "new-term": f"queue?facet=datasources&{by_tag['bee counts']}&do=new_term&label=animal+counts",
        "split": f"queue?facet=datasources&{by_tag['interviews and market data']}&do=split&parts=interviews&parts=data",
        "glued": f"queue?facet=datasources&{by_tag['interviews and market data']}",
        "wrong": f"queue?facet=datasources&{by_tag['bee counts']}&do=split&parts=one",
        "search": f"queue?facet=datasources&{by_tag['bee counts']}&text=inter",
        "list": "tags?facet=datasources&outcome=any",
        "classes": "classes",
        "class": f"class?id={class_id}",
        "terms": "terms?facet=datasources",
        "tree": "tree?facet=datasources",
        "term": term,
        "merge": f"{term}&do=merge&into=interviews",
        "history": "history",
        "history-of-one": "history?offset=2",
        "unknown-term": "term?facet=datasources&id=ds-9999",
        "empty": "queue?facet=methods",
        "keys": "keys",
        "guide": "guide",
        "confirm": "confirm",
        "nothing": "nothing",
    }


def test_every_page_meets_wcag_2_2_aa_and_fits_its_window(made: Made, opened: Open) -> None:
    """In a wide window and a narrow one, and in the dark what colours decide."""
    with site(made().desk()) as served:
        decided(served)
        page = opened(served.address)
        for name, path in addresses(served).items():
            page.goto(f"{served.address}{path}")
            page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
            assert page.get_by_role("heading", level=1).count() == 1, name
            for width in (1180, 380):
                page.set_viewport_size({"width": width, "height": 860})
                assert broken(page) == [], (name, width)
                assert overflow(page) <= 0, (name, width)
            page.emulate_media(color_scheme="dark")
            assert broken(page, COLOURS) == [], (name, "dark")
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 1180, "height": 860})


def test_the_conflict_page_and_open_lists_meet_it_too(made: Made, opened: Open) -> None:
    with site(made().desk()) as served:
        page = opened(f"{served.address}{addresses(served)['queue']}")
        key = re.search(r"key=([^&]+)", page.url)
        assert key
        page.keyboard.press("?")
        assert broken(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("t")
        page.keyboard.type("inter")
        expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        assert broken(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        served.desk.decide(
            "datasources",
            next(i.key for i in served.desk.items("datasources", 0, 99) if i.raw == "satelite imagery"),
            MarkNotATag(),
        )
        with page.expect_navigation():
            page.keyboard.press("a")
        expect(page.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
        assert broken(page) == []


def focused(page: Page) -> str:
    """What has the focus: its words, or its name."""
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))


def test_after_each_action_the_focus_is_where_one_goes_on(made: Made, opened: Open) -> None:
    """At the heading of what is shown next, or at the button that ends what was begun; never lost."""
    with site(made().desk()) as served:
        pages = addresses(served)
        page = opened(f"{served.address}queue?facet=datasources")
        for key in ("j", "k", "2", "a", "r", "x", "u", "z", "m", "a", "c", "z"):
            if page.locator(f"[data-key='{key}']").count() == 0:
                continue
            with page.expect_navigation():
                page.keyboard.press(key)
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_be_focused()
            assert focused(page) == heading.inner_text(), key
        page.goto(f"{served.address}{pages['new-term']}")
        assert focused(page).startswith("Create term and accept")
        page.goto(f"{served.address}{pages['merge']}")
        assert focused(page).startswith("Apply")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert focused(page) == "focus groups"
        page.goto(f"{served.address}queue?facet=datasources")
        for key, name in (("t", "text"), ("n", "label"), ("s", "parts"), ("w", "note")):
            page.keyboard.press(key)
            assert focused(page) == name
            page.keyboard.press("Escape")


def test_the_skip_link_comes_first_and_each_stop_of_the_tab_key_is_seen(made: Made, opened: Open) -> None:
    with site(made().desk()) as served:
        address = f"{served.address}{addresses(served)['queue']}"
        page = opened(address, script=False)  # with script, reading begins at the tag
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        page = opened(address)
        for _ in range(25):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                "() => { const e = document.activeElement; if (e === document.body) return 'left';"
                "const s = getComputedStyle(e); const b = e.getBoundingClientRect();"
                "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && b.top >= 0 &&"
                "b.bottom <= innerHeight ? 'seen' : e.outerHTML }"
            )
            assert seen in {"seen", "left"}


def test_targets_are_large_enough(made: Made, opened: Open) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, but for links in a line of text."""
    with site(made().desk()) as served:
        pages = addresses(served)
        page = opened(f"{served.address}{pages['queue']}", width=380)
        for name in ("queue", "class"):
            page.goto(f"{served.address}{pages[name]}")
            targets = page.locator("button:visible, summary:visible, .tabs a, nav a, .offers a, input:visible")
            small = targets.evaluate_all(
                "all => all.map(e => [e.outerHTML, e.getBoundingClientRect()])"
                ".filter(([, b]) => b.height < 24 || b.width < 24).map(([words]) => words)"
            )
            assert small == [], name


@pytest.mark.skipif(not os.environ.get("TAGFOLD_PICTURES"), reason="pictures are taken where TAGFOLD_PICTURES is set")
def test_pictures_for_the_docs(made: Made, opened: Open) -> None:
    with site(made({**TAGS, "survey": 3, "focus gropus": 1}).desk()) as served:
        decided(served)
        occurrences = addresses(served)
        PICTURES.mkdir(exist_ok=True)
        for name in ("queue", "list", "new-term", "class", "merge", "history"):
            _picture(opened(f"{served.address}{occurrences[name]}", width=1100, height=760), PICTURES / f"{name}.png")
        machine = f"{served.address}queue?listing=doubt"
        _picture(opened(machine, width=1100, height=760), PICTURES / "machine.png")
        _picture(
            opened(f"{served.address}{occurrences['queue']}", width=1100, height=760, dark=True), PICTURES / "dark.png"
        )
        _picture(opened(f"{served.address}{occurrences['queue']}", width=380, height=760), PICTURES / "small.png")
        page = opened(f"{served.address}{occurrences['queue']}", width=1100, height=560)
        served.desk.decide(
            "datasources",
            next(i.key for i in served.desk.items("datasources", 0, 99) if i.raw == "satelite imagery"),
            MarkNotATag(),
        )
        with page.expect_navigation():
            page.keyboard.press("a")
        _picture(page, PICTURES / "conflict.png")


def _picture(page: Page, path: Path) -> None:
    page.evaluate("document.activeElement.blur()")
    time.sleep(0.3)
    page.screenshot(path=path)
