"""The numbers of many pairs at once are those of each pair by itself."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.matching.evidence import evidence
from tagfold.matching.feature_table import apart_of_many, numbers_of_many
from tagfold.matching.features import FEATURES
from tagfold.matching.identity import defined
from tagfold.matching.relations import RelationKind
from tagfold.matching.tag import tag
from tagfold.matching.tag_table import TagsByRaw, TagTable
from tagfold.matching.word_pairs import word_pair
from tagfold.matching.word_table import NO_RELATION, WordTable, word_pairs

HERE = Path(__file__).parent
PAIRS = [
    tuple(row)[:2]
    for name in ("pairs.csv", "contrast_pairs.csv")
    for row in islice(csv.reader((HERE / name).read_text(encoding="utf-8").splitlines()), 1, None)
]
ODD = [
    ("green house gases", "greenhouse gas"), ("black boardss", "blackboards"), ("news", "water"), ("", "…"),
    ("k8s", "kubernetes"), ("mongo db", "mongodb"), ("data base systems", "databse system"),
    ("aoc 2016", "advent of code"), ("a, b", "a b"),
    ("UN water for all", "United Nations water"), ("in depth interviews", "indepth interview"), ("bq", "bigquery"),
    ("pre test", "pretest"), ("e learning", "elearning"), ("A stars", "stars"),
    ("Ruaca-Nhamuenda", "Ruaca"), ("Congo, Rep.", "DRC"),
]  # fmt: skip
WORDS = sorted({word for pair in PAIRS + ODD for text in pair for word in tag(text).words})


def assert_same_numbers(pairs: list[tuple[str, str]], cosines: list[float]) -> None:
    near = np.array([(cosine, 0.25, 0.5) for cosine in cosines]).reshape(-1, 3)
    left, right = TagTable([tag(one) for one, _ in pairs]), TagTable([tag(other) for _, other in pairs])
    places = np.arange(len(pairs))
    found = numbers_of_many(left, right, places, places, near)
    for one, other, mine, numbers in zip(left.tags, right.tags, near.tolist(), found, strict=True):
        wanted = evidence(one, other, *mine).numbers
        different = np.flatnonzero(np.abs(np.array(wanted, np.float64) - numbers) > 1e-9)
        assert [(one.raw, other.raw, FEATURES[place]) for place in different] == []
    apart = apart_of_many(left, right, places, places).tolist()
    assert apart == [evidence(*two, 0.0).apart for two in zip(left.tags, right.tags, strict=True)]


def test_all_pairs_of_the_tests_have_the_numbers_of_each_by_itself() -> None:
    pairs = [(str(one), str(other)) for one, other in PAIRS + ODD]
    strangers = [(one, other) for (one, _), (_, other) in zip(pairs, pairs[7:] + pairs[:7], strict=True)]
    assert len(pairs) > 300
    assert_same_numbers(pairs + strangers, [place % 10 / 10 for place in range(2 * len(pairs))])


@settings(max_examples=20)
@given(st.lists(st.tuples(*[st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)] * 2), max_size=40))
def test_tags_of_any_words_have_the_numbers_of_each_pair_by_itself(pairs: list[tuple[str, str]]) -> None:
    assert_same_numbers(pairs, [0.5] * len(pairs))


def test_no_related_words_are_passed_over() -> None:
    some = WordTable(["cooperativas", "actuacion", "trabajadores", "organisation", "means", *WORDS[::3]])
    others = WordTable(["cooperatives", "evacuation", "trabajadora", "organization", "mean", *WORDS[1::3]])
    one, other = np.divmod(np.arange(len(some.words) * len(others.words)), len(others.words))
    found = word_pairs(some, others, one, other)
    kinds = set()
    for at, mine, yours in zip(found.at.tolist(), some.words[one], others.words[other], strict=True):
        wanted = word_pair(mine, yours)
        assert (None if at == NO_RELATION else found.found[at]) == wanted, (mine, yours)
        kinds.add(wanted.kind if wanted else RelationKind.OTHER)
    assert kinds >= set(RelationKind) - {RelationKind.SAME, RelationKind.RARE, RelationKind.PREFIXED}, kinds


def test_tags_that_are_not_kept_are_those_of_their_texts() -> None:
    raws = ["World Health Organization", "WHO", "surveys"]
    known = defined(tag(raw).identity for raw in raws)
    kept, again = [tag(raw).as_defined(known) for raw in raws], TagsByRaw(raws, known, tag)
    shown = [[(one.raw, one.identity) for one in some] for some in (kept, again, again[:2], [again[2]])]
    assert shown == [shown[0], shown[0], shown[0][:2], shown[0][2:]]
    assert [again[0].raw, len(again)] == [raws[0], 3]
