from __future__ import annotations

import numpy as np

from tagfold.training.gold import Labelled
from tagfold.training.pairs import Pairs, candidate_pairs
from tagfold.training.predictions import Answers, answers, joined

ROWS = (("rural housing", "r"), ("rural houses", "r"), ("urban housing", "u"))


def scored(pairs: Pairs, score: dict[frozenset[str], float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    named = [frozenset((pairs.spellings[one], pairs.spellings[other])) for one, other in pairs.places]
    return np.array([[score[pair]] * 2 for pair in named])


def test_each_spelling_is_asked_as_if_it_had_never_come() -> None:
    pairs = candidate_pairs(Labelled("x", True, ROWS), None)
    score = {
        frozenset(("rural housing", "rural houses")): 0.97,
        frozenset(("rural housing", "urban housing")): 0.9,
        frozenset(("rural houses", "urban housing")): 0.2,
    }
    found = answers(pairs, scored(pairs, score), lead=0.15)
    place = {spelling: place for place, spelling in enumerate(pairs.spellings)}
    one, two, three = (place[spelling] for spelling, _ in ROWS)
    assert found.score[[one, two, three]].tolist() == [0.97, 0.97, 0.9]
    assert found.correct[[one, two, three]].tolist() == [True, True, False]
    assert found.has_match[[one, two, three]].tolist() == [True, True, False]  # urban housing has no other spelling
    assert not found.unguarded[one]  # urban housing is too near
    assert found.first_right() == 1.0


def test_what_nobody_judged_counts_for_nothing_and_a_rejected_guess_is_wrong() -> None:
    labelled = Labelled("x", True, ROWS, (("rural house", "r"),))
    pairs = candidate_pairs(labelled, None)
    place = pairs.spellings.index("rural house")
    near_r = np.array([["r" in (pairs.concepts[one], pairs.concepts[other])] * 2 for one, other in pairs.places])
    wrong = answers(pairs, np.where(near_r, 0.98, 0.1), lead=0.15)
    assert (wrong.score[place], wrong.correct[place], wrong.has_match[place]) == (0.98, False, False)
    unsaid = answers(pairs, np.where(near_r, 0.1, 0.98), lead=0.15)
    assert (unsaid.score[place], unsaid.unguarded[place], unsaid.has_match[place]) == (0.0, False, False)


def some(*rows: tuple[float, bool, bool]) -> Answers:
    """(score, free, right), each of a concept of its own and answerable."""
    score, free, right = zip(*rows, strict=True)
    names = np.array([str(number) for number in range(len(rows))])
    return Answers(names, np.array(score), np.array(free), np.array(right), np.ones(len(rows), np.bool_))


def test_shares_by_hand() -> None:
    found = some((0.99, True, True), (0.97, True, True), (0.96, True, False), (0.96, True, True), (0.9, False, True))
    assert found.decided(0.965) == 2 / 5
    assert found.decided(0.5) == 3 / 5
    assert found.decided_at(0.99) == 2 / 5  # the two at 0.96 come together, one of them wrong
    assert found.decided_at(0.75) == 3 / 5
    assert found.first_right() == 4 / 5
    assert joined([found, found]).decided_at(0.99) == 2 / 5
    assert some((0.9, False, True)).decided_at(0.5) == 0.0
