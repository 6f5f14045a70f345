"""`match` and `cluster` read LibreOffice's tables."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from tests.test_tables import call, write

pytest.importorskip("python_calamine")

SPACE = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'
SPACES = " ".join(SPACE.format(name) for name in ("office", "table", "text"))
MANIFEST = f"<manifest:manifest {SPACE.format('manifest')}/>"
EMPTY = (
    '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def cell(value: str | float | None) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = '"string"' if isinstance(value, str) else f'"float" office:value="{value}"'
    lines = "".join(f"<text:p>{line}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell office:value-type={kind}>{lines}</table:table-cell>"


def ods(path: Path, *sheets: str) -> Path:
    """A file as LibreOffice writes it."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:spreadsheet>{''.join(sheets)}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        packed.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def sheet(name: str, *rows: list[str | float | None] | str) -> str:
    """A sheet that is filled to its end with rows that are empty, as LibreOffice does."""
    made = [
        row if isinstance(row, str) else f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    ]
    return f'<table:table table:name="{name}">{"".join(made)}{EMPTY.format(1_048_000)}</table:table>'


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    return write(tmp_path / "terms.csv", "label\nsurveys\n")


def test_its_rows_are_read_with_numbers_as_they_are_shown(tmp_path: Path, terms: Path) -> None:
    table = sheet("Tags", ["id", None, "tag"], [1, 0, "survey"], EMPTY.format(2), [2.5, None, "a\nb"])
    source, out = ods(tmp_path / "in.ods", table, sheet("More", ["other"])), tmp_path / "out.csv"
    code, _, err = call("match", source, "--terms", terms, "--out", out)
    assert (code, err) == (0, f"{source}: matching the column `tag` (the sheet 'Tags', the first of 2)\n")
    with out.open(encoding="utf-8", newline="") as lines:
        assert [row[:4] for row in csv.reader(lines)] == [
            ["id", "", "variant", "outcome"], ["1", "0", "survey", "auto"], ["2.5", "", "a\nb", "new"],
        ]  # fmt: skip


def test_it_is_not_written(tmp_path: Path, terms: Path) -> None:
    code, _, err = call("cluster", terms, "--out", tmp_path / "out.ods")
    assert (code, err.splitlines()[-1]) == (
        1, f"tagfold: {tmp_path / 'out.ods'}: a file that ends in .ods cannot be written; use .xlsx or CSV",
    )  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"PK", None])
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    bad = ods(tmp_path / "bad.ods")
    if content is not None:
        bad.write_bytes(content)
    code, _, err = call("cluster", bad, "--out", tmp_path / "out.csv")
    said = "this is not an .ods file that can be read; save it again, as .xlsx or CSV"
    assert (code, err) == (1, f"tagfold: {bad}: {said}\n")
