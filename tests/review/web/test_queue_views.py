"""The queue in a real browser: every key, by what it leaves in the files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.review.web.conftest import Made, Open, Place, Site, site


@pytest.fixture
def place(made: Made) -> Place:
    return made()


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


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


def test_an_item_shows_the_tag_its_lines_the_proposal_and_what_would_move(served: Site, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    text = page.get_by_role("main").inner_text()
    assert "4 uses in 4 reports" in text
    assert "[[datasources:satelite imagery]]" in page.locator("mark").first.inner_text()
    assert re.search(r"report \d\.md:\d", text)
    assert "satellite images" in page.locator(".picked").inner_text()
    assert page.locator(".picked .score").inner_text().count("is like") == 1
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
    page.get_by_role("combobox", name="Under").fill("surveys")
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
    for tag in ("satelite imagery", "household serveys"):
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


def test_m_ticks_the_alike_and_they_are_decided_together(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    tagged = next(item for item in served.desk.items("datasources", 0, 100) if served.desk.similar(item))
    similar = {item.raw for item in served.desk.similar(tagged)}
    at(page, served, tagged.raw, pick="ds-0002")
    press(page, "m")
    assert page.locator("input[name=also]:checked").count() == len(similar)
    uses = tagged.uses + sum(item.uses for item in served.desk.similar(tagged))
    assert page.get_by_role("region", name="Effect").inner_text().startswith(f"Effect\nuses added\n{uses}\n")
    press(page, "a")
    assert {row[0] for row in said(place) if row[2] == "ds-0002"} == {tagged.raw, *similar}


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
        ("deep interviews", "Reject"),
    ):
        at(page, served, tag)
        click(page, page.get_by_role("button", name=button))
    assert {(row[0], row[3]) for row in said(place)} == {
        ("satelite imagery", "accept"), ("bee counts", "accept"), ("profound interviews", "accept"),
        ("see above", "not_a_tag"), ("household serveys", "unsure"), ("deep interviews", "reject"),
    }  # fmt: skip
    click(page, page.get_by_role("button", name="Undo").first)
    assert "deep interviews" not in place.mappings()


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


def test_an_editor_s_change_is_shown_and_nothing_is_lost(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "satelite imagery")
    path = place.taxonomy / "datasources" / "mappings.csv"
    row = "bee counts,1,ds-0003,accept,other,,Grace,2024-06-01,by hand\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    press(page, "a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
    assert "Grace" in page.get_by_role("region", name="Current state").inner_text()
    assert [row[0] for row in said(place)] == ["bee counts"]
    with page.expect_navigation():
        page.get_by_role("button", name="Save mine too").click()
    assert [row[0] for row in said(place)] == ["bee counts", "satelite imagery"]


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


def test_an_empty_queue_says_so(made: Made, opened: Open) -> None:
    place = made({"interviews": 2})
    with site(place.desk()) as served:
        page = opened(served.address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to review")
        page.keyboard.press("a")
        assert page.title() == "Nothing to review · Tagfold"


SCRIPT = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"


def test_a_script_in_a_tag_a_term_or_a_file_name_is_text(made: Made, opened: Open) -> None:
    terms = (
        "term_id,label,broader_id,status,replaced_by,definition,since\n"
        'ds-0001,"<img src=x onerror=alert(1)> surveys",,active,,"<script>alert(2)</script>",1.0.0\n'
    )
    place = made(
        {SCRIPT: 2, "<img src=x onerror=alert(1)> survey": 1}, terms, name="<img src=x onerror=alert(3)> {}.md"
    )
    with site(place.desk()) as served:
        page = opened(served.address)
        for path in ("queue", "queue?at=1", "classes", "terms", "term?facet=datasources&id=ds-0001", "history"):
            page.goto(f"{served.address}{path}")
            assert page.locator("main img, main script").count() == 0
            assert "stolen" not in page.title().split(" · ")[-1]
        at(page, served, SCRIPT)
        assert page.locator("mark").first.inner_text() == f"[[datasources:{SCRIPT}]]"
        assert "<img src=x onerror=alert(3)>" in page.locator(".where").first.inner_text()
        press(page, "x")
        page.goto(f"{served.address}history")
        assert page.locator("main img, main script").count() == 0


def test_a_script_in_a_report_s_lines_a_note_or_a_name_is_text(made: Made, opened: Open) -> None:
    place = made({"bee counts": 2, "village halls": 2})
    report = place.reports / "report 0.md"
    line = f"[[datasources:bee counts]] {SCRIPT}"
    report.write_text(f"# {SCRIPT}\n\n{SCRIPT}\n{line}\n{SCRIPT}\n", encoding="utf-8")
    place.ingest()
    with site(place.desk(SCRIPT)) as served:
        page = opened(served.address)
        dialogs: list[str] = []

        def refuse(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        at(page, served, "bee counts")
        assert line in page.locator("mark").all_inner_texts()
        page.keyboard.press("n")
        page.get_by_label("Label").fill(f"{SCRIPT} counts")
        page.get_by_label("Definition").fill(SCRIPT)
        click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
        press(page, "a")
        at(page, served, "village halls")
        page.keyboard.press("w")
        page.keyboard.type(SCRIPT)
        page.keyboard.press("Escape")
        press(page, "u")
        new = next(term.term_id for term in served.desk.terms("datasources") if "script" in term.label)
        for path in ("queue", "history", "terms", f"term?facet=datasources&id={new}", f"queue?text={SCRIPT}"):
            page.goto(f"{served.address}{path}")
            assert page.locator("main img, main script, header img, header script").count() == 0, path
            assert "stolen" not in page.title().split(" · ")[-1]
        assert dialogs == []


def test_two_pages_and_an_editor_lose_nothing_among_them(served: Site, place: Place, opened: Open) -> None:
    """Each of the three writes; whoever comes later is told, shown both, and can still have the word."""
    first, second = opened(served.address), opened(served.address)
    at(first, served, "satelite imagery")
    at(second, served, "household serveys")
    path = place.taxonomy / "datasources" / "mappings.csv"
    row = "bee counts,1,ds-0003,accept,other,,Grace,2024-06-01,by hand\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    press(first, "a")
    expect(first.get_by_role("heading", level=1)).to_have_text("Changed meanwhile")
    assert "satellite images" in first.get_by_role("region", name="Your decision").inner_text()
    assert "Grace" in first.get_by_role("region", name="Current state").inner_text()
    click(first, first.get_by_role("button", name="Save mine too"))
    press(second, "a")  # about another tag, and the desk has read the file since
    assert "bee counts" not in [item.raw for item in served.desk.items("datasources")]  # what the editor said holds
    lines = path.read_text(encoding="utf-8").splitlines()
    assert row.strip() in lines
    assert {line.split(",")[0] for line in lines[1:]} == {"bee counts", "satelite imagery", "household serveys"}
    assert [entry.subject for entry in served.desk.history(9)] == ["household serveys", "satelite imagery"]


def similar_to(served: Site, tag: str) -> set[str]:
    item = next(item for item in served.desk.items("datasources", 0, 1000) if item.raw == tag)
    return {other.raw for other in served.desk.similar(item)}


@pytest.mark.parametrize("ticked", ["m", "by hand"])
def test_what_is_ticked_and_noted_goes_along_to_a_new_term(
    served: Site, place: Place, opened: Open, ticked: str
) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    page.keyboard.press("w")
    page.keyboard.type("ask Grace")
    page.keyboard.press("Escape")
    if ticked == "m":
        press(page, "m")
    else:
        for box in page.locator("input[name=also]").all():
            box.check()
    page.keyboard.press("n")
    page.get_by_label("Label").fill("animal counts")
    click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
    similar = similar_to(served, "bee counts")
    assert page.locator("input[name=also]:checked").count() == len(similar) > 0
    assert "0 → 3" in page.get_by_role("table").inner_text()  # with the tags that are decided with it
    press(page, "a")
    assert {row[0] for row in said(place)} == {"bee counts", *similar}
    assert place.mappings().count("ask Grace") == 1 + len(similar)


def test_what_is_ticked_goes_along_to_another_figure_and_to_what_was_searched(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    at(page, served, "bee counts")
    press(page, "m")
    page.keyboard.press("t")
    page.keyboard.type("focus")
    expect(page.get_by_role("option", name="focus groups")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    assert page.locator("input[name=also]:checked").count() == len(similar_to(served, "bee counts"))
    press(page, "1")
    assert page.locator("input[name=also]:checked").count() == len(similar_to(served, "bee counts"))
    press(page, "m")  # the ticks away again
    assert page.locator("input[name=also]:checked").count() == 0
    press(page, "a")
    assert [row[0] for row in said(place)] == ["bee counts"]


def test_all_alike_can_be_ticked_when_the_new_term_is_named_already(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    at(page, served, "bee counts", do="new_term", label="animal counts")
    press(page, "m")
    assert "0 → 3" in page.get_by_role("table").inner_text()
    page.locator("input[name=also]").first.uncheck()
    press(page, "a")
    assert [row[0] for row in said(place)] == ["bee counts"]
