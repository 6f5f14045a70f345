from __future__ import annotations

from pipeline.matching.form import form_key
from pipeline.review.actions import Accept, Deprecate, NewTerm, Reject
from pipeline.review.desk import Desk

DS = "datasources"


def test_a_search_finds_the_whole_first_then_beginnings_then_anywhere_and_says_by_which_variant(desk: Desk) -> None:
    for label in ("interviewers", "street interviews"):
        desk.decide(DS, form_key("qq zz") if label == "interviewers" else form_key("hives of bees"), NewTerm(label))
    assert [(line.label, line.found_as) for line in desk.search_terms(DS, "Interviews")] == [
        ("interviews", ""),
        ("street interviews", ""),
        ("in-depth interviews", ""),
    ]  # the glued "surveys, interviews" spells neither of its terms
    assert {line.label for line in desk.search_terms(DS, "interview")[:2]} == {"interviews", "interviewers"}
    found = desk.search_terms(DS, "deep interviews")[0]
    assert (found.term_id, found.found_as, found.broader) == ("ds-0002", "deep interviews", "interviews")


def test_a_search_for_nothing_finds_nothing_and_a_replaced_term_leads_to_its_successor(desk: Desk) -> None:
    assert desk.search_terms(DS, " ") == desk.search_terms(DS, "?!") == []
    replaced = desk.search_terms(DS, "depth talks")
    assert [(line.term_id, line.found_as) for line in replaced] == [("ds-0002", "depth talks")]
    desk.decide(DS, "ds-0003", Deprecate("ds-0001"))
    assert [line.term_id for line in desk.search_terms(DS, "surveys")] == ["ds-0001"]
    assert desk.search_terms(DS, "surveys")[0].found_as == "surveys"


def test_a_list_of_terms_is_by_label_with_uses_and_the_deprecated_last(desk: Desk) -> None:
    assert [(line.label, line.uses, line.active) for line in desk.terms(DS)] == [
        ("in-depth interviews", 0, True),
        ("interviews", 1, True),
        ("surveys", 1, True),
        ("depth talks", 0, False),
    ]
    assert [line.term_id for line in desk.terms(DS, 1, 2)] == ["ds-0001", "ds-0003"]


def test_the_page_of_a_term_has_what_is_known_of_it(desk: Desk) -> None:
    desk.decide(DS, form_key("citizen juries"), Accept("ds-0003"))
    desk.decide(DS, form_key("qq zz"), Reject("ds-0003", "a slip of the keyboard"))
    page = desk.term(DS, "ds-0003")
    assert page
    assert [m.variant for m in page.accepted] == ["citizen juries", "surveys, interviews"]
    assert [(m.variant, m.note) for m in page.rejected] == [
        ("polls", "asks one question"),
        ("qq zz", "a slip of the keyboard"),
    ]
    assert (page.spellings, page.uses) == ((("citizen juries", 4), ("surveys", 1)), 5)
    above = desk.term(DS, "ds-0001")
    assert above
    assert ([term.label for term in above.narrower], above.broader) == (["in-depth interviews"], None)
    assert desk.term(DS, "ds-0999") is None
