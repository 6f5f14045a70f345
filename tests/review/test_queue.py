from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tagfold.matching.decision import Outcome
from tagfold.review.queue import Queue, TagForm


def item(facet: str, key: str, uses: int, score: float | None = None) -> TagForm:
    outcome = Outcome.NEW if score is None else Outcome.REVIEW
    return TagForm(facet, key, key, ((key, uses),), uses, uses, outcome, (), None, score, "")


items = st.builds(
    item, st.sampled_from("ab"), st.sampled_from("pqrstu"), st.integers(1, 9), st.none() | st.floats(0, 1)
)


@given(st.lists(items), st.lists(st.tuples(st.booleans(), items)))
def test_a_queue_kept_up_is_the_queue_built_anew(start: list[TagForm], changes: list[tuple[bool, TagForm]]) -> None:
    queue, expected = Queue(start), {one.reference: one for one in start}
    for put, one in changes:
        if put:
            queue.put(one)
            expected[one.reference] = one
        else:
            queue.drop(one.reference)
            expected.pop(one.reference, None)
    fresh = Queue(expected.values())
    for facet in (None, "a", "b"):
        assert queue.page(facet, 0, 99) == fresh.page(facet, 0, 99)
        assert queue.count(facet) == len(fresh.page(facet, 0, 99))


def test_uses_come_first_then_certainty() -> None:
    queue = Queue([item("a", "new", 1), item("a", "sure", 1, 0.97), item("a", "used", 2), item("a", "maybe", 1, 0.4)])
    assert [one.key for one in queue.page(None, 0, 9)] == ["used", "sure", "maybe", "new"]
    assert [one.key for one in queue.page("a", 1, 2)] == ["sure", "maybe"]


def test_a_tag_that_somebody_was_unsure_about_comes_last() -> None:
    queue = Queue([replace(item("a", "used", 900, 1.0), unsure="Ada was unsure"), item("a", "once", 1)])
    assert [one.key for one in queue.page(None, 0, 9)] == ["once", "used"]


def test_how_many_items_bring_how_many_uses() -> None:
    queue = Queue([item("a", "p", 5), item("a", "q", 3), item("b", "r", 2), item("b", "s", 1)])
    assert queue.decisions_for(None, [-1, 0, 0.5, 5, 5.5, 8, 11, 11.5]) == [0, 0, 1, 1, 2, 2, 4, None]
    assert queue.decisions_for("b", [1, 3, 4]) == [1, 2, None]
    assert queue.decisions_for("c", [0, 1]) == [0, None]
