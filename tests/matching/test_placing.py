"""Where a new concept belongs among the terms of a taxonomy."""

from __future__ import annotations

import math

import pytest

from tagfold.matching import placing
from tagfold.matching.embedder import SemanticSimilarity
from tagfold.matching.forest import forest_of
from tagfold.matching.heading_evidence import HEADING_FEATURES
from tagfold.matching.matcher import Matcher
from tagfold.matching.placing import Headings, heading_forest
from tagfold.matching.scorer import scorer_of
from tagfold.matching.weights import shipped_weights
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary
from tests.conftest import ROOT
from tests.matching.test_embedder import Letters

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
KNOWN = {(term.label, term.term_id) for term in TERMS}


def numbers(headings: Headings, raw: str, without: str | None = None) -> dict[str, dict[str, float]]:
    """The numbers by name of each heading that a tag may have, by its label."""
    votes, rows = headings.candidates(raw, without)
    named = [dict(zip(HEADING_FEATURES, row.tolist(), strict=True)) for row in rows]
    return {headings.terms[at].label: row for at, row in zip(votes, named, strict=True)}


def test_a_new_tag_is_placed_under_the_heading_of_its_nearest_terms() -> None:
    first, *others = Matcher(METHODS).place("group interviews")
    assert (first.term_id, first.label) == ("1", "interviews")
    assert set(first.because) <= {"interviews", "in-depth interviews", "phone interviews"}
    assert first.reason.startswith("near 'interviews'")
    assert all(1 > first.score > other.score > 0 for other in others)
    assert Matcher(METHODS).place("optical images")[0].label == "satellite data"


def test_a_term_that_is_left_out_neither_votes_nor_is_proposed() -> None:
    headings = Headings(METHODS, KNOWN)
    found = headings.place("phone interviews", without="3")
    assert found[0].label == "interviews"
    assert "phone interviews" not in {label for one in found for label in (one.label, *one.because)}
    alone = headings.place("interviews", without="1")
    assert "1" not in {one.term_id for one in alone}


def test_each_near_term_votes_for_its_heading_and_less_for_itself() -> None:
    headings = Headings(METHODS, KNOWN)
    votes, _ = headings.candidates("group interviews")
    near = {label: row["near"] ** 5 for label, row in numbers(headings, "group interviews").items()}
    interviews, depth, phone = (near[label] for label in ("interviews", "in-depth interviews", "phone interviews"))
    # it has narrower terms and all its words are in the tag; the other two are neither heading nor named
    assert dict(votes[0]) == pytest.approx({interviews * (2 + 1): 0, phone: 2, depth: 1})
    assert dict(votes[1]) == pytest.approx({depth * 0.2: 1})
    assert dict(votes[2]) == pytest.approx({phone * 0.2: 2})
    assert votes.keys() == {0, 1, 2, 3, 4}
    same, _ = headings.candidates("phone interviews")
    itself = numbers(headings, "phone interviews")["phone interviews"]["near"] ** 5
    assert dict(same[2]) == pytest.approx({itself * 0.2: 2})


def test_a_term_is_as_near_as_its_nearest_spelling_and_its_definition() -> None:
    row = numbers(Headings(METHODS, {*KNOWN, ("zzyzx", "1")}), "group interviews")["interviews"]
    nearest = 0.4 * row["letters"] + 0.6 * row["sense"]
    assert row["near"] == pytest.approx(nearest + 0.3 * row["definition"], abs=1e-6)
    assert 0.5 < row["definition"] < row["letters"] < row["sense"] < 1
    assert row["meaning"] == 0


def test_an_encoder_counts_twice_as_much_as_letters_and_words_together_and_has_trees_of_its_own() -> None:
    scorer = scorer_of(shipped_weights(semantic=True), SemanticSimilarity([Letters()]))
    headings = Headings(METHODS, KNOWN, scorer)
    row = numbers(headings, "stellar view")["satellite data"]
    nearest = 0.4 * row["letters"] + 0.6 * row["sense"] + 2 * row["meaning"]
    assert row["near"] == pytest.approx(nearest + 0.3 * row["definition"], abs=1e-6)
    assert row["meaning"] > 1
    own, other = (Headings(METHODS, KNOWN, scorer, forest=heading_forest(semantic)) for semantic in (True, False))
    assert headings.place("stellar view") == own.place("stellar view") != other.place("stellar view")


def test_a_heading_is_at_the_top_if_it_has_none_and_counts_those_under_it_but_the_one_left_out() -> None:
    found = numbers(Headings(METHODS, KNOWN), "phone interviews")
    assert {label: row["top"] for label, row in found.items()} == {
        "interviews": 1, "in-depth interviews": 0, "phone interviews": 0,
        "satellite data": 1, "radar images": 0, "night light images": 0,
    }  # fmt: skip
    under = {label: row["narrower"] for label, row in found.items()}
    assert under == pytest.approx(
        {**dict.fromkeys(under, 0.0), "interviews": math.log(3), "satellite data": math.log(3)}
    )
    left_out = numbers(Headings(METHODS, KNOWN), "phone interviews", without="3")
    assert left_out["interviews"]["narrower"] == pytest.approx(math.log(2))


def test_the_forty_nearest_terms_vote_and_the_eighty_nearest_are_headings() -> None:
    terms = tuple(Term(str(number), f"hive walk {'abcdefghij'[number // 10]}{number % 10}") for number in range(100))
    vocabulary = Vocabulary(METHODS.facet, terms)
    votes, _ = Headings(vocabulary, {(term.label, term.term_id) for term in terms}).candidates("hive walk")
    assert len(votes) == 80
    assert sum(vote > 0 for given in votes.values() for vote, _ in given) == 40
    assert len(Matcher(vocabulary).place("hive walk")) == 5


def test_the_trees_say_which_heading_is_first_and_of_equal_ones_the_order_of_the_taxonomy() -> None:
    top = HEADING_FEATURES.index("top")
    tree: dict[str, list[float]] = {
        "feature": [top], "threshold": [0.5], "left": [-1], "right": [-2], "values": [-1.0, 2.0],
    }  # fmt: skip
    found = Headings(METHODS, KNOWN, forest=forest_of([tree], len(HEADING_FEATURES))).place("phone interviews")
    assert [(one.term_id, one.score) for one in found] == [
        ("1", 0.8808), ("4", 0.8808), ("2", 0.2689), ("3", 0.2689), ("5", 0.2689),
    ]  # fmt: skip


def test_at_most_three_near_terms_are_the_reason_the_nearest_first() -> None:
    more = Vocabulary(METHODS.facet, (*TERMS, Term("8", "focus group interviews", "1")))
    first = Matcher(more).place("group interviews")[0]
    assert first.label == "interviews"
    assert first.because == ("interviews", "focus group interviews", "phone interviews")
    assert first.reason == "near 'interviews', 'focus group interviews', 'phone interviews'"


def test_trees_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "HEADING_FEATURES", HEADING_FEATURES[1:])
    with pytest.raises(ValueError, match=r"^headings-semantic\.json was fitted to other features$"):
        heading_forest.__wrapped__(semantic=True)


def test_an_empty_taxonomy_proposes_nothing() -> None:
    assert Matcher(Vocabulary(METHODS.facet)).place("interviews") == []
    assert Matcher(METHODS).place("---") == []
    assert Matcher(METHODS).place("zzyzx") == []


def test_the_headings_of_the_shipped_methods_are_found() -> None:
    """The trees know these terms; benchmarks/measure/heading_quality.py asks for terms that they do not know."""
    vocabulary = read_taxonomy(ROOT / "taxonomy").vocabularies["methods"]
    headings = Headings(vocabulary, {(term.label, term.term_id) for term in vocabulary.terms})
    asked = [term for term in vocabulary.terms if term.broader_id]
    found = [[one.term_id for one in headings.place(term.label, without=term.term_id)] for term in asked]
    assert sum(term.broader_id in some for term, some in zip(asked, found, strict=True)) >= 0.75 * len(asked)
    assert sum(term.broader_id == some[0] for term, some in zip(asked, found, strict=True)) >= 0.45 * len(asked)
