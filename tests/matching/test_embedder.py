"""Meaning beyond single words, heard from the real encoders and from one that fits on a page."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from tagfold.matching.clusters import clusters
from tagfold.matching.embedder import (
    LONGEST_TEXT,
    Embedder,
    SemanticSimilarity,
    Vectors,
    as_read,
    measured_scale,
    packaged_scales,
)
from tagfold.matching.linker import Linker
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer, scorer_of
from tagfold.matching.weights import shipped_weights
from tagfold.matching.word_frequencies import glossary_groups
from tagfold.semantic.cache import Stored
from tagfold.semantic.installed import E5, UniversalSentenceEncoder, installed_meaning
from tagfold.taxonomy.model import Term
from tests.matching.vocabularies import said, vocabulary


@pytest.fixture(scope="module")
def meaning() -> SemanticSimilarity:
    return installed_meaning(None)


@pytest.fixture(scope="module")
def scorer(meaning: SemanticSimilarity) -> Scorer:
    return scorer_of(shipped_weights(semantic=True), meaning)


class Letters:
    """Counts of letters: an encoder small enough to follow by hand."""

    name = "letters 1"

    def vectors(self, texts: Sequence[str]) -> Vectors:
        return np.array([[text.count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz "] for text in texts])


def likeness(meaning: SemanticSimilarity, one: str, other: str) -> float:
    rows = meaning.vectors([one, other])
    return float(meaning.likeness(rows[:1], rows[1])[0, 0])


def test_one_meaning_in_two_languages_is_near_one_and_strangers_are_near_nought(meaning: SemanticSimilarity) -> None:
    assert likeness(meaning, "inteligencia colectiva", "collective intelligence") > 0.8
    assert abs(likeness(meaning, "inteligencia colectiva", "fishing nets")) < 0.35


def test_opposites_are_near_in_meaning_so_that_it_may_not_decide(meaning: SemanticSimilarity, scorer: Scorer) -> None:
    assert likeness(meaning, "qualitative interviews", "quantitative interviews") > 0.5
    linker = Linker([("quantitative interviews", 1)], scorer)
    (found,) = linker.proposals("qualitative interviews")
    assert found.guard == "qualitative/quantitative may make two concepts"
    assert not linker.stands_alone([found])
    labels = {member.label for member in clusters(["qualitative interviews", "quantitative interviews"], scorer)}
    assert len(labels) == 2


def test_no_contrast_is_bridged_where_all_are_clustered_at_once(scorer: Scorer) -> None:
    with (Path(__file__).parent / "contrast_pairs.csv").open(encoding="utf-8", newline="") as lines:
        pairs = [(row["one"], row["other"]) for row in csv.DictReader(lines)]
    label = {member.raw: member.label for member in clusters(sorted({tag for pair in pairs for tag in pair}), scorer)}
    assert [(one, other) for one, other in pairs if label[one] == label[other]] == []


@pytest.mark.parametrize(
    ("tag", "label"),
    [
        ("inteligencia colectiva", "collective intelligence"),
        ("gestión de residuos sólidos", "solid waste management"),
        ("autonomisation des femmes", "women's empowerment"),
        ("agricultura familiar", "family farming"),
        ("deep interviews", "in-depth interviews"),
    ],
)
def test_a_translation_is_the_first_guess(scorer: Scorer, tag: str, label: str) -> None:
    labels = [
        "collective intelligence", "collective action", "artificial intelligence", "solid waste management",
        "waste collection", "women's empowerment", "youth empowerment", "family farming", "urban farming",
        "in-depth interviews", "focus groups", "key informant interviews",
    ]  # fmt: skip
    linker = Linker([(term, term) for term in labels], scorer)
    assert linker.proposals(tag)[0].key == label


def test_the_scale_is_the_same_whatever_the_encoder() -> None:
    small = SemanticSimilarity([Letters()])
    assert small.name == "letters 1"
    assert likeness(small, "water", "retaw") > 1
    both = SemanticSimilarity([Letters(), Letters()])
    assert likeness(both, "water", "energy") == pytest.approx(likeness(small, "water", "energy"), abs=1e-3)


@pytest.mark.parametrize("make", [E5, UniversalSentenceEncoder])
def test_the_scale_of_an_installed_encoder_is_packaged(make: Callable[[], Embedder]) -> None:
    """Under this version, so that no run encodes the glossary first; benchmarks/measure/make_scales.py makes it."""
    assert make().name in packaged_scales()


@pytest.mark.skipif(not os.environ.get("CI"), reason="encoding the glossary takes half a minute; it is done in CI")
@pytest.mark.parametrize("make", [E5, UniversalSentenceEncoder])
def test_the_packaged_scale_is_the_measured_one(make: Callable[[], Embedder]) -> None:
    encoder = Stored(make(), None)
    packaged, measured = packaged_scales()[encoder.name], measured_scale(encoder, every_language=True)
    np.testing.assert_allclose(packaged.centre, measured.centre, atol=1e-4)  # another processor adds in another order
    assert (packaged.same, packaged.unlike) == pytest.approx((measured.same, measured.unlike), abs=1e-4)


def test_the_first_encoder_is_heard_alone_as_well() -> None:
    class Places(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            return np.array([[text.find(letter) + 0.01 for letter in "aeiou"] for text in texts])

    rows = SemanticSimilarity([Letters(), Places()]).vectors(["water", "retaw", "energy"])
    together, alone = SemanticSimilarity([Letters(), Places()]).likeness(rows, rows[0]).T
    small = SemanticSimilarity([Letters()]).vectors(["water", "retaw", "energy"])
    assert alone == pytest.approx(SemanticSimilarity([Letters()]).likeness(small, small[0])[:, 0], abs=1e-3)
    other = SemanticSimilarity([Places()]).vectors(["water", "retaw", "energy"])
    assert together == pytest.approx(
        (alone + SemanticSimilarity([Places()]).likeness(other, other[0])[:, 0]) / 2, abs=1e-3
    )


class SomeGroups:
    """Hears a share of the glossary's groups, each as one meaning; all else is noise to it."""

    name = "groups 1"

    def __init__(self, known: float) -> None:
        self._known = known

    def vectors(self, texts: Sequence[str]) -> Vectors:
        rows = []
        for text in texts:
            place = next((i for i, group in enumerate(glossary_groups()) if text in group), -1)
            known = place >= 0 and place < self._known * len(glossary_groups())
            seed = place if known else int.from_bytes(text.encode()[:8], "little")
            own = np.random.default_rng(int.from_bytes(text.encode()[-8:], "little")).normal(size=64)
            rows.append(np.random.default_rng(seed).normal(size=64) + 0.5 * own)
        return np.array(rows, np.float32)


def test_an_encoder_of_some_languages_is_scaled_by_the_words_it_knows() -> None:
    every, some = SemanticSimilarity([SomeGroups(1.0)]), SemanticSimilarity([SomeGroups(0.3)], every_language=False)
    assert likeness(every, "water", "agua") == pytest.approx(1, abs=0.15)
    assert likeness(some, "water", "agua") == pytest.approx(1, abs=0.15)
    assert (
        likeness(SemanticSimilarity([SomeGroups(0.3)]), "water", "agua") > 5
    )  # by all pairs, most of which it does not know


def test_an_encoder_that_knows_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match=r"it puts only \d+ of \d+ nearer than chance would"):
        SemanticSimilarity([SomeGroups(0.0)], every_language=False).prepare()


def test_a_text_without_a_vector_is_like_no_other() -> None:
    class Deaf(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            rows = super().vectors(texts)
            rows[[not text.isascii() for text in texts]] = 0
            return rows

    meaning = SemanticSimilarity([Deaf()])
    assert likeness(meaning, "水资源", "管理") == 0
    assert likeness(meaning, "水资源", "water") == 0
    assert likeness(meaning, "water", "water") > 0.8


def test_the_order_and_the_company_of_tags_do_not_matter(meaning: SemanticSimilarity) -> None:
    one, other = meaning.vectors(["solar energy", "biogas"]), meaning.vectors(["biogas", "drones", "solar energy"])
    np.testing.assert_allclose(one[0], other[2], atol=2e-3)
    np.testing.assert_allclose(one[1], other[0], atol=2e-3)


def test_a_tag_is_read_without_its_capitals_and_marks() -> None:
    assert as_read("Economía_Circular ") == "economía circular"
    assert as_read("---") == as_read("") == "-"
    assert len(as_read("word " * 500)) <= LONGEST_TEXT


def test_an_encoder_places_a_tag_that_letters_and_words_do_not_and_reads_only_what_nobody_decided() -> None:
    read: list[str] = []

    class Zoo(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            read.extend(texts)
            return super().vectors(["goats" if text == "zzyzx" else text for text in texts])

    terms = [Term("m-9", "goats", "m-1"), Term("m-8", "lorries", "m-2")]
    known = vocabulary("herds", "traffic", terms=terms, mappings=[said("cattle", "m-1")])
    meaning = SemanticSimilarity([Zoo()])
    matcher = Matcher(known, scorer_of(shipped_weights(semantic=True), meaning))
    assert matcher.encodes
    meaning.prepare()
    read.clear()
    matcher.prepare(["cattle", "zzyzx", "goats", "quux", "quux"])
    assert read == ["quux", "zzyzx"]
    first = matcher.place("zzyzx")[0]
    assert (first.label, first.because[0]) == ("herds", "goats")
    assert Matcher(known).place("zzyzx") == []
