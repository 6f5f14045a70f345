"""Refit the models in pipeline/tagfold/matching/data on labelled pairs (for developers; needs: pip install lightgbm).

Run: python -m benchmarks.measure.fit_model BENCHMARKS_FOLDER [--semantic] [--seed N] [--without SET…] [--out FILE]

Pairs come from the sets' concepts that are not held out (sets.py), and from the mappings in taxonomy/ as far as
they touch nothing held out; of both only from concepts no spelling of which is kept apart (kept_apart.py; gold/ and
corpus/ are next to that folder). The scores written with the weights are of concepts that the trees had not seen (five
folds); the thresholds are set by hand and kept. What is shipped has the seed 1, chosen before its figures were seen.

`--seed` and `--without` (sets, "taxonomy" for the shipped one) are for measuring: how much a mere refit moves, and how
good a model is that has seen nothing of a field.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kept_apart import KEPT_APART, keys_held_out, read_kept_apart, without_concepts_of
from benchmarks.sets import Labelled, read_set, read_taxonomy_pairs
from tagfold.matching.embedder import SemanticSimilarity
from tagfold.matching.features import FEATURES
from tagfold.matching.form import normal_form
from tagfold.semantic.installed import installed_meaning
from tagfold.settings import encoder_choice
from tagfold.training.gold import Labelled as Decided
from tagfold.training.pairs import FOLDS, SAME, candidate_pairs, fold_of
from tagfold.training.trees import Tree, boosted, model_text, trees_of

ROOT = Path(__file__).parents[2]
DATA = ROOT / "pipeline/tagfold/matching/data"

WORTH = {
    "undp_thematic_areas": 6.0, "taxonomy thematic_areas": 3.0, "taxonomy datasources": 2.0, "github_topics": 1.0,
    "uat_astronomy": 0.7, "owid_entities": 0.25, "refine_survey_answers": 1.0, "cessda_topics": 0.6, "tadirah": 0.6,
}  # fmt: skip
"""How much a set's pairs count: the thesauri's synonyms are often broader terms, and there are many of them."""

SLOPES = {
    False: {"letters_cosine": 0.5, "sense": 0.5, "contrast": -2.0},
    True: {"semantic_first": 2.0, "letters_cosine": 1.0, "contrast": -3.0},
}
"""What the line beside the trees adds to the log odds for each unit of a feature, without and with encoders, before
all is scaled to be a probability again. Trees alone leave the many unlikely candidates of a query in a heap; with
these slopes the right one is first more often on unseen concepts of most sets (one to three in a hundred). Opposites
are rare among the pairs and mostly of places (North and South), so trees alone would offer employment for
unemployment; of the opposites of unseen concepts from 0.12 on, this leaves half of them right, where it
was a fifth.
"""

ORDER = 0.5
"""How much the trees count that say which pair comes first. At 1 the right one is first no more often, and the
probabilities are worse.
"""

FACETS = ("datasources", "methods", "skills", "tools", "tactics", "principles", "thematic_areas")


@dataclass
class Pairs:
    """Rows for fitting: numbers, whether one concept, worth, and the fold (by concept); `asked` are the rows that a
    search for one spelling finds.
    """

    numbers: list[tuple[float, ...]]
    same: list[bool]
    worth: list[float]
    fold: list[int]
    guarded: list[bool]
    asked: list[list[int]]
    of_set: dict[str, int]


def main() -> None:
    """Fit, choose thresholds, write the file."""
    said = options()
    asked = encoder_choice(said.semantic, None, os.environ)
    encoders = installed_meaning(asked.cache, asked.threads) if said.semantic else None
    pairs = gathered(said.benchmarks, encoders, tuple(said.without))
    numbers, same = np.array(pairs.numbers), np.array(pairs.same)
    worth, fold = np.array(pairs.worth), np.array(pairs.fold)
    slopes = SLOPES[said.semantic]
    totals = sum((numbers[:, FEATURES.index(name)] * slope for name, slope in slopes.items()), np.zeros(len(same)))
    for number in range(FOLDS):
        likely, first = fitted(pairs, fold != number, said.seed)
        unseen = numbers[fold == number]
        totals[fold == number] += likely.predict(unseen, raw_score=True) + ORDER * first.predict(unseen, raw_score=True)
    scale, start = scaled(totals, same, worth)
    unseen = 1 / (1 + np.exp(-(scale * totals + start)))
    likely, first = fitted(pairs, fold >= 0, said.seed)
    gains = zip(FEATURES, likely.feature_importance("gain"), first.feature_importance("gain"), strict=True)
    for name, *gain in sorted(gains, key=lambda row: -row[1])[:40]:
        sys.stdout.write(f"{name} {gain[0]:.0f} {gain[1]:.0f}\n")
    free = ~np.array(pairs.guarded)
    scores = {
        "pairs": len(same),
        "of these in": pairs.of_set,
        "pairs of one concept": int(same.sum()),
        "log loss, unseen": round(float(log_loss(unseen, same, worth)), 4),
        "precision of unguarded pairs by least probability": {
            str(cut): round(float(np.average(same[chosen], weights=worth[chosen])), 4)
            for cut in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)
            if (chosen := free & (unseen >= cut)).any()
        },
        "share of all true pairs": {
            str(cut): round(float(worth[free & same & (unseen >= cut)].sum() / worth[same].sum()), 4)
            for cut in (0.5, 0.7, 0.9, 0.95)
        },
    }
    sys.stdout.write(json.dumps(scores, indent=1) + "\n")
    own = worth >= WORTH["taxonomy datasources"]
    for cut in np.arange(0.2, 0.99, 0.05):
        taken = own & (unseen >= cut)
        sys.stdout.write(
            f"{cut:.2f} precision {same[taken].mean():.3f} recall {same[taken].sum() / same[own].sum():.3f}; unguarded "
            f"{same[taken & free].mean():.4f} of {(taken & free).sum()}\n"
        )
    line = {"start": round(start, 5), "slopes": {name: round(scale * slope, 5) for name, slope in slopes.items()}}
    shipped = DATA / ("model-semantic.json" if said.semantic else "model.json")
    apart = sha256((said.benchmarks.parent / KEPT_APART).read_bytes()).hexdigest()
    head = {"without what is in": {KEPT_APART: apart}, "scores": scores}
    trees = trees_of(likely, scale) + trees_of(first, scale * ORDER)
    write(shipped, said.out or shipped, {**head, "line": line}, trees)


def options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("benchmarks", type=Path)
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=())
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def fitting_sets(benchmarks: Path) -> list[Labelled]:
    """What may be fitted: of the sets what is not held out, of the taxonomy what touches nothing held out, and of
    both what touches nothing kept apart.
    """
    kept = read_kept_apart(benchmarks.parent)
    folders = sorted(path for path in benchmarks.iterdir() if path.is_dir())
    sets = [read_set(path, latin_only=path.name in ("cessda_topics", "tadirah")) for path in folders]
    sets = [without_concepts_of(whole.half(held_out=False), kept.has) for whole in sets]
    held_out = keys_held_out(map(read_set, folders))
    for facet in FACETS:
        part = without_concepts_of(read_taxonomy_pairs(ROOT / "taxonomy" / facet), kept.has)
        sets.append(without_concepts_of(part, lambda text: normal_form(text).key in held_out))
    return sets


def gathered(benchmarks: Path, encoders: SemanticSimilarity | None, without: tuple[str, ...]) -> Pairs:
    """Candidate pairs within each set, labelled by concept; not of the sets whose names begin like one of `without`."""
    pairs = Pairs([], [], [], [], [], [], {})
    for labelled in (one for one in fitting_sets(benchmarks) if not one.name.startswith(without)):
        before = len(pairs.same)
        add(pairs, labelled, encoders)
        pairs.of_set[labelled.name] = len(pairs.same) - before
        sys.stdout.write(
            f"{labelled.name}: {len(pairs.same) - before} pairs, {sum(pairs.same[before:])} of one concept\n"
        )
    return pairs


def add(pairs: Pairs, labelled: Labelled, encoders: SemanticSimilarity | None) -> None:
    """The pairs of a set: each unordered candidate pair once. Two concepts with a spelling in common are left out."""
    before = len(pairs.same)
    rows = (*labelled.rows, *((concept, concept) for _, concept in labelled.rows))
    found = candidate_pairs(Decided(labelled.name, True, rows), encoders)
    pairs.numbers += map(tuple, found.numbers.tolist())
    pairs.same += (found.said == SAME).tolist()
    pairs.fold += [fold_of(min(found.concepts[one], found.concepts[other])) for one, other in found.places.tolist()]
    pairs.guarded += found.guarded.tolist()
    pairs.worth += [WORTH.get(labelled.name, 1.0)] * len(found.said)
    pairs.asked += [[before + row for row in rows] for rows in found.near]


def fitted(pairs: Pairs, learn: Any, seed: int) -> tuple[Any, Any]:
    """Trees that say how likely a pair is one concept, and trees that say which of a query's pairs comes first, of the
    rows in `learn`. Together they have the right one first more often than the first kind alone, half to one time in a
    hundred on fields that no tree has seen.
    """
    numbers, same, worth = np.array(pairs.numbers), np.array(pairs.same), np.array(pairs.worth)
    settings: dict[str, Any] = {"learning_rate": 0.1, "num_leaves": 16, "max_depth": 6, "seed": seed}
    likely = boosted(numbers[learn], same[learn], 150, sample_weight=worth[learn], min_data_in_leaf=60, **settings)
    kept = [[row for row in rows if learn[row]] for rows in pairs.asked]
    kept = [rows for rows in kept if same[rows].any()]
    of_all, counts = np.concatenate(kept), [*map(len, kept)]
    settings |= {"min_data_in_leaf": 30, "lambdarank_truncation_level": 8}
    return likely, boosted(numbers[of_all], same[of_all].astype(int), 100, asked=counts, **settings)


def scaled(totals: Any, same: Any, worth: Any) -> tuple[float, float]:
    """The scale and the start that make log odds of what they are worth on unseen concepts (Platt, 1999)."""
    rows, at = np.column_stack([totals, np.ones(len(totals))]), np.array([1.0, 0.0])
    for _ in range(20):  # Newton's steps; six are enough
        p = 1 / (1 + np.exp(-rows @ at))
        curve = (rows * (worth * p * (1 - p))[:, None]).T @ rows
        at += np.linalg.solve(curve, rows.T @ (worth * (same - p)))
    scale, start = at
    return float(scale), float(start)


def log_loss(probability: Any, same: Any, worth: Any) -> Any:
    p = np.clip(probability, 1e-6, 1 - 1e-6)
    return -np.average(np.where(same, np.log(p), np.log(1 - p)), weights=worth)


def write(shipped: Path, path: Path, fitted_head: dict[str, Any], trees: Sequence[Tree]) -> None:
    """The model as readable JSON, one tree per line, with the thresholds of the `shipped` one."""
    thresholds = json.loads(shipped.read_text(encoding="utf-8"))["thresholds"]
    refit = "python -m benchmarks.measure.fit_model BENCHMARKS_FOLDER" + " --semantic" * ("semantic" in shipped.name)
    path.write_text(model_text({"refit": refit, "thresholds": thresholds, **fitted_head}, trees), encoding="utf-8")


if __name__ == "__main__":
    main()
