"""What speaks for each heading that a new concept may have: numbers for the trees that weigh them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tagfold.matching.forest import Floats

HEADING_FEATURES = (
    "votes", "rank", "narrower", "near", "letters", "sense", "definition", "meaning",
    "nearest_narrower", "three_nearest", "five_nearest", "all_narrower", "letters_narrower", "sense_narrower",
    "definition_narrower", "meaning_narrower", "nearest_below", "named", "last_word_named", "common_words",
    "last_word_narrower", "last_word_share", "first_word_narrower", "top", "words",
)  # fmt: skip
"""How much of the vote a heading has, and which place; how many terms it has under it; how near the tag is to itself
and to those, as a whole and by letters, by the senses of words, by definitions and by the encoders; whether its label's
words, or the last of them, are in the tag, and how many are; how many of the terms under it end or begin with the word
that the tag ends or begins with, and what share of them; whether nothing is above it; the words of the tag.
"""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Nearness:
    """How near each term is to a tag: by letters, by the senses of words, by its definition, by the encoders, and by
    all of them together.
    """

    letters: Floats
    sense: Floats
    definition: Floats
    meaning: Floats
    near: Floats


@dataclass(frozen=True)
class Shape:
    """Which terms are under each one (by place), whether anything is above it, and the words of each label."""

    narrower: Mapping[int, Sequence[int]]
    top: Sequence[bool]
    words: Sequence[Words]


def heading_numbers(asked: Words, votes: Mapping[int, float], near: Nearness, shape: Shape) -> Floats:
    """A row of HEADING_FEATURES for each heading in `votes`, in that order, for a tag of the words `asked`."""
    whole = sum(votes.values()) or 1.0
    order = sorted(votes, key=lambda at: (-votes[at], at))
    rank = {at: number for number, at in enumerate(order)}
    rows = [(votes[at] / whole, rank[at], *_of_heading(at, asked, near, shape)) for at in votes]
    return np.array(rows, np.float64).reshape(-1, len(HEADING_FEATURES))


def _of_heading(at: int, asked: Words, near: Nearness, shape: Shape) -> tuple[float, ...]:
    under = np.array(shape.narrower.get(at, ()), np.intp)
    below = [lower for one in under.tolist() for lower in shape.narrower.get(one, ())]
    nearest = np.sort(near.near[under])[::-1]
    words = shape.words[at]
    return (
        math.log1p(len(under)),
        *(float(part[at]) for part in (near.near, near.letters, near.sense, near.definition, near.meaning)),
        *(float(nearest[:most].sum()) / most for most in (1, 3, 5)),
        float(nearest.mean()) if len(under) else 0.0,
        *(_most(part, under) for part in (near.letters, near.sense, near.definition, near.meaning)),
        _most(near.near, np.array(below, np.intp)),
        float(bool(words) and set(words) < set(asked)),
        float(bool(words) and words[-1] in asked),
        float(len(set(words) & set(asked))),
        *_same_words(asked, [shape.words[one] for one in under.tolist()]),
        float(shape.top[at]),
        float(len(asked)),
    )


def _most(part: Floats, places: np.ndarray[tuple[int], np.dtype[np.intp]]) -> float:
    return float(part[places].max()) if len(places) else 0.0


def _same_words(asked: Words, labels: Sequence[Words]) -> tuple[float, float, float]:
    """How many labels end with the last word of the tag, what share of them, and how many begin with its first."""
    last, first = _sharing(asked, labels, lambda words: words[-1]), _sharing(asked, labels, lambda words: words[0])
    return last, last / max(1, len(labels)), first


def _sharing(asked: Words, labels: Sequence[Words], of: Callable[[Words], str]) -> float:
    return float(sum(of(words) == of(asked) for words in labels if words)) if asked else 0.0
