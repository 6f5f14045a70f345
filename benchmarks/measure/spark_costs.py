"""Processor time of a run by who spends it, for the sizing in docs/spark.md: the workers or the driver.

    python -m benchmarks.measure.spark_costs ../shared/corpus/reports [COPIES]

The work is done in one process, by the functions that Spark's workers run. COPIES of the folder are read
(1 unless said).
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

from tagfold.engines.file_state import FileState
from tagfold.engines.local import Done, LocalEngine
from tagfold.ingestion import ingest, run_job
from tagfold.ingestion.run_input import gather
from tagfold.matching.all_facets import decide_all
from tagfold.matching.decision import Decision
from tagfold.matching.scorer import Scorer
from tagfold.reports.sources import ReportFile
from tagfold.settings import Settings
from tagfold.taxonomy.files import read_taxonomy, shipped_taxonomy
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.privacy import Privacy

MADE_TAGS = 5_000


class MeteredEngine:
    """The local engine in one process, with the processor time of what workers would do."""

    def __init__(self) -> None:
        self._engine = LocalEngine(1)
        self.parsing = self.deciding = 0.0
        self.decided = self.row_bytes = 0

    def look(self, files: Sequence[ReportFile], limit: int) -> list[FileState]:
        return self._engine.look(files, limit)

    def parse(
        self, files: Sequence[ReportFile], folder: Path, privacy: Privacy, limit: int, done: Done
    ) -> list[FileState]:
        before = time.process_time()
        states = self._engine.parse(files, folder, privacy, limit, done)
        self.parsing += time.process_time() - before
        self.row_bytes += sum(path.stat().st_size for path in folder.glob("*.json"))
        return states

    def decide(self, taxonomy: Taxonomy, distinct: Sequence[tuple[str, str]], scorer: Scorer) -> Iterator[Decision]:
        before = time.process_time()
        decisions = list(self._engine.decide(taxonomy, distinct, scorer))
        self.deciding += time.process_time() - before
        self.decided += len(distinct)
        return iter(decisions)


def _made_tags() -> tuple[Taxonomy, list[tuple[str, str]]]:
    """Tags that nobody has decided, of three words of the labels of one facet."""
    taxonomy = read_taxonomy(shipped_taxonomy())
    facet = "thematic_areas"
    words = sorted({word for term in taxonomy.vocabularies[facet].terms for word in term.label.split()})
    made = [" ".join(three) for three, _ in zip(permutations(words[::7], 3), range(MADE_TAGS * 20), strict=False)]
    return taxonomy, [(facet, tag) for tag in made[::20]]


def _main(reports: Path, copies: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for number in range(copies):
            shutil.copytree(reports, home / "reports" / str(number), symlinks=True)
        settings = Settings((home / "reports",), shipped_taxonomy(), home / "tagfold.duckdb", workers=1)
        engine, clock = MeteredEngine(), run_job.Clock()
        before = time.process_time()
        result = ingest._ingest(settings, gather(settings), engine, lambda *step: None, clock)
        driver = time.process_time() - before - engine.parsing - engine.deciding
        size = settings.database.stat().st_size
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taxonomy, made = _made_tags()
    before = time.process_time()
    list(decide_all(taxonomy, made))
    undecided = time.process_time() - before
    per = 1000 / result.read
    for line in (
        f"reports {result.read:,}; content {result.summary.content_sha256[:12]}",
        f"parsing, workers       {engine.parsing:8.2f} s, {engine.parsing * per:.3f} ms per report",
        f"deciding, workers      {engine.deciding:8.2f} s, {engine.decided:,} distinct tags and wordings",
        f"undecided tags, workers{undecided:8.2f} s, {undecided * 1000 / len(made):.3f} ms per tag",
        f"all else, driver       {driver:8.2f} s, {driver * per:.3f} ms per report; {memory:.0f} MB at most",
        f"row files {engine.row_bytes / result.read:,.0f} bytes per report, database {size / result.read:,.0f}",
    ):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
