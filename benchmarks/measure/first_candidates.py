"""The first candidate of every query of every set: what speaks for it, what objects, whether it is right.

Run: python -m benchmarks.measure.first_candidates BENCHMARKS_FOLDER OUT.csv [--semantic] [--model FILE SET…]

Writes a row per query and prints, by what objects and by score, how many of the first candidates are right: what each
guard costs and what it saves; and how good what a person is shown is, where few tags are new and where most are.
Queries are of held-out concepts only; the list is that of the held-out part (scope
`half`, as `make bench` asks) and that of the whole set (scope `whole`), which is denser. With `--model`, made by
fit_model `--without` these sets, all their concepts are asked.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz import fuzz

from benchmarks.peers.tagfold import matching
from benchmarks.sets import Labelled, is_held_out, read_set
from benchmarks.tasks import task
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key, normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer, scorer_of
from tagfold.matching.spelling import SpellingIndex
from tagfold.matching.weights import Weights
from tagfold.matching.word_frequencies import weight
from tagfold.records import csv_bytes
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice, cores

KINDS = {
    "the numbers differ": "numbers", "has the letter": "letter", "two countries": "countries",
    "may make two concepts": "contrast", "may make another name": "name", "may name two things": "two things",
    "may be two words": "two words", "order of the words": "order", "only one of the two has": "left over",
    "written as a list": "list",
}  # fmt: skip
"""What a guard's sentence has in it, and the kind of guard."""

Row = dict[str, object]

NEW = (0.2, 0.7)
"""Shares of new tags: of the sets, and of unseen reports."""

CUTS = (0.2, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975)


def main() -> None:
    """Ask, write the rows, print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("benchmarks", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--semantic", action="store_true")
    options.add_argument("--model", type=Path)
    options.add_argument("sets", nargs="*")
    said = options.parse_intermixed_args()
    scorer = choose(EncoderChoice(said.semantic, threads=cores())).scorer
    if said.model:
        scorer = scorer_of(Weights(said.model.read_text(encoding="utf-8")), scorer.meaning)
    rows: list[Row] = []
    for folder in sorted(path for path in said.benchmarks.iterdir() if path.is_dir()):
        if said.sets and folder.name not in said.sets:
            continue
        whole = read_set(folder)
        for scope, part in (("half", whole.half(held_out=True)), ("whole", whole)):
            found = first_candidates(part, scorer, unseen=said.model is not None)
            rows += [{"set": whole.name, "scope": scope, **row} for row in found]
    said.out.write_bytes(csv_bytes(list(rows[0]), [list(row.values()) for row in rows]))
    print_table([row for row in rows if row["scope"] == ("whole" if said.model else "half")])
    half = [row for row in rows if row["scope"] == "half"]
    shown = ", ".join(f"{shown_f1(half, share):.3f} where {share:.0%} of the tags are new" for share in NEW)
    sys.stdout.write(f"F1 of the first candidates that are shown: {shown}\n")


def first_candidates(part: Labelled, scorer: Scorer, *, unseen: bool) -> Iterator[Row]:
    """A row per query that nobody has met; of held-out concepts, unless all are `unseen` by the model."""
    asked = task(part)
    matcher = matching(asked.listed, scorer)
    spelling = SpellingIndex(matcher.lookup.known())
    known = {form_key(label) for label in asked.listed}
    right = {raw: concept for raw, concept in asked.queries if form_key(raw) not in known}
    concept = dict(part.rows)
    raws = [raw for raw in right if unseen or is_held_out(part.name, concept[raw])]
    matcher.prepare(raws)
    for raw, decisions in zip(raws, matcher.decide_each(raws), strict=True):
        row = of_query(matcher, spelling, raw)
        if row:
            outcome = decisions[0].outcome
            auto, shown = outcome in (Outcome.AUTO, Outcome.MAPPED), outcome is not Outcome.NEW
            answerable, is_right = right[raw] is not None, right[raw] == row["first"]
            answer = {"answerable": answerable, "auto": auto, "shown": shown, "right": is_right}
            yield {"raw": raw, **answer, **row}


def of_query(matcher: Matcher, spelling: SpellingIndex, raw: str) -> Row:
    """What is known of the first candidate, and of the next."""
    found = matcher.proposals(raw)
    if not found:
        return {}
    best, second = found[0], found[1].score if len(found) > 1 else 0.0
    said, form = best.said, normal_form(raw)
    aligned = said.aligned
    rules = [rule for rule in spelling.evidence(form) if rule.known.term.term_id == best.key]
    over = [weight(word) for word in aligned.left + aligned.right]
    one, other = form.text, normal_form(best.spelling).text
    return {
        "first": best.key,
        "score": best.score,
        "second": second,
        "gap": best.score - second,
        "guard": kind_of(said.guard),
        "apart": said.apart,
        "guard_now": kind_of(best.guard),
        "same_words": said.same_words,
        "second_same_words": len(found) > 1 and found[1].said.same_words,
        "rule": rules[0].score if rules else 0.0,
        "ratio": fuzz.ratio(one, other),
        "sorted_ratio": fuzz.token_sort_ratio(one, other),
        "partial_ratio": fuzz.partial_ratio(one, other),
        "letters": min(len(one), len(other)),
        "letters_more": abs(len(one) - len(other)),
        "words": min(len(form.words), len(other.split())),
        "left_over": sum(over),
        "left_over_most": max(over, default=0.0),
        "left_both": bool(aligned.left and aligned.right),
        "kinds": " ".join(sorted(pair.kind.name for pair in aligned.pairs)),
    }


def kind_of(guard: str) -> str:
    return next((kind for words, kind in KINDS.items() if words in guard), guard)


def shown_f1(rows: list[Row], new: float) -> float:
    """F1 of the first candidates that a person is shown (or that are decided), of the tags that have any candidate, if
    the share `new` of the tags had no term.
    """
    answerable = [row for row in rows if row["answerable"]]
    found = sum(bool(row["shown"]) for row in answerable) / max(len(answerable), 1)
    right = sum(bool(row["shown"] and row["right"]) for row in answerable) / max(len(answerable), 1)
    others = [row for row in rows if not row["answerable"]]
    wrong = sum(bool(row["shown"]) for row in others) / max(len(others), 1)
    shown = (1 - new) * found + new * wrong
    precision, recall = (1 - new) * right / shown if shown else 0.0, right
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def print_table(rows: list[Row]) -> None:
    """By what objects: right of all, from each score to the next."""
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        objects = f"{row['guard']}{' (apart)' if row['apart'] else ''}"
        by_kind[objects or ("none, decided" if row["auto"] else "none, not decided")].append(row)
    sys.stdout.write(f"{'':28}" + "".join(f"{cut:>10}" for cut in CUTS) + "\n")
    for kind, some in sorted(by_kind.items()):
        cells = []
        for low, high in zip(CUTS, (*CUTS[1:], 1.1), strict=True):
            inside = [bool(row["right"]) for row in some if low <= float(str(row["score"])) < high]
            cells.append(f"{sum(inside)}/{len(inside)}" if inside else "-")
        sys.stdout.write(f"{kind:28}" + "".join(f"{cell:>10}" for cell in cells) + "\n")


if __name__ == "__main__":
    main()
