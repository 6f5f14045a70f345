"""How well the shipped engine clusters and links, on the concepts of each set that its model was not fitted on.

Run: python -m tests.measure.matching_quality BENCHMARKS_FOLDER [--semantic] [SET …]

Linking: the list is one label a concept (the set's canonical), the queries are the other spellings; one concept in
five is taken off the list, so that its spellings have no right answer. Beside it, in the same run: rapidfuzz's
token_sort_ratio with a cutoff of 90 (clusters: connected components), as analysts use it.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from pipeline.encoders.installed import default_cache, meaning
from pipeline.matching.clusters import clusters
from pipeline.matching.embedder import Meaning
from pipeline.matching.linker import Linker
from tests.measure.metrics import Answer, among, linking, pairwise, share_at
from tests.measure.sets import Labelled, read_set

CUTOFF = 90


def main() -> None:
    """Print two lines a set: ours and rapidfuzz's."""
    folder, names = Path(sys.argv[1]), [name for name in sys.argv[2:] if name != "--semantic"]
    encoders = meaning(default_cache(), wanted="--semantic" in sys.argv)
    say("set (held-out spellings) | cluster P / R / F1 | first . five . F1 . at 99 % | auto P . share | s")
    for path in sorted(path for path in folder.iterdir() if path.is_dir() and path.name in (names or [path.name])):
        part = read_set(path).half(held_out=True)
        list_, queries = task(part)
        for name, cluster, link in (
            ("tagfold", partial(ours, encoders), partial(our_answers, encoders)),
            ("rapidfuzz 90", theirs, their_answers),
        ):
            start = time.perf_counter()
            quality = pairwise(cluster([raw for raw, _ in part.rows]), [concept for _, concept in part.rows])
            answers = link(list_, queries)
            linked = linking(answers)
            auto = [answer for answer in answers if answer.auto]
            right = sum(answer.first_right for answer in auto)
            say(
                f"{part.name} ({len(part.rows)}, {len(queries)} queries) {name} | "
                f"{quality.precision:.3f} / {quality.recall:.3f} / {quality.f1:.3f} | "
                f"{among(answers, 1):.3f} . {among(answers, 5):.3f} . {linked.f1:.3f} . "
                f"{share_at(answers, 0.99):.3f} | "
                f"{f'{right / len(auto):.3f} ({right}/{len(auto)})' if auto else '-'} . "
                f"{len(auto) / max(1, len(answers)):.2f} | {time.perf_counter() - start:.1f}"
            )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def task(part: Labelled) -> tuple[list[str], list[tuple[str, str | None]]]:
    """The list of labels, and the queries with the right label or None."""
    concepts = sorted({concept for _, concept in part.rows})
    off = {concept for concept in concepts if hashlib.sha256(concept.encode()).digest()[1] % 5 == 0}
    listed = [concept for concept in concepts if concept not in off]
    queries = [
        (raw, None if concept in off else concept) for raw, concept in part.rows if raw.casefold() != concept.casefold()
    ]
    return listed, queries


def ours(encoders: Meaning | None, raws: Sequence[str]) -> list[str]:
    return [member.label for member in clusters(raws, meaning=encoders)]


def our_answers(
    encoders: Meaning | None, listed: Sequence[str], queries: Sequence[tuple[str, str | None]]
) -> list[Answer]:
    linker = Linker([(label, label) for label in listed], meaning=encoders)
    answers = []
    for raw, right in queries:
        found = linker.proposals(raw)
        score = found[0].score if found else 0.0
        linked = bool(found) and score >= linker.model.thresholds.review
        answers.append(Answer(tuple(p.key for p in found), score, right, linked, linker.stands_alone(found)))
    return answers


def theirs(raws: Sequence[str]) -> list[int]:
    texts = [default_process(raw) for raw in raws]
    root = list(range(len(texts)))

    def top(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, text in enumerate(texts):
        for _, _, j in process.extract(text, texts[:i], scorer=fuzz.token_sort_ratio, score_cutoff=CUTOFF, limit=None):
            root[top(i)] = top(j)
    return [top(i) for i in range(len(texts))]


def their_answers(listed: Sequence[str], queries: Sequence[tuple[str, str | None]]) -> list[Answer]:
    texts = [default_process(label) for label in listed]
    answers = []
    for raw, right in queries:
        found = process.extract(default_process(raw), texts, scorer=fuzz.token_sort_ratio, limit=5)
        score = found[0][1]
        answers.append(Answer(tuple(listed[j] for _, _, j in found), score, right, score >= CUTOFF, score >= CUTOFF))
    return answers


if __name__ == "__main__":
    main()
