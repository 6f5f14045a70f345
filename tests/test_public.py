"""From Python: the index is kept, missing stays missing, and the answers are those of the command line."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import tagfold
from tagfold.errors import WarehouseError, WrongUsage
from tests.conftest import ROOT, Run

TERMS = ["in-depth interviews", "surveys", "maps"]


def test_the_index_is_kept_and_missing_stays_missing() -> None:
    tags = pd.Series(["Survey", None, "in depth interviews", float("nan"), pd.NA, "Survey"], index=list("abcdef"))
    found = tagfold.match(tags, TERMS)
    assert list(found.index) == list("abcdef")
    assert list(found.columns) == ["outcome", "label", "score", "reason", "candidates"]
    assert found["label"].dropna().to_dict() == {"a": "surveys", "c": "in-depth interviews", "f": "surveys"}
    assert found["outcome"].isna().tolist() == [False, True, False, True, True, False]


class Arrow:
    """A column with the one method of Arrow's that is asked for."""

    def to_pylist(self) -> list[str | None]:
        return ["Survey", "bees", None]


@pytest.mark.parametrize("kind", ["list", "object", "str", "string", "category", "arrow", "tuple"])
def test_every_kind_of_column_gives_the_same(kind: str) -> None:
    values = Arrow().to_pylist()
    columns: dict[str, object] = {"list": values, "tuple": tuple(values), "arrow": Arrow()}
    column = columns.get(kind) or pd.Series(values, dtype=kind)
    assert tagfold.match(column, TERMS)["outcome"].fillna("missing").tolist() == ["auto", "new", "missing"]
    assert tagfold.cluster(column)["label"].fillna("missing").tolist() == ["Survey", "bees", "missing"]


def test_fold_adds_a_column_of_what_is_decided() -> None:
    table = pd.DataFrame({"n": [1, 2, 3], "tag": ["Survey", "surveying the land", None]}, index=[7, 8, 9])
    folded = tagfold.fold(table, "tag", TERMS, into="term")
    assert list(folded.columns) == ["n", "tag", "term"]
    assert folded["term"].fillna("-").to_dict() == {7: "surveys", 8: "-", 9: "-"}
    assert list(table.columns) == ["n", "tag"]


def test_terms_and_what_is_known_come_in_many_ways() -> None:
    known = {"polls": "surveys"}
    table = pd.DataFrame({"label": TERMS})
    rows = pd.DataFrame({"variant": ["polls"], "label": ["Surveys"]})
    for terms, knows in ((TERMS, known), (table, rows), (pd.Series(TERMS), known)):
        found = tagfold.match(["polls"], terms, knows)
        assert found.loc[0, ["outcome", "label"]].tolist() == ["mapped", "surveys"]
    facet = tagfold.read_taxonomy(ROOT / "taxonomy").vocabularies["datasources"]
    assert tagfold.match(["deep interviews"], facet)["label"].tolist() == ["in-depth interviews"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: tagfold.match("survey", TERMS), "this is one text; give a list of tags"),
        (lambda: tagfold.match(pd.DataFrame({"a": []}), TERMS), "this is a whole table; give one of its columns"),
        (lambda: tagfold.match([], pd.DataFrame({"a": []})), "the table of terms has no column 'label'"),
        (lambda: tagfold.match(["x"], TERMS, {"x": "y"}), "'y' is none of the terms"),
        (lambda: tagfold.match(["x"], TERMS, ["y"]), "what is known has no columns 'variant' and 'label'"),
        (lambda: tagfold.fold(pd.DataFrame({"a": []}), "tag", TERMS), "there is no column 'tag'; name one of: a"),
        (lambda: tagfold.open("nowhere.duckdb"), "there is no database yet"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(call: object, said: str) -> None:
    with pytest.raises((WrongUsage, WarehouseError), match=said):
        call()  # type: ignore[operator]


def test_it_agrees_with_the_command_line(tmp_path: Path) -> None:
    tags = ["Survey", "in depth interview", "mapps", "bees", "deep interviews"]
    (tmp_path / "tags.csv").write_text("variant\n" + "\n".join(tags) + "\n", encoding="utf-8")
    (tmp_path / "terms.csv").write_text("label\n" + "\n".join(TERMS) + "\n", encoding="utf-8")
    words = ["match", tmp_path / "tags.csv", "--terms", tmp_path / "terms.csv", "--out", tmp_path / "out.csv"]
    subprocess.run([sys.executable, "-m", "tagfold", *map(str, words)], check=True, capture_output=True)
    with (tmp_path / "out.csv").open(encoding="utf-8") as stream:
        rows = [(row["outcome"], row["label"], row["reason"]) for row in csv.DictReader(stream)]
    found = tagfold.match(tags, TERMS).fillna({"label": ""})
    assert list(found[["outcome", "label", "reason"]].itertuples(index=False, name=None)) == rows


def test_an_explanation_reads_well_in_print_and_in_a_notebook() -> None:
    said = tagfold.explain("<Survey>", TERMS)
    assert str(said).startswith("<Survey>: auto, score 0.")
    assert "&lt;Survey&gt;" in said._repr_html_()


def test_a_database_answers_by_name_and_cannot_be_changed(run: Run, tmp_path: Path) -> None:
    run()
    with tagfold.open(tmp_path / "out" / "tagfold.duckdb") as db:
        assert db.count("deep interviews")[["label", "reports", "uses"]].to_numpy().tolist() == [
            ["in-depth interviews", 1, 2]
        ]
        assert db.trend("interviews")["year"].tolist() == [2024]
        assert db.goes_with("interviews", "datasources")["other_label"].tolist() == ["in-depth interviews", "surveys"]
        assert db.trace("surveys")[["path", "line"]].to_numpy().tolist() == [["bees.md", 8]]
        asked = "Please state the name of the partner:"
        assert db.answers(asked, "ZMB")["answer"].tolist() == ["The hive union, [e-mail]"]
        assert db.answers(asked, "FJI").empty
        assert db.mentions("HIVE UNION")["line"].tolist() == [13]
        assert db.sql("SELECT count(*) AS n FROM uses WHERE facet = ?", ["datasources"]).fetchall() == [(4,)]
        for wrong in ("DELETE FROM tags", "COPY tags TO 'x.csv'", "SELECT * FROM read_csv('x.csv')", "INSTALL fts"):
            with pytest.raises(duckdb.Error):
                db.sql(wrong)


def test_ingest_is_the_command_in_one_call(tmp_path: Path, reports: Path, taxonomy: Path) -> None:
    result = tagfold.ingest(reports, db=tmp_path / "t.duckdb", taxonomy=taxonomy)
    assert (result.changed, result.read) == (True, 1)
    assert tagfold.ingest([str(reports)], db=tmp_path / "t.duckdb", taxonomy=taxonomy).changed is False


def test_many_rows_of_few_values_are_answered() -> None:
    found = tagfold.match(pd.Series([f"survey {n % 3}" for n in range(60_000)]), TERMS)
    assert len(found) == 60_000
    assert found["reason"].nunique() <= 3


def test_a_sum_of_whole_numbers_is_whole_in_pandas(sample: Path) -> None:
    with tagfold.open(sample) as db:
        answer = db.sql(
            "SELECT facet, sum(uses) AS uses, avg(uses) AS mean FROM term_uses GROUP BY facet ORDER BY facet"
        )
        assert [str(kind) for kind in answer.df().dtypes[1:]] == ["int64", "float64"]
        assert ("country", 43) in [row[:2] for row in answer.fetchall()]
