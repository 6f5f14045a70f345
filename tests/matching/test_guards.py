"""Pairs that are one to the eye and two to the mind are never decided without a person."""

from __future__ import annotations

import csv
from pathlib import Path

from tagfold.matching.clusters import clusters
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.model import Facet, Kind, Term, Vocabulary

with (Path(__file__).parent / "contrast_pairs.csv").open(encoding="utf-8", newline="") as lines:
    PAIRS = [(row["one"], row["other"]) for row in csv.DictReader(lines)]


def test_contrasts_are_never_decided_alone() -> None:
    decided = []
    for one, other in (*PAIRS, *((b, a) for a, b in PAIRS)):
        matcher = Matcher(Vocabulary(Facet("data", "data", Kind.CURATED, ""), (Term("d-1", one),)))
        (decision,) = matcher.decide(other)
        if decision.outcome in ("auto", "mapped"):
            decided.append((other, one))
    assert decided == []
    assert len(PAIRS) >= 200


def test_opposites_numbers_and_negations_never_share_a_cluster() -> None:
    for one, other in (
        ("qualitative data", "quantitative data"),
        ("pre-test", "post-test"),
        ("import duties", "export duties"),
        ("SDG 1", "SDG 11"),
        ("survey 2019", "survey 2020"),
        ("formal education", "non-formal education"),
    ):
        labels = {member.label for member in clusters([one, other])}
        assert labels == {one, other}
