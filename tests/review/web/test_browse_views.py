"""Pages of lists, and the label that a new term starts with, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tagfold.matching.form import form_key
from tagfold.review.actions import Deprecate, MarkNotATag
from tagfold.review.session import ReviewSession
from tagfold.review.web import browse_views
from tagfold.review.web.access import AccessKeys
from tagfold.review.web.app import review_page
from tests.review.conftest import OpenDesk
from tests.review.conftest import database as database  # noqa: PLC0414
from tests.review.conftest import open_desk as open_desk  # noqa: PLC0414
from tests.review.conftest import reports as reports  # noqa: PLC0414


def page(desk: ReviewSession, address: str) -> str:
    return review_page(desk, AccessKeys()).test_client().get(address).get_data(as_text=True)


@pytest.mark.usefixtures("reports")
def test_terms_and_history_have_links_to_the_pages_around(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse_views, "ROWS", 1)
    desk = open_desk()
    for tag in ("citizen juries", "bee hives", "qq zz"):
        desk.decide("datasources", form_key(tag), MarkNotATag())
    for address in ("/history?", "/terms?facet=datasources&amp;"):
        shown = page(desk, f"{address.replace('&amp;', '&')}offset=1")
        links = re.findall(r'href="([^"]*)">(Previous|Next) page', shown)
        assert [(re.sub(r".*offset=(\d+).*", r"\1", link), words) for link, words in links] == [
            ("0", "Previous"),
            ("2", "Next"),
        ]
        assert all(address.split("?")[0] in link for link, _ in links)
    assert all("facet=datasources" in link for link, _ in links)


@pytest.mark.usefixtures("reports")
def test_the_history_shows_what_a_term_lost(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.decide("datasources", "ds-0003", Deprecate())
    lost = desk.progress("datasources").gains[-1].uses
    assert lost < 0
    shown = page(desk, "/history")
    assert 'data-name="Uses added" class="number">' in shown
    assert str(lost) in re.sub("<[^>]*>", "", shown)


def test_a_new_term_starts_without_the_sign_of_a_formula(open_desk: OpenDesk, reports: Path) -> None:
    (reports / "h.md").write_text("# H\n[[datasources:-wxyz women]]\n", encoding="utf-8")
    shown = page(open_desk(), f"/queue?of=datasources&key={form_key('-wxyz women')}")
    assert 'name="label" value="wxyz women"' in shown
