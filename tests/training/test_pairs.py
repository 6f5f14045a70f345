from __future__ import annotations

import numpy as np
import pytest

from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Taxonomy, Term, Vocabulary
from tagfold.training.gold import Labelled, labelled, labelled_facets
from tagfold.training.pairs import APART, FOLDS, SAME, UNSAID, Pairs, candidate_pairs, fold_of
from tests.training.projects import TOPICS, accept, reject, taxonomy, topics


def housing(*mappings: Mapping) -> Pairs:
    return candidate_pairs(
        labelled(taxonomy(["rural housing", "urban housing"], mappings).vocabularies["topics"]), None
    )


def said(pairs: Pairs) -> dict[frozenset[str], int]:
    return {
        frozenset((pairs.spellings[one], pairs.spellings[other])): int(what)
        for (one, other), what in zip(pairs.places, pairs.said, strict=True)
    }


def test_labels_accepts_and_rejects_become_pairs() -> None:
    mappings = [accept("housing in villages", "t-1"), reject("rural houses", "t-1")]
    pairs = candidate_pairs(
        labelled(taxonomy(["rural housing", "urban housing"], mappings).vocabularies["topics"]), None
    )
    assert said(pairs) == {
        frozenset(("rural housing", "housing in villages")): SAME,
        frozenset(("rural housing", "urban housing")): APART,
        frozenset(("urban housing", "housing in villages")): APART,
        frozenset(("rural houses", "rural housing")): APART,
        frozenset(("rural houses", "housing in villages")): APART,
        frozenset(("rural houses", "urban housing")): UNSAID,
    }
    assert pairs.concepts[pairs.spellings.index("rural houses")] == ""


def test_a_pair_that_no_search_finds_is_left_out() -> None:
    mappings = [accept("zzyzx", "t-1"), reject("qqqq", "t-1")]
    pairs = candidate_pairs(
        labelled(taxonomy(["rural housing", "urban housing"], mappings).vocabularies["topics"]), None
    )
    assert said(pairs) == {frozenset(("rural housing", "urban housing")): APART}


def test_glued_tags_and_shared_spellings_are_left_out_and_dropped_terms_lead_on() -> None:
    terms = (
        Term("t-1", "rural housing"),
        Term("t-2", "village homes", status=Status.DEPRECATED, replaced_by="t-1"),
        Term("t-3", "banking"),
    )
    glued = [
        Mapping("housing, banking", part, term_id, Judgement.ACCEPT, Basis.SPLIT, 1, "ada", "")
        for part, term_id in ((1, "t-1"), (2, "t-3"))
    ]
    found = labelled(Vocabulary(TOPICS, terms, (*glued, reject("banks", "t-3"), reject("huts", "t-2"))))
    assert found.rows == (("banking", "t-3"), ("rural housing", "t-1"))
    assert found.apart == (("banks", "t-3"), ("huts", "t-1"))
    twice = candidate_pairs(
        Labelled("x", True, (("rural housing", "a"), ("Rural Housing", "b"), ("rural house", "c"))), None
    )
    assert twice.spellings == ["rural house"]


def test_only_facets_with_terms_are_labelled() -> None:
    year = Facet("year", "Year", Kind.STRUCTURAL, "When.")
    empty = Facet("empty", "Empty", Kind.CURATED, "Nothing yet.")
    two = dict(taxonomy(topics(0)).vocabularies) | {"year": Vocabulary(year), "empty": Vocabulary(empty)}
    assert [facet.name for facet in labelled_facets(Taxonomy(two))] == ["topics"]


def test_folds_are_of_concepts_and_a_spelling_of_none_goes_with_the_other() -> None:
    pairs = candidate_pairs(labelled(taxonomy(topics(0), [reject("solar fish", "t-1")]).vocabularies["topics"]), None)
    folds = pairs.folds()
    for (one, other), both in zip(pairs.places, folds, strict=True):
        known = [pairs.concepts[place] for place in (one, other) if pairs.concepts[place]]
        assert set(map(int, both)) == {fold_of(concept) for concept in known}
    assert set(np.unique(folds)) == set(range(FOLDS))


@pytest.mark.parametrize("rows", [(), (("alone", "a"),)])
def test_nothing_to_compare_gives_no_pairs(rows: tuple[tuple[str, str], ...]) -> None:
    pairs = candidate_pairs(Labelled("x", True, rows), None)
    assert (pairs.numbers.shape[0], pairs.places.shape, pairs.folds().shape) == (0, (0, 2), (0, 2))
