"""Tags that differ in a number alone: two, one if somebody says so, or one if known pairs do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tagfold
from tagfold.matching.clusters import clusters
from tagfold.matching.form import without_numbers
from tagfold.matching.scorer import shipped_scorer
from tagfold.tables.term_lists import FACET
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term, Vocabulary
from tagfold.training.known_pairs import numbers_learnt
from tests.test_tables import call, rows, write

YEARS = "".join(f"fair-{year},fair\n" for year in range(2010, 2020))


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
        "numbers are ignored: 55 of 55 known pairs that differ in one alone mean one term (--keep-numbers otherwise)\n"
    )
    assert [(row["outcome"], row["label"]) for row in rows(out)] == [("auto", "fair")]
    _, said, _ = call("match", source, "--terms", terms, "--learn", known, "--out", out, "--keep-numbers")
    assert "numbers are ignored" not in said
    assert rows(out)[0]["outcome"] != "auto"


def test_python_learns_about_numbers_too() -> None:
    known = {f"fair-{year}": "fair" for year in range(2010, 2020)}
    asked = ["fair-2031"], ["fair", "market"], known
    assert tagfold.match(*asked, learn=True)["outcome"].tolist() == ["auto"]
    assert tagfold.match(*asked, learn=True, ignore_numbers=False)["outcome"].tolist() != ["auto"]


@pytest.mark.parametrize(("terms", "said"), [(1, True), (2, False)])
def test_few_exceptions_are_enough_to_keep_numbers(terms: int, said: bool) -> None:
    """Ten years of one fair; then as many phases that are terms of their own."""
    years = [Mapping(f"fair {year}", 1, "fair", Judgement.ACCEPT, Basis.OTHER, None, "Ada", "") for year in range(10)]
    phases = tuple(Term(f"phase {n}", f"phase {n}") for n in range(1, 10)) if terms > 1 else ()
    vocabulary = Vocabulary(FACET, (Term("fair", "fair"), *phases), tuple(years))
    assert numbers_learnt(vocabulary).say_nothing is said
