"""Figures from answers, against examples worked out by hand."""

from __future__ import annotations

from typing import Any

from benchmarks.figures import best_cut, quality_of, together
from benchmarks.protocol import Answered, Edge, best_first, joined
from benchmarks.sets import Labelled, is_held_out
from benchmarks.tasks import Task, task

TASK = Task(
    name="small",
    tags=("a", "A", "b", "B", "c"),
    concepts=("a", "a", "b", "b", "c"),
    listed=("a", "b"),
    queries=(("A", "a"), ("B", "b"), ("c", None)),
)


def given(guesses: list[tuple[str, float]], linked: bool, auto: bool) -> Answered:
    return Answered(guesses=guesses, linked=linked, auto=auto)


def test_figures_by_hand() -> None:
    answer: dict[str, Any] = {
        "cluster": [0, 0, 1, 2, 2],  # claims aA and Bc; there are aA and bB
        "link": [
            given([("a", 0.9), ("b", 0.1)], linked=True, auto=True),
            given([("a", 0.6), ("b", 0.5)], linked=True, auto=False),
            given([], linked=False, auto=False),
        ],
    }
    assert quality_of(answer, TASK) == {
        "cluster": {"precision": 0.5, "recall": 0.5, "f1": 0.5},
        # A is right at once, B second; of the two links given one is right, of the two there are one is found
        "link": {"first": 0.5, "five": 1.0, "f1": 0.5, "at_99": 0.5},
        "auto": {"right": 1, "given": 1, "asked": 3},
    }


def test_the_cut_is_chosen_on_one_half_and_judged_on_the_other() -> None:
    halves = {
        "0.5": [0, 0, 1, 1, 1],  # aA bB and bc Bc: precision 2/4
        "0.9": [0, 0, 1, 2, 3],  # aA alone: precision 1, recall 1/2
    }
    fitting = {"0.5": [0, 0, 1, 1, 2], "0.9": [0, 1, 2, 3, 4]}  # here 0.5 is perfect
    found = best_cut(fitting, TASK, halves, TASK)
    assert (found["cut"], found["precision"], found["recall"]) == ("0.5", 0.5, 1.0)
    assert found["at"] == {"0.85": 0.6667, "0.95": 0.6667}
    assert best_cut({}, TASK, {}, TASK) == {}
    assert best_cut(fitting, TASK, {"0.5": halves["0.5"]} | {"0.9": halves["0.5"]}, TASK)["at"]["0.85"] is None


def test_pairs_that_share_a_cluster() -> None:
    assert together([0, 0, 1], ["x", "y", "z"], [("x", "y"), ("y", "z"), ("x", "z")]) == 1


def test_whatever_edges_reach_is_one_cluster() -> None:
    labels = joined(4, [Edge(0, 1, 0.9), Edge(1, 2, 0.8), Edge(2, 3, 0.2)], cut=0.5)
    assert labels[0] == labels[1] == labels[2] != labels[3]


def test_the_first_guess_is_the_answer_from_the_cut_on() -> None:
    assert best_first([("a", 0.4), ("b", 0.8)], cut=0.8) == given([("b", 0.8), ("a", 0.4)], linked=True, auto=True)
    assert best_first([("b", 0.8)], cut=0.81)["linked"] is False
    assert best_first([], cut=0.0)["linked"] is False


def test_one_concept_in_five_is_off_the_list() -> None:
    names = [f"concept {number}" for number in range(200)]
    rows = tuple((spelling, name) for name in names for spelling in (name, name.upper(), f"{name} again"))
    found = task(Labelled("made up", rows))
    off = set(names) - set(found.listed)
    assert 20 < len(off) < 60
    # neither the label nor its capitals are asked for; what is off the list has no right answer
    assert [raw for raw, _ in found.queries] == [f"{name} again" for name in names]
    assert all((right is None) == (raw.removesuffix(" again") in off) for raw, right in found.queries)


def test_halves_share_no_concept() -> None:
    rows = tuple((f"spelling {number}", f"concept {number // 2}") for number in range(400))
    held_out, rest = (Labelled("made up", rows).half(held_out=half) for half in (True, False))
    assert not {concept for _, concept in held_out.rows} & {concept for _, concept in rest.rows}
    assert sorted(held_out.rows + rest.rows) == sorted(rows)
    assert all(is_held_out("made up", concept) for _, concept in held_out.rows)
