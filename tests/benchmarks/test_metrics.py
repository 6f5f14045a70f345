"""The figures of merit against examples worked out by hand, and against the slow, obvious way."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.metrics import Answer, among, linking, pairwise, share_at


def test_pairwise_by_hand() -> None:
    # found {a b c} {d e}: pairs ab ac bc de; true {a b} {c d e}: ab cd ce de; in both: ab, de
    quality = pairwise([1, 1, 1, 2, 2], ["x", "x", "y", "y", "y"])
    assert (quality.precision, quality.recall, quality.f1) == (0.5, 0.5, 0.5)
    nothing = pairwise([1, 2, 3], ["x", "x", "y"])
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 0.0, 0.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=12))
def test_pairwise_is_what_counting_every_pair_gives(items: list[tuple[int, int]]) -> None:
    pairs = list(combinations(items, 2))
    claimed = [one[0] == other[0] for one, other in pairs]
    true = [one[1] == other[1] for one, other in pairs]
    both = sum(c and t for c, t in zip(claimed, true, strict=True))
    quality = pairwise([found for found, _ in items], [concept for _, concept in items])
    assert quality.precision == (both / sum(claimed) if any(claimed) else 1.0)
    assert quality.recall == (both / sum(true) if any(true) else 1.0)


def test_linking_by_hand() -> None:
    answers = [
        Answer(("a", "b"), 0.9, "a", linked=True, auto=True),
        Answer(("b", "a"), 0.8, "a", linked=True, auto=False),
        Answer(("c",), 0.7, "c", linked=True, auto=False),
        Answer(("d",), 0.6, None, linked=True, auto=False),
        Answer(("e",), 0.1, "e", linked=False, auto=False),
    ]
    assert (among(answers, 1), among(answers, 5)) == (0.75, 1.0)
    found = linking(answers)
    assert (found.precision, found.recall) == (0.5, 0.5)
    # Above 0.9: 1 of 1. Above 0.8: 1 of 2. Above 0.7: 2 of 3. All: 3 of 5. Four have an answer.
    assert share_at(answers, 0.99) == 0.25
    assert share_at(answers, 0.66) == 0.5
    assert share_at(answers, 0.6) == 0.75


def test_ties_are_taken_together() -> None:
    tied = [Answer(("a",), 0.9, "a", True, True), Answer(("b",), 0.9, "c", True, True)]
    assert share_at(tied, 0.99) == 0.0
    assert share_at(tied, 0.5) == pytest.approx(0.5)
