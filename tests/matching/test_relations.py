"""What one word is to another, and how many of its letters are wrong (9 if nobody needs to know)."""

from __future__ import annotations

import pytest

from tagfold.matching.relations import relation


@pytest.mark.parametrize(
    ("one", "other", "kind", "edits"),
    [
        ("survey", "survey", "SAME", 0),
        ("organisation", "organization", "SPELLING", 9),
        ("surveys", "survey", "PLURAL", 9),
        ("custom", "customs", "LOOKALIKE", 9),
        ("transport", "transportation", "INFLECTION", 9),
        ("resiliencia", "resilience", "MEANING", 9),
        ("goverment", "government", "TYPO", 1),
        ("inovation", "innovation", "TYPO", 1),
        ("nterviews", "interviews", "TYPO", 1),
        ("innaguration", "inauguration", "TYPO", 2),
        ("platfm", "platform", "TYPO", 2),  # what is in no list may have lost letters, so the longer word counts
        ("zzyzxon", "zzyzxom", "RARE", 1),
        ("formal", "formel", "COGNATE", 1),
        ("formalidad", "formality", "COGNATE", 3),
        ("medico", "medica", "ROMANCE", 1),
        ("lento", "lenta", "ROMANCE", 1),
        ("economist", "economic", "DERIVED", 2),
        ("entrepreneur", "entrepreneurship", "DERIVED", 3),
        ("tourist", "tourism", "DERIVED", 1),
        ("gato", "gata", "LOOKALIKE", 1),  # a stem of three letters says too little
        ("mobiliario", "mobility", "LOOKALIKE", 3),
        ("desert", "dessert", "LOOKALIKE", 1),
        ("conversation", "conservation", "LOOKALIKE", 2),
        ("internal", "external", "LOOKALIKE", 2),
        ("employment", "unemployment", "PREFIXED", 9),
        ("macroeconomics", "microeconomics", "PREFIXED", 9),
        ("xwindows", "windows", "PREFIXED", 9),
        ("agribusiness", "business", "OTHER", 3),
        ("adaptation", "adoption", "OTHER", 3),
        ("import", "export", "OTHER", 2),
        ("covid19", "covid18", "OTHER", 9),
        ("gis", "gas", "OTHER", 9),
        ("tierra", "terreno", "OTHER", 2),
    ],
)
def test_the_relation_of_two_words_is_the_same_either_way_round(one: str, other: str, kind: str, edits: int) -> None:
    found = relation(one, other)
    assert (found.kind.name, found.edits) == (kind, edits)
    assert relation(other, one) == found
