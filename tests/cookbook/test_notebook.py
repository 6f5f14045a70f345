"""The cookbook as a notebook runs in a kernel as people run it, and shows what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from tests.conftest import ROOT

PAGE = (ROOT / "docs/cookbook.md").read_text(encoding="utf-8")


def test_every_cell_of_the_notebook_runs_and_shows_as_many_rows_as_the_page(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "data/processed").mkdir(parents=True)
    shutil.copy(sample, tmp_path / "data/processed/tagfold.duckdb")
    source = (ROOT / "docs/cookbook.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(source, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    NotebookClient(notebook, resources={"metadata": {"path": str(tmp_path)}}).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = [cell.outputs[-1].data["text/html"].count("<tr") - 1 for cell in cells[1:]]
    tables = [section.count("\n| ") - 1 if "\n| " in section else 0 for section in PAGE.split("\n## ")[1:-1]]
    assert len(tables) == 25
    assert shown == tables
