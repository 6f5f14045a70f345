"""The run: sources -> reports -> distinct tags -> decisions -> warehouse -> summary."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tagfold import __version__
from tagfold.commands import command
from tagfold.engines.engine import Engine, engine_of
from tagfold.engines.local import FileState
from tagfold.errors import TaxonomyError
from tagfold.matching.decision import Decision
from tagfold.matching.form import form_key
from tagfold.reports.grammar import READ_HERE
from tagfold.reports.sources import ReportFile
from tagfold.run_input import RunInput, gather
from tagfold.settings import Settings
from tagfold.taxonomy.check.rules import errors_that_miscount
from tagfold.taxonomy.files import ANSWERS_FILE
from tagfold.taxonomy.model import Kind, Taxonomy
from tagfold.warehouse.load import load_decisions, load_reports, load_taxonomy, to_read_again
from tagfold.warehouse.publish import Building, building, clear_leftovers
from tagfold.warehouse.reading import reading
from tagfold.warehouse.rows import REPORT_COLUMNS, RowFiles, problem_row
from tagfold.warehouse.runs import Run, Yesterday, read_yesterday, record, stored_source
from tagfold.warehouse.seen import Seen, bytes_sha256, read_seen, seen_files, write_seen
from tagfold.warehouse.summary import Summary, summarize
from tagfold.warehouse.verify import content_sha256, verify

Watch = Callable[[str, int, int], None]
"""Called with what is being done, how many of how many."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did, and what the database holds now. `changed` is False if there was nothing to do.

    `rebuilt` says why nothing could be taken over from the last database, if there was one. `fewer_decisions` has the
    facets whose mappings.csv has lost rows since the last run, and how many: an earlier release, or an accident.
    `encoders` names those that a run may use, and `encoded` is how many tags they compared: none are loaded for none.
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


def ingest(settings: Settings, watch: Watch = lambda step, done, total: None) -> Result:
    """Bring the database up to date with the reports and the taxonomy.

    Raises a TagfoldError if that cannot be done; the last database is untouched then.
    """
    clock, given = _Clock(), gather(settings)
    with engine_of(settings) as engine:
        return _ingest(settings, given, engine, watch, clock)


def _ingest(settings: Settings, given: RunInput, engine: Engine, watch: Watch, clock: _Clock) -> Result:
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
    own = _own_columns(given.taxonomy)
    same = not settings.full and seen is not None and seen.rest_sha256 == given.rest_sha256
    with building(settings.database, settings.workers, yesterday.runs_sha256, own) as build:
        # of a file with another layout no rows can be taken over, so every report is read again
        unchanged = _unchanged(states, given, yesterday) if build.yesterday else set()
        again = unchanged & to_read_again(build, same=same)
        unchanged -= again
        to_parse = [file for file in given.files if file.path not in unchanged]
        watch("reading reports", 0, len(to_parse))
        parsed = engine.parse(
            to_parse,
            build.folder,
            given.privacy,
            settings.max_report_bytes,
            lambda done: watch("reading reports", done, len(to_parse)),
        )
        encoded = _fill(build, given, sorted(unchanged), engine, watch, carry_over=same)
        verify(build.connection, str(settings.database))
        counts = _Counts(
            read=sum(state.reports for state in parsed if state.sha256 and state.path not in again),
            unchanged=len(unchanged) + len(again),
            forgotten=len(set(yesterday.reports) - given.shown_paths),
            failed=sum(state.problem is not None for state in parsed),
        )
        states = parsed + [state for state in states if state.path in unchanged]
        record(build, _run(settings, given, states, counts, clock, build))
        summary = summarize(build.connection)
    write_seen(settings.database, _seen(settings, given, states, summary, clock))
    fault, gone = yesterday.fault, yesterday.fewer_decisions(given.taxonomy)
    done = counts.read, counts.unchanged, counts.forgotten, counts.failed, clock.seconds
    return Result(True, *done, summary, fault, gone, given.chosen.encoders, encoded)


class _Clock:
    """When the run began, and how long it has taken."""

    def __init__(self) -> None:
        self.started, self._since = datetime.now(UTC), time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._since


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
    settings: Settings, given: RunInput, states: Sequence[FileState], seen: Seen | None, clock: _Clock
) -> Result:
    clear_leftovers(settings.database)
    if seen is None:
        with reading(settings.database) as db:
            summary = summarize(db)
    else:
        summary = seen.summary
    if seen is None or any(file.stamp not in seen.files for file in given.files):
        write_seen(settings.database, _seen(settings, given, states, summary, clock))
    failed = sum(state.problem is not None for state in states)
    return Result(False, 0, summary.reports, 0, failed, clock.seconds, summary)


def _seen(settings: Settings, given: RunInput, states: Sequence[FileState], summary: Summary, clock: _Clock) -> Seen:
    """What to note of this run for the next one."""
    contents = {state.path: state.sha256 for state in states}
    return Seen(
        database_sha256=bytes_sha256(settings.database),
        input_sha256=given.sha256(states),
        rest_sha256=given.rest_sha256,
        limit=settings.max_report_bytes,
        summary=summary,
        files=seen_files(given.files, contents, int(clock.started.timestamp() * 1e9)),
    )


def _run(
    settings: Settings,
    given: RunInput,
    states: Iterable[FileState],
    counts: _Counts,
    clock: _Clock,
    build: Building,
) -> Run:
    return Run(
        started_at=clock.started,
        seconds=round(clock.seconds, 3),
        tagfold_version=__version__,
        sources=[stored_source(source, settings.database) for source in settings.sources],
        taxonomy_version=given.taxonomy.version,
        taxonomy_sha256=given.taxonomy.sha256,
        input_sha256=given.sha256(states),
        parser_sha256=given.parser_sha256,
        model_sha256=given.chosen.weights.sha256,
        encoders=given.chosen.encoders,
        content_sha256=content_sha256(build.connection),
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


def _unchanged(states: Iterable[FileState], given: RunInput, yesterday: Yesterday) -> set[str]:
    """Paths whose rows can be taken over: same content, read by the same code."""
    if yesterday.parser_sha256 != given.parser_sha256:
        return set()
    return {state.path for state in states if state.sha256 and yesterday.reports.get(state.path) == state.sha256}


def _fill(
    build: Building, given: RunInput, unchanged: Sequence[str], engine: Engine, watch: Watch, *, carry_over: bool
) -> int:
    """Load all that a database holds; how many tags the encoders compared."""
    with RowFiles(build.folder, "folders", ["problems"]) as rows:
        for path, problem in given.folder_problems:
            rows.write("problems", problem_row(path, problem, given.privacy))
    load_reports(build, unchanged)
    load_taxonomy(build, given.taxonomy, given.answers)

    encoded = 0

    def decide(distinct: Sequence[tuple[str, str]]) -> Iterator[Decision]:
        from tagfold.matching.matcher import undecided  # brings numpy, as below
        from tagfold.matching.scorer import shipped_scorer

        nonlocal encoded
        asked, done = undecided(given.taxonomy, distinct) if given.chosen.encoders else 0, 0
        encoded += asked
        scorer = shipped_scorer() if given.chosen.encoders and not asked else given.chosen.scorer
        for decision in engine.decide(given.taxonomy, distinct, scorer):
            done += decision.part == 1
            watch("matching tags", done, len(distinct))
            yield decision

    load_decisions(build, decide, carry_over=carry_over)
    return encoded


def _own_columns(taxonomy: Taxonomy) -> list[str]:
    """The structural facets that become columns of reports, besides those that each report has."""
    structural = sorted(facet.name for facet in taxonomy.facets if facet.kind is Kind.STRUCTURAL)
    return [name for name in structural if name not in READ_HERE and name not in REPORT_COLUMNS]
