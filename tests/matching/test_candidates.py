"""Candidates: the most similar ones, never more than a bound however many are equal, whatever the order of the tags."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tagfold.matching.candidates import BY_LETTERS, BY_SENSE, LEAST_COSINE, Index
from tagfold.matching.highest import RUN
from tagfold.matching.tag import PreparedTag, tag

WORDS = [
    "water",
    "soil",
    "energy",
    "market",
    "school",
    "health",
    "survey",
    "agua",
    "mapping",
    "forest",
    "youth",
    "data",
]


def found(index: Index, tags: list[PreparedTag], asked: str) -> set[str]:
    return {tags[candidate.place].raw for candidate in index.candidates(tag(asked))}


def test_equal_candidates_are_bounded_and_chosen_the_same_in_any_order() -> None:
    tags = [tag(f"team {number:04}") for number in range(3 * RUN)]
    mixed = random.Random(1).sample(tags, len(tags))
    chosen = [found(Index(some), some, "team 0107") for some in (tags, mixed)]
    assert chosen[0] == chosen[1]
    assert "team 0107" in chosen[0]
    assert len(chosen[0]) <= 2 * (BY_LETTERS + BY_SENSE)


def test_an_index_with_later_tags_chooses_among_equals_as_a_new_one_would() -> None:
    tags = [tag(f"team {number:04}") for number in range(3 * RUN)]
    before, after = tags[:RUN] + tags[2 * RUN :], tags[RUN : 2 * RUN]
    assert found(Index(before).after(after, ()), before + after, "team") == found(Index(tags), tags, "team")


@pytest.mark.parametrize("asked", ["water survey", "soil", "mapping of health data", "escuela", "youth mrket"])
def test_candidates_are_those_of_a_full_search(asked: str) -> None:
    rnd = random.Random(2)
    tags = [tag(" ".join(rnd.sample(WORDS, 3)) + f" {chr(97 + number % 26)}{number}") for number in range(30 * RUN)]
    one = tag(asked)
    letters = np.array([sum(one.profile.get(g, 0.0) * w for g, w in other.profile.items()) for other in tags])
    senses = np.array([float(other.sense @ one.sense) for other in tags])
    got = {candidate.place for candidate in Index(tags).candidates(one)}
    for cosines, most, least, digits in ((letters, BY_LETTERS, LEAST_COSINE, 6), (senses, BY_SENSE, 0.0, 4)):
        rounded = np.round(cosines, digits)
        cut = max(np.sort(rounded)[-most], least + 10.0**-digits)
        assert set(np.flatnonzero(rounded > cut + 1.5 * 10.0**-digits)) <= got


def test_there_is_no_vector_without_an_embedder_and_no_place_behind_the_last() -> None:
    index = Index([tag("bees")]).after([tag("wax")], [])
    assert [index.vector(place) for place in (0, 1)] == [None, None]
    with pytest.raises(IndexError):
        index.vector(2)
