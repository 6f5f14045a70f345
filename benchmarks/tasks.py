"""What is asked: tags to cluster, and queries to link to a list of labels, with the right answers beside them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sets import Labelled, read_set

TUNED_ON = "undp_thematic_areas"
"""The set on which a best cut is looked for as well: on the part that is not held out, for use on the part that is."""

COST = "github_topics"
"""The set, as a whole, on which time and memory are taken."""


@dataclass(frozen=True)
class Task:
    """A set, or its held-out part, as the two questions.

    Linking: the list is one label a concept, the queries are its other spellings; one concept in five is taken off
    the list, so that its spellings have no right answer (None).
    """

    name: str
    tags: tuple[str, ...]
    concepts: tuple[str, ...]
    listed: tuple[str, ...]
    queries: tuple[tuple[str, str | None], ...]

    @property
    def asked(self) -> dict[str, object]:
        """The task as protocol.py has it."""
        return {"cluster": self.tags, "link": {"list": self.listed, "queries": [raw for raw, _ in self.queries]}}


def task(part: Labelled, name: str = "") -> Task:
    """Both questions about the spellings of a set."""
    concepts = sorted({concept for _, concept in part.rows})
    off = {concept for concept in concepts if hashlib.sha256(concept.encode()).digest()[1] % 5 == 0}
    queries = tuple(
        (raw, None if concept in off else concept) for raw, concept in part.rows if raw.casefold() != concept.casefold()
    )
    return Task(
        name or part.name,
        tuple(raw for raw, _ in part.rows),
        tuple(concept for _, concept in part.rows),
        tuple(concept for concept in concepts if concept not in off),
        queries,
    )


def read_tasks(benchmarks: Path, names: list[str]) -> list[tuple[Task, Labelled]]:
    """The held-out part of each set as a task, with the whole set. `names` chooses; none means all."""
    found = []
    for folder in sorted(path for path in benchmarks.iterdir() if path.is_dir()):
        if not names or folder.name in names:
            whole = read_set(folder)
            found.append((task(whole.half(held_out=True)), whole))
    return found


def read_contrasts() -> list[tuple[str, str]]:
    """Pairs that are one to the eye and two to the mind."""
    path = Path(__file__).parents[1] / "tests/matching/contrast_pairs.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["one"], row["other"]) for row in csv.DictReader(lines)]
