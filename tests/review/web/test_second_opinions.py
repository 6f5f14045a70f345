"""A second pair of eyes: one curator asks, another confirms or disputes, and no figure changes by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept
from tagfold.review.second_opinion import Verdict
from tagfold.review.session import ReviewSession
from tagfold.taxonomy.check.folder import check_folder
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Open, Place, Site, site
from tests.review.web.steps import at, click, press
from tests.review.web.test_terminal_and_page import typed

DS, KEY = "datasources", "deepinterviews"


@pytest.fixture
def both(place: Place) -> Iterator[tuple[Site, Site]]:
    """Ada's page and Ben's, over one folder."""
    with ExitStack() as stack:
        yield stack.enter_context(site(place.desk("Ada"))), stack.enter_context(site(place.desk("Ben")))


def of(page: Page, served: Site, key: str = KEY) -> None:
    page.goto(f"{served.address}queue?of={DS}&key={key}")


def ask(page: Page, ada: Site) -> None:
    """Ada decides and asks."""
    at(page, ada, "deep interviews", pick="ds-0002")
    page.keyboard.press("o")
    expect(page.get_by_label("Ask for a second opinion")).to_be_checked()
    press(page, "a")


def test_one_asks_and_another_confirms_by_keys(both: tuple[Site, Site], place: Place, opened: Open) -> None:
    (ada, ben), page = both, opened(both[0].address)
    ask(page, ada)
    after, figures = place.mappings(), ada.desk.progress()
    of(page, ada)
    expect(page.get_by_role("heading", name="To be confirmed")).to_be_visible()
    expect(page.get_by_text("It counts as decided, whatever is said here.")).to_be_visible()
    expect(page.locator("[data-key=y]")).to_have_count(0)  # not one's own
    page.goto(f"{ben.address}confirm")
    row = page.get_by_role("region", name="For you to confirm").get_by_role("row").nth(1)
    expect(row).to_contain_text("“deep interviews” is in-depth interviews")
    expect(row).to_contain_text("Ada asked for a second opinion")
    for width in (1280, 768, 380):
        page.set_viewport_size({"width": width, "height": 860})
        assert (broken(page), overflow(page) <= 0) == ([], True)
    click(page, row.get_by_role("link"))
    press(page, "y")
    expect(page.locator("[data-said]")).to_have_text("Confirmed: “deep interviews”")
    expect(page.get_by_text("Nothing to confirm.")).to_be_visible()
    of(page, ada)
    expect(page.get_by_role("heading", name="Confirmed")).to_be_visible()
    expect(page.get_by_text("Ben confirms it")).to_be_visible()
    assert place.mappings() == after
    assert (ada.desk.progress().left, ada.desk.progress().items) == (figures.left, figures.items)
    page.goto(f"{ada.address}history")
    page.get_by_text("Agreement: how many judged").click()
    assert page.locator("details tbody tr").inner_text().split() == ["Ada", "Data", "sources", "1", "1"]
    page.goto(f"{ben.address}queue")
    press(page, "z")
    expect(page.locator("[data-said]")).to_contain_text("Undone: the decision on “deep interviews”")
    assert place.desk("Eve").opinions().tags(Verdict.ASKED) == [(DS, KEY)]


def test_what_is_disputed_comes_back_to_the_queue_with_both_opinions(
    both: tuple[Site, Site], place: Place, opened: Open
) -> None:
    (ada, ben), page = both, opened(both[0].address)
    ask(page, ada)
    decided, waiting = place.mappings(), ada.desk.count(DS)
    page.goto(f"{ben.address}confirm")
    click(page, page.get_by_role("link", name="deep interviews"))
    page.keyboard.press("d")  # without a comment the browser asks for one
    expect(page.get_by_label("Comment")).to_be_focused()
    page.get_by_label("Comment").fill("they are short")
    click(page, page.get_by_role("button", name="Dispute"))
    assert ada.desk.opinions().tags(Verdict.DISPUTED) == [(DS, KEY)]
    assert ada.desk.count(DS) == waiting + 1
    assert place.desk("Eve").item(DS, KEY)  # and a session that opens later has it too
    page.goto(f"{ada.address}queue")
    expect(page.get_by_role("heading", level=1)).to_have_text("deep interviews")
    expect(page.get_by_text("Ben disputes it: they are short")).to_be_visible()
    expect(page.get_by_text("“deep interviews” is in-depth interviews").first).to_be_visible()
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        assert broken(page) == []
    assert place.mappings() == decided
    assert "  Ben disputes it: they are short" in typed(ada.desk, [])
    ada.desk.decide(DS, KEY, Accept("ds-0001"))
    assert ada.desk.count(DS) == waiting
    assert ada.desk.opinions().by_tag == {}
    (agreed,) = ada.desk.opinions().agreement
    assert (agreed.curator, agreed.judged, agreed.agreed) == ("Ada", 1, 0)


def test_nobody_confirms_what_they_decided(place: Place) -> None:
    ada = place.desk("Ada")
    ada.decide(DS, KEY, Accept("ds-0002"))
    with pytest.raises(TaxonomyError, match="you decided about 'deep interviews' yourself"):
        ada.judge(DS, KEY, Verdict.CONFIRMED)
    with pytest.raises(TaxonomyError, match="a dispute needs a comment"):
        place.desk("Ben").judge(DS, KEY, Verdict.DISPUTED, " ")
    with pytest.raises(TaxonomyError, match="nobody decided about 'bee counts'"):
        ada.judge(DS, "beecounts", Verdict.ASKED)


def test_an_undone_decision_takes_its_opinions_along(place: Place) -> None:
    ada: ReviewSession = place.desk("Ada")
    before = place.mappings()
    entry = ada.decide(DS, KEY, Accept("ds-0002"))
    asked = ada.judge(DS, KEY, Verdict.ASKED, "sure?")
    assert [one for one in check_folder(place.taxonomy, form_key).findings if one.path == "history.csv"] == []
    ada.undo(entry.entry)
    assert (place.mappings(), ada.opinions().by_tag) == (before, {})
    ada.undo(asked.entry)  # it changed no row, so nothing can be in its way
    assert place.mappings() == before
