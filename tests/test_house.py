"""The house rules that a test can see: short modules, short functions, names that say something."""

from __future__ import annotations

import ast
import re
import statistics
from collections import defaultdict
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


def test_no_class_has_its_name_twice() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_no_module_has_its_name_in_two_packages() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if not path.stem.startswith("__"):
            homes[path.stem].append(str(path.parent.relative_to(ROOT)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


NOBODY_SAYS = (
    r"(?<![Tt]here )\bis no (term|plan|date|facet|tag|text|label|release|file|day|JSON|CSV|number|name|concept)\b",
    r"(?<![Tt]here )\bare no (terms|plurals|labels|names|reports)\b",
    r"\bmend(s|ed|ing)?\b",
    r"\b(akin|anew|milliard)\b",
    r"\bslips? of the pen\b",
    r"\b(by )?the machine\b",
    r"\btak(e|es|en|ing) back\b",
    r"\bdo(es)? not stand\b|\bstands? (in|on|alone|for|behind|beside)\b",
    r"\bwhere there (is|are) none\b",
    r"\ball the same\b",
    r"\b\d [%](?!})",
    r"(?<![>\w] )\b1 (decisions|uses|tags|rows|reports|cells|terms)\b",
    r"\b(row|line|decision|file|field|key|term|term_id) a (tag|row|part|facet|decision|concept|report|line|file)\b",
    r"\bfor to\b",
    r"\bheard (together|alone|in place)\b",
)
"""Phrases that nobody would say; each was on a screen or in a docstring once."""


NOT_OXFORD = r"\b(organis(?!m)|recognis|summaris|normalis|anglicis|analyz|neighbor|favor(?!i)|color(?!=))\w*"
"""The spelling is the United Nations': British, with -ize. The matcher's examples are of both."""


def test_words_are_spelt_as_the_united_nations_spell() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word[0]}"
        for path in [*MODULES, *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), *(ROOT / "pipeline").rglob("*.sql")]
        if "matching" not in path.parts
        for word in re.finditer(NOT_OXFORD, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == []


def test_nothing_reads_as_if_translated() -> None:
    places = [
        *MODULES,
        *(ROOT / "pipeline").rglob("*.sql"),
        *(ROOT / "pipeline").rglob("*.html"),
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("*.md"),
        ROOT / "taxonomy" / "README.md",
        ROOT / "pipeline" / "README.md",
    ]
    found = []
    for path in places:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"{path.relative_to(ROOT)}:{number}: {line.strip()}" for one in NOBODY_SAYS if re.search(one, line)
            ]
    assert found == []


def test_the_command_starts_without_the_heavy_libraries() -> None:
    import subprocess
    import sys

    code = "import sys, tagfold.cli; print(sorted({'duckdb', 'rapidfuzz', 'ftfy', 'dateparser'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
