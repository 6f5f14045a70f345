"""The history of runs: what went in, what came out, and whether there is anything to do."""

from __future__ import annotations

import os
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

import duckdb

from tagfold import __version__
from tagfold.commands import REPORTS, command
from tagfold.reports.archives import is_archive
from tagfold.store_url import Source, StoreUrl, is_url, source_of
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.publish import Building
from tagfold.warehouse.reading import DamagedDatabase, is_replaceable, reading
from tagfold.warehouse.verify import is_as_published, runs_sha256


@dataclass(frozen=True, slots=True)
class Run:
    """One row of the table `runs`, without its number; its fields are the columns, in order.

    `uses` and `undecided` are None in a file of an earlier Tagfold, which named the sources from where it was called.
    """

    started_at: datetime
    seconds: float
    tagfold_version: str
    sources: list[str]
    taxonomy_version: str
    taxonomy_sha256: str
    input_sha256: str
    parser_sha256: str
    model_sha256: str
    encoders: str | None
    content_sha256: str
    reports_read: int
    reports_unchanged: int
    reports_forgotten: int
    files_failed: int
    uses: int | None = None
    undecided: int | None = None
    private_questions: int = 0
    runs_sha256: str = ""


@dataclass(frozen=True)
class Yesterday:
    """What the published database knows of its input: the last run's hashes, each report's SHA-256, for each facet
    how many rows its mappings.csv had, and how many answers.csv had.

    It is empty where nothing may be taken over from that file; `fault` says why.
    """

    input_sha256: str = ""
    parser_sha256: str = ""
    runs_sha256: str = ""
    reports: dict[str, str] = field(default_factory=dict)
    mappings: dict[str, int] = field(default_factory=dict)
    private_questions: int = 0
    fault: str | None = None

    def fewer_decisions(self, taxonomy: Taxonomy) -> dict[str, int]:
        """For each facet that has fewer mappings than in the last run, how many fewer."""
        now = {name: len(vocabulary.mappings) for name, vocabulary in taxonomy.vocabularies.items()}
        return {name: count - now.get(name, 0) for name, count in self.mappings.items() if count > now.get(name, 0)}


def read_yesterday(database: Path, *, sure: bool = False) -> Yesterday | None:
    """The published state, or None if nothing is published yet. `sure`: its bytes are known to be those published.

    Raises WarehouseError if the file is in use, or is not a database and not what is left of one of ours.
    """
    if not database.exists():
        return None
    try:
        with reading(database) as db:
            return _trusted(db, sure)
    except DamagedDatabase:
        if not is_replaceable(database):
            raise
    return _DAMAGED


_DAMAGED = Yesterday(fault="the last database was damaged")
_CHANGED = Yesterday(fault="the last database was changed after it was published")
_OTHER_VERSION = Yesterday(fault="the last database was made by another version of Tagfold")


def _trusted(db: duckdb.DuckDBPyConnection, sure: bool) -> Yesterday:
    """The state in a database that can be opened, as long as it is as it was published."""
    try:
        said = (
            "SELECT input_sha256, parser_sha256, runs_sha256, private_questions FROM runs ORDER BY run_id DESC LIMIT 1"
        )
        last = db.execute(said).fetchone()
        if not last or not (sure or is_as_published(db)):
            made_by = db.execute("SELECT last(tagfold_version ORDER BY run_id) FROM runs").fetchone()
            return _CHANGED if made_by in ((None,), (__version__,)) else _OTHER_VERSION  # which has its own hash
        reports = dict(db.execute("SELECT path, sha256 FROM reports").fetchall())
        mappings = dict(db.execute("SELECT facet, count(*) FROM mappings GROUP BY facet ORDER BY facet").fetchall())
    except (duckdb.CatalogException, duckdb.BinderException):
        return _OTHER_VERSION
    except duckdb.Error:
        return _DAMAGED
    input_sha256, parser_sha256, own, private = last
    return Yesterday(input_sha256, parser_sha256, own, reports, mappings, private)


def last_run(db: duckdb.DuckDBPyConnection) -> Run:
    """The run that made a published database, which may have columns that a later Tagfold brought."""
    answer = db.execute("SELECT * EXCLUDE (run_id) FROM runs ORDER BY run_id DESC LIMIT 1")
    names = [column[0] for column in answer.description or ()]
    (row,) = answer.fetchall()
    known = {field.name for field in fields(Run)}
    return Run(**{name: value for name, value in zip(names, row, strict=True) if name in known})


def stored_source(source: Source, database: Path) -> str:
    """How a source is named in its database: from the folder of the database, so that both can move together.

    A source on another drive keeps its whole path, one in object storage its address.
    """
    if isinstance(source, StoreUrl):
        return str(source)
    try:
        return Path(os.path.relpath(source.resolve(), database.resolve().parent)).as_posix()
    except ValueError:
        return source.resolve().as_posix()


def source_paths(run: Run, database: Path) -> list[str]:
    """The sources of a run as a person can name them from the current folder."""
    if run.uses is None:
        return run.sources
    home = database.resolve().parent
    return [source if is_url(source) else _from_here(home / source) for source in run.sources]


def report_root(run: Run, database: Path) -> PurePosixPath | StoreUrl:
    """What goes before the paths of reports to name their files from the current folder.

    It is empty where several folders were read: the paths begin with their names then. The path of a table's report
    is the name of the table.
    """
    if len(run.sources) != 1:
        return PurePosixPath()
    source = source_of(source_paths(run, database)[0])
    if isinstance(source, StoreUrl):
        return source.without_options
    return PurePosixPath(source.parent if source.is_file() and not is_archive(source) else source)


def _from_here(place: Path) -> str:
    """A path relative to the current folder if it lies below, else whole."""
    whole, here = Path(os.path.normpath(place)), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def ingest_again(database: Path) -> str:
    """The command that brings a database up to date, from the sources that it was made from."""
    sources: list[str] = []
    if database.exists():
        with reading(database) as db:
            sources = source_paths(last_run(db), database)
    return command("ingest", *([] if sources == [str(REPORTS)] else sources), db=database)


def record(building: Building, run: Run) -> None:
    """Add `run` after the runs of the last database, and say of each tag which run first had it."""
    db = building.connection
    if building.yesterday:
        db.execute("INSERT INTO runs SELECT * FROM yesterday.runs ORDER BY run_id")
    uses, undecided = db.execute(
        "SELECT coalesce(sum(uses), 0), coalesce(sum(review + new), 0) FROM coverage "
        "WHERE kind IN ('curated', 'closed')"
    ).fetchall()[0]
    values = astuple(replace(run, uses=int(uses), undecided=int(undecided)))
    marks = ", ".join("?" for _ in values)
    db.execute(f"INSERT INTO runs SELECT (SELECT coalesce(max(run_id), 0) + 1 FROM runs), {marks}", list(values))
    if building.yesterday:
        db.execute("INSERT INTO first_seen SELECT * FROM yesterday.first_seen SEMI JOIN decisions USING (facet, raw)")
    elif building.amended:
        db.execute("DELETE FROM first_seen WHERE (facet, raw) NOT IN (SELECT (facet, raw) FROM decisions)")
    db.execute(
        "INSERT INTO first_seen SELECT DISTINCT facet, raw, (SELECT max(run_id) FROM runs) FROM decisions "
        "ANTI JOIN first_seen USING (facet, raw) ORDER BY ALL"
    )
    db.execute("UPDATE runs SET runs_sha256 = ? WHERE run_id = (SELECT max(run_id) FROM runs)", [runs_sha256(db)])
