"""Where a new concept belongs among the terms of a taxonomy."""

from __future__ import annotations

from tagfold.matching.matcher import Matcher
from tagfold.matching.placing import Headings
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary
from tests.conftest import ROOT

TERMS = (
    Term("1", "interviews", definition="Questions put to people in conversation."),
    Term("2", "in-depth interviews", "1"),
    Term("3", "phone interviews", "1"),
    Term("4", "satellite data", definition="Pictures of the earth from space."),
    Term("5", "radar images", "4"),
    Term("6", "night light images", "4"),
    Term("7", "beekeeping"),
)
METHODS = Vocabulary(Facet("methods", "Methods", Kind.CURATED, ""), TERMS)


def test_a_new_tag_is_placed_under_the_heading_of_its_nearest_terms() -> None:
    first, *others = Matcher(METHODS).place("group interviews")
    assert (first.term_id, first.label) == ("1", "interviews")
    assert set(first.because) <= {"interviews", "in-depth interviews", "phone interviews"}
    assert first.reason.startswith("near 'interviews'")
    assert all(1 > first.score > other.score > 0 for other in others)
    assert Matcher(METHODS).place("optical images")[0].label == "satellite data"


def test_a_term_that_is_left_out_neither_votes_nor_is_proposed() -> None:
    headings = Headings(METHODS, {(term.label, term.term_id) for term in TERMS})
    found = headings.place("phone interviews", without="3")
    assert found[0].label == "interviews"
    assert "phone interviews" not in {label for one in found for label in (one.label, *one.because)}
    alone = headings.place("interviews", without="1")
    assert "1" not in {one.term_id for one in alone}


def test_an_empty_taxonomy_proposes_nothing() -> None:
    assert Matcher(Vocabulary(METHODS.facet)).place("interviews") == []
    assert Matcher(METHODS).place("---") == []


def test_the_headings_of_the_shipped_methods_are_found() -> None:
    """The trees know these terms; benchmarks/measure/heading_quality.py asks for terms that they do not know."""
    vocabulary = read_taxonomy(ROOT / "taxonomy").vocabularies["methods"]
    headings = Headings(vocabulary, {(term.label, term.term_id) for term in vocabulary.terms})
    asked = [term for term in vocabulary.terms if term.broader_id]
    found = [[one.term_id for one in headings.place(term.label, without=term.term_id)] for term in asked]
    assert sum(term.broader_id in some for term, some in zip(asked, found, strict=True)) >= 0.75 * len(asked)
    assert sum(term.broader_id == some[0] for term, some in zip(asked, found, strict=True)) >= 0.45 * len(asked)
