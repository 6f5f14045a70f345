from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.matching.form import form_key
from tagfold.taxonomy.edits import Edit, edited
from tagfold.taxonomy.lookup import Meaning, TaxonomyLookup
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term, TermLabel, Vocabulary
from tests.matching.vocabularies import dropped, said, vocabulary
from tests.taxonomy.written import FACET, term
from tests.taxonomy.written import said as row


def lookup_of(known: Vocabulary) -> TaxonomyLookup:
    return TaxonomyLookup(known, form_key)


def meaning_of(lookup: TaxonomyLookup, words: str) -> Meaning | None:
    return lookup.meaning(form_key(words))


def label_of(lookup: TaxonomyLookup, words: str) -> str | None:
    meaning = meaning_of(lookup, words)
    return meaning.terms[0] if meaning and meaning.parts[0].mapping is None else None


def test_a_label_is_found_in_every_spelling_of_its_form() -> None:
    lookup = lookup_of(vocabulary("in-depth interviews", "surveys"))
    assert label_of(lookup, "Indepth  Interviews") == "m-1"
    assert label_of(lookup, "interviews") is None


def test_a_deprecated_label_leads_to_the_term_that_replaced_it() -> None:
    terms = [dropped("m-8", "deep talks", "m-9"), dropped("m-9", "long talks", "m-1"), dropped("m-7", "chats", None)]
    lookup = lookup_of(vocabulary("in-depth interviews", terms=terms))
    assert label_of(lookup, "Deep talks") == label_of(lookup, "long talks") == "m-1"
    assert label_of(lookup, "chats") is None


@pytest.mark.parametrize("first", [True, False])
def test_an_active_label_wins_over_a_deprecated_one_wherever_it_stands(first: bool) -> None:
    active, old = Term("m-5", "talks"), dropped("m-6", "Talks", "m-1")
    lookup = lookup_of(vocabulary("interviews", terms=[active, old] if first else [old, active]))
    assert label_of(lookup, "talks") == "m-5"


def test_accepted_mappings_come_by_part() -> None:
    mappings = [
        said("surveys, interviews", "m-1", part=2, basis=Basis.SPLIT),
        said("surveys, interviews", "m-2", part=1, basis=Basis.SPLIT),
    ]
    lookup = lookup_of(vocabulary("interviews", "surveys", mappings=mappings))
    found = meaning_of(lookup, "Surveys; interviews")
    assert found
    assert [(part.mapping.part, part.term.term_id) for part in found.parts if part.mapping] == [(1, "m-2"), (2, "m-1")]
    assert found.terms == ("m-2", "m-1")
    assert label_of(lookup, "surveys") == "m-2"


def test_known_pairs_are_spellings_that_mean_one_term_with_its_id() -> None:
    mappings = [
        said("talks", "m-1"),
        said("polls", "m-2", judgement=Judgement.REJECT),
        said("both", "m-1", part=1, basis=Basis.SPLIT),
        said("both", "m-2", part=2, basis=Basis.SPLIT),
    ]
    lookup = lookup_of(vocabulary("interviews", "surveys", mappings=mappings))
    assert lookup.known_pairs() == {("interviews", "m-1"), ("surveys", "m-2"), ("talks", "m-1")}
    assert set(lookup.decided_keys()) == {"talks", "polls", "both"}
    assert lookup.is_rejected("polls", "m-2")
    assert not lookup.is_rejected("talks", "m-1")
    assert not lookup.is_rejected("polls", "m-1")
    assert lookup.meaning("") is None
    assert lookup.known_pairs([form_key("talks"), form_key("both")]) == {("talks", "m-1")}


def test_an_accepted_mapping_to_a_deprecated_term_leads_to_its_successor() -> None:
    terms = [dropped("m-9", "talks", "m-1")]
    lookup = lookup_of(vocabulary("interviews", mappings=[said("chats", "m-9")], terms=terms))
    found = meaning_of(lookup, "chats")
    assert found
    assert found.terms == ("m-1",)


def test_an_accepted_mapping_to_a_dropped_term_is_forgotten() -> None:
    lookup = lookup_of(vocabulary("interviews", mappings=[said("chats", "m-9")], terms=[dropped("m-9", "talks", None)]))
    assert meaning_of(lookup, "chats") is None


def test_a_reject_holds_for_the_form_and_that_term_only() -> None:
    lookup = lookup_of(vocabulary("surveys", "polls", mappings=[said("Survey-s", "m-2", Judgement.REJECT)]))
    assert lookup.is_rejected(form_key("surveys"), "m-2")
    assert not lookup.is_rejected(form_key("surveys"), "m-1")
    assert not lookup.is_rejected(form_key("survey"), "m-2")


def test_not_a_tag_is_remembered_with_who_said_so() -> None:
    mapping = said("n/a", None, Judgement.NOT_A_TAG)
    lookup = lookup_of(vocabulary("surveys", mappings=[mapping]))
    found = meaning_of(lookup, "N / A")
    assert found
    assert (found.not_a_tag, found.terms) == (mapping, ())
    assert label_of(lookup, "surveys") == "m-1"


def test_unsure_says_nothing() -> None:
    lookup = lookup_of(vocabulary("surveys", mappings=[said("polls", "m-1", Judgement.UNSURE)]))
    assert meaning_of(lookup, "polls") is None
    assert not lookup.is_rejected(form_key("polls"), "m-1")
    assert [known.spelling for known in lookup.known()] == ["surveys"]


def test_known_spellings_are_labels_first_then_variants_of_one_term() -> None:
    mappings = [
        said("deep talks", "m-1"),
        said("surveys, interviews", "m-2", part=1, basis=Basis.SPLIT),
        said("surveys, interviews", "m-1", part=2, basis=Basis.SPLIT),
        said("polls", "m-2", Judgement.REJECT),
        said("n/a", None, Judgement.NOT_A_TAG),
    ]
    lookup = lookup_of(vocabulary("interviews", "surveys", mappings=mappings))
    assert [(known.spelling, known.term.term_id) for known in lookup.known()] == [
        ("interviews", "m-1"),
        ("surveys", "m-2"),
        ("deep talks", "m-1"),
    ]


def test_a_label_that_is_rejected_for_its_own_term_means_nothing() -> None:
    lookup = lookup_of(vocabulary("surveys", mappings=[said("Surveys", "m-1", Judgement.REJECT)]))
    assert meaning_of(lookup, "surveys") is None
    found = lookup.labelled(form_key("surveys"))
    assert found
    assert found.term_id == "m-1"


def test_a_reject_of_a_replaced_term_holds_for_proposals_of_its_successor_and_leaves_the_label_alone() -> None:
    """Somebody said that children are not youth; later youth was merged into children."""
    terms = [dropped("m-9", "youth", "m-1")]
    rejects = [said("children", "m-9", Judgement.REJECT), said("kids", "m-9", Judgement.REJECT)]
    lookup = lookup_of(vocabulary("children", terms=terms, mappings=rejects))
    assert label_of(lookup, "children") == "m-1"
    assert lookup.is_rejected(form_key("kids"), "m-1")


def test_not_a_tag_comes_before_accepted_rows_and_these_before_labels() -> None:
    mappings = [said("talks", "m-2"), said("chats", "m-2"), said("chats", None, Judgement.NOT_A_TAG)]
    lookup = lookup_of(vocabulary("talks", "interviews", mappings=mappings))
    talks, chats = meaning_of(lookup, "talks"), meaning_of(lookup, "Chats")
    assert talks
    assert chats
    assert (talks.terms, chats.terms, chats.not_a_tag) == (("m-2",), (), mappings[2])


def test_who_writes_a_name_means_the_label_first() -> None:
    lookup = lookup_of(vocabulary("talks", "interviews", mappings=[said("talks", "m-2"), said("chats", "m-2")]))
    found = [lookup.named(form_key(name)) for name in ("Talks", "chats", "polls")]
    assert [term and term.term_id for term in found] == ["m-1", "m-2", None]


def test_a_row_is_found_by_its_judgement_and_term_the_latest_first() -> None:
    terms = [dropped("m-9", "deep talks", "m-1")]
    mappings = [
        said("chats", "m-2", Judgement.REJECT),
        said("chats", "m-9"),
        said("chats", None, Judgement.UNSURE),
        said("Chats", "m-1", Judgement.REJECT),
    ]
    lookup = lookup_of(vocabulary("interviews", "surveys", terms=terms, mappings=mappings))
    assert lookup.rows("chats") == mappings
    assert lookup.row("chats", Judgement.REJECT) is mappings[3]
    assert lookup.row("chats", Judgement.REJECT, "m-2") is mappings[0]
    assert lookup.row("chats", Judgement.ACCEPT, "m-1") is mappings[1]  # its term was replaced by that one
    assert lookup.row("chats", Judgement.ACCEPT, "m-2") is None
    assert (lookup.row("talks", Judgement.ACCEPT), lookup.rows("talks")) == (None, [])


def test_of_one_translation_for_two_terms_the_first_counts_that_leads_to_one_in_use() -> None:
    labels = tuple(TermLabel(term_id, "es", "charlas") for term_id in ("m-8", "m-1", "m-2"))
    known = vocabulary("interviews", "surveys", terms=[dropped("m-8", "chats", None)])
    found = meaning_of(lookup_of(replace(known, translations=labels)), "Charlas")
    assert found
    assert found.terms == ("m-1",)


def test_an_edit_of_a_term_concerns_its_own_spellings_and_those_of_terms_that_lead_to_it() -> None:
    terms = [dropped("m-7", "deep talks", "m-1"), dropped("m-8", "polls", "m-2")]
    before = vocabulary("interviews", "surveys", terms=terms, mappings=[said("chats", "m-7"), said("votes", "m-8")])
    after = edited(before, [Edit(before.terms[0], replace(before.terms[0], label="talks"))])
    assert set(lookup_of(before).after(after).changed_keys or ()) == {"interviews", "talks", "deeptalks", "chats"}


def test_a_part_says_why_it_is_meant() -> None:
    known = replace(
        vocabulary("interviews", mappings=[said("chats", "m-1", basis=Basis.ABBREVIATION)]),
        translations=(TermLabel("m-1", "es", "entrevistas"),),
    )
    found = [meaning_of(lookup_of(known), words) for words in ("interviews", "chats", "entrevistas")]
    assert [part.basis for meaning in found if meaning for part in meaning.parts] == [
        Basis.LABEL,
        Basis.ABBREVIATION,
        Basis.TRANSLATION,
    ]


def test_spellings_are_the_labels_in_use_then_those_of_replaced_terms_then_variants() -> None:
    terms = [dropped("m-8", "chats", None), dropped("m-9", "deep talks", "m-1"), Term("m-7", "polls")]
    lookup = lookup_of(vocabulary("interviews", terms=terms, mappings=[said("talks", "m-1")]))
    assert [(one.spelling, one.term.term_id) for one in lookup.spellings()] == [
        ("interviews", "m-1"),
        ("polls", "m-7"),
        ("deep talks", "m-1"),
        ("talks", "m-1"),
    ]


Rows = tuple[list[Term], list[Mapping]]
WORDS = ["apple", "pear", "plum", "fig"]
TERM_IDS = ["t-1", "t-2", "t-3"]
TERM_ROWS = st.builds(
    lambda number, word, into: term(TERM_IDS[number], word, into=into if into != TERM_IDS[number] else None),
    st.integers(0, 2), st.sampled_from(WORDS), st.sampled_from([None, *TERM_IDS]),
)  # fmt: skip
MAPPING_ROWS = st.builds(
    row, st.sampled_from([*WORDS, "Apple", "pears"]), st.sampled_from(TERM_IDS), st.sampled_from(list(Judgement))
)
EDITIONS = st.tuples(
    st.lists(TERM_ROWS, max_size=3, unique_by=lambda one: one.term_id),
    st.lists(MAPPING_ROWS, max_size=4, unique_by=lambda one: (one.variant, one.term_id)),
)


@given(EDITIONS, EDITIONS)
def test_law_a_lookup_after_edits_is_a_new_one(first: Rows, second: Rows) -> None:
    before, target = (Vocabulary(FACET, tuple(terms), tuple(mappings)) for terms, mappings in (first, second))
    old: list[Term | Mapping] = [*before.terms, *before.mappings]
    new: list[Term | Mapping] = [*target.terms, *target.mappings]
    after = edited(before, [*(Edit(one, None) for one in old if one not in new), *(Edit(None, one) for one in new)])
    lookup, fresh = lookup_of(before).after(after), lookup_of(after)
    for word in [*WORDS, "pears"]:
        assert meaning_of(lookup, word) == meaning_of(fresh, word)
        for one in TERM_IDS:
            assert lookup.is_rejected(form_key(word), one) == fresh.is_rejected(form_key(word), one)
        if meaning_of(lookup, word) != meaning_of(lookup_of(before), word):
            assert form_key(word) in (lookup.changed_keys or ())
