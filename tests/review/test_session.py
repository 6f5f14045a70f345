from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.finding import Severity
from tagfold.matching.form import form_key
from tagfold.review.actions import (
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    Move,
    NewTerm,
    Reject,
    Rename,
    SplitTag,
    SplitTerm,
    TermAction,
    Unsure,
)
from tagfold.review.impact import Total, UseChange, impact_on
from tagfold.review.session import ReviewSession
from tagfold.review.suggestions import suggested_action
from tagfold.review.together import by_term
from tagfold.settings import Settings
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.edits import without_lines
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Vocabulary
from tagfold.taxonomy.store import EditConflict
from tests.conftest import Rows, Run
from tests.review.conftest import OpenDesk

DS = "datasources"
JURIES = form_key("citizen juries")
HOUSEHOLD = form_key("household interviews")
HIVES = form_key("bee hives")
SURVEY_WORK = form_key("Survey work")


def mappings(settings: Settings) -> list[str]:
    return (settings.taxonomy / DS / "mappings.csv").read_text().splitlines()


def vocabulary(settings: Settings) -> Vocabulary:
    return without_lines(read_taxonomy(settings.taxonomy).vocabularies[DS])


def errors(settings: Settings) -> list[str]:
    found = check_folder(settings.taxonomy, form_key).findings
    return [str(finding) for finding in found if finding.severity is Severity.ERROR]


def test_items_are_forms_those_first_that_bring_most_with_those_alike(desk: ReviewSession) -> None:
    items = desk.items(DS)
    assert [(item.raw, item.uses, item.similar_uses, item.reports) for item in items[:3]] == [
        ("citizen juries", 4, 0, 4),
        ("bee hives", 1, 2, 1),
        ("hives of bees", 1, 2, 1),
    ]
    assert desk.item(DS, form_key("???")) is None  # no letter, no tag
    assert desk.count() == desk.count(DS) == len(items)


def test_an_accept_is_one_line_that_the_next_ingest_follows(
    desk: ReviewSession, settings: Settings, open_desk: OpenDesk, rows: Rows
) -> None:
    before = mappings(settings)
    entry = desk.decide(DS, JURIES, Accept("ds-0003", note="they vote"))
    assert set(mappings(settings)) - set(before) == {
        "citizen juries,1,ds-0003,accept,synonym,,Ada,2026-05-01,they vote"
    }
    assert (entry.action, entry.subject, entry.by) == ("accept", "citizen juries", "Ada")
    assert desk.item(DS, JURIES) is None
    assert desk.progress(DS).gains[-1].uses == 4
    assert open_desk().item(DS, JURIES) is None
    assert rows("SELECT term_id, outcome, count(*) FROM tag_terms WHERE raw = 'citizen juries' GROUP BY ALL") == [
        ("ds-0003", "mapped", 4)
    ]


def test_a_decision_is_known_to_a_desk_opened_on_yesterdays_database(desk: ReviewSession, open_desk: OpenDesk) -> None:
    desk.decide(DS, JURIES, MarkNotATag())
    other = open_desk(afresh=False)
    assert other.item(DS, JURIES) is None
    assert other.progress(DS).left == desk.progress(DS).left


def test_a_reject_is_never_offered_again(desk: ReviewSession, open_desk: OpenDesk) -> None:
    item = desk.item(DS, HOUSEHOLD)
    assert item
    while offers := desk.offers(item):
        desk.decide(DS, HOUSEHOLD, Reject(offers[0].term_id))
        assert offers[0].term_id not in [offer.term_id for offer in desk.offers(item)]
    for other in (open_desk(afresh=False), open_desk()):
        waiting = other.item(DS, HOUSEHOLD)
        assert waiting
        assert (waiting.outcome, waiting.term_id, other.offers(waiting)) == ("new", None, [])


def test_a_new_term_takes_its_cluster_and_is_offered_at_once(desk: ReviewSession, settings: Settings) -> None:
    item = desk.item(DS, HIVES)
    assert item
    similar = desk.similar(item)
    assert [one.raw for one in similar] == ["hives of bees", "the bee hives"]
    desk.decide(DS, HIVES, NewTerm("bee hives", "ds-0003", "Where bees live.", (similar[0].key,)))
    term = desk.search_terms(DS, "hives")[0]
    assert (term.term_id, term.label, term.broader, term.uses) == ("ds-0005", "bee hives", "surveys", 3)
    assert desk.item(DS, similar[0].key) is None
    assert desk.item(DS, similar[1].key) is None  # decided by its letters, once the label is known
    juries = desk.item(DS, JURIES)
    assert juries
    assert errors(settings) == []


def test_a_split_makes_the_terms_it_needs(desk: ReviewSession, settings: Settings) -> None:
    desk.decide(DS, HOUSEHOLD, SplitTag(("ds-0001", "households")))
    assert [row for row in mappings(settings) if row.startswith("household")] == [
        "household interviews,1,ds-0001,accept,split,,Ada,2026-05-01,",
        "household interviews,2,ds-0005,accept,split,,Ada,2026-05-01,",
    ]
    assert errors(settings) == []
    with pytest.raises(TaxonomyError, match="needs two terms"):
        desk.decide(DS, JURIES, SplitTag(("ds-0001", "interviews")))


def test_unsure_goes_last_and_says_who(desk: ReviewSession) -> None:
    desk.decide(DS, JURIES, Unsure("ask Ben"))
    assert desk.items(DS, 0, 99)[-1].unsure == "Ada skipped this on 2026-05-01: ask Ben"
    desk.decide(DS, JURIES, Accept("ds-0003"))
    assert desk.item(DS, JURIES) is None


def test_undo_takes_back_one_decision_and_none_after_it(desk: ReviewSession, settings: Settings) -> None:
    before = mappings(settings)
    first = desk.decide(DS, JURIES, Accept("ds-0003"))
    second = desk.decide(DS, HOUSEHOLD, MarkNotATag())
    undo = desk.undo(first.entry)
    assert undo.undoes == first.entry
    assert len(set(mappings(settings)) - set(before)) == 1
    assert desk.item(DS, JURIES)
    assert desk.item(DS, HOUSEHOLD) is None
    assert [entry.entry for entry in desk.history()] == [undo.entry, second.entry, first.entry]
    with pytest.raises(TaxonomyError, match="undone already"):
        desk.undo(first.entry)
    desk.undo(undo.entry)
    assert desk.item(DS, JURIES) is None


def test_undo_names_the_later_decision_that_rests_on_it(desk: ReviewSession) -> None:
    made = desk.decide(DS, HIVES, NewTerm("apiaries"))
    used = desk.decide(DS, JURIES, Accept("ds-0005"))
    with pytest.raises(TaxonomyError) as raised:
        desk.undo(made.entry)
    assert used.entry in str(raised.value)
    assert "'citizen juries' now means 'apiaries'" in str(raised.value)
    desk.undo(used.entry)
    desk.undo(made.entry)
    assert desk.term(DS, "ds-0005") is None


def test_an_id_is_never_given_out_twice(desk: ReviewSession, open_desk: OpenDesk, settings: Settings) -> None:
    desk.undo(desk.decide(DS, HIVES, NewTerm("apiaries")).entry)
    released = settings.taxonomy / "releases" / "1.0.0" / DS
    released.mkdir(parents=True)
    (released / "terms.csv").write_text("ds-0041,gone,,active,,,1.0.0\n")
    desk.decide(DS, HIVES, NewTerm("apiaries"))
    assert desk.search_terms(DS, "apiaries")[0].term_id == "ds-0006"
    other = open_desk(afresh=False)
    other.decide(DS, JURIES, NewTerm("juries"))
    assert other.search_terms(DS, "juries")[0].term_id == "ds-0042"


def test_two_who_decide_about_different_tags_do_not_meet(open_desk: OpenDesk, settings: Settings) -> None:
    one, other = open_desk("Ada"), open_desk("Ben", afresh=False)
    one.decide(DS, JURIES, NewTerm("juries"))
    one.decide(DS, HIVES, NewTerm("apiaries"))
    other.decide(DS, HOUSEHOLD, MarkNotATag())  # Ben's session has not read what Ada wrote
    other.undo(other.decide(DS, SURVEY_WORK, MarkNotATag()).entry)
    one.decide(DS, SURVEY_WORK, MarkNotATag())
    assert [entry.by for entry in one.history()] == ["Ada", "Ben", "Ben", "Ben", "Ada", "Ada"]
    fresh = open_desk("Ben", afresh=False)
    states = [
        [(form.key, form.outcome, form.terms, form.candidate, form.score) for form in desk.forms(DS)]
        for desk in (one, fresh)
    ]
    assert states[0] == states[1]
    said = "\n".join(mappings(settings))
    assert "household interviews,1,,not_a_tag" in said


def test_the_second_about_one_tag_is_shown_both_and_nothing_is_lost(open_desk: OpenDesk, settings: Settings) -> None:
    one, other = open_desk("Ada"), open_desk("Ben", afresh=False)
    one.decide(DS, JURIES, Accept("ds-0003"))
    with pytest.raises(EditConflict) as raised:
        other.decide(DS, JURIES, MarkNotATag())
    assert "citizen juries,1,ds-0003" in str(raised.value)
    assert other.item(DS, JURIES) is None  # read again
    other.decide(DS, JURIES, MarkNotATag())
    assert [entry.by for entry in other.history()] == ["Ben", "Ada"]
    path = settings.taxonomy / DS / "terms.csv"
    path.write_text(path.read_text().replace("ds-0003,surveys", "ds-0003,opinion surveys"))
    with pytest.raises(EditConflict):  # about a term that the decision names
        other.decide(DS, HOUSEHOLD, Accept("ds-0003"))


def test_an_editors_change_is_kept(desk: ReviewSession, settings: Settings) -> None:
    path = settings.taxonomy / DS / "mappings.csv"
    path.write_text(path.read_text().replace("polls,1,ds-0003", "polls,1,ds-0001"))
    desk.decide(DS, JURIES, Accept("ds-0003"))
    assert "polls,1,ds-0001" in path.read_text()


def test_a_history_that_cannot_be_written_leaves_the_files_as_they_were(
    desk: ReviewSession, settings: Settings
) -> None:
    before = mappings(settings)
    (settings.taxonomy / "history.csv").mkdir()
    with pytest.raises(TaxonomyError, match="history cannot be written"):
        desk.decide(DS, JURIES, Accept("ds-0003"))
    assert mappings(settings) == before


def test_a_preview_says_what_the_decision_then_does(desk: ReviewSession, settings: Settings) -> None:
    old = read_taxonomy(settings.taxonomy)
    preview = desk.preview(DS, JURIES, Accept("ds-0003"))
    assert (
        *(preview.impact.totals[change].uses for change in (UseChange.NEWLY_MAPPED, UseChange.MOVED)),
        preview.impact.reports,
        preview.impact.collapsed,
    ) == (4, 0, 4, Total(1, 1))
    bar = next(bar for bar in preview.chart if bar.changed)
    assert (bar.label, bar.uses_before, bar.uses_after, bar.reports_after) == ("surveys", 1, 5, 4)
    assert read_taxonomy(settings.taxonomy) == old
    desk.decide(DS, JURIES, Accept("ds-0003"))
    assert impact_on(settings.database, old, read_taxonomy(settings.taxonomy)) == preview.impact


TERM_ACTIONS: list[tuple[str, TermAction]] = [
    ("ds-0003", Rename("questionnaires")),
    ("ds-0003", Move("ds-0001")),
    ("ds-0003", Merge("ds-0001")),
    ("ds-0001", Merge("ds-0002")),
    ("ds-0002", SplitTerm("deep interviews", ("deep interviews",), "Long.")),
    ("ds-0002", Deprecate("ds-0001")),
    ("ds-0002", Deprecate()),
    ("ds-0003", Define("Many are asked.")),
]


@pytest.mark.parametrize(("term_id", "action"), TERM_ACTIONS, ids=lambda value: str(value)[:40])
def test_what_is_done_to_a_term_leaves_no_error_and_can_be_taken_back(
    desk: ReviewSession, settings: Settings, term_id: str, action: TermAction
) -> None:
    before, left = vocabulary(settings), desk.progress(DS).left
    preview = desk.preview(DS, term_id, action)
    entry = desk.decide(DS, term_id, action)
    assert errors(settings) == []
    assert vocabulary(settings) != before
    lost = preview.impact.totals[UseChange.LOST].uses
    assert desk.progress(DS).left == left + lost
    assert desk.progress(DS).gains[-1].uses == preview.impact.totals[UseChange.NEWLY_MAPPED].uses - lost
    desk.undo(entry.entry)
    assert vocabulary(settings) == before
    assert desk.progress(DS).left == left
    assert sum(gain.uses for gain in desk.progress(DS).gains) == 0


def test_only_what_terms_count_more_or_less_is_the_effect_of_a_decision(desk: ReviewSession) -> None:
    entry = desk.decide(DS, "ds-0003", Deprecate())
    lost = desk.progress(DS).gains[-1].uses
    assert lost < 0
    desk.undo(entry.entry)
    assert desk.progress(DS).gains[-1].uses == -lost
    desk.decide(DS, JURIES, MarkNotATag())
    assert (desk.progress(DS).gains[-1].uses, desk.progress(DS).gains[-1].forms) == (0, 1)


@pytest.mark.parametrize("label", ["-x", "= x", "+x", " @x", "－x"])
@pytest.mark.parametrize(
    ("subject", "action"),
    [
        (JURIES, NewTerm),
        (JURIES, lambda label: SplitTag(("ds-0003", label))),
        ("ds-0003", Rename),
        ("ds-0002", lambda label: SplitTerm(label, ("deep interviews",))),
    ],
    ids=["new_term", "split", "rename", "split_term"],
)
def test_a_label_that_a_spreadsheet_would_run_is_refused(
    desk: ReviewSession, settings: Settings, subject: str, action: Callable[[str], Action], label: str
) -> None:
    before = vocabulary(settings)
    wanted = f"a label cannot start with '{label.strip()[0]}': a spreadsheet would run it as a formula; leave the sign"
    with pytest.raises(TaxonomyError, match=re.escape(wanted)):
        desk.decide(DS, subject, action(label))
    assert vocabulary(settings) == before
    desk.decide(DS, JURIES, Accept("ds-0003", note="=1+1"))
    assert ",1+1" in "".join(mappings(settings))  # a note may lose its sign


def test_a_term_action_that_contradicts_is_refused(desk: ReviewSession) -> None:
    with pytest.raises(TaxonomyError, match="merge the two terms instead"):
        desk.decide(DS, "ds-0003", Rename("Interviews"))
    with pytest.raises(TaxonomyError, match="its own parent"):
        desk.decide(DS, "ds-0001", Move("ds-0002"))
    with pytest.raises(TaxonomyError, match="is deprecated; 'ds-0002' replaces it"):
        desk.decide(DS, JURIES, Accept("ds-0004"))


@pytest.fixture
def desk_with_classes(reports: Path, open_desk: OpenDesk) -> ReviewSession:
    """Tags that differ from a term in a typo only, or their inflection, or the language."""
    tags = ("intervew", "inteview", "deep interviewing", "inqueritos")
    lines = "".join(f"[[datasources:{tag}]]\n" for tag in tags)
    (reports / "g.md").write_text(f"# G\n{lines}", encoding="utf-8")
    return open_desk()


def test_a_safe_class_is_shown_then_accepted_but_for_what_is_left_out(desk_with_classes: ReviewSession) -> None:
    desk = desk_with_classes
    assert max(kind.items for kind in desk.bulk_classes(DS)) > 1
    for kind in desk.bulk_classes(DS):
        shown, members = desk.class_members(kind.class_id)
        assert all(not offer.guard and item.term_id == offer.term_id for item, offer in members)
        left_out = members[0][0].key
        desk.accept_class(shown.class_id, (left_out,))
        assert desk.item(DS, left_out)
        assert all(desk.item(DS, item.key) is None for item, _ in members[1:])
    with pytest.raises(WrongUsage, match="there is no class"):
        desk.class_members("datasources:../etc")


def test_places_show_the_lines_around_without_personal_data(run: Run, open_desk: OpenDesk, reports: Path) -> None:
    run(full=True)
    desk = open_desk()
    item = desk.item(DS, JURIES)
    assert item
    place = desk.occurrences(item, 1)[0]
    assert (place.path, place.line, place.from_file) == (str(reports / "a.md"), 3, True)
    assert place.lines[1] == (2, "[[focal_point:…]]")
    (reports / "a.md").unlink()
    kept = desk.occurrences(item, 1)[0]
    assert (kept.from_file, (3, "[[datasources:citizen juries]]") in kept.lines) == (False, True)
    assert "example.org" not in str(kept.lines)


def test_the_pace_gives_the_time_left(desk: ReviewSession) -> None:
    for item in desk.items(DS, 0, 3):
        desk.decide(DS, item.key, MarkNotATag())
    progress = desk.progress(DS)
    assert progress.pace is not None
    assert progress.seconds_left == progress.items * progress.pace
    assert progress.by_people + progress.auto_decided + progress.left == progress.uses


def test_histories_of_two_branches_come_together(tmp_path: Path, open_desk: OpenDesk, settings: Settings) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("taxonomy/history.csv merge=union\n")
    open_desk().decide(DS, form_key("qq zz"), MarkNotATag())
    git("add", ".gitattributes", "taxonomy")
    git("commit", "-qm", "start")
    git("checkout", "-qb", "ben")
    open_desk("Ben", afresh=False).decide(DS, HIVES, MarkNotATag())
    git("commit", "-qam", "ben")
    git("checkout", "-q", "main")
    open_desk("Ada", afresh=False).decide(DS, HOUSEHOLD, MarkNotATag())
    git("commit", "-qam", "ada")
    git("merge", "-q", "ben")
    desk = open_desk(afresh=False)
    assert sorted(entry.subject for entry in desk.history()) == ["bee hives", "household interviews", "qq zz"]
    assert errors(settings) == []


def test_nobody_is_no_curator(settings: Settings, desk: ReviewSession) -> None:
    with pytest.raises(WrongUsage, match="--as NAME"):
        ReviewSession(settings.taxonomy, settings.database, " ", desk._clock)


def test_a_folder_that_cannot_be_written_is_told_before_the_first_decision(
    settings: Settings, desk: ReviewSession
) -> None:
    lock = settings.taxonomy / ".history.csv.lock"
    lock.unlink()
    lock.mkdir()  # as root, permissions stop nobody; what stands in the lock's place does
    with pytest.raises(TaxonomyError, match=r"the folder cannot be written .*fix its permissions"):
        ReviewSession(settings.taxonomy, settings.database, "Ada", desk._clock)
    with pytest.raises(TaxonomyError, match="the folder cannot be written"):
        desk.decide(DS, JURIES, MarkNotATag())
    assert desk.item(DS, JURIES)


def test_a_glued_tag_comes_in_parts_with_their_terms(desk: ReviewSession, open_desk: OpenDesk, reports: Path) -> None:
    (reports / "e.md").write_text("# E\n[[datasources:surveys; interviews; bee talks]]\n", encoding="utf-8")
    (reports / "f.md").write_text("# F\n[[datasources:serveys, in-depth interviews]]\n", encoding="utf-8")
    desk = open_desk()
    glued, whole = (
        desk.item(DS, form_key(raw)) for raw in ("surveys; interviews; bee talks", "serveys, in-depth interviews")
    )
    assert glued
    assert whole
    split = desk.split(glued)
    assert split
    assert [(part.text, part.term_id, part.label) for part in split.parts] == [
        ("surveys", "ds-0003", "surveys"), ("interviews", "ds-0001", "interviews"), ("bee talks", None, "bee talks"),
    ]  # fmt: skip
    assert suggested_action(glued, desk.offers(glued), split) is None  # a person names the third
    split = desk.split(whole)
    assert suggested_action(whole, desk.offers(whole), split) == SplitTag(("ds-0003", "ds-0002"))
    desk.decide(DS, whole.key, Reject("ds-0003"))
    split = desk.split(whole)
    assert split
    assert [part.term_id for part in split.parts] == [None, "ds-0002"]  # a part is not what the tag is not
    desk.decide(DS, HIVES, NewTerm("bee talks"))
    split = desk.split(glued)
    assert split
    assert split.whole  # by the term of this very session


def test_a_class_shows_what_it_would_move_and_an_undo_takes_away_what_was_brought(
    desk_with_classes: ReviewSession,
) -> None:
    desk = desk_with_classes
    kind = desk.bulk_classes(DS)[0]
    every = by_term((item, Accept(offer.term_id)) for item, offer in desk.class_members(kind.class_id)[1])
    impact = desk.preview_together(DS, every).impact
    assert (impact.totals[UseChange.NEWLY_MAPPED].uses, impact.totals[UseChange.LOST].uses) == (kind.uses, 0)
    before = desk.progress(DS).left
    entries = desk.accept_class(kind.class_id)
    assert desk.progress(DS).left <= before - kind.uses
    assert desk.batches([entries[0]])[0].entries == tuple(entries)
    brought = desk.progress(DS).gains
    assert [gain.entry for gain in brought] == [entry.entry for entry in entries]
    assert sum(gain.uses for gain in brought) >= kind.uses > 0 < min(gain.uses for gain in brought)
    for entry in entries:
        desk.undo(entry.entry)
    assert sum(gain.uses for gain in desk.progress(DS).gains) == 0


@pytest.mark.usefixtures("desk")
def test_decisions_made_in_one_step_are_no_pace(settings: Settings) -> None:
    seconds = iter([0.0, 20.0, 20.1, 20.2, 20.3])
    begun = datetime(2026, 5, 1, 9, tzinfo=UTC)
    timed = ReviewSession(settings.taxonomy, settings.database, "Ada", lambda: begun + timedelta(seconds=now))
    for item in timed.items(DS, 0, 5):
        now = next(seconds)
        timed.decide(DS, item.key, MarkNotATag())
    assert timed.progress(DS).pace == 20.0


def queue(desk: ReviewSession) -> list[tuple[str, str, str | None, float | None, int]]:
    return [(item.key, item.outcome, item.term_id, item.score, item.similar_uses) for item in desk.items(DS, 0, 100)]


def test_a_queue_that_is_opened_again_is_as_it_was_left(desk: ReviewSession, open_desk: OpenDesk) -> None:
    waited = desk.count(DS)
    made = desk.decide(DS, HIVES, NewTerm("apiaries", definition="Where bees are kept."))
    assert desk.count(DS) < waited - 1  # others follow by themselves
    followed = {form.key for form in desk.forms(DS) if form.outcome == "auto"}
    assert queue(open_desk(afresh=False)) == queue(desk)
    desk.decide(DS, HOUSEHOLD, Reject("ds-0001"))
    desk.decide(DS, JURIES, Unsure("later"))
    again = open_desk(afresh=False)
    assert queue(again) == queue(desk)
    assert {form.key for form in again.forms(DS) if form.outcome == "auto"} == followed
    desk.undo(made.entry)
    assert queue(open_desk(afresh=False)) == queue(desk)


def test_a_report_that_is_gone_shows_what_the_database_kept_once(reports: Path, open_desk: OpenDesk) -> None:
    path = reports / "twice.md"
    path.write_text(
        "# Twice\n[[datasources:lute lessons]] [[datasources:lute lessons]]\n[[title:Lutes]]\n", encoding="utf-8"
    )
    other = reports / "once.md"
    other.write_text("# Once\n\n\n\n\n[[datasources:lute lessons]]\n", encoding="utf-8")
    desk = open_desk()
    path.unlink()
    other.unlink()
    item = desk.item(DS, form_key("lute lessons"))
    assert item
    tag = "[[datasources:lute lessons]]"
    assert [(place.line, place.lines) for place in desk.occurrences(item)] == [
        (6, ((6, tag),)),
        (2, ((2, tag), (2, tag), (3, "[[title:Lutes]]"))),
        (2, ((2, tag), (2, tag), (3, "[[title:Lutes]]"))),
    ]
