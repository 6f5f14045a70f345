"""The history of runs: what went in, what came out, and whether there is anything to do."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field, fields
from datetime import datetime
from pathlib import Path

import duckdb

from tagfold.commands import REPORTS, command
from tagfold.warehouse.publish import Building
from tagfold.warehouse.reading import DamagedDatabase, is_replaceable, reading
from tagfold.warehouse.verify import is_as_published, runs_sha256


@dataclass(frozen=True, slots=True)
class Run:
    """One row of the table `runs`, without its number; its fields are the columns, in order."""

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
    runs_sha256: str = ""


@dataclass(frozen=True)
class Yesterday:
    """What the published database knows of its input: the last run's hashes, each report's SHA-256, and for each facet
    how many rows its mappings.csv had.

    It is empty where nothing may be taken over from that file; `fault` says why.
    """

    input_sha256: str = ""
    parser_sha256: str = ""
    runs_sha256: str = ""
    reports: dict[str, str] = field(default_factory=dict)
    mappings: dict[str, int] = field(default_factory=dict)
    fault: str | None = None


def read_yesterday(database: Path) -> Yesterday | None:
    """The published state, or None if nothing is published yet.

    Raises WarehouseError if the file is in use, or is not a database and not what is left of one of ours.
    """
    if not database.exists():
        return None
    try:
        with reading(database) as db:
            return _trusted(db)
    except DamagedDatabase:
        if not is_replaceable(database):
            raise
    return _DAMAGED


_DAMAGED = Yesterday(fault="the last database was damaged")


def _trusted(db: duckdb.DuckDBPyConnection) -> Yesterday:
    """The state in a database that can be opened, as long as it is as it was published."""
    try:
        hashes = "SELECT input_sha256, parser_sha256, runs_sha256 FROM runs ORDER BY run_id DESC LIMIT 1"
        last = db.execute(hashes).fetchone()
        if not last or not is_as_published(db):
            return Yesterday(fault="the last database was changed after it was published")
        reports = dict(db.execute("SELECT path, sha256 FROM reports").fetchall())
        mappings = dict(db.execute("SELECT facet, count(*) FROM mappings GROUP BY facet ORDER BY facet").fetchall())
    except (duckdb.CatalogException, duckdb.BinderException):
        return Yesterday(fault="the last database was made by another version of Tagfold")
    except duckdb.Error:
        return _DAMAGED
    input_sha256, parser_sha256, own = last
    return Yesterday(input_sha256, parser_sha256, own, reports, mappings)


def last_run(db: duckdb.DuckDBPyConnection) -> Run:
    """The run that made a published database, which may have columns that a later Tagfold brought."""
    answer = db.execute("SELECT * EXCLUDE (run_id) FROM runs ORDER BY run_id DESC LIMIT 1")
    names = [column[0] for column in answer.description or ()]
    (row,) = answer.fetchall()
    known = {field.name for field in fields(Run)}
    return Run(**{name: value for name, value in zip(names, row, strict=True) if name in known})


def ingest_again(database: Path) -> str:
    """The command that brings a database up to date, from the sources that it was made from."""
    sources: list[str] = []
    if database.exists():
        with reading(database) as db:
            sources = last_run(db).sources
    return command("ingest", *([] if sources == [str(REPORTS)] else sources), db=database)


def record(building: Building, run: Run) -> None:
    """Add `run` after the runs of yesterday's database."""
    db = building.connection
    if building.yesterday:
        db.execute("INSERT INTO runs SELECT * FROM yesterday.runs ORDER BY run_id")
    values = astuple(run)
    marks = ", ".join("?" for _ in values)
    db.execute(f"INSERT INTO runs SELECT (SELECT coalesce(max(run_id), 0) + 1 FROM runs), {marks}", list(values))
    db.execute("UPDATE runs SET runs_sha256 = ? WHERE run_id = (SELECT max(run_id) FROM runs)", [runs_sha256(db)])
