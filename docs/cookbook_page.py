"""The cookbook: its questions, its answers for the sample reports, and the same page as a notebook.

docs/cookbook.md is the source of all: each section that has SQL and Python gets a table with the answer below them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pandas as pd

_CODE = re.compile(r"```(sql|python)\n(.*?)```\n", re.DOTALL)
_TABLE = re.compile(r"(?:\|.*\n)+|_None\._\n")

LONGEST_CELL = 90
"""Characters of a cell that are shown."""


@dataclass(frozen=True)
class Recipe:
    """A question with the SQL and the Python that answer it."""

    question: str
    sql: str
    python: str


def recipes(page: str) -> list[Recipe]:
    """All questions of the page, in order."""
    return [
        Recipe(section.split("\n", 1)[0], blocks["sql"], blocks["python"])
        for section in page.split("\n## ")[1:]
        if (blocks := dict(_CODE.findall(section))).keys() == {"sql", "python"}
    ]


def with_answers(page: str, db: duckdb.DuckDBPyConnection) -> str:
    """The page with the answers of this database."""
    opening, *sections = page.split("\n## ")
    answered = [_with_answer(section, db) for section in sections]
    return "\n## ".join([opening, *answered])


def _with_answer(section: str, db: duckdb.DuckDBPyConnection) -> str:
    if not (found := recipes(f"\n## {section}")):
        return section
    end = list(_CODE.finditer(section))[-1].end()
    answer = "\n".join(_markdown(db.sql(found[0].sql).df()))
    rest = _TABLE.sub("", section[end:]).strip("\n")
    return section[:end] + f"\n{answer}\n" + (f"\n{rest}\n" if rest else "")


def _markdown(table: pd.DataFrame) -> Iterator[str]:
    if table.empty:
        yield "_None._"
        return
    yield f"| {' | '.join(table.columns)} |"
    yield f"|{'---|' * len(table.columns)}"
    for row in table.itertuples(index=False):
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(value: object) -> str:
    if pd.isna(value):
        return ""
    text = f"{value:.2f}" if isinstance(value, float) else " ".join(str(value).split()).replace("|", "\\|")
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"


def notebook(page: str) -> str:
    """The page as a Jupyter notebook: prose and SQL to read, Python to run."""
    opening, *sections = page.split("\n## ")
    cells = []
    for number, section in enumerate([opening, *(f"## {section}" for section in sections)]):
        python = dict(_CODE.findall(section)).get("python")
        prose = _TABLE.sub("", re.sub(r"```python\n.*?```\n", "", section, flags=re.DOTALL)) if python else section
        prose = re.sub(r"\n{3,}", "\n\n", prose).strip("\n")
        cells.append({"cell_type": "markdown", "id": f"prose-{number}", "metadata": {}, "source": prose})
        if python:
            code = {"execution_count": None, "metadata": {}, "outputs": [], "source": python.rstrip("\n")}
            cells.append({"cell_type": "code", "id": f"code-{number}", **code})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
