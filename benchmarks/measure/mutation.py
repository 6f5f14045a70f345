"""Change one thing in a module, run the tests that are about it, and see whether one of them fails: it should.

    python -m benchmarks.measure.mutation [MUTANTS_PER_MODULE [SEED [ROOM...]]]

Prints each change that no test noticed, and the share of changes that one did, by module. A change that makes the
tests take ten times as long counts as noticed. Each runs in a copy of this process that has the change in place of the
module, and only the tests that run the changed line.
"""

from __future__ import annotations

import ast
import json
import random
import sys
import tempfile
from importlib.machinery import PathFinder
from pathlib import Path

import duckdb  # noqa: F401 - this and the next ones are slow to import, so every copy has them from here
import hypothesis  # noqa: F401
import numpy as np  # noqa: F401
import pandas as pd  # noqa: F401
import rapidfuzz  # noqa: F401

from benchmarks.measure.mutant_tests import Imported, Rehearsal, in_a_copy
from benchmarks.measure.mutants import Mutant, places

PACKAGE = Path(__file__).parents[2] / "pipeline" / "tagfold"
ROOMS = {
    "matching.form": ("matching", "test_laws.py"),
    "matching.guards": ("matching", "test_laws.py"),
    "matching.splitting": ("matching", "test_laws.py"),
    "matching.relations": ("matching", "test_laws.py"),
    "matching.spelling": ("matching", "test_laws.py"),
    "matching.alignment": ("matching", "test_laws.py"),
    "matching.decision": ("matching", "test_laws.py"),
    "matching.matcher": ("matching", "test_laws.py"),
    "matching.clusters": ("matching", "test_laws.py"),
    "matching.highest": ("matching", "test_laws.py"),
    "reports.grammar": ("reports",),
    "reports.tags": ("reports",),
    "reports.answers": ("reports",),
    "reports.dates": ("reports",),
    "reports.personal": ("reports",),
    "taxonomy.lookup": ("taxonomy/test_*.py", "test_laws.py"),
    "taxonomy.edits": ("taxonomy/test_*.py", "review/test_term_ids.py"),
    "taxonomy.merging": ("taxonomy/test_*.py",),
    "taxonomy.diff": ("taxonomy/test_*.py",),
    "warehouse.publish": ("warehouse/test_damage.py",),
    "warehouse.verify": ("warehouse/test_verify.py", "warehouse/test_damage.py"),
    "warehouse.amend": ("test_differences.py",),
    "review.actions": ("review/test_session.py", "review/test_memory.py", "test_deciding.py"),
    "records": ("test_records.py", "test_laws.py"),
}
"""Modules, and the tests that are about each."""


def score(name: str, count: int, seed: int) -> tuple[int, int]:
    """How many changes were noticed, of how many."""
    path = PACKAGE.joinpath(*name.split(".")).with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    all_places = places(tree)
    chosen = random.Random(seed).sample(all_places, min(count, len(all_places)))
    mutants = [Mutant(tree, place) for place in chosen]
    arguments = [
        str(path),
        *(str(file) for one in ROOMS[name] for file in Path("tests").glob(one)),
    ]  # its doctests first
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        if in_a_copy(lambda: Rehearsal(path, mutants, answer).run(arguments), 36000):
            raise SystemExit(f"the tests of {name} do not pass as it is")
        found = json.loads(answer.read_text())
    noticed = 0
    for mutant, seen in zip(mutants, found["noticed"], strict=True):
        if seen is None:
            module = Imported(f"tagfold.{name}", path, mutant, found["touching"])
            seen = bool(in_a_copy(lambda: module.run(arguments), 200))  # noqa: B023, PLW2901
        if not seen:
            say(f"  {name}:{mutant}")
        noticed += seen
    return noticed, len(mutants)


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(count: str = "20", seed: str = "1", *rooms: str) -> None:
    """Score each of the rooms."""
    assert PathFinder.find_spec("tests", [str(PACKAGE.parents[1])])
    for name in rooms or ROOMS:
        noticed, tried = score(name, int(count), int(seed))
        say(f"{name}: {noticed} of {tried}, {noticed / tried:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
