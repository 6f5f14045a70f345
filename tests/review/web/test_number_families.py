"""Tags that differ in a number alone: a family is decided in one step, on the page and in the terminal, and teaches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tagfold.explanation import explain
from tagfold.ingestion.ingest import ingest
from tagfold.review.actions import Accept, NewTerm, Reject, Unsure
from tagfold.review.session import ReviewSession
from tagfold.settings import EncoderChoice, Settings
from tagfold.taxonomy.files import WORKING
from tagfold.warehouse.queries import spellings
from tagfold.warehouse.seen import read_seen
from tests.conftest import ROOT
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import Made, Open, Place, Site, site
from tests.review.web.steps import click, press, said
from tests.review.web.test_terminal_and_page import typed

DS = "datasources"
TERMS = """\
term_id,label,broader_id,status,replaced_by,definition,since
ds-0001,php,,active,,A language.,1.0.0
ds-0002,angular,,active,,A framework.,1.0.0
"""
TAGS = {
    "php": 9, "php5": 6, "php7": 5, "php 8": 2, "python2": 4, "python3": 7, "python-3.x": 3, "angular": 3,
    "angular2": 2, "survey 2019": 2, "survey 2020": 3, "covid19": 1, "covid-19": 2, "2018": 1, "2019": 1,
}  # fmt: skip
PHP = [(variant, "1", "ds-0001", "accept") for variant in ("php 8", "php5", "php7")]


@pytest.fixture
def place(made: Made) -> Place:
    return made(TAGS, TERMS)


@pytest.fixture
def served(place: Place) -> Iterator[Site]:
    with site(place.desk()) as served:
        yield served


def families(desk: ReviewSession) -> list[tuple[str, str | None, list[str]]]:
    return [(desk.numbers.label(one), one.term_id, [item.raw for item in one.members]) for one in desk.numbers.of(DS)]


def decided(desk: ReviewSession) -> list[tuple[str, str, tuple[str, ...], list[str]]]:
    """Each tag with its outcome, its terms, and the reasons that are shown for them."""
    return sorted(
        (form.raw, form.outcome, form.terms, [offer.reason for offer in desk.offers(form)]) for form in desk.forms(DS)
    )


def take_php_and_python(desk: ReviewSession) -> None:
    """What teaches the facet: six known pairs of each."""
    desk.decide(DS, "php5", Accept("ds-0001", also=("php7", "php8")))
    desk.decide(DS, "python3", NewTerm("python", also=("python2", "python3x")))


def test_families_are_of_tags_that_differ_in_a_number_alone(place: Place) -> None:
    desk = place.desk()
    assert families(desk) == [
        ("python", None, ["python3", "python2", "python-3.x"]),
        ("php", "ds-0001", ["php5", "php7", "php 8"]),
        ("survey", None, ["survey 2020", "survey 2019"]),
        ("angular", "ds-0002", ["angular2"]),
    ]
    desk.decide(DS, "php7", Unsure())
    desk.decide(DS, "angular2", Reject("ds-0002"))
    desk.decide(DS, "survey2019", NewTerm("survey 2019"))
    assert families(desk) == [
        ("python", None, ["python3", "python2", "python-3.x"]),
        ("php", "ds-0001", ["php5", "php 8"]),
        ("survey", desk.form(DS, "survey2019").term_id, ["survey 2020"]),  # type: ignore[union-attr]
    ]


def test_a_closed_facet_has_none_and_learns_nothing(place: Place) -> None:
    path = place.taxonomy / "facets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Data sources,curated", "Data sources,closed"), "utf-8")
    desk = place.desk()
    assert families(desk) == []
    take_php_and_python(desk)
    assert desk.form(DS, "angular2").outcome == "review"  # type: ignore[union-attr]


def test_a_family_becomes_one_term_and_one_undo_takes_it_back(place: Place, served: Site, opened: Open) -> None:
    before, page = place.mappings(), opened(served.address)
    press(page, "c")
    click(page, page.get_by_role("link", name="php5, php7, php 8"))
    expect(page.get_by_role("heading", level=1)).to_have_text("“php” and its numbers")
    assert "9 → 22" in page.get_by_role("region", name="Effect").inner_text()
    assert place.mappings() == before
    press(page, "a")
    assert said(place) == PHP
    expect(page.get_by_role("heading", level=1)).to_have_text("Bulk accept")
    assert not page.get_by_role("link", name="php5").count()
    press(page, "z")
    assert place.mappings() == before
    assert families(served.desk)[1] == ("php", "ds-0001", ["php5", "php7", "php 8"])


def test_a_member_that_is_unticked_stays(place: Place, served: Site, opened: Open) -> None:
    page = opened(f"{served.address}queue?of={DS}&key=php5")
    click(page, page.get_by_role("link", name="Decide this with tags that differ in a number alone (3)"))
    page.get_by_role("checkbox", name="php 8").uncheck()
    expect(page.get_by_role("region", name="Effect")).to_contain_text("9 → 20")
    press(page, "a")
    assert said(place) == PHP[1:]
    assert ("php", "ds-0001", ["php 8"]) in families(served.desk)


@pytest.mark.parametrize("script", [True, False])
def test_a_family_without_a_term_becomes_a_new_one(place: Place, served: Site, opened: Open, *, script: bool) -> None:
    page = opened(f"{served.address}numbers?facet={DS}&family=survey", script=script)
    page.get_by_role("checkbox", name="survey 2019").uncheck()
    page.get_by_role("radio", name="none").check()
    page.locator("summary").filter(has_text="Create one term for all").click()
    page.get_by_label("Label").fill("household surveys")
    click(page, page.get_by_role("button", name="Show the effect", exact=True).last)
    expect(page.get_by_role("checkbox", name="survey 2019")).not_to_be_checked()
    page.get_by_role("radio", name="none").check()
    click(page, page.get_by_role("button", name="Apply to ticked"))
    assert ",household surveys,," in place.terms()
    assert said(place) == [("survey 2020", "1", "ds-0003", "accept")]


def test_apart_rejects_the_term_for_the_family_in_one_step(place: Place, served: Site, opened: Open) -> None:
    before, page = place.mappings(), opened(f"{served.address}numbers?facet={DS}&family=php")
    press(page, "r")
    assert "not php" in page.get_by_role("row", name="php5").inner_text()
    press(page, "a")
    assert said(place) == [(variant, part, term_id, "reject") for variant, part, term_id, _ in PHP]
    assert "php" not in [label for label, *_ in families(served.desk)]
    assert served.desk.item(DS, "php5")
    press(page, "z")
    assert place.mappings() == before


def test_apart_makes_a_term_of_each_where_there_is_none(place: Place, served: Site, opened: Open) -> None:
    page = opened(f"{served.address}numbers?facet={DS}&family=survey")
    press(page, "r")
    press(page, "a")
    assert [line.split(",")[1] for line in place.terms().splitlines()[3:]] == ["survey 2020", "survey 2019"]
    assert said(place) == []
    assert "survey" not in [label for label, *_ in families(served.desk)]
    press(page, "z")
    assert place.terms() == TERMS


def test_a_family_that_is_gone_leads_back_and_what_changed_meanwhile_is_shown(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}numbers?facet={DS}&family=nothing")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bulk accept")
    click(page, page.get_by_role("link", name="angular2"))
    press(page, "r")
    served.desk.decide(DS, "angular2", Accept("ds-0002"))
    press(page, "a")
    expect(page.get_by_role("region", name="Effect").get_by_role("alert")).to_contain_text("Nothing of this family")


@pytest.mark.parametrize("width", [380, 1280])
def test_the_page_meets_wcag_2_2_aa_and_fits_its_window(served: Site, opened: Open, width: int) -> None:
    for address in ("classes", f"numbers?facet={DS}&family=php", f"numbers?facet={DS}&family=python"):
        page = opened(f"{served.address}{address}", width=width)
        assert broken(page) == []
        assert overflow(page) == 0


def test_the_facet_learns_at_once_and_as_a_session_opened_afterwards(place: Place) -> None:
    desk = place.desk()
    take_php_and_python(desk)
    reason = (
        "is spelled like 'angular', numbers aside; numbers say nothing in this facet: "
        "12 of 12 known pairs that differ in a number alone are one term"
    )
    assert ("angular2", "auto", ("ds-0002",), [reason]) in decided(desk)
    assert [label for label, *_ in families(desk)] == ["survey"]
    assert decided(desk) == decided(place.desk())
    desk.decide(DS, "angular2", Accept("ds-0002"))  # one pair more: the reasons say so
    desk.decide(DS, "survey2020", NewTerm("survey"))
    survey = next(one for one in decided(desk) if one[0] == "survey 2019")
    assert (survey[1], survey[3][0].count("14 of 14 known pairs")) == ("auto", 1)
    assert decided(desk) == decided(place.desk())
    last = desk.last()
    assert last
    desk.undo(last.entry)
    desk.decide(DS, "angular2", Reject("ds-0002"))
    assert desk.form(DS, "survey2019").outcome == "new"  # type: ignore[union-attr]
    assert decided(desk) == decided(place.desk())


def test_what_a_session_taught_the_next_ingest_knows_and_an_amended_one_too(place: Place) -> None:
    take_php_and_python(place.desk())
    place.ingest()
    (place.reports / "another.md").write_text(f"# Another\n\n[[{DS}:angular v4]]\n[[{DS}:php9]]\n", encoding="utf-8")
    place.ingest()
    seen = read_seen(place.database)
    assert seen
    assert seen.amended == 1  # little has changed, so the last database is amended
    whole = place.database.with_name("whole.duckdb")
    ingest(Settings((place.reports,), place.taxonomy, whole, full=True, workers=1))
    assert spellings(place.database) == spellings(whole)
    outcomes = {one.raw: (one.outcome, one.terms) for one in spellings(whole)}
    assert outcomes["angular v4"] == outcomes["angular2"] == ("auto", ("ds-0002",))
    assert outcomes["php9"] == ("auto", ("ds-0001",))
    assert outcomes["survey 2019"] == ("new", ())
    explained = explain(whole, (place.taxonomy, WORKING), EncoderChoice(False), DS, "angular v4", 5)
    assert "12 of 12 known pairs that differ in a number alone" in explained.decisions[0].decision.reason


def test_the_terminal_decides_a_family_too(place: Place) -> None:
    before, desk = place.mappings(), place.desk()
    told = typed(desk, ["c", "2", "3"])
    assert "  2  datasources: a number alone: versions, years: php: 3 tags, 13 uses" in told
    assert "decided 2 tags in one step: 11 uses added in 6 reports, 11 duplicates merged in 6 of them" in told
    assert said(place) == PHP[1:]
    typed(desk, ["z"])
    assert place.mappings() == before
    typed(desk, ["c", "1", "y", "", "-", "A language."])
    assert place.terms().splitlines()[3:] == ["ds-0003,python,,active,,A language.,"]
    typed(desk, ["c", "1", "r"])
    assert {row for row in said(place) if row[2] == "ds-0001"} == {(*row[:3], "reject") for row in PHP}
    rows = said(place)
    typed(desk, ["c", "1", "n"])
    assert said(place) == rows


def test_page_and_terminal_leave_the_same_rows(place: Place, opened: Open) -> None:
    twin = Place(place.taxonomy.with_name("twin"), place.reports, place.database)
    shutil.copytree(place.taxonomy, twin.taxonomy)
    typed(twin.desk(), ["c", "3", "r"])
    with site(place.desk()) as served:
        page = opened(f"{served.address}numbers?facet={DS}&family=survey")
        press(page, "r")
        press(page, "a")
    assert (place.mappings(), place.terms()) == (twin.mappings(), twin.terms())


@pytest.mark.skipif(not os.environ.get("TAGFOLD_PICTURES"), reason="pictures are taken where TAGFOLD_PICTURES is set")
def test_a_picture_for_the_docs(served: Site, opened: Open) -> None:
    page = opened(f"{served.address}numbers?facet={DS}&family=php", width=1100, height=760)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=ROOT / "docs/review/numbers.png")
