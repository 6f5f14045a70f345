"""Terms, safe classes and the history in a real browser: nothing is written before what it moves was shown."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import Page, expect

from tests.review.web.checks import broken
from tests.review.web.conftest import Open, Place, Site, site


def terms(place: Place) -> dict[str, dict[str, str]]:
    return {row["term_id"]: row for row in csv.DictReader(place.terms().splitlines())}


def asked(page: Page, served: Site, term_id: str, summary: str, **fields: str) -> None:
    """Fill in one of a term's forms and look at what it would move."""
    page.goto(f"{served.address}term?facet=datasources&id={term_id}")
    fold = page.locator("details").filter(has=page.locator("summary", has_text=summary))
    fold.locator("summary").click()
    for label, value in fields.items():
        fold.get_by_label(label).first.fill(value)
    with page.expect_navigation():
        # by key, because a list of suggestions may lie over the button by now
        fold.get_by_role("button", name="Show the effect").press("Enter")
    assert page.get_by_role("heading", name="Effect").is_visible()


def done(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Apply").click()


def test_terms_are_searched_and_browsed(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}terms?facet=datasources")
    assert page.get_by_role("row").count() == 6
    page.keyboard.press("t")
    page.keyboard.type("depth")
    expect(page.get_by_role("option")).to_have_text(re.compile("^in-depth interviews"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("in-depth interviews")
    page.goto(f"{served.address}terms?facet=datasources&text=nothing+of+the+kind")
    assert page.get_by_text("No term contains “nothing of the kind”.").is_visible()


def test_a_term_and_the_tree_say_what_it_is_called_in_other_languages(served: Site, place: Place, opened: Open) -> None:
    labels = "term_id,language,label\nds-0003,es,sondeos\nds-0003,pt-BR,sondagens\n"
    (place.taxonomy / "datasources" / "labels.csv").write_text(labels, encoding="utf-8")
    page = opened(f"{served.address}term?facet=datasources&id=ds-0001")
    assert page.get_by_label("In other languages").count() == 0
    with site(place.desk()) as again:
        page = opened(f"{again.address}term?facet=datasources&id=ds-0003")
        assert page.get_by_label("In other languages").inner_text().split("\n") == [
            "Spanish sondeos", "Portuguese sondagens",
        ]  # fmt: skip
        assert page.locator("dd[lang='pt-BR']").inner_text() == "sondagens"
        assert not broken(page)
        page.goto(f"{again.address}tree?facet=datasources")
        surveys = page.get_by_role("link", name="surveys", exact=True)
        assert surveys.get_attribute("title") == "Spanish: sondeos; Portuguese: sondagens"
        assert page.get_by_role("link", name="focus groups", exact=True).get_attribute("title") is None


def test_a_term_is_named_in_another_language_on_its_page(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    asked(page, served, "ds-0003", "Name it in another language", **{"Language": "es", "Label in": "encuesta"})
    assert (
        page.get_by_role("table", name="Rows of the files")
        .inner_text()
        .count("“encuesta” is the label of surveys in Spanish")
        == 1
    )
    done(page)
    labels = place.taxonomy / "datasources" / "labels.csv"
    assert labels.read_text(encoding="utf-8") == "term_id,language,label\nds-0003,es,encuesta\n"
    assert page.get_by_label("In other languages").inner_text() == "Spanish encuesta"
    assert "encuesta" in page.get_by_role("region", name="Spellings in use").inner_text()
    asked(page, served, "ds-0003", "Name it in another language", **{"Language": "fr", "Label in": "sondages"})
    done(page)
    asked_in_vain = f"{served.address}term?facet=datasources&id=ds-0003&do=translate&language=sp&label=x"
    page.goto(asked_in_vain)
    assert "'sp' is not a BCP 47 tag" in page.inner_text("main")


def test_a_term_shows_related_terms_of_any_facet(place: Place, opened: Open) -> None:
    pairs = "term_id,related_id\nds-0003,ds-0005\nds-0003,me-0001\n"
    (place.taxonomy / "datasources" / "related.csv").write_text(pairs, encoding="utf-8")
    terms = place.taxonomy / "methods" / "terms.csv"
    head = place.terms().splitlines()[0]
    terms.write_text(f"{head}\nme-0001,sampling,,active,,Choosing whom to ask.,\n", encoding="utf-8")
    with site(place.desk()) as served:
        page = opened(f"{served.address}term?facet=datasources&id=ds-0003")
        related = page.get_by_role("region", name="Related terms")
        assert related.get_by_role("listitem").all_inner_texts() == ["focus groups Remove", "sampling Methods Remove"]
        related.get_by_role("link", name="sampling", exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text() == "sampling"
        assert page.get_by_role("region", name="Related terms").get_by_role("listitem").all_inner_texts() == [
            "surveys Data sources Remove"
        ]
        page.goto(f"{served.address}term?facet=datasources&id=ds-0001")
        assert page.get_by_role("region", name="Related terms").count() == 0


def test_a_term_is_related_to_one_of_another_facet_and_that_is_removed(place: Place, opened: Open) -> None:
    terms_of_methods = place.taxonomy / "methods" / "terms.csv"
    head = place.terms().splitlines()[0]
    terms_of_methods.write_text(f"{head}\nme-0001,sampling,,active,,Choosing whom to ask.,\n", encoding="utf-8")
    file = place.taxonomy / "datasources" / "related.csv"
    with site(place.desk()) as served:
        page = opened(f"{served.address}term?facet=datasources&id=ds-0003")
        fold = page.locator("details").filter(has=page.locator("summary", has_text="Relate to another term"))
        fold.locator("summary").press("Enter")
        fold.get_by_role("combobox").press_sequentially("sampl")
        expect(page.get_by_role("option")).to_have_text("Methods: sampling · 0 uses")
        page.keyboard.press("Enter")
        for width in (380, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert not broken(page)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        rows = page.get_by_role("table", name="Rows of the files")
        assert "surveys is related to sampling" in rows.inner_text()
        done(page)
        assert file.read_text(encoding="utf-8") == "term_id,related_id\nds-0003,me-0001\n"
        assert "Related: surveys and sampling" in page.inner_text("main")
        related = page.get_by_role("region", name="Related terms")
        assert related.get_by_role("listitem").all_inner_texts() == ["sampling Methods Remove"]
        for width in (380, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert not broken(page)
        page.goto(f"{served.address}term?facet=methods&id=me-0001")
        with page.expect_navigation():
            page.get_by_role("link", name="Remove surveys").press("Enter")
        done(page)
        assert file.read_text(encoding="utf-8") == "term_id,related_id\n"
        assert page.get_by_role("region", name="Related terms").count() == 0
        asked_in_vain = f"{served.address}term?facet=datasources&id=ds-0003&do=relate&related=surveys"
        page.goto(asked_in_vain)
        assert "'surveys' cannot be related to itself" in page.inner_text("main")


def test_how_to_use_a_term_is_written_on_its_page_and_shown_while_deciding(
    served: Site, place: Place, opened: Open
) -> None:
    page = opened(served.address)
    asked(page, served, "ds-0003", "Say how to use it", **{"Scope note": "For questions that all get."})
    assert (
        "how to use surveys: For questions that all get." in page.get_by_role("table", name="Rows of the").inner_text()
    )
    for width in (380, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert not broken(page)
    done(page)
    assert page.get_by_text("For questions that all get.", exact=True).first.is_visible()
    file = place.taxonomy / "datasources" / "scope_notes.csv"
    assert file.read_text(encoding="utf-8") == "term_id,note\nds-0003,For questions that all get.\n"
    page.goto(f"{served.address}queue?facet=datasources&of=datasources&key=encuesta&pick=ds-0003")
    assert page.get_by_text("How to use it: For questions that all get.").is_visible()
    asked(page, served, "ds-0003", "Say how to use it", **{"Scope note": ""})
    done(page)
    assert file.read_text(encoding="utf-8") == "term_id,note\n"
    page.goto(f"{served.address}queue?facet=datasources&of=datasources&key=encuesta&pick=ds-0003")
    assert page.get_by_text("How to use it").count() == 0


def test_a_term_is_renamed_moved_defined_and_each_can_be_undone(served: Site, place: Place, opened: Open) -> None:
    page, before = opened(served.address), place.terms()
    asked(page, served, "ds-0003", "Rename", **{"New label": "questionnaires"})
    assert place.terms() == before
    done(page)
    assert terms(place)["ds-0003"]["label"] == "questionnaires"
    asked(page, served, "ds-0003", "Move", Under="interviews")
    done(page)
    assert terms(place)["ds-0003"]["broader_id"] == "ds-0001"
    asked(page, served, "ds-0003", "Edit the definition", Definition="Sheets of questions.")
    done(page)
    assert terms(place)["ds-0003"]["definition"] == "Sheets of questions."
    for _ in range(3):
        with page.expect_navigation():
            page.keyboard.press("z")
    assert place.terms() == before


def test_a_merge_shows_the_bars_before_and_after(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    asked(page, served, "ds-0005", "Merge", Into="interviews")
    moved = page.get_by_role("region", name="Effect").inner_text()
    assert "uses moved\n5" in moved
    assert re.search(r"interviews\s+\d+ → \d+", moved)
    assert terms(place)["ds-0005"]["status"] == "active"
    done(page)
    assert (terms(place)["ds-0005"]["status"], terms(place)["ds-0005"]["replaced_by"]) == ("deprecated", "ds-0001")
    assert page.get_by_text("Deprecated; replaced by interviews.").is_visible()


def test_a_term_is_deprecated_and_its_uses_wait_again(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    asked(page, served, "ds-0005", "Deprecate")
    assert "uses lost\n5" in page.get_by_role("region", name="Effect").inner_text()
    done(page)
    assert terms(place)["ds-0005"]["status"] == "deprecated"


def test_a_term_is_split_by_its_variants(served: Site, place: Place, opened: Open) -> None:
    from tagfold.review.actions import Accept

    item = next(item for item in served.desk.items("datasources", 0, 100) if item.raw == "bee counts")
    served.desk.decide("datasources", item.key, Accept("ds-0003"))
    page = opened(f"{served.address}term?facet=datasources&id=ds-0003")
    page.locator("summary").filter(has_text="Split off").click()
    page.get_by_label("Label of the new term").fill("animal counts")
    page.get_by_label("bee counts").check()
    with page.expect_navigation():
        page.locator("details[open]").get_by_role("button", name="Show the effect").click()
    done(page)
    new = next(row["term_id"] for row in terms(place).values() if row["label"] == "animal counts")
    assert f"bee counts,1,{new},accept" in place.mappings()


def test_a_form_that_cannot_be_done_is_told_in_words(served: Site, place: Place, opened: Open) -> None:
    page, before = opened(served.address), place.terms()
    asked_for = f"{served.address}term?facet=datasources&id=ds-0003&do="
    for query, words in (
        ("merge&into=no+such+term", "there is no term 'no such term'"),
        ("rename&label=interviews", "interviews"),
        ("split_term&label=x", "a variant for the new term is missing"),
    ):
        page.goto(f"{asked_for}{query}")
        expect(page.get_by_role("alert")).to_contain_text(words)
        assert page.get_by_role("button", name="Apply").count() == 0
    assert place.terms() == before


def test_a_change_of_a_term_that_changed_meanwhile_is_not_written(served: Site, place: Place, opened: Open) -> None:
    first, second = opened(served.address), opened(served.address)
    for page, label in ((first, "questionnaires"), (second, "polls")):
        asked(page, served, "ds-0003", "Rename", **{"New label": label})
    done(first)
    done(second)
    expect(second.get_by_role("alert")).to_contain_text("Changed meanwhile")
    expect(second.get_by_role("heading", level=1)).to_have_text("questionnaires")
    assert terms(place)["ds-0003"]["label"] == "questionnaires"


def test_a_safe_class_is_read_then_accepted_but_for_what_is_unticked(served: Site, place: Place, opened: Open) -> None:
    page = opened(f"{served.address}classes")
    classes = served.desk.bulk_classes()
    assert page.get_by_role("row").count() == len(classes) + 1
    chosen = classes[0]
    members = served.desk.class_members(chosen.class_id)[1]
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(re.escape(chosen.words), re.IGNORECASE)).first.click()
    assert page.get_by_role("checkbox", checked=True).count() == len(members)
    assert "accept" not in place.mappings()
    left_out = members[0][0].raw
    page.get_by_label(left_out, exact=True).uncheck()
    with page.expect_navigation():
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Accept ticked").click()
    accepted = {row["variant"] for row in csv.DictReader(place.mappings().splitlines())}
    assert accepted == {item.raw for item, _ in members[1:]}


def test_a_class_that_changed_meanwhile_is_shown_again(served: Site, place: Place, opened: Open) -> None:
    from tagfold.review.actions import MarkNotATag

    chosen = served.desk.bulk_classes()[0]
    page = opened(f"{served.address}class?id={chosen.class_id}")
    gone = served.desk.class_members(chosen.class_id)[1][0][0]
    served.desk.decide("datasources", gone.key, MarkNotATag())
    before = place.mappings()
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("Changed meanwhile")
    assert place.mappings() == before


def test_any_entry_of_the_history_can_be_taken_back_alone(served: Site, place: Place, opened: Open) -> None:
    from tagfold.review.actions import MarkNotATag

    raws = ["see above", "bee counts", "household serveys"]
    for raw in raws:
        item = next(item for item in served.desk.items("datasources", 0, 100) if item.raw == raw)
        served.desk.decide("datasources", item.key, MarkNotATag())
    page = opened(f"{served.address}history")
    with page.expect_navigation():
        page.get_by_role("button", name="Undo: “bee counts”").click()
    kept = {row["variant"] for row in csv.DictReader(place.mappings().splitlines())}
    assert kept == {"see above", "household serveys"}
    assert page.get_by_role("row").count() == 5
    assert page.get_by_text("undone", exact=True).count() == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Redo").click()
    assert "bee counts" in place.mappings()


def accepted_whole(page: Page, served: Site) -> list[str]:
    """Accept the first class that goes to several terms; gives the ids of its decisions."""
    chosen = next(one for one in served.desk.bulk_classes() if one.terms > 1)
    page.goto(f"{served.address}class?id={chosen.class_id}")
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator("[data-said]")).to_have_text(
        f"Accepted: {chosen.items} tags for {chosen.terms} terms, bulk accept: {chosen.words}"
    )
    return [entry.entry for entry in served.desk.history(chosen.terms)][::-1]


def test_z_takes_back_a_whole_class_in_one_step(served: Site, place: Place, opened: Open) -> None:
    page = opened(served.address)
    before, waited = place.mappings(), served.desk.items(None, 0, 100)
    made = accepted_whole(page, served)
    assert place.mappings() != before
    expect(page.get_by_role("button", name=f"Undo all {len(made)}")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("z")
    assert place.mappings() == before
    assert [(item.reference, item.term_id) for item in served.desk.items(None, 0, 100)] == [
        (item.reference, item.term_id) for item in waited
    ]
    assert [entry.undoes for entry in served.desk.history(len(made))] == made  # a line each, none is gone
    expect(page.locator("[data-said]")).to_have_text(f"Undone: {len(made)} decisions made in one step")
    expect(page.locator("[data-key=z]")).to_have_count(0)


def test_a_class_of_another_session_is_taken_back_in_one_step_too(place: Place, opened: Open) -> None:
    with site(place.desk()) as served:
        page, before = opened(served.address), place.mappings()
        made = accepted_whole(page, served)
    with site(place.desk()) as served:
        page = opened(served.address)
        expect(page.locator("[data-key=z]")).to_contain_text(f"and {len(made) - 1} more made with it")
        with page.expect_navigation():
            page.keyboard.press("z")
        assert served.desk.undone() == set(made)
        assert place.mappings() == before


def test_the_history_shows_a_class_as_one_step_and_takes_back_what_of_it_still_stands(
    place: Place, opened: Open
) -> None:
    with site(place.desk()) as served:
        page, before = opened(served.address), place.mappings()
        made, accepted = accepted_whole(page, served), place.mappings()
    with site(place.desk()) as served:
        page = opened(f"{served.address}history")
        assert page.get_by_role("row").filter(has_text="In one step: accepted:").count() == 1
        assert broken(page) == []
        for word, then in (("Undo", before), ("Redo", accepted)):
            with page.expect_navigation():
                page.get_by_role("button", name=f"{word} all {len(made)}").click()
            assert place.mappings() == then
        served.desk.undo(made[0])
        page.reload()
        with page.expect_navigation():
            page.get_by_role("button", name=f"Undo the {len(made) - 1} left").click()
        assert place.mappings() == before


def test_what_rests_on_one_of_a_class_keeps_all_of_it(served: Site, place: Place, opened: Open) -> None:
    from tagfold.review.actions import Deprecate

    page = opened(served.address)
    made = accepted_whole(page, served)
    term = next(row["term_id"] for row in csv.DictReader(place.mappings().splitlines()))
    served.desk.decide("datasources", term, Deprecate(next(one for one in terms(place) if one != term)))
    before = place.mappings()
    page.goto(f"{served.address}queue")
    with page.expect_navigation():
        page.keyboard.press("z")  # the later decision
    served.desk.undo(served.desk.history(1)[0].entry)  # and it holds again
    assert place.mappings() == before
    form: dict[str, str | float | bool] = {"token": served.keys.form, "entry": made[-1], "bulk": "yes"}
    answer = page.request.post(f"{served.address}undo", form=form, headers={"Origin": served.origin})
    assert (answer.status, place.mappings()) == (409, before)
    assert "Can&#39;t undo" in answer.text()
