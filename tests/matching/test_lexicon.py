from __future__ import annotations

import pytest

from tagfold.matching.form import normal_form
from tagfold.matching.lexicon import Lexicon
from tagfold.taxonomy.model import Basis, Judgement, Term
from tests.matching.vocabularies import dropped, said, vocabulary


def label_of(lexicon: Lexicon, words: str) -> str | None:
    term = lexicon.label(normal_form(words))
    return term.term_id if term else None


def test_a_label_is_found_in_every_spelling_of_its_form() -> None:
    lexicon = Lexicon(vocabulary("in-depth interviews", "surveys"))
    assert label_of(lexicon, "Indepth  Interviews") == "m-1"
    assert label_of(lexicon, "interviews") is None


def test_a_deprecated_label_leads_to_the_term_that_replaced_it() -> None:
    terms = [dropped("m-8", "deep talks", "m-9"), dropped("m-9", "long talks", "m-1"), dropped("m-7", "chats", None)]
    lexicon = Lexicon(vocabulary("in-depth interviews", terms=terms))
    assert label_of(lexicon, "Deep talks") == label_of(lexicon, "long talks") == "m-1"
    assert label_of(lexicon, "chats") is None


@pytest.mark.parametrize("first", [True, False])
def test_an_active_label_wins_over_a_deprecated_one_wherever_it_stands(first: bool) -> None:
    active, old = Term("m-5", "talks"), dropped("m-6", "Talks", "m-1")
    lexicon = Lexicon(vocabulary("interviews", terms=[active, old] if first else [old, active]))
    assert label_of(lexicon, "talks") == "m-5"


def test_accepted_mappings_come_by_part() -> None:
    mappings = [
        said("surveys, interviews", "m-1", part=2, basis=Basis.SPLIT),
        said("surveys, interviews", "m-2", part=1, basis=Basis.SPLIT),
    ]
    lexicon = Lexicon(vocabulary("interviews", "surveys", mappings=mappings))
    found = lexicon.accepted(normal_form("Surveys; interviews"))
    assert [(mapping.part, term.term_id) for mapping, term in found] == [(1, "m-2"), (2, "m-1")]
    assert lexicon.accepted(normal_form("surveys")) == []


def test_an_accepted_mapping_to_a_deprecated_term_leads_to_its_successor() -> None:
    lexicon = Lexicon(vocabulary("interviews", mappings=[said("chats", "m-9")], terms=[dropped("m-9", "talks", "m-1")]))
    assert [term.term_id for _, term in lexicon.accepted(normal_form("chats"))] == ["m-1"]


def test_an_accepted_mapping_to_a_dropped_term_is_forgotten() -> None:
    lexicon = Lexicon(vocabulary("interviews", mappings=[said("chats", "m-9")], terms=[dropped("m-9", "talks", None)]))
    assert lexicon.accepted(normal_form("chats")) == []


def test_a_reject_holds_for_the_form_and_that_term_only() -> None:
    lexicon = Lexicon(vocabulary("surveys", "polls", mappings=[said("Survey-s", "m-2", Judgement.REJECT)]))
    assert lexicon.is_rejected(normal_form("surveys"), "m-2")
    assert not lexicon.is_rejected(normal_form("surveys"), "m-1")
    assert not lexicon.is_rejected(normal_form("survey"), "m-2")


def test_not_a_tag_is_remembered_with_who_said_so() -> None:
    mapping = said("n/a", None, Judgement.NOT_A_TAG)
    lexicon = Lexicon(vocabulary("surveys", mappings=[mapping]))
    assert lexicon.not_a_tag(normal_form("N / A")) == mapping
    assert lexicon.not_a_tag(normal_form("surveys")) is None


def test_unsure_says_nothing() -> None:
    lexicon = Lexicon(vocabulary("surveys", mappings=[said("polls", "m-1", Judgement.UNSURE)]))
    assert lexicon.accepted(normal_form("polls")) == []
    assert not lexicon.is_rejected(normal_form("polls"), "m-1")
    assert [known.spelling for known in lexicon.known()] == ["surveys"]


def test_known_spellings_are_labels_first_then_variants_of_one_term() -> None:
    mappings = [
        said("deep talks", "m-1"),
        said("surveys, interviews", "m-2", part=1, basis=Basis.SPLIT),
        said("surveys, interviews", "m-1", part=2, basis=Basis.SPLIT),
        said("polls", "m-2", Judgement.REJECT),
        said("n/a", None, Judgement.NOT_A_TAG),
    ]
    lexicon = Lexicon(vocabulary("interviews", "surveys", mappings=mappings))
    assert [(known.spelling, known.term.term_id, known.form.text) for known in lexicon.known()] == [
        ("interviews", "m-1", "interviews"),
        ("surveys", "m-2", "surveys"),
        ("deep talks", "m-1", "deep talks"),
    ]
