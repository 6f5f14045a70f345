"""How long matching all distinct tags takes beside parsing the reports they are in; in turns.

    python -m benchmarks.measure.matching_time REPORTS [ROUNDS]

In the processor's seconds, since a shared machine's clock has the neighbours in it. All in one process: reading and
parsing each report, then deciding each distinct tag of the facets with terms. The second figure for matching is with
nothing remembered: an empty list of mappings, so that letters and words decide all.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from tagfold.matching.all_facets import decide_all
from tagfold.reports.decoding import decode_report
from tagfold.reports.grammar import parse_report
from tagfold.reports.sources import list_reports, read_bytes
from tagfold.settings import Settings
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Taxonomy

ROOT = Path(__file__).parents[2]


def main(folder: Path, rounds: int) -> None:
    """Print medians over the rounds, and the ratios."""
    taxonomy = read_taxonomy(ROOT / "taxonomy")
    forgetful = Taxonomy(
        {name: replace(each, mappings=()) for name, each in taxonomy.vocabularies.items()}, taxonomy.version
    )
    seconds: dict[str, list[float]] = {"parsing": [], "matching": [], "matching, nothing remembered": []}
    for _ in range(rounds):
        start = time.process_time()
        distinct = distinct_tags(folder)
        seconds["parsing"].append(time.process_time() - start)
        for name, used in (("matching", taxonomy), ("matching, nothing remembered", forgetful)):
            start = time.process_time()
            decided = sum(1 for _ in decide_all(used, distinct))
            seconds[name].append(time.process_time() - start)
            sys.stdout.write(f"{name}: {decided:,} decisions on {len(distinct):,} distinct tags\n")
    parsing = statistics.median(seconds["parsing"])
    for name, taken in seconds.items():
        median = statistics.median(taken)
        sys.stdout.write(f"{name:30}{median:7.2f} s   / parsing {median / parsing:5.2f}\n")


def distinct_tags(folder: Path) -> list[tuple[str, str]]:
    """Each (facet, raw) of the reports once."""
    files, _ = list_reports((folder,))
    found: set[tuple[str, str]] = set()
    for file in files:
        content = read_bytes(file, Settings.max_report_bytes)
        text = decode_report(content)[0] if isinstance(content, bytes) else None
        if text is not None:
            found.update((tag.facet, tag.raw) for tag in parse_report(text).tags)
    return sorted(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
