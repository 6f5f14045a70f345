"""`tagfold lint` as authors, hooks and workflows call it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from tagfold.cli import app
from tests.conftest import ROOT

SAMPLE = "who_looks_after_the_lift__shared_upkeep_in_panel_housing.md"


def lint(*words: object) -> Result:
    return CliRunner().invoke(app, ["lint", *map(str, words)])


def test_a_real_report_is_told_line_by_line() -> None:
    done = lint(ROOT / "data/raw" / SAMPLE, "--taxonomy", ROOT / "taxonomy")
    assert done.exit_code == 1
    path = ROOT / "data/raw" / SAMPLE
    assert done.stdout.splitlines()[0] == (
        f"{path}:9:1: warning: 'in depth interviews' is known as 'in-depth interviews'; "
        "write 'in-depth interviews' [other-spelling]"
    )
    assert f"{path}:23:1: warning: 'citizen engagment and feedback' is 2 tags; " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 report: 1 error, ")


def test_exit_codes(taxonomy: Path, tmp_path: Path) -> None:
    clean = tmp_path / "clean.md"
    clean.write_text("# Bees\n[[type:blog]]\n[[datasources:surveys]]\n", encoding="utf-8")
    done = lint(clean, "--taxonomy", taxonomy)
    assert (done.exit_code, done.stdout) == (0, "1 report: no problems found\n")
    assert lint("--taxonomy", taxonomy).exit_code == 2
    assert lint(clean, "--taxonomy", taxonomy, "--format", "wibble").exit_code == 2
    gone = lint(tmp_path / "gone.md", "--taxonomy", taxonomy)
    assert gone.exit_code == 2
    assert "name an existing report or folder" in gone.stderr
    assert lint(clean, "--taxonomy", tmp_path).exit_code == 1


def test_fix_writes_and_says_what(taxonomy: Path, tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    path.write_text("# Bees\n[[type:blog]]\n[[datasources:deep interviews]]\n", encoding="utf-8")
    done = lint(path, "--fix", "--taxonomy", taxonomy)
    assert (done.exit_code, done.stdout) == (
        0,
        f"{path}:3:1: fixed: 'deep interviews' -> 'in-depth interviews' [other-spelling]\n"
        "1 report: no problems found\n",
    )


@pytest.mark.parametrize("shape", ["--json", "--format=json"])
def test_json_has_all_that_a_script_needs(shape: str, taxonomy: Path, tmp_path: Path) -> None:
    path = tmp_path / "bees.md"
    path.write_text("# Bees\n[[type:blog]]\n[[datasources:deep interviews]]\n", encoding="utf-8")
    done = lint(path, shape, "--taxonomy", taxonomy)
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "findings": [
            {
                "path": str(path), "line": 3, "column": 1, "severity": "warning", "code": "other-spelling",
                "problem": "'deep interviews' is known as 'in-depth interviews'",
                "remedy": "write 'in-depth interviews'", "was": "deep interviews", "write": "in-depth interviews",
            }
        ],
        "fixed": [],
    }  # fmt: skip


def test_github_shows_findings_beside_the_line(taxonomy: Path, tmp_path: Path) -> None:
    path = tmp_path / "a,b.md"
    path.write_text("# Bees\n[[type:blog]]\n[[datasources:]]\n[[country:100% of Fji]]\n", encoding="utf-8")
    done = lint(path, "--format", "github", "--taxonomy", taxonomy)
    folder = str(tmp_path).replace(":", "%3A").replace(",", "%2C")
    first, second = done.stdout.splitlines()
    assert first == (
        f"::error file={folder}/a%2Cb.md,line=3,col=1,title=tagfold empty-tag::"
        "the tag [[datasources:]] has no value; fill it in or delete it"
    )
    assert "'100%25 of Fji'" in second


def test_the_hook_names_a_command_that_runs(tmp_path: Path) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (hook,) = [hook for hook in hooks if hook["id"] == "tagfold-lint"]
    path = tmp_path / "bees.md"
    path.write_text("# Bees\n[[type:blog]]\n[[datasources:deep interviews]]\n", encoding="utf-8")
    program, *words = shlex.split(hook["entry"])
    assert program == "tagfold"
    command = [sys.executable, "-m", "tagfold", *words, "--taxonomy", str(ROOT / "taxonomy"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[0].startswith(f"{path}:3:1: warning: ")


def test_the_page_shows_what_is_printed() -> None:
    page = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
    ((words, output),) = re.findall(r"```console\n\$ tagfold ([^\n]+)\n(.*?)```", page, re.DOTALL)
    command = [sys.executable, "-m", "tagfold", *shlex.split(words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout) == (1, output)
