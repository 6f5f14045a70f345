"""What is looked for among very many tags, by the rarest letter groups, is what looking at all of them finds."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from tagfold.matching.candidates import MOST_OF_KEY, Index
from tagfold.matching.clusters import clusters
from tagfold.matching.postings import Postings, Reach
from tagfold.matching.scorer import shipped_scorer
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.word_frequencies import listed_words

NARROW = Reach(most_whole=0, postings=400, compared=80)
"""So few postings that those of the frequent letter groups of 1,600 tags are not read."""


def misspelled(label: str, rnd: random.Random) -> str:
    place, kind = rnd.randrange(1, len(label) - 1), rnd.randrange(4)
    words = label.split()
    return [
        label[:place] + label[place + 1 :],
        label[:place] + rnd.choice("aeinst") + label[place:],
        label + "s",
        " ".join(words[1:] + words[:1]),
    ][kind]


@pytest.fixture(scope="module")
def raws() -> list[str]:
    rnd = random.Random(4)
    words = sorted(word for word in listed_words(4.3) if word.isascii() and len(word) > 3)
    labels = [" ".join(rnd.sample(words, rnd.choice((1, 2, 2, 3)))) for _ in range(400)]
    return sorted({*labels, *(misspelled(label, rnd) for label in labels for _ in range(4))})


@pytest.fixture(scope="module")
def tags(raws: list[str]) -> list[PreparedTag]:
    return [tag(raw) for raw in raws]


def test_the_nearest_are_found_without_reading_frequent_groups(tags: list[PreparedTag]) -> None:
    postings, ranks = Postings(one.profile for one in tags), np.arange(len(tags))
    missed = wanted = compared = 0
    for place in range(0, len(tags), 5):
        asked = postings.of(place)
        cosines = postings.cosines(asked)
        found = postings.nearest(asked, ranks, NARROW)
        near = set(np.argsort(-cosines, kind="stable")[:16].tolist()) & set(np.flatnonzero(cosines > 0.3).tolist())
        missed, wanted, compared = missed + len(near - set(found.tolist())), wanted + len(near), compared + len(found)
        assert postings.cosines_at(asked, found) == pytest.approx(cosines[found], abs=1e-6)
    assert wanted > 1_000
    assert missed <= wanted // 100
    assert compared < len(tags) // 5 * 2 * NARROW.compared


def test_of_many_equal_tags_the_first_by_rank_are_compared() -> None:
    tags = [tag(f"team {number:04}") for number in range(500)]
    postings = Postings(one.profile for one in tags)
    ranks = np.array(random.Random(5).sample(range(len(tags)), len(tags)))
    found = postings.nearest(postings.asked(tag("team").profile), ranks, NARROW)
    assert sorted(ranks[found].tolist()) == list(range(NARROW.compared))


def test_candidates_of_many_tags_do_not_depend_on_their_order_and_are_bounded() -> None:
    full = [f"{word} institute" for word in sorted(listed_words(4.3)) if word.isascii() and word[0] == "c"]
    tags = [tag(raw) for raw in (*full, "CI", "c.i.", "institutes")]
    mixed = random.Random(6).sample(tags, len(tags))
    found = [{some[one.place].raw for one in Index(some, reach=NARROW).candidates(tag("CI"))} for some in (tags, mixed)]
    assert len(full) > 2 * MOST_OF_KEY
    assert found[0] == found[1]
    assert {"CI", "c.i."} <= found[0]
    assert len(found[0]) <= 2 * MOST_OF_KEY


def test_an_index_with_later_tags_looks_among_both(tags: list[PreparedTag]) -> None:
    before, after = tags[::2], tags[1::2]
    both = before + after
    index = Index(before, reach=NARROW).after(after, [0, 1])
    whole = Index(before).after(after, [0, 1])
    for one in tags[:200:7]:
        near = [
            [(both[found.place].raw, found.letters) for found in some.candidates(one)[:5]] for some in (index, whole)
        ]
        assert near[0] == near[1]


def test_clusters_of_many_tags_are_those_of_comparing_all(raws: list[str]) -> None:
    whole = clusters(raws)
    narrow = clusters(raws, replace(shipped_scorer(), reach=NARROW))
    other = [(one.raw, one.label, two.label) for one, two in zip(whole, narrow, strict=True) if one.label != two.label]
    assert len({member.label for member in whole}) < 0.6 * len(raws)
    assert len(other) <= len(raws) // 100, other
