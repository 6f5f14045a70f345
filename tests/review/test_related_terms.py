"""Related terms, decided one at a time and in tables: what is refused, what a merge makes of them, and undo."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tagfold.errors import TagfoldError, TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import Deprecate, Merge, Move, NewTerm, Relate, TermAction, Unrelate
from tagfold.review.history_words import entry_words, row_words
from tagfold.review.plan import apply_plan, make_plan, read_decisions, write_plan
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.exchange.csv_format import from_csv
from tests.review.conftest import OpenDesk

DS = "datasources"
HEAD = "term_id,related_id\n"


def related(desk: ReviewSession, term_id: str, facet: str = DS) -> list[tuple[str, str]]:
    page = desk.term(facet, term_id)
    assert page
    return [(name, term.label) for name, term in page.related]


def file(settings: Settings, facet: str = DS) -> str:
    return (settings.taxonomy / facet / "related.csv").read_text(encoding="utf-8")


def test_terms_are_related_once_from_either_of_them_and_that_is_undone(
    desk: ReviewSession, open_desk: OpenDesk, settings: Settings
) -> None:
    assert desk.preview(DS, "ds-0003", Relate("ds-0001")).edits[0].after
    entry = desk.decide(DS, "ds-0003", Relate("ds-0001"))
    assert file(settings) == f"{HEAD}ds-0001,ds-0003\n"
    assert (entry.subject, entry.after) == ("ds-0001", '[["related.csv","ds-0001","ds-0003"]]')
    label = {"ds-0001": "interviews", "ds-0003": "surveys"}.__getitem__
    assert entry_words(entry, label) == "Related: interviews and surveys"
    assert row_words(entry.edits[0].after, label) == "interviews is related to surveys"
    assert related(desk, "ds-0001") == [(DS, "surveys")]
    assert related(open_desk(afresh=False), "ds-0003") == [(DS, "interviews")]
    gone = desk.decide(DS, "ds-0003", Unrelate("ds-0001"))
    assert entry_words(gone, label) == "No longer related: interviews and surveys"
    assert file(settings) == HEAD
    desk.undo(gone.entry)
    assert file(settings) == f"{HEAD}ds-0001,ds-0003\n"
    desk.undo(entry.entry)
    assert (file(settings), related(desk, "ds-0001")) == (HEAD, [])


def test_a_pair_of_two_facets_is_in_the_folder_of_the_smaller_id(desk: ReviewSession, settings: Settings) -> None:
    for term_id in ("qu-0001", "iso-FJI", "co-0001"):
        entry = desk.decide(DS, "ds-0003", Relate(term_id))
    assert file(settings) == f"{HEAD}ds-0003,iso-FJI\nds-0003,qu-0001\n"
    assert file(settings, "country") == f"{HEAD}co-0001,ds-0003\n"
    assert (entry.facet, entry.subject) == ("country", "co-0001")
    assert related(desk, "co-0001", "country") == [(DS, "surveys")]
    assert [name for name, _ in related(desk, "ds-0003")] == ["country", "country", "questions"]
    desk.decide("questions", "qu-0001", Unrelate("ds-0003"))
    desk.undo(entry.entry)
    assert (file(settings), file(settings, "country")) == (f"{HEAD}ds-0003,iso-FJI\n", HEAD)


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Relate("ds-0001"), "'interviews' cannot be related to itself; name another term"),
        (Relate("ds-0002"), "'interviews' and 'in-depth interviews' are broader and narrower terms of each other"),
        (Relate("ds-0003"), "'interviews' and 'surveys' are related already"),
        (Relate("ds-0004"), r"'depth talks' \(ds-0004\) is deprecated; 'ds-0002' replaces it"),
        (Relate("ds-9999"), "'ds-9999' is not a term of datasources"),
        (Unrelate("qu-0001"), "are not related; look at the page of one of them"),
    ],
)
def test_what_cannot_be_related_is_refused_with_a_sentence(desk: ReviewSession, action: TermAction, words: str) -> None:
    desk.decide(DS, "ds-0001", Relate("ds-0003"))
    for decide in (desk.preview, desk.decide):
        with pytest.raises(TaxonomyError, match=words):
            decide(DS, "ds-0001", action)


def test_after_a_merge_the_pairs_are_those_of_the_other_term(desk: ReviewSession, settings: Settings) -> None:
    third = desk.decide(DS, form_key("bee hives"), NewTerm("bee hives")).edits[0].after
    assert third
    for other in ("ds-0001", "ds-0002", "qu-0001", "ds-0005"):
        desk.decide(DS, "ds-0003", Relate(other))
    before = file(settings)
    merge = desk.decide(DS, "ds-0003", Merge("ds-0002"))
    # one row would relate the term to itself, another one to its own heading
    assert file(settings) == f"{HEAD}ds-0003,ds-0005\nds-0003,qu-0001\n"
    assert [label for _, label in related(desk, "ds-0002")] == ["bee hives", "Please state the name of the partner:"]
    assert related(desk, "ds-0005") == [(DS, "in-depth interviews")]
    assert not [one for one in check_folder(settings.taxonomy, form_key).findings if "related" in one.code]
    with pytest.raises(TaxonomyError, match="related already"):
        desk.decide(DS, "ds-0002", Relate("ds-0005"))
    gone = desk.decide(DS, "ds-0005", Unrelate("ds-0002"))
    assert file(settings) == f"{HEAD}ds-0003,qu-0001\n"
    desk.undo(gone.entry)
    desk.undo(merge.entry)
    assert file(settings) == before
    dropped = desk.decide(DS, "ds-0003", Deprecate())
    assert related(desk, "qu-0001", "questions") == []
    desk.undo(dropped.entry)
    assert related(desk, "qu-0001", "questions") == [(DS, "surveys")]


def test_a_term_that_moves_under_a_related_one_is_no_longer_related(desk: ReviewSession, settings: Settings) -> None:
    pair = desk.decide(DS, "ds-0003", Relate("ds-0002"))
    move = desk.decide(DS, "ds-0003", Move("ds-0002"))
    assert file(settings) == HEAD
    with pytest.raises(TaxonomyError, match=r"that 'ds-0002' and 'ds-0003' are related has changed since .*move of"):
        desk.undo(pair.entry)
    desk.undo(move.entry)
    assert file(settings) == f"{HEAD}ds-0002,ds-0003\n"
    desk.undo(pair.entry)
    desk.decide(DS, "ds-0003", Move("ds-0001"))
    top = desk.decide(DS, "ds-0003", Move())
    desk.decide(DS, "ds-0003", Relate("ds-0001"))
    with pytest.raises(TaxonomyError, match="'ds-0001' and 'ds-0003' are related, and would be above each other"):
        desk.undo(top.entry)


def test_a_term_that_another_facet_is_related_to_stays(desk: ReviewSession) -> None:
    made = desk.decide(DS, form_key("bee hives"), NewTerm("bee hives"))
    pair = desk.decide(DS, "ds-0005", Relate("co-0001"))
    with pytest.raises(TaxonomyError, match=f"'co-0001' and 'ds-0005' are related .*entry {pair.entry}"):
        desk.undo(made.entry)
    gone = desk.decide(DS, "ds-0005", Unrelate("co-0001"))
    desk.undo(made.entry)
    with pytest.raises(TaxonomyError, match="can't undo 'unrelate' of 'co-0001'"):
        desk.undo(gone.entry)


def test_a_table_names_terms_of_any_facet(open_desk: OpenDesk, settings: Settings, tmp_path: Path) -> None:
    open_desk()
    terms = settings.taxonomy / "questions" / "terms.csv"
    terms.write_text(f"{terms.read_text()}qu-0002,Fiji,,active,,,\nqu-0003,interviews,,active,,,\n", encoding="utf-8")

    def planned(*rows: str) -> str:
        table = "\n".join(["facet,action,term,into", *(f"{DS},{row}" for row in rows), ""])
        requests, _ = read_decisions(from_csv(table, "d.csv"), "d.csv")
        return make_plan(settings.taxonomy, settings.database, requests, "d.csv")[0]

    plan = planned(
        "relate,surveys,interviews",  # that of the facet itself
        "relate,surveys,Zambia",
        "relate,surveys,questions: Fiji",
        "relate,surveys,Country: Fiji",
        "relate,surveys,co-0001",
        "unrelate,surveys,zambia",
    )
    write_plan(tmp_path / "plan.json", plan)
    entries, _ = apply_plan(tmp_path / "plan.json", settings.taxonomy, "Ada", lambda: datetime.now(UTC))
    assert [entry.facet for entry in entries] == [DS, DS, DS, DS, "country", DS]
    assert file(settings) == f"{HEAD}ds-0001,ds-0003\nds-0003,iso-FJI\nds-0003,qu-0002\n"
    assert file(settings, "country") == f"{HEAD}co-0001,ds-0003\n"
    for row, words in (
        ("relate,surveys,Fiji", "'Fiji' is a term of several facets; write 'country: Fiji' or 'questions: Fiji'"),
        ("relate,surveys,zebras", "d.csv:2: there is no term 'zebras' in any facet; write a term_id, or a label"),
        ("relate,surveys,", "'relate' needs the column into"),
    ):
        with pytest.raises(TagfoldError, match=words):
            planned(row)
