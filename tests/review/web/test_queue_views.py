"""The queue in a real browser: every key, by what it leaves in the files."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import expect

from tests.review.web.conftest import Made, Open, Place, Site, site
from tests.review.web.steps import at, click, press, said


def test_an_item_shows_the_tag_its_lines_the_proposal_and_what_would_move(served: Site, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    text = page.get_by_role("main").inner_text()
    assert "4 uses in 4 reports" in text
    assert "[[datasources:satelite imagery]]" in page.locator("mark").first.inner_text()
    assert re.search(r"report \d\.md:\d", text)
    assert "satellite images" in page.locator(".picked").inner_text()
    assert page.locator(".picked .score").inner_text().count("is similar to") == 1
    bars = page.get_by_role("table").filter(has_text="satellite images")
    assert "0 → 4" in bars.inner_text()
    assert "% of uses decided" in text


def test_a_accepts_and_the_result_is_said_and_the_next_item_has_the_focus(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    press(page, "a")
    assert said(place) == [("satelite imagery", "1", "ds-0004", "accept")]
    expect(page.get_by_role("status")).to_have_text("Accepted: “satelite imagery” is satellite images")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.get_by_text("the last decision added 4 uses").is_visible()


def test_r_rejects_for_good(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    press(page, "r")
    assert said(place) == [("satelite imagery", "1", "ds-0004", "reject")]
    expect(page.get_by_role("heading", level=1)).to_have_text("satelite imagery")  # it waits for another answer
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert all("satellite images" not in text for text in page.locator(".offers, .picked").all_inner_texts())


def test_a_figure_chooses_among_the_offers_and_shows_what_that_would_move(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "profound interviews")
    offers = [row.split("\n")[0] for row in page.locator(".offers li a span:nth-child(2)").all_inner_texts()]
    press(page, "2")
    assert page.locator(".picked .label").inner_text() == offers[1]
    assert page.locator(".offers a[aria-current]").get_attribute("data-key") == "2"
    press(page, "a")
    chosen = next(term for term in served.desk.terms("datasources") if term.label == offers[1])
    assert said(place) == [("profound interviews", "1", chosen.term_id, "accept")]


def test_t_finds_another_term_while_one_types(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    page.keyboard.press("t")
    field = page.get_by_role("combobox", name="Another term")
    expect(field).to_be_focused()
    page.keyboard.type("surv")
    option = page.get_by_role("option", name="surveys")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-expanded", "true")
    press(page, "Enter")
    assert page.locator(".picked .label").inner_text() == "surveys"
    press(page, "a")
    assert said(place) == [("bee counts", "1", "ds-0003", "accept")]


def test_n_makes_a_new_term_after_a_look(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    page.keyboard.press("n")
    label = page.get_by_label("Label")
    expect(label).to_be_focused()
    label.fill("animal counts")
    page.get_by_role("combobox", name="Another heading").fill("surveys")
    page.get_by_label("Definition").fill("Counting animals where they live.")
    with page.expect_navigation():
        page.get_by_label("Definition").press("Enter")
    expect(page.get_by_role("button", name="Create term and accept")).to_be_focused()
    assert "0 → 2" in page.get_by_role("table").inner_text()
    assert "animal counts" not in place.terms()
    press(page, "Enter")
    row = next(row for row in csv.DictReader(place.terms().splitlines()) if row["label"] == "animal counts")
    assert (row["broader_id"], row["definition"]) == ("ds-0003", "Counting animals where they live.")
    assert said(place) == [("bee counts", "1", row["term_id"], "accept")]


def test_s_splits_into_terms_one_a_line(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "interviews and market data")
    page.keyboard.press("s")
    parts = page.get_by_role("combobox", name=re.compile("^Part "))
    expect(parts.first).to_be_focused()
    assert [part.input_value() for part in parts.all()] == ["interviews", "market data", ""]
    parts.first.press("Escape")
    click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
    press(page, "a")
    new = next(row["term_id"] for row in csv.DictReader(place.terms().splitlines()) if row["label"] == "market data")
    assert said(place) == [
        ("interviews and market data", "1", "ds-0001", "accept"),
        ("interviews and market data", "2", new, "accept"),
    ]


def test_a_splits_a_tag_whose_parts_all_have_a_term(made: Made, opened: Open) -> None:
    place = made({"interviews": 3, "surveys": 2, "focus groups, serveys and interviews": 2})
    with site(place.desk()) as served:
        page = opened(served.address)
        assert page.locator(".picked .label").inner_text() == "focus groups + surveys + interviews"
        assert "a list by its commas" in page.locator(".picked").inner_text()
        page.keyboard.press("s")
        filled = [part.input_value() for part in page.get_by_role("combobox", name=re.compile("^Part ")).all()]
        assert filled == ["focus groups", "surveys", "interviews", ""]
        page.keyboard.press("Escape")
        press(page, "a")
        tag = "focus groups, serveys and interviews"
        assert said(place) == [
            (tag, "1", "ds-0005", "accept"), (tag, "2", "ds-0003", "accept"), (tag, "3", "ds-0001", "accept"),
        ]  # fmt: skip


def test_a_part_can_be_mended_and_one_added_before_the_split_is_written(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "interviews and market data")
    page.keyboard.press("s")
    second, third = (page.get_by_role("combobox", name=f"Part {number}") for number in (2, 3))
    second.fill("focus")
    option = page.get_by_role("option", name="focus groups")
    expect(option).not_to_have_attribute("aria-selected", "true")  # a new name may be meant
    second.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    second.press("Enter")
    third.fill("surveys")
    with page.expect_navigation():
        third.press("Enter")
    assert page.locator(".picked .label").inner_text() == "interviews + focus groups + surveys"
    assert said(place) == []
    expect(page.get_by_role("button", name="Split")).to_be_focused()
    press(page, "Enter")
    assert [row[1:3] for row in said(place)] == [("1", "ds-0001"), ("2", "ds-0005"), ("3", "ds-0003")]


def test_x_says_that_it_is_no_tag(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "see above")
    press(page, "x")
    assert said(place) == [("see above", "1", "", "not_a_tag")]


def test_u_leaves_it_for_later_with_a_note(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    page.keyboard.press("w")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.type("ask u and a")  # letters in a field are letters
    page.keyboard.press("Escape")
    press(page, "u")
    assert [row[3] for row in said(place)] == ["unsure"]
    assert "ask u and a" in place.mappings()
    assert served.desk.items("datasources", 0, 100)[-1].raw == "bee counts"


def test_z_undoes_one_decision_after_the_other(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    before = place.mappings()
    for tag in ("satelite imagery", "focusing group"):
        at(page, served, tag)
        press(page, "a")
    assert len(said(place)) == 2
    press(page, "z")
    assert [row[0] for row in said(place)] == ["satelite imagery"]
    press(page, "z")
    assert place.mappings() == before
    assert len(served.desk.history(10)) == 4


def test_j_and_k_walk_and_decide_nothing(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}queue?facet=datasources")
    tags = [item.raw for item in served.desk.items("datasources", 0, 3)]
    heading = page.get_by_role("heading", level=1)
    for key, tag in (("j", tags[1]), ("j", tags[2]), ("k", tags[1])):
        press(page, key)
        expect(heading).to_have_text(tag)
    assert said(place) == []


def test_the_question_mark_shows_the_keys_and_they_sleep_meanwhile(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    page.keyboard.press("x")
    assert said(place) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_single_keys_can_be_switched_off_and_on(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    with page.expect_navigation():
        page.get_by_role("button", name="Turn keyboard shortcuts off").click()
    for key in ("a", "x", "j", "z", "1"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert said(place) == []
    assert page.locator(".actions kbd:visible").count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Turn keyboard shortcuts on").click()
    press(page, "x")
    assert [row[3] for row in said(place)] == ["not_a_tag"]


def test_keys_with_control_or_alt_are_the_browser_s(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    for key in ("Control+a", "Alt+x", "Meta+u"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert said(place) == []


def test_the_whole_queue_goes_by_keyboard_to_the_end(served: Site, opened: Open) -> None:
    page = opened(served.address)
    for _ in range(30):
        if not served.desk.count():
            break
        press(page, "a" if page.locator("[data-key=a]").count() else "x")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to review")
    assert page.get_by_text("100.0% of uses decided").is_visible()


def test_every_action_works_without_script(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address, script=False)
    at(page, served, "satelite imagery")
    click(page, page.get_by_role("button", name="Accept"))
    at(page, served, "bee counts")
    page.locator("summary").filter(has_text="New term").click()
    page.get_by_label("Label").fill("counts")
    click(page, page.get_by_role("button", name="Show the effect").first)
    click(page, page.get_by_role("button", name="Create term and accept"))
    at(page, served, "profound interviews")
    page.get_by_label("Another term").fill("depth")
    click(page, page.get_by_role("button", name="Find"))
    click(page, page.get_by_role("link", name=re.compile("^in-depth interviews")).last)
    click(page, page.get_by_role("button", name="Accept"))
    for tag, button in (
        ("see above", "Not a tag"),
        ("household serveys", "Skip for now"),
        ("focusing group", "Reject"),
    ):
        at(page, served, tag)
        click(page, page.get_by_role("button", name=button))
    assert {(row[0], row[3]) for row in said(place)} == {
        ("satelite imagery", "accept"), ("bee counts", "accept"), ("profound interviews", "accept"),
        ("see above", "not_a_tag"), ("household serveys", "unsure"), ("focusing group", "reject"),
    }  # fmt: skip
    click(page, page.get_by_role("button", name="Undo").first)
    assert "focusing group" not in place.mappings()


def test_an_empty_queue_says_so(made: Made, opened: Open) -> None:
    place = made({"interviews": 2})
    with site(place.desk()) as served:
        page = opened(served.address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to review")
        page.keyboard.press("a")
        assert page.title() == "Nothing to review · Tagfold"
