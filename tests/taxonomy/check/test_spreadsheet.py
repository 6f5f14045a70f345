"""A file that a spreadsheet saved by the habits of its country is explained in a line each, and fixed to the byte."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.finding import Finding
from tagfold.taxonomy.check.folder import check_folder
from tests.taxonomy.check.slips import MAPPINGS
from tests.taxonomy.check.small import FILES, key, write_small_taxonomy

Cells = list[str]
ROWS = list(csv.reader(FILES[MAPPINGS].splitlines()))


def saved(folder: Path, habit: Callable[[Cells], Cells], delimiter: str = ",") -> Path:
    """The mappings as a spreadsheet saves them that changes the cells of each row by its `habit`."""
    file = write_small_taxonomy(folder) / MAPPINGS
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=delimiter).writerows([ROWS[0], *(habit(list(row)) for row in ROWS[1:])])
    return file


def german(row: Cells) -> Cells:
    year, month, day = row[7].split("-")
    return [*row[:5], row[5].replace(".", ","), row[6], f"{day}.{month}.{year}", row[8]]


def american(row: Cells) -> Cells:
    year, month, day = row[7].split("-")
    return [*row[:7], f"{int(month)}/{int(day) + 19}/{year[2:]}", row[8]]


def precise(row: Cells) -> Cells:
    return [*row[:5], f"{float(row[5]):.2f}" if row[5] else "", *row[6:]]


def untouched(row: Cells) -> Cells:
    return row


def said(found: list[Finding]) -> list[str]:
    return [f"{one.line}: {one.problem} [{one.code}]" for one in found]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_decimal_commas_and_days_are_a_line_each(tmp_path: Path, mark: str) -> None:
    file = saved(tmp_path, german, mark)
    name = "';'" if mark == ";" else "tabs"
    assert said(check_folder(tmp_path, key).findings) == [
        f"1: cells are separated by {name}, not by commas [delimiter]",
        "1: lines end in CR LF [line-ends]",
        "2: the day '01.05.2024' has another form than 2024-05-01; 5 more rows likewise [day-form]",
        "3: the number '0,95' has another form than 0.95; 3 more rows likewise [number-form]",
    ]
    assert CliRunner().invoke(app, ["taxonomy", "check", str(tmp_path), "--fix"]).exit_code == 0
    assert file.read_text(encoding="utf-8") == FILES[MAPPINGS]


def test_months_come_first_where_a_day_says_so(tmp_path: Path) -> None:
    file = saved(tmp_path, american)
    assert "[day-form]" in said(check_folder(tmp_path, key).findings)[-1]
    CliRunner().invoke(app, ["taxonomy", "check", str(tmp_path), "--fix"])
    assert file.read_text(encoding="utf-8") == FILES[MAPPINGS].replace("2024-05-01", "2024-05-20")


def test_digits_that_a_spreadsheet_adds_are_no_change(tmp_path: Path) -> None:
    file = saved(tmp_path, precise)
    CliRunner().invoke(app, ["taxonomy", "check", str(tmp_path), "--fix"])
    assert file.read_text(encoding="utf-8") == FILES[MAPPINGS]


def test_a_day_that_may_be_two_days_is_left_to_a_person(tmp_path: Path) -> None:
    file = saved(tmp_path, lambda row: [*row[:7], "01/05/2024", row[8]])
    before = file.read_bytes()
    CliRunner().invoke(app, ["taxonomy", "check", str(tmp_path), "--fix"])
    assert file.read_bytes() == before.replace(b"\r\n", b"\n")
    assert said(check_folder(tmp_path, key).findings) == [
        "2: the day '01/05/2024' may be 2024-05-01 or 2024-01-05, and no other day of the file says which; 5 more rows "
        "likewise [day-in-doubt]",
    ]
    file.write_text(file.read_text().replace("01/05/2024", "31/02/2024", 1))
    assert said(check_folder(tmp_path, key).findings) == [
        "2: decided_on '31/02/2024' is not a valid date [decided-on]",
        "3: the day '01/05/2024' has another form than 2024-05-01; 4 more rows likewise [day-form]",
    ]


def test_a_run_says_what_to_do(tmp_path: Path) -> None:
    file = saved(tmp_path / "taxonomy", untouched, ";")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.md").write_text("# A\n[[datasources:surveys]]\n")
    options = ["--taxonomy", str(tmp_path / "taxonomy"), "--db", str(tmp_path / "t.duckdb")]
    result = CliRunner().invoke(app, ["ingest", str(tmp_path / "raw"), *options])
    assert result.exit_code == 1
    assert result.stderr == (
        f"tagfold: {file}:1: the cells are not separated by commas; "
        "save it with commas, or run `tagfold taxonomy check --fix`\n"
    )
