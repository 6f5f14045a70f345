"""One rule of singular and plural, asked by the matcher and by the check of labels."""

from __future__ import annotations

import pytest

from tagfold.inflection import singular
from tagfold.matching.form import form_key
from tagfold.taxonomy.check.rule import Keyed
from tagfold.taxonomy.check.rules_terms import labels_similar
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary

PLURALS = {
    "AIDS": "aids", "news": "news", "goods": "goods", "series": "series", "economics": "economics",
    "statistics": "statistics", "boxes": "box", "classes": "class", "churches": "church", "surveys": "survey",
}  # fmt: skip


@pytest.mark.parametrize("word", PLURALS)
def test_the_singular_of_a_word(word: str) -> None:
    assert singular(word.casefold()) == PLURALS[word]


@pytest.mark.parametrize(
    ("one", "other", "found"), [("AIDS", "aid", 0), ("news", "new", 0), ("boxes", "box", 1), ("churches", "church", 1)]
)
def test_the_check_of_labels_asks_it(one: str, other: str, found: int) -> None:
    facet = Facet("topics", "Topics", Kind.CURATED, "")
    keyed = Keyed(Vocabulary(facet, (Term("to-0001", other), Term("to-0002", one))), form_key)
    assert [place.record.label for place in labels_similar.find(keyed) if isinstance(place.record, Term)] == [
        one
    ] * found
