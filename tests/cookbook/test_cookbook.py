"""The cookbook's SQL and Python say the same, and what the raw files say, on the sample and on the real reports."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from cookbook_page import recipes

import tagfold
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tests.conftest import ROOT
from tests.cookbook.expected import EVERY_ROW, EXPECTED
from tests.cookbook.rawreports import RawReports, RawTaxonomy

RECIPES = recipes((ROOT / "docs/cookbook.md").read_text(encoding="utf-8"))

MASKED = re.compile(r"\[(?:phone|e-mail|name)\]|person-[0-9a-f]{12}|;base64,")

IN_PART = {17: ["facet", "raw", "uses", "reports"], 19: ["path"], 20: ["path"]}
"""Columns that are compared where not all are: candidates come from the model, places of text from its paragraphs."""


@dataclass
class Source:
    """Reports as the database has them and as the files do."""

    db: Any
    raw: RawReports


@pytest.fixture(scope="module", params=["sample", "real"])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    if request.param == "sample":
        folder, database = ROOT / "data/raw", request.getfixturevalue("sample")
    else:
        folder, database = request.getfixturevalue("corpus_folder"), tmp_path_factory.mktemp("real") / "tagfold.duckdb"
        ingest(Settings((folder,), ROOT / "taxonomy", database))
    with tagfold.open(database) as db:
        auto = db.sql("SELECT facet, raw, term_id FROM decisions WHERE outcome = 'auto'").df()
        wordings = dict(db.sql("SELECT DISTINCT question, question_id FROM answers").fetchall())
        yield Source(db, RawReports(folder, RawTaxonomy(ROOT / "taxonomy"), auto, wordings))


def shown(python: str, db: Any) -> Any:
    """What a notebook shows below this cell: the value of its last line."""
    *before, last = ast.parse(python).body
    assert isinstance(last, ast.Expr)
    names = {"db": db}
    exec(compile(ast.Module(before, []), "cookbook", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cookbook", "eval"), names)


def plain(table: pd.DataFrame) -> list[tuple[object, ...]]:
    """Rows of plain values; numbers as precise as arithmetic in another order leaves them."""
    rows = table.astype(object).where(table.notna(), None).itertuples(index=False, name=None)
    return [tuple(round(float(x), 9) if isinstance(x, int | float) else x for x in row) for row in rows]


def words(row: tuple[object, ...]) -> tuple[object, ...]:
    """The row with single spaces."""
    return tuple(" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row)


@pytest.mark.parametrize("number", range(25), ids=[recipe.question for recipe in RECIPES])
def test_sql_python_and_the_raw_files_agree(number: int, source: Source) -> None:
    recipe, expected = RECIPES[number], EXPECTED[number](source.raw)
    assert plain(shown(recipe.python, source.db)) == plain(source.db.sql(recipe.sql).df())
    found = source.db.sql(recipe.sql.rpartition("LIMIT")[0] or recipe.sql).df()
    if IN_PART.get(number + 1):
        found, expected = found[IN_PART[number + 1]], expected[IN_PART[number + 1]]
    assert sorted(plain(found), key=repr) == sorted(plain(expected), key=repr)


@pytest.mark.parametrize("query", EVERY_ROW, ids=lambda query: re.findall(r"FROM (\w+)", query)[0])
def test_every_row_is_what_the_raw_files_say_but_for_what_is_masked(query: str, source: Source) -> None:
    found = list(map(words, plain(source.db.sql(query).df())))
    expected = list(map(words, plain(EVERY_ROW[query](source.raw))))
    assert Counter(row for row in found if not MASKED.search(str(row[-1]))) - Counter(expected) == Counter()
    assert len(found) == len(expected)
