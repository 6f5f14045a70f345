"""Tests of single numbers that the model weighs."""

from __future__ import annotations

import pytest

from tagfold.matching.features import has_initials
from tagfold.matching.tag import tag


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("IDP", "internally displaced people", 1.0),
        ("aoc 2016", "advent of code", 1.0),
        ("LD32", "Ludum Dare", 0.5),
        ("LD32", "Ludum Dare 32", 0.5),
        ("LD32", "Ludum Dare 33", 0.0),
        ("SDG 1", "SDG 11", 0.0),
        ("SDG 1", "SDG", 0.0),
        ("k8s", "kubernetes", 1.0),
        ("a11y", "accessibility", 1.0),
        ("a12y", "accessibility", 0.0),
        ("bees", "business ethics", 0.0),
        ("ci", "Continuous integration", 0.5),
        ("de", "digital economy", 0.0),
    ],
)
def test_initials_are_known_with_the_number_of_an_edition_behind_them(one: str, other: str, found: float) -> None:
    assert has_initials(tag(one), tag(other)) == has_initials(tag(other), tag(one)) == found
