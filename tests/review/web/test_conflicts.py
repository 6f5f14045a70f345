"""Several who decide at once: nobody loses a word, and whoever comes later is shown both."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.review.web.conftest import Open, Place, Site, site
from tests.review.web.steps import at, click, press, said


def test_two_pages_lose_nothing_and_the_second_is_shown_both(served: Site, place: Place, opened: Open) -> None:
    first, second = opened(served.address), opened(served.address)
    for page in (first, second):
        at(page, served, "satelite imagery")
    press(first, "x")
    press(second, "a")
    expect(second.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
    yours, theirs = (
        second.get_by_role("region", name=name).inner_text() for name in ("Your decision", "Current state")
    )
    assert "satellite images" in yours
    assert "“satelite imagery” is not a tag" in theirs
    assert said(place) == [("satelite imagery", "1", "", "not_a_tag")]
    with second.expect_navigation():
        second.get_by_role("button", name="Undo theirs and review again").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("satelite imagery")
    press(second, "a")
    assert said(place) == [("satelite imagery", "1", "ds-0004", "accept")]


def edit(place: Place, row: str) -> None:
    """What an editor writes into the file by hand."""
    path = place.taxonomy / "datasources" / "mappings.csv"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")


def test_an_editor_s_change_of_the_same_tag_is_shown_and_nothing_is_lost(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    edit(place, "satelite imagery,1,ds-0003,accept,other,,Grace,2024-06-01,by hand\n")
    press(page, "a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
    assert "Grace" in page.get_by_role("region", name="Current state").inner_text()
    assert said(place) == [("satelite imagery", "1", "ds-0003", "accept")]
    click(page, page.get_by_role("link", name="Keep theirs and continue"))


def test_two_desks_on_one_folder_lose_nothing(served: Site, place: Place, opened: Open) -> None:
    with site(place.desk("Grace")) as other:
        ours, theirs = opened(served.address), opened(other.address)
        at(ours, served, "satelite imagery")
        at(theirs, other, "satelite imagery")
        press(theirs, "x")
        press(ours, "a")
        expect(ours.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
        assert "Grace" in ours.get_by_role("region", name="Current state").inner_text()
        assert said(place) == [("satelite imagery", "1", "", "not_a_tag")]


def test_two_pages_and_an_editor_about_different_tags_do_not_meet(served: Site, place: Place, opened: Open) -> None:
    with site(place.desk("Grace")) as other:
        first, second = opened(served.address), opened(other.address)
        at(first, served, "satelite imagery")
        at(second, other, "focusing group")
        edit(place, "bee counts,1,ds-0003,accept,other,,Grace,2024-06-01,by hand\n")
        press(first, "a")
        press(second, "a")  # of another session, which had read neither
        for page in (first, second):
            expect(page.get_by_role("heading", level=1)).not_to_have_text("Changed meanwhile")
        assert [row[0] for row in said(place)] == ["bee counts", "focusing group", "satelite imagery"]
        assert "bee counts" not in [item.raw for item in served.desk.items("datasources", 0, 99)]
        assert [entry.subject for entry in other.desk.history(9)] == ["focusing group", "satelite imagery"]
