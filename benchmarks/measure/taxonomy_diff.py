"""Time and peak memory of a diff at 100,000 terms and 1,000,000 mappings; not part of pytest.

    python -m benchmarks.measure.taxonomy_diff [terms] [mappings]

Writes two editions of one facet to a temporary folder: in the second, one mapping in 1,000 is new, one in 1,000
goes to another term, one term in 1,000 is merged and one in 1,000 renamed. Reads both and compares them.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from tagfold.matching.form import normal_form
from tagfold.records import csv_bytes
from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS
from tagfold.taxonomy.diff import diff
from tagfold.taxonomy.diff_text import screen
from tagfold.taxonomy.files import read_taxonomy

RARE = 1_000


def write_edition(folder: Path, terms: int, mappings: int, *, changed: bool) -> None:
    """One facet; `changed` applies the changes that the module's docstring names."""
    (folder / "things").mkdir(parents=True)
    facet = ("things", "Things", "curated", "All there is.")
    (folder / "facets.csv").write_bytes(csv_bytes(FACET_COLUMNS, [facet]))
    rows: list[tuple[str, ...]] = []
    for n in range(terms):
        merged = changed and n % RARE == 1
        label = f"kind of thing number {n}" + (" renamed" if changed and n % RARE == 2 else "")
        status, successor = ("deprecated", f"t-{n - 1:07}") if merged else ("active", "")
        rows.append((f"t-{n:07}", label, "", status, successor, "A thing of a kind.", "1.0.0"))
    (folder / "things" / "terms.csv").write_bytes(csv_bytes(TERM_COLUMNS, rows))
    said = ("accept", "synonym", "0.95", "curators", "2026-11-23", "")
    rows = []
    for n in range(mappings):
        if changed or n % RARE != 3:
            target = (n + (1 if changed and n % RARE == 4 else 0)) % terms
            rows.append((f"people's word for thing {n:08}", "1", f"t-{target:07}", *said))
    (folder / "things" / "mappings.csv").write_bytes(csv_bytes(MAPPING_COLUMNS, rows))


def peak_mb() -> float:
    """The most memory that this process has had, in megabytes (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(terms: int = 100_000, mappings: int = 1_000_000) -> None:
    """Print seconds and megabytes, step by step."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / "before", Path(name) / "after"]
        for folder in folders:  # in a process of its own, so that writing does not count
            writing = get_context("spawn").Process(
                target=write_edition, args=(folder, terms, mappings), kwargs={"changed": folder.name == "after"}
            )
            writing.start()
            writing.join()
        started = time.monotonic()
        before, after = (read_taxonomy(folder) for folder in folders)
        print(f"read both      {time.monotonic() - started:6.1f} s  peak {peak_mb():6.0f} MB")  # noqa: T201
        started = time.monotonic()
        found = diff(before, after, lambda text: normal_form(text).key)
        print(f"diff           {time.monotonic() - started:6.1f} s  peak {peak_mb():6.0f} MB")  # noqa: T201
        started = time.monotonic()
        lines = sum(1 for _ in screen(found, 0))
        print(f"words          {time.monotonic() - started:6.1f} s  {lines:,} lines")  # noqa: T201
        print({what.value: number for what, number in Counter(c.what for c in found.changes).items()})  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
