"""What `tagfold status` says has changed since the run before and since a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.status import FadingTerm, NewTag, SinceRelease, SinceRun, status_of
from tests.conftest import source_folder

BEFORE, AFTER = ("1.0.0", "2024-04-30"), ("1.0.0", "2024-06-01")


def add(settings: Settings, reports: dict[str, str]) -> None:
    for name, text in reports.items():
        (source_folder(settings) / name).write_text(text, encoding="utf-8")


def status(settings: Settings) -> tuple[int, list[str]]:
    done = CliRunner().invoke(
        app, ["status", "--exit-code", "--db", str(settings.database), "--taxonomy", str(settings.taxonomy)]
    )
    return done.exit_code, done.stdout.splitlines()


def test_after_the_first_run_there_is_nothing_to_compare(settings: Settings) -> None:
    ingest(settings)
    code, lines = status(settings)
    assert (code, [line for line in lines if line.startswith("Since")]) == (0, [])


def test_new_tags_removed_reports_and_files_that_failed(settings: Settings) -> None:
    add(settings, {"gone.md": "# Gone\n[[datasources:surveys]]\n"})
    ingest(settings)
    (source_folder(settings) / "gone.md").unlink()
    (source_folder(settings) / "large.md").write_bytes(b"x" * (settings.max_report_bytes + 1))
    tags = "".join(f"[[datasources:{raw}]]\n" for raw in ("interviewss", "Surveys", "bee dances", "bee dances"))
    add(settings, {"new.md": f"# New\n{tags}"})
    ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        found = status_of(db, None)
    run = found.since_run
    assert run is not None
    assert (run.run_id, run.reports_read, run.reports_forgotten, run.files_failed) == (1, 1, 1, 1)
    assert (run.tags, run.tags_undecided, run.undecided_before, run.undecided) == (3, 1, 0, 2)
    assert found.new_tags == [NewTag("datasources", "bee dances", "new", None, 2)]
    code, lines = status(settings)
    assert code == 1
    (line,) = [line for line in lines if line.startswith("Since run 1 (")]
    assert line.endswith(
        "): 1 report read; 1 removed; 1 file could not be read; 3 new tags, 1 of them to decide; "
        f"{1 - 2 / run.uses:.1%} of uses decided ({-2 / run.uses:+.1%})."
    )
    assert "  new     datasources: bee dances  (2 uses)" in lines


def test_the_next_run_brings_no_new_tags_though_these_are_not_decided(settings: Settings) -> None:
    ingest(settings)
    add(settings, {"new.md": "# New\n[[datasources:bee dances]]\n"})
    ingest(settings)
    add(settings, {"other.md": "# Other\n[[datasources:surveys]]\n"})
    ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        run = status_of(db, None).since_run
        assert isinstance(run, SinceRun)
        assert (run.run_id, run.tags_undecided, run.undecided_before, run.undecided) == (2, 0, 1, 1)
        first = "SELECT raw, first_run FROM spellings WHERE raw IN ('bee dances', 'deep interviews') ORDER BY raw"
        assert db.execute(first).fetchall() == [("bee dances", 2), ("deep interviews", 1)]
    assert status(settings)[0] == 0


def test_what_came_after_a_release(settings: Settings) -> None:
    terms = settings.taxonomy / "datasources" / "terms.csv"
    with terms.open("a", encoding="utf-8") as file:
        file.write("ds-0005,bee dances,,active,,How bees talk.,\n")
    add(settings, {"new.md": "# New\n[[datasources:deep interviews]]\n"})
    ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        # deep interviews (2 uses), "surveys, interviews" and the wording of a question, which no tag has
        assert status_of(db, BEFORE).since_release == SinceRelease(*BEFORE, 1, 4, 3, None)
        assert status_of(db, AFTER).since_release == SinceRelease(*AFTER, 1, 0, 0, None)
        assert status_of(db, ("1.0.0", "2999-01-01")).since_release == SinceRelease("1.0.0", "2999-01-01", 1, 0, 0, 0)


def test_terms_that_fall_out_of_use(settings: Settings) -> None:
    old = {f"{n}.md": f"# Old {n}\n[[year:2020]]\n[[datasources:surveys]]\n" for n in range(5)}
    add(settings, {**old, "now.md": "# Now\n[[year:2026]]\n[[datasources:interviews]]\n"})
    ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        years = db.execute("SELECT first_year, last_year FROM term_uses WHERE label = 'interviews'").fetchall()
        assert years == [(2024, 2026)]
        assert status_of(db, None).fading == [FadingTerm("datasources", "surveys", 6, 2024)]


def test_the_database_names_its_folders_from_where_it_lies_so_both_can_move(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(settings)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        ((sources,),) = db.execute("SELECT sources FROM runs").fetchall()
    assert [str(tmp_path) in source for source in sources] == [False]
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in (source_folder(settings).name, settings.database.parent.name):
        shutil.move(tmp_path / name, moved / name)
    monkeypatch.chdir(moved)
    database = settings.database.relative_to(tmp_path)
    done = CliRunner().invoke(app, ["trace", "surveys", "--db", str(database)])
    assert (done.exit_code, done.stdout.splitlines()[0].split(":")[0]) == (0, f"{source_folder(settings).name}/bees.md")
