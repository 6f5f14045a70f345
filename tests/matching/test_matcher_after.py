"""A matcher that follows edits, and what else it is asked for: other terms, ranks, splits, parts."""

from __future__ import annotations

import pytest

from tagfold.matching.all_facets import undecided
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.linker import MAX_CHANGES, Linker
from tagfold.matching.matcher import Matcher
from tagfold.matching.twins import Twins, twins
from tagfold.taxonomy.edits import Edit, edited
from tagfold.taxonomy.model import Basis, Judgement, Taxonomy, Term, Vocabulary
from tests.matching.vocabularies import FACET, dropped, said, vocabulary

LABELS = ("solar panels", "in-depth interviews", "surveys", "water management", "economics", "economic policies")
KNOWN = vocabulary(*LABELS, mappings=[said("sun panels", "m-1")])
ASKED = ("solar panel", "sun panel", "depth interview", "wind turbine", "watermanagement", "surveys and interviews")


def decisions(matcher: Matcher) -> list[list[Decision]]:
    return [matcher.decide(raw) for raw in ASKED]


def after_edits() -> Vocabulary:
    rows = [Edit(None, Term("m-9", "wind turbines")), Edit(KNOWN.mappings[0], None), Edit(KNOWN.terms[3], None)]
    return edited(KNOWN, [*rows, Edit(None, said("watermanagement", "m-2", Judgement.REJECT))])


@pytest.mark.parametrize("asked_before", [True, False])
def test_after_edits_it_decides_and_places_as_a_new_one(asked_before: bool) -> None:
    before, target = Matcher(KNOWN), after_edits()
    if asked_before:
        decisions(before)
        before.place("wind turbine")
    found = before.after(target).after(target)
    assert decisions(found) == decisions(Matcher(target))
    assert found.place("sun turbines") == Matcher(target).place("sun turbines")
    assert found.decide("wind turbine")[0].term_id == "m-9"


def test_after_more_edits_than_are_added_to_an_index_it_proposes_what_a_new_one_would() -> None:
    known = [(f"word{number} thing{number}", str(number)) for number in range(MAX_CHANGES + 20)]
    first = Linker(known[:10])
    raws = ["word7 things7", "word200 thing200", "wrod12 thing12"]
    list(first.proposals_of(raws))
    for wanted in (known, known[-5:]):
        first = first.after(wanted)
        assert [[(p.key, p.score) for p in first.proposals(raw)] for raw in raws] == [
            [(p.key, p.score) for p in Linker(wanted).proposals(raw)] for raw in raws
        ]


def test_a_tag_is_remembered_or_undecided() -> None:
    known = vocabulary("surveys", mappings=[said("n/a", None, Judgement.NOT_A_TAG), said("polls", "m-1")])
    matcher = Matcher(known)
    assert [[one.outcome for one in matcher.remembered(raw)] for raw in ("N/A", "Polls", "Surveys", "survey", "-")] == [
        [Outcome.NOT_A_TAG],
        [Outcome.MAPPED],
        [Outcome.MAPPED],
        [],
        [Outcome.NOT_A_TAG],
    ]
    asked = [(FACET.name, raw) for raw in ("N/A", "Polls", "survey", "bees")] + [("year", "2024")]
    assert undecided(Taxonomy({FACET.name: known}), asked) == 2
    assert not matcher.encodes


def test_decided_tags_are_compared_too_if_somebody_will_ask() -> None:
    matcher = Matcher(vocabulary("surveys", "survey data", mappings=[said("polls", "m-1")]))
    for ahead in (True, False):
        (found, *_) = list(matcher.decide_each(["surveys"], compare_mapped=ahead))
        assert [(one.outcome, one.term_id) for one in found] == [(Outcome.MAPPED, "m-1")]
    ranks = matcher.ranked("surveys", found[0])
    assert ranks[0] == ("m-1", 1.0)
    assert [term_id for term_id, _ in ranks] == ["m-1", "m-2"]
    assert 0 < ranks[1][1] < 1


def test_what_a_tag_may_mean_is_ranked_with_the_decided_term_first() -> None:
    matcher = Matcher(vocabulary("solar panels", "solar panel kits", mappings=[said("x", None, Judgement.NOT_A_TAG)]))
    (panel,), (bees,), (nothing,) = (matcher.decide(raw) for raw in ("solar panel", "bees", "x"))
    assert [term_id for term_id, _ in matcher.ranked("solar panel", panel)] == ["m-1", "m-2"]
    assert matcher.ranked("solar panel", panel)[0] == ("m-1", panel.score)
    assert matcher.ranked("bees", bees) == list(bees.candidates)
    assert matcher.ranked("x", nothing) == []


def test_a_split_is_offered_whatever_was_decided_but_not_for_a_typo_of_one_name() -> None:
    mappings = [said("surveys and interviews", None, Judgement.NOT_A_TAG)]
    matcher = Matcher(vocabulary("surveys", "interviews", "consumption and production", mappings=mappings))
    found = matcher.split("surveys and interviews")
    assert found
    assert found.parts == ("surveys", "interviews")
    assert matcher.split("consumtion and production") is None
    assert matcher.split("surveys") is None


def test_a_part_is_what_people_decided_or_the_best_proposal() -> None:
    matcher = Matcher(vocabulary("surveys", "interviews", mappings=[said("polls", "m-1"), said("talks", "m-2")]))
    assert matcher.best_term("Polls") == ("m-1", 1.0)
    term_id, score = matcher.best_term("interview")
    assert term_id == "m-2"
    assert 0.5 < score < 1
    assert matcher.best_term("bees") == (None, 0.0)


def test_parts_of_one_term_are_no_split_and_rejected_ones_have_no_term() -> None:
    known = vocabulary("surveys", "interviews", mappings=[said("polls", "m-1")])
    (one,) = Matcher(known).decide("surveys and polls")
    assert one.outcome is not Outcome.MAPPED
    assert "seems to be" not in one.reason
    (one,) = Matcher(vocabulary("hive walks", "wax")).decide("hive walks; hive walkz")
    assert (one.outcome, one.term_id) == (Outcome.REVIEW, "m-1")
    assert "seems to be" not in one.reason
    reject = said("surveys; interviews", "m-2", Judgement.REJECT, basis=Basis.SPLIT)
    (found,) = Matcher(vocabulary("surveys", "interviews", mappings=[reject])).decide("surveys; interviews")
    assert (found.part, found.term_id, found.outcome) == (1, "m-1", Outcome.REVIEW)
    assert found.reason == (
        "part 1 is 'surveys': seems to be 2 tags, a list by its marks: 'surveys' + 'interviews'; "
        "no term yet for 'interviews'"
    )


def test_labels_that_look_like_one_term_are_named_unless_a_person_or_a_guard_keeps_them_apart() -> None:
    labels = ("solar panels", "solar panell", "bees", "direct costs", "indirect costs")
    gone = [dropped("m-9", "solar panel", "m-1"), Term("m-8", "…")]
    found = twins(Matcher(vocabulary(*labels, terms=gone)))
    assert [(one.one, one.other) for one in found] == [("solar panell", "solar panels")]
    assert isinstance(found[0], Twins)
    assert 0.5 <= found[0].score <= 1
    assert twins(Matcher(vocabulary(*labels)), only=["bees"]) == []
    assert twins(Matcher(vocabulary(*labels)), only=["solar panels"]) == found
    for variant, term_id in (("solar panels", "m-2"), ("solar panell", "m-1")):
        kept = vocabulary(*labels, mappings=[said(variant, term_id, Judgement.REJECT)])
        assert twins(Matcher(kept)) == []


def test_two_labels_are_one_as_surely_as_a_rule_of_spelling_says_where_that_is_surer() -> None:
    (found,) = twins(Matcher(vocabulary("design approaches", "approaches design")))
    assert (found.one, found.other, found.score) == ("approaches design", "design approaches", 0.96)
