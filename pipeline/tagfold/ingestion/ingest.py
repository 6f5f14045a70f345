"""The run: sources -> reports -> distinct tags -> decisions -> warehouse -> summary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tagfold import __version__
from tagfold.commands import command
from tagfold.engines.engine import Engine, engine_of
from tagfold.engines.file_state import FileState
from tagfold.engines.stopped_run import take_up
from tagfold.errors import TaxonomyError
from tagfold.ingestion.run_input import RunInput, gather
from tagfold.ingestion.run_job import Clock, Job
from tagfold.matching.decision import Decision
from tagfold.matching.form import form_key
from tagfold.reports.grammar import READ_HERE
from tagfold.reports.sources import ReportFile
from tagfold.settings import Settings
from tagfold.taxonomy.check.rules import errors_that_miscount
from tagfold.taxonomy.files import ANSWERS_FILE
from tagfold.taxonomy.model import Kind, Taxonomy
from tagfold.warehouse.amend import ReachesOthers, refuse_to_reach_others, sums_after, take_out
from tagfold.warehouse.load import Decide, load_decisions, load_reports, load_taxonomy, to_read_again
from tagfold.warehouse.publish import Building, building, clear_leftovers
from tagfold.warehouse.reading import reading
from tagfold.warehouse.rows import LASTING, REPORT_COLUMNS, RowFiles, problem_row
from tagfold.warehouse.runs import Run, Yesterday, read_yesterday, record, stored_source
from tagfold.warehouse.seen import Seen, bytes_sha256, read_seen, seen_files, write_seen
from tagfold.warehouse.summary import Summary, summarize
from tagfold.warehouse.verify import Sums, all_sums, sums_sha256, verify
from tagfold.watching import BarStep, Watch


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did, and what the database holds now. `changed` is False if there was nothing to do.

    `rebuilt` says why nothing could be taken over from the last database, if there was one. `fewer_decisions` has the
    facets whose mappings.csv has lost rows since the last run, and how many: an earlier release, or an accident.
    `encoders` names those that a run may use, and `encoded` is how many tags they compared: none are loaded for none.
    `resumed` is how many of the reports that were `read` a run that was stopped had parsed already.
    """

    changed: bool
    read: int
    unchanged: int
    forgotten: int
    failed: int
    seconds: float
    summary: Summary
    rebuilt: str | None = None
    fewer_decisions: dict[str, int] = field(default_factory=dict)
    encoders: str | None = None
    encoded: int = 0
    resumed: int = 0


def ingest(settings: Settings, watch: Watch = lambda step, done, total: None) -> Result:
    """Bring the database up to date with the reports and the taxonomy.

    Raises a TagfoldError if that cannot be done; the last database is untouched then.
    """
    clock, given = Clock(), gather(settings)
    with engine_of(settings, given.parser_sha256) as engine:
        return _ingest(settings, given, engine, watch, clock)


def _ingest(settings: Settings, given: RunInput, engine: Engine, watch: Watch, clock: Clock) -> Result:
    seen = read_seen(settings.database)
    yesterday = Yesterday(seen.input_sha256) if seen else read_yesterday(settings.database) or Yesterday()
    states: list[FileState] = []
    if yesterday.input_sha256 and not settings.full:
        states = _look(engine, given.files, settings.max_report_bytes, seen)
        if given.sha256(states) == yesterday.input_sha256:
            return _nothing_to_do(settings, given, states, seen, clock)
    if seen:
        yesterday = read_yesterday(settings.database, sure=True) or Yesterday()
    _refuse_miscounts(settings.taxonomy, given.taxonomy)
    if yesterday.private_questions and not given.answers and not settings.keep_personal:
        raise _answers_lost(settings.taxonomy, yesterday.private_questions)
    same = not settings.full and seen is not None and seen.rest_sha256 == given.rest_sha256
    job = Job(settings, given, engine, watch, clock, seen, yesterday, states, same)
    if job.is_small:
        with suppress(ReachesOthers):
            return _made(job, amended=True)
    return _made(job, amended=False)


def _made(job: Job, *, amended: bool) -> Result:
    """Make the new database and publish it. Raises ReachesOthers if it cannot be amended."""
    settings, given, yesterday = job.settings, job.given, job.yesterday
    own = _own_columns(given.taxonomy)
    trusted = yesterday.runs_sha256
    with building(settings.database, settings.workers, trusted, own, amended=amended, memory=settings.memory) as build:
        # of a file with another layout no rows can be taken over, so every report is read again
        unchanged = job.unchanged if build.amended or build.yesterday else set()
        again = unchanged & to_read_again(build, same=job.same)
        unchanged = unchanged - again
        resumed = _taken_up(job, build, unchanged)
        known = unchanged.union(state.path for state in resumed) if resumed else unchanged
        parsed = resumed + _parsed(job, build, known)
        decide = _Deciding(job)
        sums = _filled(job, build, unchanged, decide)
        verify(build.connection, str(settings.database))
        counts = _Counts(
            read=_reports(parsed, again),
            unchanged=len(unchanged) + len(again),
            forgotten=len(job.forgotten),
            failed=sum(state.problem is not None for state in parsed),
        )
        states = parsed + [state for state in job.states if state.path in unchanged]
        record(build, _run(job, states, counts, sums_sha256(sums)))
        summary = summarize(build.connection)
    earlier = job.seen.amended + len(job.changed) if job.seen and amended else 0
    write_seen(settings.database, _seen(settings, given, states, summary, job.clock, sums, earlier))
    fault, gone = yesterday.fault, yesterday.fewer_decisions(given.taxonomy)
    done = counts.read, counts.unchanged, counts.forgotten, counts.failed, job.clock.seconds
    return Result(True, *done, summary, fault, gone, given.chosen.encoders, decide.encoded, _reports(resumed, again))


def _reports(states: Iterable[FileState], again: Collection[str]) -> int:
    """The reports in the files that could be read, but for those that are unchanged and were read `again`."""
    return sum(state.reports for state in states if state.sha256 and state.path not in again)


def _taken_up(job: Job, build: Building, unchanged: Collection[str]) -> list[FileState]:
    """The states of the files, not `unchanged`, whose rows a stopped run has left. In full, every file is parsed, and
    so it is by Spark.
    """
    settings = job.settings
    to_parse = (file for file in job.given.files if file.path not in unchanged)
    return take_up(
        build.folder / LASTING,
        () if settings.full or settings.master else to_parse,
        (job.given.parser_sha256, settings.max_report_bytes),
        settings.workers,
        partial(job.watch, "going on where a stopped run ended"),
    )


def _parsed(job: Job, build: Building, known: Collection[str]) -> list[FileState]:
    """The states of the files that are not `known`, which are parsed into row files."""
    to_parse = [file for file in job.given.files if file.path not in known]
    job.watch("reading reports", 0, len(to_parse))
    return job.engine.parse(
        to_parse,
        build.folder,
        job.given.privacy,
        job.settings.max_report_bytes,
        lambda done: job.watch("reading reports", done, len(to_parse)),
    )


def _look(engine: Engine, files: Sequence[ReportFile], limit: int, seen: Seen | None) -> list[FileState]:
    """The state of each file; those that are as they were `seen` are not read."""
    known = {file.path: content for file in files if (content := seen.content_of(file, limit))} if seen else {}
    others = [file for file in files if file.path not in known]
    return [*(FileState(path, content) for path, content in known.items()), *engine.look(others, limit)]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Reports read, unchanged and forgotten, and files that failed."""

    read: int
    unchanged: int
    forgotten: int
    failed: int


def _nothing_to_do(
    settings: Settings, given: RunInput, states: Sequence[FileState], seen: Seen | None, clock: Clock
) -> Result:
    clear_leftovers(settings.database)
    if seen is None:
        with reading(settings.database) as db:
            summary = summarize(db)
    else:
        summary = seen.summary
    if seen is None or any(file.stamp not in seen.files for file in given.files):
        sums = seen.content_sums if seen else {}
        write_seen(settings.database, _seen(settings, given, states, summary, clock, sums, seen.amended if seen else 0))
    failed = sum(state.problem is not None for state in states)
    return Result(False, 0, summary.reports, 0, failed, clock.seconds, summary)


def _seen(
    settings: Settings,
    given: RunInput,
    states: Sequence[FileState],
    summary: Summary,
    clock: Clock,
    sums: Sums,
    amended: int,
) -> Seen:
    """What to note of this run for the next one."""
    contents = {state.path: state.sha256 for state in states}
    return Seen(
        database_sha256=bytes_sha256(settings.database),
        input_sha256=given.sha256(states),
        rest_sha256=given.rest_sha256,
        limit=settings.max_report_bytes,
        summary=summary,
        files=seen_files(given.files, contents, int(clock.started.timestamp() * 1e9)),
        sums={table: [*map(str, halves)] for table, halves in sums.items()},
        amended=amended,
    )


def _run(job: Job, states: Iterable[FileState], counts: _Counts, content_sha256: str) -> Run:
    settings, given = job.settings, job.given
    return Run(
        started_at=job.clock.started,
        seconds=round(job.clock.seconds, 3),
        tagfold_version=__version__,
        sources=[stored_source(source, settings.database) for source in settings.sources],
        taxonomy_version=given.taxonomy.version,
        taxonomy_sha256=given.taxonomy.sha256,
        input_sha256=given.sha256(states),
        parser_sha256=given.parser_sha256,
        model_sha256=given.chosen.weights.sha256,
        encoders=given.chosen.encoders,
        content_sha256=content_sha256,
        reports_read=counts.read,
        reports_unchanged=counts.unchanged,
        reports_forgotten=counts.forgotten,
        files_failed=counts.failed,
        private_questions=len(given.answers),
    )


def _refuse_miscounts(folder: Path, taxonomy: Taxonomy) -> None:
    """Stop before a taxonomy that contradicts itself gets into figures."""
    found = errors_that_miscount(taxonomy, form_key)
    if found:
        first, more = found[0], len(found) - 1
        check = command("taxonomy check", folder)
        remedy = f"{first.remedy} (`{check}` shows {f'this and {more} more' if more else 'it'})"
        raise TaxonomyError(first.problem, path=str(folder / first.path), line=first.line, remedy=remedy)


def _answers_lost(folder: Path, before: int) -> TaxonomyError:
    """What stops a run that would publish names and addresses, because the list of the questions for them is gone."""
    problem = f"the list of questions whose answers are private is missing or empty; the last run had {before} of them"
    remedy = "restore it from git, or, to publish these answers as typed, use --keep-personal"
    return TaxonomyError(problem, path=str(folder / ANSWERS_FILE), remedy=remedy)


def _filled(job: Job, build: Building, unchanged: Collection[str], decide: Decide) -> Sums:
    """Fill a database; the sums of its content."""
    given = job.given
    counted = take_out(build, job.changed, given.shown_paths | given.shown_folders) if build.amended else {}
    if not build.amended:
        with RowFiles(build.folder, "folders", ["problems"]) as rows:
            for path, problem in given.folder_problems:
                rows.write("problems", problem_row(path, problem, given.privacy))
    load_reports(build, sorted(unchanged), partial(job.watch, BarStep("loading rows")))
    load_taxonomy(build, given.taxonomy, given.answers)
    joined = partial(job.watch, BarStep("joining decisions"))
    load_decisions(build, decide, carry_over=job.same, part=joined)
    if not build.amended or job.seen is None:
        return all_sums(build.connection, partial(job.watch, BarStep("checking rows")))
    refuse_to_reach_others(build)
    return sums_after(build, job.seen.content_sums, counted)


class _Deciding:
    """Decides the tags of a job; `encoded` is how many of them the encoders have compared so far."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.encoded = 0

    def __call__(self, distinct: Sequence[tuple[str, str]]) -> Iterator[Decision]:
        from tagfold.matching.all_facets import undecided  # brings numpy, as below
        from tagfold.matching.scorer import shipped_scorer

        taxonomy, chosen = self._job.given.taxonomy, self._job.given.chosen
        asked, done = undecided(taxonomy, distinct) if chosen.encoders else 0, 0
        self.encoded += asked
        scorer = shipped_scorer() if chosen.encoders and not asked else chosen.scorer
        for decision in self._job.engine.decide(taxonomy, distinct, scorer):
            done += decision.part == 1
            self._job.watch("matching tags", done, len(distinct))
            yield decision


def _own_columns(taxonomy: Taxonomy) -> list[str]:
    """The structural facets that become columns of reports, besides those that each report has."""
    structural = sorted(facet.name for facet in taxonomy.facets if facet.kind is Kind.STRUCTURAL)
    return [name for name in structural if name not in READ_HERE and name not in REPORT_COLUMNS]
