"""The refit on small projects: habits are learnt and hold for topics never seen; dice and too little teach nothing."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import pytest

from tagfold.matching.matcher import Matcher
from tagfold.matching.pair_model import read_model
from tagfold.matching.scorer import Scorer, scorer_of, shipped_scorer
from tagfold.matching.weights import Weights, shipped_weights
from tagfold.taxonomy.model import Facet, Kind, Taxonomy
from tagfold.training.learn import Asked, Learned, learn
from tagfold.training.model_file import learnt_text
from tests.training.projects import at_random, taxonomy, topics, unsure, with_habits

ASKED = Asked(0.99, {})


@cache
def learnt_habits() -> Learned:
    return learn(with_habits(), shipped_scorer(), ASKED)


@cache
def taught() -> Scorer:
    text = learnt_text(learnt_habits(), shipped_weights())
    assert text is not None
    return scorer_of(Weights(text))


def test_habits_are_learnt_and_hold_for_topics_never_seen() -> None:
    found = learnt_habits().comparison
    assert found is not None
    assert found.better
    assert found.new_loss < found.old_loss / 4
    unseen = taxonomy(topics(1)).vocabularies["topics"]
    usual = shipped_scorer()
    by_score = replace(usual.model, thresholds=replace(usual.model.thresholds, alone=math.inf))
    before, after = Matcher(unseen, replace(usual, model=by_score)), Matcher(unseen, taught())
    habits = [unsure(label) for label in topics(1)]
    areas = [f"{second} in {first} areas" for first, second in map(str.split, topics(1))]

    def decided(matcher: Matcher, tags: list[str]) -> int:
        return sum(matcher.decide(tag)[0].outcome == "auto" for tag in tags)

    assert decided(before, habits) < 10
    assert decided(after, habits) > 30  # of the others a guard says that two words may name two things
    assert decided(before, areas) > 25
    assert decided(after, areas) == 0


def test_the_table_tells_pairs_and_what_is_decided_before_and_after() -> None:
    (facet,) = learnt_habits().facets
    assert (facet.facet, facet.same) == ("topics", 150)  # three spellings of each of fifty topics
    assert facet.decided[0] < 0.5
    assert facet.decided[1] > 0.7
    assert facet.checked.correct / facet.checked.decisions >= 0.99


def test_dice_teach_nothing_and_nothing_is_decided_where_nothing_keeps_the_precision() -> None:
    learned = learn(at_random(), shipped_scorer(), ASKED)
    assert learned.comparison is not None
    assert learned.comparison.sees < 0.975
    assert not learned.trees
    assert learned.facets[0].checked.auto == math.inf


def test_too_few_decisions_teach_nothing() -> None:
    whole = with_habits().vocabularies["topics"]
    few = replace(whole, terms=whole.terms[:10], mappings=whole.mappings[:30])
    learned = learn(Taxonomy({"topics": few}), shipped_scorer(), ASKED)
    assert learned.comparison is None
    assert not learned.trees
    assert learned.fitted_on()[0] == 30
    assert learn(Taxonomy({}), shipped_scorer(), ASKED) == Learned((), None, ())


def test_closed_lists_are_not_fitted_on_and_keep_to_the_old_trees() -> None:
    closed = Facet("places", "Places", Kind.CLOSED, "Where.")
    habits = with_habits().vocabularies["topics"]
    list_ = replace(habits, facet=closed, terms=tuple(replace(t, term_id=f"p{t.term_id}") for t in habits.terms))
    list_ = replace(list_, mappings=tuple(replace(m, term_id=f"p{m.term_id}") for m in habits.mappings))
    assert learn(Taxonomy({"places": list_}), shipped_scorer(), ASKED).comparison is None
    both = learn(Taxonomy({"topics": habits, "places": list_}), shipped_scorer(), ASKED)
    assert both.trees == learnt_habits().trees
    text = learnt_text(both, shipped_weights())
    assert text is not None
    model, old = read_model(text), shipped_scorer().model
    assert len(model.of_facet("topics").forest.feature) == len(old.forest.feature) + len(both.trees)
    assert len(model.of_facet("places").forest.feature) == len(old.forest.feature)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_same_decisions_give_the_same_bytes_in_any_order(backwards: bool) -> None:
    habits = with_habits().vocabularies["topics"]
    if backwards:
        habits = replace(habits, terms=habits.terms[::-1], mappings=habits.mappings[::-1])
    again = learn(Taxonomy({"topics": habits}), shipped_scorer(), ASKED)
    assert learnt_text(again, shipped_weights()) == learnt_text(learnt_habits(), shipped_weights())


def test_a_precision_of_its_own_for_a_facet() -> None:
    asked = Asked(0.9, {"topics": 0.995})
    learned = learn(with_habits(), shipped_scorer(), asked)
    assert [facet.checked.precision for facet in learned.facets] == [0.995]
