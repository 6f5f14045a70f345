"""Tests of what a tag may be short for."""

from __future__ import annotations

import pytest

from tagfold.matching.abbreviations import abbreviates, initials, initials_of_parts, parts
from tagfold.matching.decision import Outcome
from tagfold.matching.features import has_initials
from tagfold.matching.tag import tag
from tests.matching.test_matcher import decide
from tests.matching.vocabularies import vocabulary

LABELS = ("maven", "ghostscript", "database-administration", "internet-explorer", "racket", "neovim", "mathematics")


@pytest.mark.parametrize(
    ("short", "label"),
    [
        ("mvn", "maven"),
        ("gs", "ghostscript"),
        ("dba", "database-administration"),
        ("ie", "internet-explorer"),
        ("rkt", "racket"),
        ("nvim", "neovim"),
    ],
)
def test_an_abbreviation_finds_its_term_and_is_left_to_a_person(short: str, label: str) -> None:
    decision = decide(short, vocabulary(*LABELS))
    assert decision.outcome is not Outcome.AUTO
    assert decision.candidates[0][0] == f"m-{LABELS.index(label) + 1}"


def test_a_term_without_vowels_is_found_by_the_whole_word() -> None:
    assert decide("maven", vocabulary("mvn", "gradle")).candidates[0][0] == "m-1"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("dba", "database administration", 0.75),
        ("gs", "ghostscript", 0.25),
        ("dba", "data base administration", 1.0),
        ("N.E.P.", "north ecliptic pole", 1.0),
        ("tui", "text-based user interface", 1.0),
        ("dbb", "database administration", 0.0),
    ],
)
def test_initials_of_parts_say_less_than_initials(one: str, other: str, found: float) -> None:
    assert has_initials(tag(one), tag(other)) == has_initials(tag(other), tag(one)) == found


def test_the_reason_of_initials_of_parts_says_so_and_a_person_decides() -> None:
    decision = decide("dba", vocabulary("database administration"))
    assert decision.reason.startswith("has the initials of 'database administration'; for a person, because ")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("markdown", ("mark", "down")),
        ("autohotkey", ("auto", "hot", "key")),
        ("together", ()),
        ("mongolia", ()),
        ("c++", ()),
        ("", ()),
    ],
)
def test_only_a_word_rarer_than_its_parts_is_a_compound(word: str, found: tuple[str, ...]) -> None:
    assert parts(word) == found


def test_fillers_numbers_and_words_that_say_little_have_initials_or_not() -> None:
    assert initials(("ministry", "of", "health")) == {"moh", "mohs", "mh"}
    assert initials_of_parts(("health", "2030")) == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("mvn", "maven", 1.0),
        ("maven", "mvn", 1.0),
        ("njk", "nunjucks", 0.5),
        ("bq", "bigquery", 0.5),
        ("qb", "bigquery", 0.0),
        ("m", "maven", 0.0),
        ("subsequence", "subsequences", 0.0),
    ],
)
def test_letters_in_order(one: str, other: str, found: float) -> None:
    assert abbreviates(one, other) == found
