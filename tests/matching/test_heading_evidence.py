"""The numbers that speak for a heading, each worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from tagfold.matching.heading_evidence import HEADING_FEATURES, Nearness, Shape, heading_numbers

WORDS = (
    ("interviews",),
    ("depth", "interviews"),
    ("phone", "interviews"),
    ("phone", "depth", "interviews"),
    ("radar", "images"),
    (),
)
SHAPE = Shape({0: [1, 2, 5], 1: [3]}, [True, False, False, False, True, False], WORDS)
NEAR = Nearness(
    letters=np.array([0.5, 0.1, 0.2, 0.3, 0.0, 0.0]),
    sense=np.array([0.25, 0.3, 0.1, 0.0, 0.0, 0.0]),
    definition=np.array([0.125, 0.0, 0.6, 0.0, 0.0, 0.0]),
    meaning=np.array([0.75, 0.8, 0.7, 0.0, 0.0, 0.0]),
    near=np.array([0.9, 0.4, 0.6, 0.7, 0.05, 0.2]),
)
ASKED = ("phone", "group", "interviews")


def numbers(asked: tuple[str, ...], votes: dict[int, float], at: int) -> dict[str, float]:
    """The numbers of one heading by name."""
    row = heading_numbers(asked, votes, NEAR, SHAPE)[list(votes).index(at)]
    return dict(zip(HEADING_FEATURES, row.tolist(), strict=True))


def test_a_heading_has_its_votes_its_likeness_that_of_what_is_under_it_and_the_words_in_common() -> None:
    assert numbers(ASKED, {1: 1.0, 0: 3.0}, 0) == pytest.approx(
        {
            "votes": 0.75, "rank": 0, "narrower": log(4),
            "near": 0.9, "letters": 0.5, "sense": 0.25, "definition": 0.125, "meaning": 0.75,
            "nearest_narrower": 0.6, "three_nearest": 0.4, "five_nearest": 0.24, "all_narrower": 0.4,
            "letters_narrower": 0.2, "sense_narrower": 0.3, "definition_narrower": 0.6, "meaning_narrower": 0.8,
            "nearest_below": 0.7, "named": 1, "last_word_named": 1, "common_words": 1,
            "last_word_narrower": 2, "last_word_share": 2 / 3, "first_word_narrower": 1, "top": 1, "words": 3,
        }
    )  # fmt: skip


def test_a_heading_with_nothing_under_it_has_zeros_there() -> None:
    found = numbers(ASKED, {4: 1.0}, 4)
    assert found["near"] == 0.05
    assert {name for name, number in found.items() if number} == {"votes", "near", "top", "words"}


@pytest.mark.parametrize(
    ("asked", "at", "named", "last", "common"),
    [
        (ASKED, 2, 1, 1, 2),
        (("phone", "interviews"), 2, 0, 1, 2),
        (("depth", "phone"), 2, 0, 0, 1),
        (ASKED, 5, 0, 0, 0),
        ((), 2, 0, 0, 0),
    ],
)
def test_a_label_is_named_if_the_tag_has_all_its_words_and_more(
    asked: tuple[str, ...], at: int, named: int, last: int, common: int
) -> None:
    found = numbers(asked, {at: 1.0}, at)
    assert (found["named"], found["last_word_named"], found["common_words"]) == (named, last, common)


def test_one_term_under_a_heading_is_all_of_them() -> None:
    found = numbers(ASKED, {1: 1.0}, 1)
    assert (found["last_word_narrower"], found["last_word_share"], found["first_word_narrower"]) == (1, 1, 1)
    assert (found["nearest_narrower"], found["three_nearest"], found["all_narrower"]) == (0.7, 0.7 / 3, 0.7)


def test_headings_are_ranked_by_their_votes_and_then_by_place() -> None:
    votes = {4: 2.0, 2: 1.0, 1: 1.0, 0: 4.0}
    assert {at: numbers(ASKED, votes, at)["rank"] for at in votes} == {0: 0, 4: 1, 1: 2, 2: 3}


def test_without_votes_no_share_is_divided_by_nothing() -> None:
    assert numbers(ASKED, {0: 0.0}, 0)["votes"] == 0
    assert heading_numbers(ASKED, {}, NEAR, SHAPE).shape == (0, len(HEADING_FEATURES))


def test_a_tag_without_words_shares_none_with_the_terms_under_a_heading() -> None:
    found = numbers((), {0: 1.0}, 0)
    assert (found["last_word_narrower"], found["last_word_share"], found["first_word_narrower"]) == (0, 0, 0)
