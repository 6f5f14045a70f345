from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.taxonomy.check.rules import RULES
from tests.taxonomy.check.slips import DEEP, MAPPINGS, METHODS
from tests.taxonomy.check.small import Slip, write_small_taxonomy

WRONG = Slip("", MAPPINGS, b"0.95", b"95", 0)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["taxonomy", "check", *arguments])
    return result.exit_code, result.stdout


def test_no_fault(tmp_path: Path) -> None:
    folder = str(write_small_taxonomy(tmp_path))
    assert run(folder) == (0, f"{folder}: no problems found\n")


def test_an_error_names_its_place_and_remedy(tmp_path: Path) -> None:
    folder = write_small_taxonomy(tmp_path)
    WRONG.make(folder)
    assert run(str(folder)) == (
        1,
        f"{folder}/datasources/mappings.csv:3: error: confidence '95' is not between 0 and 1; write it as 0.95 "
        f"[confidence]\n{folder}: 1 error\n",
    )


def test_warnings_count_when_strict(tmp_path: Path) -> None:
    folder = write_small_taxonomy(tmp_path)
    Slip("", METHODS, b"Workshops for a design.", b"", 0).make(folder)
    assert run(str(folder))[0] == 0
    assert run(str(folder), "--strict")[0] == 1


def test_fix_says_what_it_fixed(tmp_path: Path) -> None:
    folder = write_small_taxonomy(tmp_path)
    Slip("", MAPPINGS, DEEP, DEEP + DEEP, 0).make(folder)
    assert run(str(folder), "--fix") == (
        0,
        f"{folder}/datasources/mappings.csv:4: fixed: 'deep interviews' is here again [duplicate-row]\n"
        f"{folder}: no problems found\n",
    )


def test_json_holds_the_findings(tmp_path: Path) -> None:
    folder = write_small_taxonomy(tmp_path)
    WRONG.make(folder)
    code, out = run(str(folder), "--json")
    assert code == 1
    assert json.loads(out) == {
        "findings": [
            {
                "path": f"{folder}/datasources/mappings.csv",
                "line": 3,
                "code": "confidence",
                "severity": "error",
                "problem": "confidence '95' is not between 0 and 1",
                "remedy": "write it as 0.95",
                "fixable": False,
            }
        ],
        "fixed": [],
        "skipped": [],
    }


def test_rules_are_listed() -> None:
    code, out = run("--rules")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [rule.code for rule in RULES]
    assert "byte-order-mark          error    A file starts with a byte order mark. (--fix)" in out.splitlines()


def test_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert run(str(tmp_path / "nowhere"))[0] == 2
