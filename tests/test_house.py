"""The house rules that a test can see: short modules, short functions, names that say something."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests.conftest import ROOT

MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "core", "base"}


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_no_module_is_over_300_lines_and_the_median_stays_near_110() -> None:
    assert {path.name: lines(path) for path in MODULES if lines(path) > 300} == {}
    assert statistics.median(lines(path) for path in MODULES if path.name != "__init__.py") <= 120


def test_no_function_is_over_50_lines() -> None:
    long = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 50:
                    long[f"{path.name}:{node.name}"] = length
    assert long == {}


def test_names_say_something() -> None:
    assert [path.name for path in (ROOT / "pipeline").rglob("*") if path.stem in SAYS_NOTHING] == []


def test_the_command_starts_without_the_heavy_libraries() -> None:
    import subprocess
    import sys

    code = "import sys, tagfold.cli; print(sorted({'duckdb', 'rapidfuzz', 'ftfy', 'dateparser'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
