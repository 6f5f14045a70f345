from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, Deprecate, NewTerm, Reject, Rename, Translate
from tagfold.review.history_words import entry_words
from tagfold.review.plan import apply_plan, make_plan, read_decisions, write_plan
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.taxonomy.exchange.csv_format import from_csv, proposal_table, to_csv
from tagfold.taxonomy.exchange.proposals import Ask, Proposal
from tagfold.taxonomy.model import Basis, Judgement
from tests.review.conftest import OpenDesk

DS = "datasources"
JURIES = form_key("citizen juries")


def test_a_search_finds_whole_labels_then_beginnings_then_anywhere(desk: ReviewSession) -> None:
    found = [(line.label, line.found_as) for line in desk.search_terms(DS, "interviews")]
    assert found[:2] == [("interviews", ""), ("in-depth interviews", "")]
    assert desk.search_terms(DS, "interviews", 1)[0].label == "interviews"
    assert desk.search_terms(DS, "?!") == desk.search_terms(DS, "zebra") == []


def test_a_search_says_by_which_variant_a_term_was_found(desk: ReviewSession) -> None:
    desk.decide(DS, JURIES, Accept("ds-0003"))
    found = desk.search_terms(DS, "citizen")
    assert [(line.label, line.found_as) for line in found] == [("surveys", "citizen juries")]


def test_a_search_gives_no_deprecated_term_and_leads_its_variants_to_the_successor(desk: ReviewSession) -> None:
    assert "depth talks" not in [line.label for line in desk.search_terms(DS, "talks")]
    desk.decide(DS, "ds-0002", Deprecate("ds-0001"))
    assert {line.term_id for line in desk.search_terms(DS, "deep interviews")} == {"ds-0001"}


def test_labels_in_other_languages_are_shown_searched_and_count(open_desk: OpenDesk, settings: Settings) -> None:
    desk = open_desk()
    assert JURIES in {item.key for item in desk.items(DS, 0, 100)}
    labels = settings.taxonomy / DS / "labels.csv"
    labels.write_text("term_id,language,label\nds-0003,es,encuestas\nds-0003,fr,citizen juries\n", encoding="utf-8")
    again = open_desk(afresh=False)
    page = again.term(DS, "ds-0003")
    assert page is not None
    assert [(one.language, one.label) for one in page.translations] == [("es", "encuestas"), ("fr", "citizen juries")]
    assert [(line.label, line.found_as) for line in again.search_terms(DS, "encue")] == [("surveys", "encuestas")]
    assert JURIES not in {item.key for item in again.items(DS, 0, 100)}
    assert ("citizen juries", 4) in page.spellings
    with pytest.raises(TaxonomyError, match="'surveys' is the label of 'ds-0003'"):
        again.decide(DS, JURIES, Accept("ds-0001"))
    with pytest.raises(TaxonomyError, match=r"there is a term 'surveys' \(ds-0003\) already"):
        again.decide(DS, form_key("bee hives"), NewTerm("Encuestas"))


def test_a_term_is_named_in_another_language_and_that_is_undone(desk: ReviewSession, settings: Settings) -> None:
    file = settings.taxonomy / DS / "labels.csv"
    first = desk.decide(DS, "ds-0003", Translate("es", "encuestas"))
    second = desk.decide(DS, "ds-0003", Translate("es", "citizen juries"))
    assert file.read_text() == "term_id,language,label\nds-0003,es,citizen juries\n"
    assert JURIES not in {item.key for item in desk.items(DS, 0, 100)}  # a tag that reads so counts for the term
    assert (
        entry_words(second, lambda term_id: term_id)
        == "Named in another language: “ds-0003”, “citizen juries” in Spanish"
    )
    desk.undo(second.entry)
    assert JURIES in {item.key for item in desk.items(DS, 0, 100)}
    assert file.read_text() == "term_id,language,label\nds-0003,es,encuestas\n"
    desk.undo(first.entry)
    assert file.read_text() == "term_id,language,label\n"
    for language, label, words in (
        ("en", "polls", "that of terms.csv"),
        ("es", "interviews", "a label of 'ds-0001'"),
        ("es", "deep interviews", "has a decision already: accept of 'ds-0002'"),
        ("es", "N/A", "has a decision already: not_a_tag"),
        ("es", "polls", "has a decision already: reject of 'ds-0003'"),
    ):
        with pytest.raises(TaxonomyError, match=words):
            desk.decide(DS, "ds-0003", Translate(language, label))


def test_a_table_of_decisions_and_an_import_name_terms_in_other_languages(
    open_desk: OpenDesk, settings: Settings, tmp_path: Path
) -> None:
    open_desk()
    table = "facet,action,term,label,language\ndatasources,translate,surveys,encuestas,es\n"
    proposal = Proposal(
        Ask.ADD_LABEL, DS, "entrevistas", 1, "ds-0001", "interviews", Judgement.ACCEPT, Basis.TRANSLATION, None, "x",
        note="", language="pt-BR",
    )  # fmt: skip
    for text in (table, to_csv(*proposal_table([proposal]))):
        requests, _ = read_decisions(from_csv(text, "decisions.csv"), "decisions.csv")
        plan, previews = make_plan(settings.taxonomy, settings.database, requests, "decisions.csv")
        assert len(previews) == 1
        write_plan(tmp_path / "plan.json", plan)
        apply_plan(tmp_path / "plan.json", settings.taxonomy, "Ada", lambda: datetime.now(UTC))
    assert (settings.taxonomy / DS / "labels.csv").read_text() == (
        "term_id,language,label\nds-0001,pt-BR,entrevistas\nds-0003,es,encuestas\n"
    )
    with pytest.raises(TaxonomyError, match="'translate' needs the column language"):
        read_decisions(from_csv(table.replace(",es\n", ",\n"), "decisions.csv"), "decisions.csv")


def test_a_list_has_deprecated_terms_last_and_what_each_counts_for(desk: ReviewSession) -> None:
    lines = desk.terms(DS)
    assert [(line.label, line.broader, line.active) for line in lines] == [
        ("in-depth interviews", "interviews", True),
        ("interviews", "", True),
        ("surveys", "", True),
        ("depth talks", "", False),
    ]
    before = {line.term_id: line.uses for line in lines}
    desk.decide(DS, JURIES, Accept("ds-0003"))
    assert {line.term_id: line.uses for line in desk.terms(DS)} == before | {"ds-0003": before["ds-0003"] + 4}


def test_a_page_of_a_term_shows_what_counts_for_it_and_what_was_refused(desk: ReviewSession) -> None:
    desk.decide(DS, JURIES, Accept("ds-0003"))
    desk.decide(DS, form_key("bee hives"), Reject("ds-0003"))
    desk.decide(DS, "ds-0003", Rename("questionnaires"))
    page = desk.term(DS, "ds-0003")
    assert page is not None
    assert page.term.label == "questionnaires"
    assert {m.variant for m in page.accepted} >= {"citizen juries", "surveys"}
    assert {m.variant for m in page.rejected} == {"bee hives", "polls"}
    assert page.spellings[0] == ("citizen juries", 4)
    assert page.uses == sum(uses for _, uses in page.spellings)
    above = desk.term(DS, "ds-0001")
    assert above is not None
    assert [term.term_id for term in above.narrower] == ["ds-0002"]
    assert desk.term(DS, "ds-9999") is None


def test_a_glued_tag_spells_none_of_its_terms_and_a_replaced_label_leads_to_the_successor(desk: ReviewSession) -> None:
    found = [(line.label, line.found_as) for line in desk.search_terms("datasources", "surveys")]
    assert found == [("surveys", "")]  # not interviews, as "surveys, interviews"
    replaced = desk.search_terms("datasources", "depth talks")
    assert [(line.term_id, line.found_as) for line in replaced] == [("ds-0002", "depth talks")]
