"""Fit the trees that weigh headings, and how often they find the heading of a term that is new to them.

Run: python -m benchmarks.measure.heading_quality TAXONOMY SHARED_FOLDER [--semantic] [--out FILE]
(for developers; needs: pip install lightgbm)

Each term is left out of the taxonomy with all its spellings, is nobody's heading any more, and is asked by its label.
A Markdown table: terms asked, the right heading first, among five, by trees that were fitted to four fifths of the
terms and asked for the others. Terms with a spelling that is kept apart (kept_apart.py) are asked, and never fitted.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kept_apart import read_kept_apart
from tagfold.matching.forest import forest_of
from tagfold.matching.form import form_key
from tagfold.matching.heading_evidence import HEADING_FEATURES
from tagfold.matching.placing import Headings
from tagfold.semantic.selection import choose
from tagfold.settings import encoder_choice
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.lookup import TaxonomyLookup
from tagfold.training.pairs import FOLDS, fold_of
from tagfold.training.trees import boosted, model_text, trees_of

FACETS = ("thematic_areas", "datasources", "methods")

ROUNDS = 300
SETTINGS: dict[str, Any] = {"learning_rate": 0.06, "num_leaves": 15, "min_data_in_leaf": 40, "lambda_l2": 1.0}
FALLING, FREE = {"rank"}, {"narrower", "top", "words", "last_word_share"}
DIRECTIONS = [-1 if name in FALLING else 0 if name in FREE else 1 for name in HEADING_FEATURES]
"""What speaks against a heading, and what for neither side; all else speaks for it when it grows."""

NO_TREES = forest_of([{"feature": [], "threshold": [], "left": [], "right": [], "values": [0]}], len(HEADING_FEATURES))
"""For Headings that are only asked for their numbers."""

KEPT = -1
"""The fold of the terms that are never fitted."""


@dataclass
class Asked:
    """A term that was left out: its facet, its fold, and for each candidate the numbers and whether it is right."""

    facet: str
    fold: int
    numbers: Any
    right: Any


def main() -> None:
    """A row for each facet, and one for all; the trees in a file, if one is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("taxonomy", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    said = parser.parse_args()
    asked = gathered(said.taxonomy, said.shared, said.semantic)
    ranks = np.full(len(asked), 99)
    for fold in (KEPT, *range(FOLDS)):
        booster = fitted([one for one in asked if one.fold not in (fold, KEPT)], said.seed)
        for at, one in enumerate(asked):
            if one.fold == fold and one.right.any():
                totals = booster.predict(one.numbers, raw_score=True)
                ranks[at] = (totals > totals[one.right][0]).sum()
    sys.stdout.write("| facet | terms | first | among five |\n|---|---|---|---|\n")
    for facet in FACETS:
        sys.stdout.write(row(facet, ranks[[one.facet == facet for one in asked]]))
    sys.stdout.write(row("all", ranks) + row("kept apart", ranks[[one.fold == KEPT for one in asked]]))
    votes = np.array([one.numbers[one.right][0][1] if one.right.any() else 99 for one in asked])
    sys.stdout.write(row("all, by the vote alone", votes))
    if said.out:
        refit = "python -m benchmarks.measure.heading_quality TAXONOMY SHARED_FOLDER" + " --semantic" * said.semantic
        trees = trees_of(fitted([one for one in asked if one.fold != KEPT], said.seed))
        said.out.write_text(model_text({"refit": f"{refit} --out FILE"}, trees, HEADING_FEATURES), encoding="utf-8")


def gathered(folder: Path, shared: Path, semantic: bool) -> list[Asked]:
    """Every term with a heading, left out in turn."""
    scorer = choose(encoder_choice(semantic, None, os.environ), folder).scorer
    kept, found = read_kept_apart(shared), []
    for facet in FACETS:
        vocabulary = read_taxonomy(folder).vocabularies[facet]
        spellings = list(TaxonomyLookup(vocabulary, form_key).known_pairs())
        apart = {term_id for spelling, term_id in spellings if kept.has(spelling)}
        headings = Headings(vocabulary, spellings, scorer, forest=NO_TREES)
        for term in headings.terms:
            if term.broader_id:
                votes, numbers = headings.candidates(term.label, term.term_id)
                right = np.array([headings.terms[at].term_id == term.broader_id for at in votes])
                fold = KEPT if term.term_id in apart else fold_of(term.term_id)
                found.append(Asked(facet, fold, numbers, right))
    return found


def fitted(asked: list[Asked], seed: int) -> Any:
    numbers, right = (np.concatenate([getattr(one, name) for one in asked]) for name in ("numbers", "right"))
    return boosted(numbers, right, ROUNDS, monotone_constraints=DIRECTIONS, seed=seed, **SETTINGS)


def row(name: str, ranks: Any) -> str:
    first, five = ((ranks < most).mean() if len(ranks) else 0 for most in (1, 5))
    return f"| {name} | {len(ranks):,} | {first:.3f} | {five:.3f} |\n"


if __name__ == "__main__":
    main()
