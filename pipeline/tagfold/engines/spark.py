"""Parse and decide on a Spark cluster. Only this module knows Spark; the work itself is that of `local` and `matching`.

Files are listed here and not by Spark, whose readers pass over names that begin with `_` or `.`.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count, islice
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

with warnings.catch_warnings():  # it warns of pandas 3, which nothing here uses
    warnings.simplefilter("ignore", FutureWarning)
    from py4j.protocol import Py4JError, Py4JJavaError
    from pyspark import Broadcast, SparkConf, SparkContext
    from pyspark.errors import PySparkException

from tagfold.engines.deciding import TAGS_PER_TASK
from tagfold.engines.file_state import FileState
from tagfold.engines.local import Done, Task, shares_of
from tagfold.engines.shares import (
    OtherEncoders,
    attempt_look,
    attempt_parse,
    decisions_of,
    states_of,
    take_rows,
)
from tagfold.errors import TagfoldError, WrongUsage
from tagfold.matching.all_facets import by_vocabulary, decide_all
from tagfold.matching.decision import Decision
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.reports.object_store import remove_folder
from tagfold.reports.sources import ReportFile
from tagfold.store_url import StoreUrl
from tagfold.taxonomy.model import Taxonomy, Vocabulary
from tagfold.warehouse.privacy import Privacy

TASKS_PER_JOB = 500
"""Tasks whose results are in this machine's memory at once."""

MOST_ENCODED_HERE = 2_000
"""Tags up to which this machine asks its sentence encoders itself: 20 seconds, and those of workers must be loaded."""

JOBS_AT_ONCE = 2
"""While the last tasks of one job run, other workers begin with the next."""

SECONDS_BETWEEN_LOOKS = 0.5

SECONDS_TO_ANSWER = 10

_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_Given = TypeVar("_Given")
_Result = TypeVar("_Result")

_Sent = tuple[dict[str, Vocabulary], Scorer]


class SparkError(TagfoldError):
    """Spark cannot be reached, or gave up."""


@contextmanager
def spark_engine(master: str, work: StoreUrl | None = None) -> Iterator[SparkEngine]:
    """A Spark application on the cluster `master` that lasts as long as the block; see Settings for `work`.

    Raises WrongUsage without Java, SparkError if the cluster cannot be reached or gives up.
    """
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise WrongUsage("Spark needs Java 17 or newer", remedy="install it, or name its folder in JAVA_HOME")
    _refuse_unreachable(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # Spark can be given this in no other way
    if _is_here(master):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            engine = SparkEngine(SparkContext(conf=_conf(master)), work)
        try:
            yield engine
        finally:
            engine.stop()
    except (Py4JError, PySparkException) as error:
        raise SparkError(f"Spark gave up ({_reason(error)})", path=master, remedy=_REMEDY) from error


_REMEDY = "see its log above, and docs/spark.md for what each worker needs"


def _refuse_unreachable(master: str) -> None:
    """Spark itself would try for a minute, and then say something else. A cluster may have several masters."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        with suppress(OSError, ValueError), socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER):
            return
    raise SparkError("no Spark master answers there", path=master, remedy="start it, or name another with --master")


def _conf(master: str) -> SparkConf:
    conf = SparkConf().setAppName("tagfold ingest").setMaster(master)
    conf.set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false").set("spark.log.level", "ERROR")
    conf.setExecutorEnv("PYTHONWARNINGS", "ignore::FutureWarning:pyspark.testing.utils")  # of pandas, as above
    if _is_here(master):
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    if master.startswith("local"):
        conf.set("spark.authenticate", "true")  # a cluster has its own way to share a secret, or none
    return conf


@contextmanager
def _place_of_its_own(work: StoreUrl | None) -> Iterator[StoreUrl | None]:
    """An address below `work` for one run, whose rows are gone when the block ends."""
    own = work / f"tagfold-{uuid4().hex}" if work else None
    try:
        yield own
    finally:
        if own:
            remove_folder(own)


def _is_here(master: str) -> bool:
    """Whether nobody outside this machine need reach the application."""
    return master.startswith("local") or urlsplit(master).hostname in _LOOPBACK


def _reason(error: Exception) -> str:
    """The first line of what Spark says."""
    said = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else str(error)
    return str(said).strip().partition("\n")[0]


class SparkEngine:
    """The workers of a Spark cluster, which share with this machine object storage, or the folders of reports and
    database.
    """

    def __init__(self, context: SparkContext, work: StoreUrl | None) -> None:
        self._context, self._work = context, work
        self._threads = ThreadPoolExecutor(JOBS_AT_ONCE)
        self._groups = count()

    def stop(self) -> None:
        """End the application, and what is still running."""
        self._context.cancelAllJobs()
        self._threads.shutdown(cancel_futures=True)
        self._context.stop()

    def look(self, files: Sequence[ReportFile], limit: int) -> list[FileState]:
        shares = self._shares(files)
        found = zip(shares, self._results(partial(attempt_look, limit), shares), strict=True)
        return [state for share, attempt in found for state in states_of(attempt, share, limit)]

    def parse(
        self, files: Sequence[ReportFile], folder: Path, privacy: Privacy, limit: int, done: Done
    ) -> list[FileState]:
        attempts = Path(mkdtemp(prefix="attempts-", dir=folder)).absolute()
        shares = enumerate(self._shares(files))
        states: list[FileState] = []
        with _place_of_its_own(self._work) as work:
            tasks = [Task(share, attempts, str(number), privacy, limit, work=work) for number, share in shares]
            found = self._results(attempt_parse, tasks, lambda part: done(round(len(files) * part)))
            for task, attempt in zip(tasks, found, strict=True):
                states += states_of(attempt, task.files, limit)
                take_rows(attempt, task.shard, folder)
        return states

    def decide(self, taxonomy: Taxonomy, distinct: Sequence[tuple[str, str]], scorer: Scorer) -> Iterator[Decision]:
        meaning = scorer.meaning
        if meaning and (len(distinct) <= MOST_ENCODED_HERE or not meaning.is_packaged):
            yield from decide_all(taxonomy, distinct, scorer)
            return
        vocabularies: dict[str, Vocabulary] = {}
        tasks = []
        for vocabulary, raws in by_vocabulary(taxonomy, distinct):
            facet = vocabulary.facet.name
            vocabularies[facet] = vocabulary
            tasks += [(facet, raws[start : start + TAGS_PER_TASK]) for start in range(0, len(raws), TAGS_PER_TASK)]
            if meaning:  # so that the vectors of the terms are sent, and not worked out by each worker
                meaning.vectors(sorted({spelling for spelling, _ in Matcher(vocabulary).lookup.known_pairs()}))
        sent = self._context.broadcast((vocabularies, scorer))
        for decided in self._results(partial(_decide, sent, meaning.name if meaning else None), tasks):
            yield from decisions_of(decided)
        sent.destroy()

    def _shares(self, files: Sequence[ReportFile]) -> list[Sequence[ReportFile]]:
        """With absolute names: a worker runs in a folder of its own."""
        absolute = [file if file.is_object else file._replace(location=file.on_disk.absolute()) for file in files]
        return shares_of(absolute, self._context.defaultParallelism)

    def _results(
        self,
        work: Callable[[_Given], _Result],
        tasks: Sequence[_Given],
        watch: Callable[[float], None] = lambda part: None,
    ) -> Iterator[_Result]:
        """What `work` returns for each task, in their order; `watch` is called with the part that is done."""
        group = f"tagfold-{next(self._groups)}"
        jobs = (tasks[start : start + TASKS_PER_JOB] for start in range(0, len(tasks), TASKS_PER_JOB))
        begun = (self._threads.submit(self._run, group, work, job) for job in jobs)
        running: deque[Future[list[_Result]]] = deque(islice(begun, JOBS_AT_ONCE))
        while running:
            while wait([running[0]], SECONDS_BETWEEN_LOOKS).not_done:
                watch(self._completed(group) / len(tasks))
            yield from running.popleft().result()
            running.extend(islice(begun, 1))
        watch(1.0)

    def _run(self, group: str, work: Callable[[_Given], _Result], tasks: Sequence[_Given]) -> list[_Result]:
        self._context.setJobGroup(group, "tagfold", interruptOnCancel=True)
        return list(self._context.parallelize(tasks, len(tasks)).map(work).collect())

    def _completed(self, group: str) -> int:
        tracker = self._context.statusTracker()
        jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
        stages = [tracker.getStageInfo(stage) for job in jobs if job for stage in job.stageIds]
        return sum(stage.numCompletedTasks for stage in stages if stage)


_matchers: dict[str, Matcher] = {}
_matchers_of: list[Broadcast[_Sent]] = []
"""On a worker: the matchers by facet, and the taxonomy that they are of."""


def _decide(
    sent: Broadcast[_Sent], encoders: str | None, task: tuple[str, Sequence[str]]
) -> list[Decision] | OtherEncoders:
    """Decide the tags of a task, on a worker, if it has these encoders."""
    facet, raws = task
    if _matchers_of != [sent]:
        _matchers.clear()
        _matchers_of[:] = [sent]
    if facet not in _matchers:
        vocabularies, scorer = sent.value
        if scorer.meaning and scorer.meaning.name != encoders:
            return OtherEncoders(socket.gethostname(), scorer.meaning.name)
        _matchers[facet] = Matcher(vocabularies[facet], scorer)
    _matchers[facet].prepare(raws)
    return [decision for decisions in _matchers[facet].decide_each(raws) for decision in decisions]
