"""Proposals: the right term first, with a reason that a person can read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.matching.evidence import evidence
from tagfold.matching.linker import AT_ONCE, Linker
from tagfold.matching.tag import tag
from tests.conftest import examples

TERMS = [
    "in-depth interviews", "focus groups", "collective intelligence", "internet of things", "circular economy",
    "small and medium enterprises", "waste management", "water management", "behaviour change", "value chains",
    "electronic waste", "disaster risk reduction", "partnership coordination", "recycling",
]  # fmt: skip
LINKER = Linker([(term, term) for term in TERMS])


@pytest.mark.parametrize(
    ("raw", "term", "reason"),
    [
        ("Indepth Interview", "in-depth interviews", "only in singular or plural, or where words are joined"),
        ("inteligencia colectiva", "collective intelligence", "'inteligencia' means 'intelligence'"),
        ("IoT", "internet of things", "has the initials of 'internet of things'"),
        ("economia circular", "circular economy", "'economia' means 'economy'"),
        ("behavioral change", "behaviour change", "'behavioral' and 'behaviour' are forms of one word"),
        ("managment of wastes", "waste management", "'managment' and 'management' are forms of one word"),
        ("cadenas de valor", "value chains", "'cadenas' means 'chains'"),
        ("Partnerhsip coordination", "partnership coordination", "'partnerhsip' looks like a typo for 'partnership'"),
        ("coordination of partnerships", "partnership coordination", "in another order"),
    ],
)
def test_the_right_term_comes_first_with_its_reason(raw: str, term: str, reason: str) -> None:
    best = LINKER.proposals(raw)[0]
    assert best.key == term
    assert reason in best.reason
    assert best.score > 0.5


def test_sure_ones_stand_alone_and_two_rivals_do_not() -> None:
    assert LINKER.stands_alone(LINKER.proposals("recyclings"))
    assert not LINKER.stands_alone(LINKER.proposals("community recycling"))
    twins = Linker([("focus groups", 1), ("focus-group", 2)])
    assert not twins.stands_alone(twins.proposals("focusgroups"))
    assert not LINKER.stands_alone([])


def test_a_guard_says_why() -> None:
    linker = Linker([("qualitative interviews", 1)])
    (found,) = linker.proposals("quantitative interviews")
    assert found.guard == "quantitative/qualitative may make two concepts"
    (found,) = Linker([("phase 1", 1)]).proposals("phase 2")
    assert found.guard == "the numbers differ"


WORDS = st.lists(
    st.sampled_from(["water", "agua", "quality", "data", "e", "pre", "survey", "surveys", "iot", "3", "things", "of"]),
    max_size=4,
)


@settings(max_examples=examples(60), deadline=None)
@given(WORDS, WORDS)
def test_evidence_is_the_same_either_way_round(one: list[str], other: list[str]) -> None:
    left, right = tag(" ".join(one)), tag(" ".join(other))
    assert evidence(left, right, 0.5).numbers == evidence(right, left, 0.5).numbers


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_an_answer(raw: str) -> None:
    for proposal in LINKER.proposals(raw):
        assert 0 <= proposal.score <= 1
        assert proposal.reason


def test_many_tags_together_get_the_proposals_each_would_get_alone() -> None:
    raws = [*TERMS, "econmia circular", "kids", "", "pre test", "IoT", "wastes"] * 11  # more than go together
    assert len(raws) > AT_ONCE
    alone = {raw: LINKER.proposals(raw) for raw in set(raws)}
    for raw, found in zip(raws, LINKER.proposals_of(raws), strict=True):
        assert [(p.key, p.spelling, p.score, p.reason) for p in found] == [
            (p.key, p.spelling, p.score, p.reason) for p in alone[raw]
        ]


def test_the_numbers_of_a_pair_go_by_name_and_contrasts_are_apart() -> None:
    pair = evidence(tag("girls groups"), tag("boys groups"), 0.5, 0.25)
    assert pair.numbers_of("semantic", "letters_cosine", "initials") == (0.25, 0.5, 0.0)
    assert (pair.apart, pair.guard) == (True, "female/male may make two concepts")
    assert not evidence(tag("survey group"), tag("survey groups"), 0.5).apart
