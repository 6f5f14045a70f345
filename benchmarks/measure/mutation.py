"""Change one thing in a module, run the tests that are about it, and see whether one of them fails: it should.

    python -m benchmarks.measure.mutation [MUTANTS_PER_MODULE [SEED [ROOM...]]]

Prints each change that no test noticed, and the share of changes that one did, by module. A change that makes the
tests take ten times as long counts as noticed. Each runs in a copy of this process that has the change in place of the
module, and only the tests that run the changed line.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb  # noqa: F401 - this and the next ones are slow to import, so every copy has them from here
import hypothesis  # noqa: F401
import numpy as np  # noqa: F401
import pandas as pd  # noqa: F401
import rapidfuzz  # noqa: F401

from benchmarks.measure.mutant_tests import Imported, Rehearsal, in_a_copy
from benchmarks.measure.mutants import Mutant, mutants

ROOMS = {
    ("test_records.py", "test_laws.py"): ("records",),
    ("matching/test_[acfghlmrs]*.py", "test_laws.py"): (
        *("matching.form", "matching.guards", "matching.splitting", "matching.relations", "matching.spelling"),
        *("matching.alignment", "matching.matcher", "matching.clusters", "matching.highest"),
    ),
    ("matching/test_placing.py", "matching/test_heading_evidence.py"): (
        *("matching.placing", "matching.heading_evidence"),
    ),
    ("reports/test_[!c]*.py", "test_laws.py"): (
        *("reports.grammar", "reports.tags", "reports.answers", "reports.dates", "reports.personal"),
    ),
    ("taxonomy/test_*.py", "review/test_term_ids.py", "test_laws.py"): (
        *("taxonomy.lookup", "taxonomy.edits", "taxonomy.merging", "taxonomy.diff"),
    ),
    ("warehouse/test_[dpv]*.py",): (*("warehouse.publish", "warehouse.verify"),),
    ("test_differences.py",): ("warehouse.amend",),
    ("review/test_*.py", "test_deciding.py"): (*("review.actions", "review.action_edits"),),
}
"""Tests, and the modules that they are about."""


def survivors(files: Sequence[str], tried: Sequence[Mutant]) -> list[Mutant]:
    """The changes that no test noticed."""
    arguments = [str(path) for path in dict.fromkeys(mutant.path for mutant in tried)]  # their doctests, and then those
    arguments += [str(file) for one in files for file in sorted(Path("tests").glob(one))]
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        if in_a_copy(lambda: Rehearsal(tried, answer).run(arguments), 36000):
            raise SystemExit(f"the tests in {', '.join(files)} do not pass")
        found = json.loads(answer.read_text())
    left = []
    for mutant, seen in zip(tried, found, strict=True):
        module = Imported(mutant, seen["tests"])
        if not (seen["noticed"] or (seen["unsure"] and in_a_copy(lambda: module.run(arguments), 200))):  # noqa: B023
            say(f"  {mutant}")
            left.append(mutant)
    return left


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(count: str = "20", seed: str = "1", *rooms: str) -> None:
    """Score each of the rooms."""
    for files, names in ROOMS.items():
        if tried := [
            one for name in names if not rooms or name in rooms for one in mutants(name, int(count), int(seed))
        ]:
            left = Counter(mutant.name for mutant in survivors(files, tried))
            for name, all_of in Counter(mutant.name for mutant in tried).items():
                say(f"{name}: {all_of - left[name]} of {all_of}, {1 - left[name] / all_of:.2f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
