"""Clusters: no chains, no influence of order or of unrelated tags, labels that people would write."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.matching import clusters as clusters_module
from tagfold.matching.clusters import Member, clusters
from tagfold.matching.embedder import SemanticSimilarity, Vectors
from tagfold.matching.scorer import scorer_of
from tagfold.matching.weights import shipped_weights
from tests.conftest import examples
from tests.matching.test_embedder import Letters

TAGS = [
    "Food security", "food securty", "Food Security", "circular economy", "economía circular", "start-up", "startups",
    "sharing information", "information sharing", "unemployed", "unemployment", "SMEs", "small and medium enterprises",
]  # fmt: skip
UNRELATED = ["beekeeping", "river blindness", "solar pumps", "handwashing", "orphan drugs", "peat bogs"]


def groups(raws: list[str]) -> set[frozenset[str]]:
    members = sorted(clusters(raws), key=lambda m: m.label)
    return {frozenset(m.raw for m in some) for _, some in itertools.groupby(members, key=lambda m: m.label)}


def test_what_belongs_together() -> None:
    assert groups(TAGS) == {
        frozenset({"Food security", "food securty", "Food Security"}),
        frozenset({"circular economy", "economía circular"}),
        frozenset({"start-up", "startups"}),
        frozenset({"sharing information", "information sharing"}),
        frozenset({"unemployed"}),
        frozenset({"unemployment"}),
        frozenset({"SMEs", "small and medium enterprises"}),
    }


@settings(max_examples=examples(15), deadline=None)
@given(st.permutations(TAGS + UNRELATED))
def test_order_does_not_matter(tags: list[str]) -> None:
    assert {m.raw: (m.label, m.score) for m in clusters(tags)} == {
        m.raw: (m.label, m.score) for m in clusters(TAGS + UNRELATED)
    }


def test_unrelated_tags_change_nothing() -> None:
    alone = {member.raw: member for member in clusters(TAGS)}
    together = {member.raw: member for member in clusters(TAGS + UNRELATED)}
    assert {raw: together[raw] for raw in alone} == alone


def test_each_member_is_compared_with_its_label() -> None:
    for member in clusters(TAGS):
        pair = {m.raw: m for m in clusters([member.raw, member.label])}
        if member.raw != member.label:
            assert pair[member.raw].label == pair[member.label].label


def test_the_label_is_the_most_frequent_spelling() -> None:
    raws = ["food securty", "food security", "Food security", "food security"]
    assert {member.label for member in clusters(raws)} == {"food security"}
    assert {member.label for member in clusters(["goverment", "government"])} == {"government"}


def test_rejected_pairs_stay_apart() -> None:
    raws = ["start-up", "startups"]
    assert groups(raws) == {frozenset(raws)}
    members = clusters(raws, rejected=[("startups", "Start-Up")])
    assert [member.label for member in members] == raws


def test_tags_without_letters_stand_alone() -> None:
    assert [(m.raw, m.label) for m in clusters(["---", "", "?!", "---"])] == [
        ("---", "---"), ("", ""), ("?!", "?!"), ("---", "---"),
    ]  # fmt: skip


def test_an_encoder_puts_together_what_letters_and_words_do_not_but_no_tags_without_letters() -> None:
    class Menagerie(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            return super().vectors(["goats" if text == "zzyzx" else text for text in texts])

    raws = ["goats", "zzyzx", "bees", "", "---"]
    assert [member.label for member in clusters(raws)] == raws
    scorer = scorer_of(shipped_weights(semantic=True), SemanticSimilarity([Menagerie()]))
    assert [member.label for member in clusters(raws, scorer)] == ["goats", "goats", "bees", "", "---"]


def test_many_tags_are_taken_apart_again_each_time_and_give_the_same_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    found = clusters(TAGS + UNRELATED)
    monkeypatch.setattr(clusters_module, "MOST_KEPT", 1)
    assert clusters(TAGS + UNRELATED) == found


def test_a_given_label_is_one_whatever_is_used_more() -> None:
    raws = ["solar panels", "solar panels", "solar panel", "solar panell"]
    assert {member.label for member in clusters(raws)} == {"solar panels"}
    found = clusters(raws, labels=["solar panel"])
    assert {member.label for member in found} == {"solar panel"}
    assert [member.score == 1 for member in found] == [False, False, True, False]
    apart = clusters(raws, labels=["solar panel", "solar panels"])
    assert [member.label for member in apart[:3]] == ["solar panels", "solar panels", "solar panel"]


@pytest.mark.parametrize(
    ("raws", "label"),
    [
        (["FOOD SECURITY", "food_security", " food security", "Food security"], "Food security"),
        (["food_security", " food security"], "food_security"),
        (["FOOD SECURITY", " food security"], " food security"),
        (["gis ", "GIS"], "GIS"),
        (["WATERS", "waters"], "waters"),
        (["food_security", "foodsecurity"], "foodsecurity"),
        (["FOOD SECURITY", "FOOD SECURITY", "food security"], "FOOD SECURITY"),
    ],
)
def test_of_spellings_with_one_form_the_most_used_and_then_the_most_careful_is_shown(
    raws: list[str], label: str
) -> None:
    assert clusters(raws) == [Member(raw, label, 1.0) for raw in raws]


def test_whoever_watches_sees_each_step_and_how_much_there_is() -> None:
    seen: list[tuple[str, int, int]] = []
    assert clusters([]) == []
    clusters(["water pumps", "solar", "water pump"], watch=lambda *step: seen.append(step))
    assert seen == [("looking for candidates", 0, 3), ("comparing tags", 0, 3)]
