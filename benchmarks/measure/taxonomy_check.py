"""How long checking a large taxonomy takes, and how much memory: `python benchmarks/measure/taxonomy_check.py`.

Writes 100,000 terms and 1,000,000 mappings (or as many as two arguments say) in one facet, then checks them.
With the word `ingest` it measures instead what an ingest asks of a taxonomy that it has read.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tagfold.matching.form import normal_form
from tagfold.records import csv_bytes
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.check.rules import errors_that_miscount
from tagfold.taxonomy.codec import FACETS, MAPPINGS, TERMS
from tagfold.taxonomy.files import read_taxonomy


def key(text: str) -> str:
    return normal_form(text).key


def letters(number: int) -> str:
    """A word for the number, without digits and without a plural s."""
    word = ""
    while True:
        number, rest = divmod(number, 20)
        word += "bcdfghjklmnpqrtvwxyz"[rest] + "aeiou"[rest % 5]
        if not number:
            return word


def write_taxonomy(folder: Path, terms: int, mappings: int) -> None:
    """One curated facet: a hierarchy ten wide, each tenth mapping a reject, the files in order."""
    (folder / "ideas").mkdir()
    (folder / "facets.csv").write_bytes(csv_bytes(FACETS.columns, [("ideas", "Ideas", "curated", "Made up.")]))
    rows = [
        (f"id-{n:07}", f"{letters(n)} idea", f"id-{n // 10:07}" if n else "", "active", "", f"Idea {n}.", "1.0.0")
        for n in range(terms)
    ]
    (folder / "ideas" / "terms.csv").write_bytes(csv_bytes(TERMS.columns, rows))
    decided = [
        [f"{letters(n)} thought {letters(n % 97)}", "1", f"id-{n % terms:07}", "accept" if n % 10 else "reject",
         "synonym", "0.90", "ada", "2024-05-01", ""]
        for n in range(mappings)
    ]  # fmt: skip
    if MAPPINGS.order:
        decided.sort(key=MAPPINGS.order)
    (folder / "ideas" / "mappings.csv").write_bytes(csv_bytes(MAPPINGS.columns, decided))


def peak() -> float:
    """Most memory this process has held so far, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_check(folder: Path) -> str:
    started = time.perf_counter()
    found = Counter(finding.code for finding in check_folder(folder, key).findings)
    return f"check: {time.perf_counter() - started:.1f} s, peak {peak():.0f} MB, findings {dict(found)}"


def measure_ingest(folder: Path) -> str:
    taxonomy = read_taxonomy(folder)
    before, started = peak(), time.perf_counter()
    found = errors_that_miscount(taxonomy, key)
    seconds = time.perf_counter() - started
    return (
        f"what ingest asks: {seconds:.1f} s, peak {before:.0f} MB before and {peak():.0f} MB after, errors {len(found)}"
    )


def write_in_a_child(folder: Path, terms: int, mappings: int) -> None:
    """Written by another process, so that this one's memory is that of the check."""
    import multiprocessing

    child = multiprocessing.get_context("spawn").Process(target=write_taxonomy, args=(folder, terms, mappings))
    child.start()
    child.join()


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as name:
        write_in_a_child(Path(name), *numbers)
        print((measure_ingest if "ingest" in sys.argv else measure_check)(Path(name)))  # noqa: T201
