"""A database whose tables have other columns: its reports are read again, and none is lost."""

from __future__ import annotations

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.runs import last_run
from tagfold.warehouse.verify import content_sha256, runs_sha256
from tests.conftest import source_folder


@pytest.mark.parametrize(
    "change", ["ALTER TABLE decisions DROP COLUMN guard", "ALTER TABLE runs ADD COLUMN later VARCHAR"]
)
def test_no_report_is_lost_though_the_code_that_reads_reports_is_the_same(settings: Settings, change: str) -> None:
    """An older Tagfold made the file, or a newer one; its own hashes are right."""
    ingest(settings)
    with duckdb.connect(str(settings.database)) as db:
        expected = db.execute("SELECT facet, raw, line FROM tags ORDER BY ALL").fetchall()
        for (view,) in db.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            db.execute(f"DROP VIEW {view}")
        db.execute(change)
        db.execute("UPDATE runs SET content_sha256 = ?", [content_sha256(db)])
        db.execute("UPDATE runs SET runs_sha256 = ?", [runs_sha256(db)])
    (source_folder(settings) / "new.md").write_text("# New\n[[datasources:surveys]]\n", encoding="utf-8")
    result = ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        assert db.execute("SELECT path FROM reports ORDER BY path").fetchall() == [("bees.md",), ("new.md",)]
        found = db.execute("SELECT facet, raw, line FROM tags ORDER BY ALL").fetchall()
    assert found == sorted([*expected, ("datasources", "surveys", 2)])
    assert (result.read, result.unchanged) == (2, 0)


def test_status_and_trace_read_a_file_of_an_earlier_version(settings: Settings) -> None:
    ingest(settings)
    with duckdb.connect(str(settings.database)) as db:
        db.execute("DROP VIEW spellings; DROP TABLE first_seen")
        db.execute("UPDATE runs SET sources = ['data/raw']")
        db.execute("ALTER TABLE runs DROP COLUMN uses; ALTER TABLE runs DROP COLUMN undecided")
    status = CliRunner().invoke(app, ["status", "--db", str(settings.database)]).stdout.splitlines()
    assert " from 1 report in data/raw, with the taxonomy working, by Tagfold " in status[0]
    assert status[1].startswith("Found 8 tags")
    traced = CliRunner().invoke(app, ["trace", "surveys", "--db", str(settings.database)]).stdout
    assert traced.startswith("data/raw/bees.md:8 ")


def test_the_run_of_a_later_version_can_be_shown(settings: Settings) -> None:
    ingest(settings)
    with duckdb.connect(str(settings.database)) as db:
        expected = last_run(db)
        db.execute("CREATE TABLE later AS SELECT 'new' AS brand, *, 1 AS more FROM runs")
        db.execute("DROP TABLE runs CASCADE; ALTER TABLE later RENAME TO runs")
        assert last_run(db) == expected
