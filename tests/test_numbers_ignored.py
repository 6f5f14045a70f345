"""Tags that differ in a number alone: two, one if somebody says so, or one if known pairs do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tagfold
from tagfold.matching.clusters import clusters
from tagfold.matching.form import form_key, without_numbers
from tagfold.matching.known_numbers import numbers_learnt
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import shipped_scorer
from tagfold.tables.term_lists import FACET
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Term, Vocabulary
from tests.test_tables import call, rows, write

YEARS = "".join(f"fair-{year},fair\n" for year in range(2010, 2020)) + "market 2,market\n"


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("php5", "php"),
        ("php-5.3", "php"),
        ("php53-fpm", "php-fpm"),
        ("advent-of-code-2018", "advent-of-code"),
        ("python 3.x", "python"),
        ("angular v2", "angular"),
        ("covid-19", "covid"),
        ("SDG 13", "SDG"),
        ("k8s", "k8s"),
        ("3d printing", "3d printing"),
        ("2018", "2018"),
        ("1.5 2", "1.5 2"),
    ],
)
def test_a_number_is_left_out_unless_it_belongs_to_the_word(raw: str, rest: str) -> None:
    assert without_numbers(raw) == rest


def test_clusters_are_apart_by_number_unless_numbers_are_ignored() -> None:
    raws = ["php5", "php7", "php 7.4", "ruby2", "phase 1", "phase 2"]
    ignoring = replace(shipped_scorer(), ignore_numbers=True)
    assert len({member.label for member in clusters(raws)}) == 6
    found = {member.raw: member.label for member in clusters(raws, ignoring)}
    assert found["php5"] == found["php7"] == found["php 7.4"] != found["ruby2"]
    assert found["phase 1"] == found["phase 2"]
    assert set(found.values()) <= set(raws)


def test_match_and_cluster_ignore_numbers_if_told(tmp_path: Path) -> None:
    source, terms = write(tmp_path / "in.csv", "tag\nphp5\nphp7\n"), write(tmp_path / "terms.csv", "label\nphp\nruby\n")
    out = tmp_path / "out.csv"
    call("match", source, "--terms", terms, "--out", out)
    assert {row["outcome"] for row in rows(out)} <= {"review", "new"}
    call("match", source, "--terms", terms, "--out", out, "--ignore-numbers")
    assert [(row["outcome"], row["label"], row["reason"]) for row in rows(out)] == [
        ("auto", "php", "is spelled like 'php', numbers aside"),
        ("auto", "php", "is spelled like 'php', numbers aside"),
    ]
    call("cluster", source, "--out", out, "--ignore-numbers")
    assert len({row["label"] for row in rows(out)}) == 1


def test_two_terms_that_differ_in_a_number_leave_the_choice_to_a_person() -> None:
    found = tagfold.match(["php6"], ["php5", "php7"], ignore_numbers=True)
    assert found["outcome"].tolist() == ["review"]


def test_known_pairs_say_that_numbers_say_nothing(tmp_path: Path) -> None:
    source, terms = (
        write(tmp_path / "in.csv", "tag\nfair-2031\n"),
        write(tmp_path / "terms.csv", "label\nfair\nmarket\n"),
    )
    known, out = write(tmp_path / "known.csv", f"variant,term\n{YEARS}"), tmp_path / "out.csv"
    _, said, _ = call("match", source, "--terms", terms, "--learn", known, "--out", out)
    assert said.endswith(
        "numbers are ignored: 56 of 56 known pairs that differ in one alone mean one term (--keep-numbers otherwise)\n"
    )
    assert [(row["outcome"], row["label"]) for row in rows(out)] == [("auto", "fair")]
    _, said, _ = call("match", source, "--terms", terms, "--learn", known, "--out", out, "--keep-numbers")
    assert "numbers are ignored" not in said
    assert rows(out)[0]["outcome"] != "auto"


def test_python_learns_about_numbers_too() -> None:
    known = {f"fair-{year}": "fair" for year in range(2010, 2020)} | {"market 2": "market"}
    asked = ["fair-2031"], ["fair", "market"], known
    assert tagfold.match(*asked, learn=True)["outcome"].tolist() == ["auto"]
    assert tagfold.match(*asked, learn=True, ignore_numbers=False)["outcome"].tolist() != ["auto"]


def test_python_clusters_by_known_pairs_as_the_command_does() -> None:
    known = {f"fair-{year}": "fair" for year in range(2010, 2020)} | {"market 2": "market"}
    tags = ["fair-2031", "market 7", "polls", "poll"]
    labels = tagfold.cluster(tags, known, learn=True)["label"].tolist()
    assert labels == ["fair", "market", labels[2], labels[2]]
    assert labels[2] in {"polls", "poll"}
    assert tagfold.cluster(tags, known, learn=True, ignore_numbers=False)["label"].tolist()[:2] == tags[:2]
    assert tagfold.cluster(["fair-2015", "fair-2031"], known)["label"].tolist() == ["fair", "fair-2031"]


def row(variant: str, term_id: str, judgement: Judgement = Judgement.ACCEPT) -> Mapping:
    return Mapping(variant, 1, term_id, judgement, Basis.OTHER, None, "Ada", "2026-11-29")


PHASES = tuple(Term(f"phase {n}", f"phase {n}") for n in range(1, 10))
VERSIONS = tuple(row(f"{term} {n}", term) for term in ("php", "python") for n in range(5, 8))
REJECTED = (row("angular2", "angular", Judgement.REJECT),)


def languages(facet: Facet = FACET, *more: Mapping, terms: tuple[Term, ...] = ()) -> Vocabulary:
    """Two languages, each with three versions that are one with it: six known pairs each."""
    listed = (Term("php", "php"), Term("python", "python"), Term("angular", "angular"), *terms)
    return Vocabulary(facet, listed, (*VERSIONS, *more))


@pytest.mark.parametrize(
    ("vocabulary", "one", "pairs", "said"),
    [
        (languages(), 12, 12, True),
        (languages(FACET, *REJECTED), 12, 13, False),
        (languages(terms=PHASES), 12, 48, False),
        (Vocabulary(FACET, (Term("php", "php"),), tuple(row(f"php {n}", "php") for n in range(10))), 55, 55, False),
        (Vocabulary(FACET, (Term("php", "php"), Term("c", "c")), (*VERSIONS[:2], row("c 1", "c"))), 4, 4, False),
    ],
    ids=["two families", "one rejected", "phases are apart", "one family", "too few"],
)
def test_what_known_pairs_say_of_numbers(vocabulary: Vocabulary, one: int, pairs: int, said: bool) -> None:
    found = numbers_learnt(TaxonomyLookup(vocabulary, form_key))
    assert (found.one, found.pairs, found.say_nothing) == (one, pairs, said)


def test_a_curated_facet_learns_that_numbers_say_nothing() -> None:
    decision, *_ = Matcher(languages()).decide("angular2")
    assert (decision.outcome, decision.term_id) == ("auto", "angular")
    assert decision.reason == (
        "is spelled like 'angular', numbers aside; numbers say nothing in this facet: "
        "12 of 12 known pairs that differ in a number alone are one term"
    )
    assert "numbers" not in Matcher(languages()).decide("php 5")[0].reason  # a person said so


def test_a_closed_facet_never_does() -> None:
    closed = Facet("frameworks", "frameworks", Kind.CLOSED, "")
    assert Matcher(languages(closed)).decide("angular2")[0].outcome != "auto"


def test_a_family_that_is_apart_keeps_its_numbers() -> None:
    many = tuple(row(f"ruby {n}", "ruby") for n in range(8))
    apart = row("survey 2019", "survey-2020", Judgement.REJECT)
    matcher = Matcher(languages(FACET, *many, apart, terms=(Term("ruby", "ruby"), Term("survey-2020", "survey 2020"))))
    assert matcher.numbers is not None
    assert matcher.decide("angular2")[0].outcome == "auto"
    assert {matcher.decide(raw)[0].outcome for raw in ("survey 2019", "survey 2021")} <= {"review", "new"}


def test_a_matcher_changes_its_mind_with_the_vocabulary() -> None:
    before = Matcher(languages(FACET, *REJECTED))
    assert before.decide("php 9")[0].outcome != "auto"
    learnt = before.after(languages())
    assert learnt.decide("php 9") == Matcher(languages()).decide("php 9")
    assert learnt.after(languages(FACET, *REJECTED)).decide("php 9") == before.decide("php 9")
