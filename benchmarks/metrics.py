"""Figures of merit for clustering and linking; pure functions, checked by hand in test_metrics.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """Precision, recall and their harmonic mean; precision is 1 where nothing was claimed."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise(found: Sequence[Hashable], true: Sequence[Hashable]) -> Quality:
    """Quality of the pairs that two clusterings of the same items put together."""
    both = _pairs(Counter(zip(found, true, strict=True)))
    claimed, wanted = _pairs(Counter(found)), _pairs(Counter(true))
    return Quality(both / claimed if claimed else 1.0, both / wanted if wanted else 1.0)


def _pairs(sizes: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


@dataclass(frozen=True)
class Answer:
    """What was answered to one query: the guesses, best first, the first one's score, whether it was given as sure.

    `right` is None where no listed term is right. `linked`: the first guess counts as an answer; `auto`: it
    would be taken without a person.
    """

    guesses: tuple[str, ...]
    score: float
    right: str | None
    linked: bool
    auto: bool

    @property
    def first_right(self) -> bool:
        return self.right is not None and self.guesses[:1] == (self.right,)


def among(answers: Sequence[Answer], most: int) -> float:
    """Share of the queries with a right answer that have it among the first `most` guesses."""
    able = [answer for answer in answers if answer.right is not None]
    return sum(answer.right in answer.guesses[:most] for answer in able) / len(able) if able else 0.0


def linking(answers: Sequence[Answer]) -> Quality:
    """Of the answers given, the right ones; of those there are, the ones found."""
    given = [answer for answer in answers if answer.linked and answer.guesses]
    able = sum(answer.right is not None for answer in answers)
    right = sum(answer.first_right for answer in given)
    return Quality(right / len(given) if given else 1.0, right / able if able else 0.0)


def share_at(answers: Sequence[Answer], precision: float) -> float:
    """The largest share of the answerable queries answered rightly above some score, at this precision or more."""
    able = sum(answer.right is not None for answer in answers)
    ranked = sorted((answer for answer in answers if answer.guesses), key=lambda answer: -answer.score)
    right, best = 0, 0
    for count, answer in enumerate(ranked, 1):
        right += answer.first_right
        whole = count == len(ranked) or ranked[count].score < answer.score
        if whole and right >= precision * count:
            best = right
    return best / able if able else 0.0
