"""A term's own label, rejected for the term: check, diff and ingest say one thing of it, and nothing is miscounted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.errors import TaxonomyError
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings

ROW = "surveys,1,ds-0003,reject,other,,ada,2026-01-01,\n"


@pytest.fixture
def before(settings: Settings, tmp_path: Path) -> Path:
    """The taxonomy as it was; the row is in the one of `settings`."""
    copy = Path(shutil.copytree(settings.taxonomy, tmp_path / "before"))
    path = settings.taxonomy / "datasources" / "mappings.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(sorted([*rows, ROW], key=str.casefold)), encoding="utf-8")
    return copy


@pytest.mark.usefixtures("before")
def test_ingest_refuses_what_check_calls_an_error(settings: Settings) -> None:
    checked = CliRunner().invoke(app, ["taxonomy", "check", str(settings.taxonomy)])
    assert checked.exit_code == 1
    assert "error: 'surveys' is rejected for 'ds-0003', whose label it is" in checked.stdout
    with pytest.raises(TaxonomyError, match="'surveys' is rejected for 'ds-0003', whose label it is"):
        ingest(settings)
    assert not settings.database.exists()


def test_diff_says_that_uses_are_lost(settings: Settings, before: Path) -> None:
    diff = CliRunner().invoke(app, ["taxonomy", "diff", str(before), str(settings.taxonomy)])
    assert "would be major" in diff.stdout
    assert "can only rise" not in diff.stdout
