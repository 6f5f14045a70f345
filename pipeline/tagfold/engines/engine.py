"""What a run asks of whoever does its work, and who that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tagfold.engines.file_state import FileState
from tagfold.engines.local import Done, LocalEngine
from tagfold.errors import WrongUsage
from tagfold.reports.sources import ReportFile
from tagfold.settings import Settings
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.privacy import Privacy

if TYPE_CHECKING:
    from tagfold.matching.decision import Decision
    from tagfold.matching.scorer import Scorer


class Engine(Protocol):
    """Who reads, parses and decides. The rows and decisions are the same, whoever it is."""

    def look(self, files: Sequence[ReportFile], limit: int) -> list[FileState]:
        """The state of each file, without parsing any, in no particular order."""

    def parse(
        self, files: Sequence[ReportFile], folder: Path, privacy: Privacy, limit: int, done: Done
    ) -> list[FileState]:
        """Parse `files` into row files in `folder`; their states, in no particular order."""

    def decide(self, taxonomy: Taxonomy, distinct: Sequence[tuple[str, str]], scorer: Scorer) -> Iterator[Decision]:
        """Decisions for distinct (facet, raw) pairs; facets without terms of their own are passed over."""


@contextmanager
def engine_of(settings: Settings, parser_sha256: str = "") -> Iterator[Engine]:
    """The engine that the settings ask for, until the block ends. On this machine, what is parsed outlasts a run that
    is stopped, if what rows depend on besides the files is given.

    Raises a TagfoldError if it cannot be started.
    """
    if settings.master is None:
        yield LocalEngine(settings.workers, parser_sha256)
        return
    if find_spec("pyspark") is None:
        raise WrongUsage("PySpark is not installed", remedy="run: pip install 'tagfold[spark]'")
    from tagfold.engines.spark import spark_engine

    with spark_engine(settings.master, settings.work) as engine:
        yield engine
