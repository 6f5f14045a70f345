"""What `match --learn` and `cluster --learn` bring on concepts that the known pairs do not touch.

Run: python -m benchmarks.measure.known_gain BENCHMARKS_FOLDER SET… [--semantic]

Of each set's held-out concepts (sets.py) one half is known; the other half is asked, as `make bench` asks, against the
labels of both. A Markdown table, before -> after.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure.learning_gain import half
from benchmarks.metrics import pairwise
from benchmarks.sets import Labelled, read_set
from benchmarks.tasks import task
from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.semantic.selection import choose
from tagfold.settings import encoder_choice
from tagfold.tables.term_lists import FACET
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term, Vocabulary
from tagfold.training.known_pairs import clusters_learnt, matches_learnt


def main() -> None:
    """A row for each set."""
    scorer = choose(encoder_choice("--semantic" in sys.argv, None, os.environ)).scorer
    folder, *names = (word for word in sys.argv[1:] if not word.startswith("--"))
    sys.stdout.write(
        "| set | pairs | match from | right of those decided | cluster from | P / R / F1 |\n|---|---|---|---|---|---|\n"
    )
    for name in names:
        row = cells(read_set(Path(folder) / name).half(held_out=True), scorer)
        sys.stdout.write(f"| {name} | {' | '.join(row)} |\n")


def cells(held_out: Labelled, scorer: Scorer) -> Iterator[str]:
    """The figures of one set."""
    known, unseen = half(held_out, 0), half(held_out, 1)
    asked = task(held_out)
    vocabulary = Vocabulary(
        FACET, tuple(Term(label, label) for label in asked.listed), tuple(mappings(known, asked.listed))
    )
    matches = matches_learnt(vocabulary, scorer)
    links = clusters_learnt(vocabulary, scorer)
    queries = [(raw, right) for raw, right in task(unseen).queries]
    yield f"{len(vocabulary.mappings):,}"
    yield f"{matches.before:g} -> {matches.score:g}"
    yield " -> ".join(decided(Matcher(vocabulary, one), queries) for one in (scorer, matches.scorer))
    yield f"{links.before:g} -> {links.score:g}"
    yield " -> ".join(clustered(unseen, one) for one in (scorer, links.scorer))


def mappings(known: Labelled, listed: tuple[str, ...]) -> Iterator[Mapping]:
    """The known spellings of the terms that are listed, each form once."""
    found = {normal_form(raw).key: (raw, concept) for raw, concept in known.rows if concept in listed}
    for raw, concept in found.values():
        if normal_form(raw).key != normal_form(concept).key:
            yield Mapping(raw, 1, concept, Judgement.ACCEPT, Basis.OTHER, None, "the set", "")


def decided(matcher: Matcher, queries: list[tuple[str, str | None]]) -> str:
    """How many are decided without a person, by likeness, and how many of these rightly."""
    matcher.prepare([raw for raw, _ in queries])
    found = list(matcher.decide_each([raw for raw, _ in queries]))
    auto = [
        decision.term_id == right
        for (decision, *_), (_, right) in zip(found, queries, strict=True)
        if decision.outcome is Outcome.AUTO
    ]
    return f"{sum(auto)} of {len(auto)}"


def clustered(unseen: Labelled, scorer: Scorer) -> str:
    members = clusters([raw for raw, _ in unseen.rows], scorer)
    found = pairwise([member.label for member in members], [concept for _, concept in unseen.rows])
    return f"{found.precision:.2f} / {found.recall:.2f} / {found.f1:.3f}"


if __name__ == "__main__":
    main()
