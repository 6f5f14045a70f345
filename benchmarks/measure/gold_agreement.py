"""How well a facet's decisions agree with a gold standard of two annotators, pair by pair.

    python benchmarks/measure/gold_agreement.py GOLD.csv [FACET]

GOLD has the columns raw, kind_a, concept_a, kind_b, concept_b (kind: term, multi or noise; concepts of a multi
are joined with |). A pair of tags counts where both annotators agree that it is one concept, or agree that it
is not; pairs on which they differ are left out. Tags that either calls multi or noise, and tags that the
taxonomy has not decided, are left out too.
"""

from __future__ import annotations

import csv
import itertools
import sys
from pathlib import Path

from tagfold.matching.decision import Outcome
from tagfold.matching.matcher import Matcher
from tagfold.taxonomy.files import read_taxonomy


def main(gold: Path, facet: str) -> None:
    """Print precision and recall over pairs, and the pairs that differ."""
    matcher = Matcher(read_taxonomy(Path("taxonomy")).vocabularies[facet])
    with gold.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind_a"] == row["kind_b"] == "term"]
    decided = {}
    for row in rows:
        decisions = matcher.decide(row["raw"])
        if len(decisions) == 1 and decisions[0].outcome in (Outcome.MAPPED, Outcome.AUTO):
            decided[row["raw"]] = (decisions[0].term_id, row["concept_a"], row["concept_b"])
    right = wrong = missed = 0
    for (one, (ours, a, b)), (other, (theirs, c, d)) in itertools.combinations(decided.items(), 2):
        if (a == c) != (b == d):
            continue
        if ours == theirs and a == c:
            right += 1
        elif ours == theirs:
            wrong += 1
            sys.stdout.write(f"merged, gold keeps apart: {one!r} {other!r}\n")
        elif a == c:
            missed += 1
            sys.stdout.write(f"apart, gold merges: {one!r} {other!r}\n")
    sys.stdout.write(
        f"{len(decided)} of {len(rows)} tags decided; pairs right {right}, wrong {wrong}, missed {missed}\n"
    )
    sys.stdout.write(f"precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "thematic_areas")
