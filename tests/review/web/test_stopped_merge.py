"""A git merge that stopped in the taxonomy opens as a page; when all is settled, the queue follows."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tagfold.localserver import serving
from tagfold.review.merge_keys import settle
from tagfold.review.stopped_merge import StoppedMerge
from tagfold.review.terminal_prompts import Screen
from tagfold.review.web.access import MAX_BODY, AccessControl, AccessKeys
from tagfold.review.web.app import review_page
from tagfold.review.web.merge_views import MergeFirst
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.merging import Keep
from tests.review.web.checks import broken, overflow
from tests.review.web.conftest import MAPPINGS_HEAD, Made, Open, Place
from tests.review.web.steps import click, press, said


def git(folder: Path, *words: str) -> int:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", str(folder), *who, *words], capture_output=True, check=False).returncode


def write(place: Place, *rows: str) -> None:
    path = place.taxonomy / "datasources" / "mappings.csv"
    path.write_text(MAPPINGS_HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


OLD = "polls,1,ds-0003,accept,synonym,0.9,Eve,2026-10-01,"


@pytest.fixture
def stopped(made: Made) -> Place:
    """Ada and Ben decided on two branches, about the same tags and about others; the merge stopped."""
    place = made()
    git(place.taxonomy, "init", "-q", "-b", "main")
    write(place, OLD)
    git(place.taxonomy, "add", ".")
    git(place.taxonomy, "commit", "-q", "-m", "start")
    git(place.taxonomy, "switch", "-q", "-c", "ben")
    write(
        place,
        "bee counts,1,,not_a_tag,other,,Ben,2026-11-03,",
        "deep interviews,1,ds-0001,accept,synonym,0.7,Ben,2026-11-03,one is enough",
        "encuesta,1,ds-0003,accept,translation,0.95,Ben,2026-11-03,",
        "profound interviews,1,ds-0001,reject,other,,Ben,2026-11-03,",
    )
    git(place.taxonomy, "commit", "-q", "-a", "-m", "ben")
    git(place.taxonomy, "switch", "-q", "main")
    write(
        place,
        "deep interviews,1,ds-0002,accept,synonym,0.9,Ada,2026-11-02,",
        "interviewed,1,ds-0001,accept,inflection,0.9,Ada,2026-11-02,",
        OLD,
        "profound interviews,1,ds-0002,accept,synonym,0.9,Ada,2026-11-02,",
    )
    git(place.taxonomy, "commit", "-q", "-a", "-m", "ada")
    assert git(place.taxonomy, "merge", "-q", "ben") == 1
    return place


def merge_of(place: Place) -> StoppedMerge:
    return StoppedMerge(place.taxonomy, "Cleo", lambda: datetime.now(UTC))


@contextmanager
def served(place: Place) -> Iterator[str]:
    keys, merge = AccessKeys(), merge_of(place)
    page = MergeFirst(merge, keys, merge.merge(), lambda: review_page(place.desk("Cleo"), keys))
    with serving(lambda port: AccessControl(page, port, keys), MAX_BODY) as server:
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield server.door.address
        finally:
            server.stop()
            thread.join(10)


AGREED = [("bee counts", "1", "", "not_a_tag"), ("encuesta", "1", "ds-0003", "accept")]


def test_each_conflict_is_one_key_and_then_the_queue_opens(stopped: Place, opened: Open) -> None:
    with served(stopped) as address:
        page = opened(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("A git merge stopped")
        expect(page.locator("main")).to_contain_text(
            "datasources/mappings.csv: 4 rows ('bee counts', 'encuesta', 'interviewed' and 1 more) went together"
        )
        first, second = page.locator("section.conflict").all()
        expect(first).to_contain_text(
            "“deep interviews” is in-depth interviewsAda, 2026-11-02 · synonym · confidence 0.9"
        )
        expect(first).to_contain_text("Ben, 2026-11-03 · synonym · confidence 0.7 · one is enough")
        expect(first.get_by_role("button")).to_have_count(2)  # both would contradict each other
        expect(second.get_by_role("button")).to_have_count(3)
        press(page, "2")
        expect(page.locator("[data-said]")).to_have_text("“deep interviews”: kept what ben says")
        assert "<<<<<<< HEAD\nprofound" in stopped.mappings()  # the file says what is open
        press(page, "b")
        expect(page.get_by_text("to review").first).to_be_visible()
        expect(page.get_by_text("Reviewing as Cleo")).to_be_visible()
    kept = said(stopped)
    assert [row for row in kept if row in AGREED] == AGREED
    assert ("polls", "1", "ds-0003", "accept") not in kept  # Ben deleted it, Ada left it alone
    assert [row for row in kept if row[0] in ("deep interviews", "profound interviews")] == [
        ("deep interviews", "1", "ds-0001", "accept"),
        ("profound interviews", "1", "ds-0001", "reject"),
        ("profound interviews", "1", "ds-0002", "accept"),
    ]
    assert kept == sorted(kept)
    assert git(stopped.taxonomy, "diff", "--check") == 0


def test_a_choice_is_in_the_history_and_can_be_undone(stopped: Place) -> None:
    merge = merge_of(stopped)
    merge.merge()
    for name in [one.name for one in merge.left()]:
        merge.keep(name, Keep.THEIRS)
    desk = stopped.desk("Cleo")
    entry = next(one for one in desk.history() if one.subject == "deep interviews")
    assert (entry.action, entry.by, entry.note) == ("settle", "Cleo", "a git merge stopped here")
    desk.undo(entry.entry)
    assert ("deep interviews", "1", "ds-0002", "accept") in said(stopped)
    assert ("deep interviews", "1", "ds-0001", "accept") not in said(stopped)


def test_the_terminal_offers_the_same_choice(stopped: Place) -> None:
    merge, keys, lines = merge_of(stopped), iter(["b", "1", "q"]), list[str]()
    merge.merge()
    assert not settle(merge, Screen(lambda: next(keys, None), lambda _: None, lines.append))
    assert "A git merge stopped: 2 to settle. datasources: deep interviews" in lines
    assert "       “deep interviews” is interviews (Ben, 2026-11-03: one is enough)" in lines
    assert "Press 1 or 2 to keep a side, q to stop." in lines  # both is not offered here
    assert "“deep interviews”: kept what HEAD says" in lines
    assert "  b  both" in lines
    assert [one.subject for one in merge.left()] == ["profound interviews"]
    keys = iter("2")
    assert settle(merge, Screen(lambda: next(keys, None), lambda _: None, lines.append))
    assert read_taxonomy(stopped.taxonomy).vocabularies["datasources"].mappings


def test_a_conflict_that_changed_meanwhile_is_not_written(stopped: Place, opened: Open) -> None:
    with served(stopped) as address:
        page = opened(address)
        other = merge_of(stopped)
        other.keep(other.left()[0].name, Keep.THEIRS)
        before = stopped.mappings()
        click(page, page.get_by_role("button", name="Keep what HEAD says about “deep interviews”"))
        expect(page.get_by_role("alert")).to_contain_text("this conflict has changed, or is settled")
        assert stopped.mappings() == before


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [380, 768, 1280])
def test_the_page_keeps_to_wcag(stopped: Place, opened: Open, width: int, dark: bool) -> None:
    with served(stopped) as address:
        page = opened(address, width=width, dark=dark)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert broken(page) == []
        assert overflow(page) == 0


def test_labels_in_other_languages_go_together_or_are_chosen_between(made: Made, opened: Open) -> None:
    place = made()
    labels, head = place.taxonomy / "datasources" / "labels.csv", "term_id,language,label\n"
    git(place.taxonomy, "init", "-q", "-b", "main")
    labels.write_text(head, encoding="utf-8")
    git(place.taxonomy, "add", ".")
    git(place.taxonomy, "commit", "-q", "-m", "start")
    git(place.taxonomy, "switch", "-q", "-c", "ben")
    labels.write_text(f"{head}ds-0003,es,sondeos\nds-0003,fr,sondages\n", encoding="utf-8")
    git(place.taxonomy, "commit", "-q", "-a", "-m", "ben")
    git(place.taxonomy, "switch", "-q", "main")
    labels.write_text(f"{head}ds-0001,es,entrevistas\nds-0003,es,encuestas\n", encoding="utf-8")
    git(place.taxonomy, "commit", "-q", "-a", "-m", "ada")
    assert git(place.taxonomy, "merge", "-q", "ben") == 1
    with served(place) as address:
        page = opened(address)
        (conflict,) = page.locator("section.conflict").all()
        expect(conflict.get_by_role("heading", level=2)).to_contain_text("“ds-0003 in es”")
        expect(conflict).to_contain_text("“encuestas” is the label of surveys in Spanish")
        expect(conflict.get_by_role("button")).to_have_count(2)
        press(page, "2")
        expect(page.get_by_text("to review").first).to_be_visible()
    kept = f"{head}ds-0001,es,entrevistas\nds-0003,es,sondeos\nds-0003,fr,sondages\n"
    assert labels.read_text(encoding="utf-8") == kept
    desk = place.desk("Cleo")
    desk.undo(next(one for one in desk.history() if one.action == "settle").entry)
    assert labels.read_text(encoding="utf-8") == kept.replace("sondeos", "encuestas")


def test_pairs_go_together_and_scope_notes_are_chosen_between(made: Made) -> None:
    place = made()
    pairs, notes = (place.taxonomy / "datasources" / name for name in ("related.csv", "scope_notes.csv"))

    def commit(who: str, pair: str, *rows: str) -> None:
        pairs.write_text(f"term_id,related_id\n{pair}", encoding="utf-8")
        notes.write_text("".join(f"{row}\n" for row in ("term_id,note", *rows)), encoding="utf-8")
        git(place.taxonomy, "add", ".")
        git(place.taxonomy, "commit", "-q", "-m", who)

    git(place.taxonomy, "init", "-q", "-b", "main")
    commit("start", "")
    git(place.taxonomy, "switch", "-q", "-c", "ben")
    commit("ben", "ds-0003,ds-0005\n", "ds-0003,All are asked.", "ds-0005,A few talk.")
    git(place.taxonomy, "switch", "-q", "main")
    commit("ada", "ds-0001,ds-0003\n", "ds-0001,Two talk.", "ds-0003,Many are asked.")
    assert git(place.taxonomy, "merge", "-q", "ben") == 1
    merge = merge_of(place)
    merge.merge()
    assert pairs.read_text(encoding="utf-8") == "term_id,related_id\nds-0001,ds-0003\nds-0003,ds-0005\n"
    (conflict,) = merge.left()
    assert (conflict.subject, [len(conflict.rows(keep)) for keep in (Keep.OURS, Keep.THEIRS)]) == ("ds-0003", [1, 1])
    merge.keep(conflict.name, Keep.THEIRS)
    kept = "term_id,note\nds-0001,Two talk.\nds-0003,All are asked.\nds-0005,A few talk.\n"
    assert notes.read_text(encoding="utf-8") == kept
    desk = place.desk("Cleo")
    desk.undo(next(one for one in desk.history() if one.action == "settle").entry)
    assert notes.read_text(encoding="utf-8") == kept.replace("All", "Many")
