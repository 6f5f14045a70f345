"""The page and the terminal are twins: one table of keys, and the same keys leave the same rows."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable

from playwright.sync_api import expect

from tagfold.review.actions import Accept
from tagfold.review.messages import KEYS, QUIT, key_lines, letters
from tagfold.review.second_opinion import Verdict
from tagfold.review.session import ReviewSession
from tagfold.review.suggestions import other_offers, suggested_action
from tagfold.review.terminal import review
from tagfold.review.terminal_prompts import Screen
from tests.conftest import ROOT
from tests.review.web.conftest import Made, Open, Place, site


def typed(desk: ReviewSession, keys: Iterable[str]) -> list[str]:
    """What the terminal says where these keys and lines are typed."""
    waiting, said = iter(keys), list[str]()
    review(desk, Screen(lambda: next(waiting, None), lambda _: next(waiting, None), said.append), "datasources")
    return said


def said(place: Place) -> list[tuple[str, str, str, str]]:
    rows = csv.DictReader(place.mappings().splitlines())
    return sorted((row["variant"], row["part"], row["term_id"], row["judgement"]) for row in rows)


def test_the_keys_of_the_page_are_the_keys_of_the_table(made: Made, opened: Open) -> None:
    place = made()
    with site(place.desk()) as served:
        found, most = {"?"}, 0  # the question mark shows the keys, by the script
        page = opened(served.address)
        for item in served.desk.items("datasources", 0, 100):
            page.goto(f"{served.address}queue?facet=datasources&of=datasources&key={item.key}")
            offers = served.desk.offers(item)
            suggested = suggested_action(item, offers, served.desk.split(item))
            most = max(most, len(other_offers(offers, suggested)))
            keys = page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)")
            assert len(keys) == len(set(keys))
            found |= set(keys)
        place.desk("Grace").decide("datasources", "beecounts", Accept("ds-0003"))
        served.desk.reload()
        page.goto(f"{served.address}queue?of=datasources&key=beecounts")
        found |= set(page.locator("[data-key]").evaluate_all("all => all.map(one => one.dataset.key)"))
        page.goto(f"{served.address}queue?facet=datasources")
        page.keyboard.press("x")
        page.wait_for_url(re.compile("said="))
        found |= {"z"} if page.locator("[data-key=z]").count() else set()
        numbers = {key for key in letters() if key.isdecimal()}
        assert found - numbers == letters() - numbers
        assert found & numbers == {str(number) for number in range(1, most + 1)}
        page.keyboard.press("?")
        shown = [text.split("\n") for text in page.get_by_role("dialog").locator("dl").all_inner_texts()]
        assert shown == [[part for pair in KEYS for part in pair]]


def test_the_terminal_knows_each_key_of_the_table_and_only_those(made: Made) -> None:
    desk = made().desk()
    table = list(key_lines())
    assert [line.split(maxsplit=1)[0] for line in table] == [key.split()[0] for key, _ in KEYS] + [QUIT]
    for key in sorted(letters()):
        answered = typed(desk, [key])
        assert (answered.count(table[0]) == 2) == (key == "?"), key
    assert typed(desk, ["b"]).count(table[0]) == 2  # no key of the table


def test_the_manual_has_the_table() -> None:
    manual = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    for key, words in KEYS:
        assert f"| `{key}` | {words} |" in manual


PRESSED = ("a", "r", "a", "x", "j", "u", "k", "2", "a", "z", "m", "a", "z", "a", "j", "u", "j", "r", "r", "x")


def test_the_same_keys_leave_the_same_rows(made: Made, opened: Open) -> None:
    place = made()
    other = Place(place.taxonomy.with_name("twin"), place.reports, place.database)
    shutil.copytree(place.taxonomy, other.taxonomy)
    terminal = typed(other.desk(), PRESSED)
    with site(place.desk()) as served:
        page = opened(f"{served.address}queue?facet=datasources")
        for key in PRESSED:
            if not page.locator(f"[data-key='{key}']").count():
                continue  # a key that has nothing to do here does nothing, there too
            with page.expect_navigation():
                page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert said(place) == said(other)
    assert {row[3] for row in said(place)} >= {"accept", "reject", "not_a_tag", "unsure"}
    assert any(line.startswith("undone: ") for line in terminal)


def test_z_takes_back_a_whole_class_in_the_terminal_too(made: Made) -> None:
    place = made()
    before, desk = place.mappings(), place.desk()
    classes = desk.bulk_classes("datasources")
    number, chosen = next((n, one) for n, one in enumerate(classes, 1) if one.terms > 1)
    told = typed(desk, ["c", str(number), "y", "z"])
    assert f"accepted {chosen.items} tags for {chosen.terms} terms" in told
    assert any(line.startswith("undone: ") and f"and {chosen.terms - 1} more" in line for line in told)
    assert place.mappings() == before
    assert len(desk.undone()) == chosen.terms
    typed(desk, ["c", str(number), "y"])
    told = typed(place.desk(), ["z"])
    assert any(f"and {chosen.terms - 1} more made in the same step" in line for line in told)
    assert place.mappings() == before


def test_the_terminal_asks_for_a_second_opinion_and_gives_one(made: Made) -> None:
    place = made()
    asked = typed(place.desk("Ada"), ["o", "x", "j", "q"])
    assert "  you ask for a second opinion" in asked
    assert "asked for a second opinion" in asked
    assert "Nobody asks you to confirm a decision." in typed(place.desk("Ada"), ["y", "q"])

    told = typed(place.desk("Ben"), ["y", "q", "q"])
    assert "Other curators ask you about 1 decision to confirm or dispute: y shows the first." in told
    assert any(line.startswith("datasources: “") and line.endswith(")") and "(Ada, " in line for line in told)
    told = typed(place.desk("Ben"), ["d", "d", "the other term is right"])
    assert "disputed: the tag is in the queue again" in told
    (disputed,) = place.desk("Ada").opinions().tags(Verdict.DISPUTED)
    assert place.desk("Ada").opinions().of(*disputed)[-1].words == "Ben disputes it: the other term is right"


def test_the_terminal_confirms(made: Made) -> None:
    place = made()
    typed(place.desk("Ada"), ["o", "x"])
    assert "confirmed" in typed(place.desk("Ben"), ["y", "y"])
    (found,) = place.desk("Ben").opinions().agreement
    assert (found.curator, found.facet, found.judged, found.agreed) == ("Ada", "datasources", 1, 1)


def test_the_terminal_makes_a_term_of_a_split_with_its_heading(made: Made) -> None:
    place = made({"interviews": 3, "interviews; bee counts": 2})
    told = typed(place.desk(), ["s", "interviews | bee counts", "surveys", "Numbers of bees.", "a"])
    assert "  'bee counts' is a new term" in told
    rows = {row["label"]: row for row in csv.DictReader(place.terms().splitlines())}
    assert (rows["bee counts"]["broader_id"], rows["bee counts"]["definition"]) == ("ds-0003", "Numbers of bees.")


def test_the_terminal_proposes_a_label_and_headings_and_warns(made: Made) -> None:
    place = made({"interviews": 3, "Bee_Count (?)": 2})
    told = typed(place.desk(), ["n", "survey", "-", "", "n", "", "", "Numbers of bees.", "a"])
    assert any(line.startswith("  check: there is already “surveys”") for line in told)
    rows = {row["label"]: row for row in csv.DictReader(place.terms().splitlines())}
    first = next(line for line in told if line.startswith("  1  ")).removeprefix("  1  ").split(":")[0]
    assert rows[next(label for label in rows if label.startswith("bee count"))]["broader_id"] == rows[first]["term_id"]
