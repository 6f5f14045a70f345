"""What `tagfold taxonomy learn` brings on concepts that neither the shipped weights nor the refit have seen.

Run: python -m benchmarks.measure.learning_gain BENCHMARKS_FOLDER SET… [--semantic]

Of each set's held-out concepts (sets.py) one half becomes a taxonomy of terms and accepts to learn from; the other half
is asked, as `make bench` asks: one label a concept is listed, the other spellings are the queries, and for one concept
in five the label is missing from the list. A Markdown table, before -> after.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.metrics import Answer, among, linking, share_at
from benchmarks.peers.tagfold import answered, matching
from benchmarks.sets import Labelled, read_set
from benchmarks.tasks import task
from tagfold.cli.render_learning import outcome_of_weights
from tagfold.matching.form import normal_form
from tagfold.matching.scorer import Scorer, scorer_of
from tagfold.matching.weights import Weights
from tagfold.semantic.selection import choose
from tagfold.settings import encoder_choice
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Taxonomy, Term, Vocabulary
from tagfold.training.learn import Asked, learn
from tagfold.training.model_file import learnt_text

FACET = Facet("tags", "Tags", Kind.CURATED, "What the set is about; the facet that the bench asks.")

FIGURES = (("first guess", 1), ("among five", 5))


def main() -> None:
    """A row for each figure of each set."""
    semantic = "--semantic" in sys.argv
    folder, *names = (word for word in sys.argv[1:] if not word.startswith("--"))
    sys.stdout.write("| set | pairs learnt from | verdict | | before | after |\n|---|---|---|---|---|---|\n")
    for name in names:
        for row in rows(read_set(Path(folder) / name).half(held_out=True), semantic=semantic):
            sys.stdout.write(f"| {' | '.join(row)} |\n")


def rows(held_out: Labelled, *, semantic: bool) -> Iterator[tuple[str, ...]]:
    """The figures of one set."""
    chosen = choose(encoder_choice(semantic, None, os.environ))
    learned = learn(decided(half(held_out, 0)), chosen.scorer, Asked(0.99, {}))
    text = learnt_text(learned, chosen.weights, anyway=True) or ""
    after = scorer_of(Weights(text), chosen.scorer.meaning)
    unseen = half(held_out, 1)
    before_rows, after_rows = figures(unseen, chosen.scorer), figures(unseen, after)
    same, apart = learned.fitted_on()
    head = (held_out.name, f"{same:,} of one term, {apart:,} of two", outcome_of_weights(learned))
    for (what, old), (_, new) in zip(before_rows, after_rows, strict=True):
        yield (*head, what, old, new)
        head = ("", "", "")


def half(labelled: Labelled, which: int) -> Labelled:
    """The concepts whose name says so."""
    parts = ((row, hashlib.sha256(f"learn/{row[1]}".encode()).digest()[0] % 2) for row in labelled.rows)
    return Labelled(labelled.name, tuple(row for row, part in parts if part == which))


def decided(labelled: Labelled) -> Taxonomy:
    """A set as a taxonomy: the concept is the label, the other spellings are accepted."""
    concepts = {concept: f"t-{number}" for number, concept in enumerate(sorted({row[1] for row in labelled.rows}))}
    accepted = tuple(
        Mapping(raw, 1, concepts[concept], Judgement.ACCEPT, Basis.OTHER, 1.0, "the set", "")
        for raw, concept in sorted(set(labelled.rows))
        if normal_form(raw).key != normal_form(concept).key
    )
    terms = tuple(Term(term_id, concept) for concept, term_id in concepts.items())
    return Taxonomy({FACET.name: Vocabulary(FACET, terms, accepted)})


def figures(unseen: Labelled, scorer: Scorer) -> list[tuple[str, str]]:
    """What the bench says of linking, in words."""
    asked = task(unseen)
    matcher = matching(asked.listed, scorer)
    matcher.prepare([raw for raw, _ in asked.queries])
    answers = []
    for raw, right in asked.queries:
        given = answered(matcher, raw)
        guesses = tuple(label for label, _ in given["guesses"])
        score = given["guesses"][0][1] if given["guesses"] else 0.0
        answers.append(Answer(guesses, score, right, given["linked"], given["auto"]))
    auto = [answer for answer in answers if answer.auto]
    hits = sum(answer.first_right for answer in auto)
    able = sum(answer.right is not None for answer in answers)
    return [
        *((what, f"{among(answers, most):.3f}") for what, most in FIGURES),
        ("F1 with no-answer cases", f"{linking(answers).f1:.3f}"),
        ("linked at 99%, in hindsight", f"{share_at(answers, 0.99):.3f}"),
        ("decided without a person", f"{hits / able:.3f} ({hits} of {len(auto)} right)"),
    ]


if __name__ == "__main__":
    main()
