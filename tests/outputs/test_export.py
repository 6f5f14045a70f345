"""`tagfold export`: the rows of the database in other formats, in a folder that is whole or not there."""

from __future__ import annotations

import json
import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.errors import WarehouseError
from tagfold.outputs.export import Exported, export_database
from tagfold.outputs.formats import DatabaseFormat
from tagfold.tablefiles.table_file import read_table
from tagfold.warehouse.described import DescribedTable, described_tables, exporting, rows_of
from tests.conftest import REPORT, published
from tests.faults.injection import outcome_of, tree

RUN_BY_SPREADSHEETS = '=HYPERLINK("http://example.org")'

REPORTS = {
    "bees.md": REPORT,
    "=cmd.md": f"# {RUN_BY_SPREADSHEETS}\n[[datasources:+surveys]]\n[[country:Fiji]]\n[[latlng:-0.00001,178]]\n"
    "[[datasources:'=quoted]]\n## Part\n> What did you see?\n- one\n- 'two', \"three\"\n",
    "long.md": "# #N/A\n[[date:2024-05-01]]\n" + "word " * 8000,
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("exported"), REPORTS)


Content = dict[str, tuple[DescribedTable, list[tuple[Any, ...]]]]


@pytest.fixture(scope="module")
def content(database: Path) -> Content:
    """The rows of each table."""
    with exporting(database, database.parent) as db:
        return {table.name: (table, list(rows_of(db, table))) for table in described_tables(db)}


Written = Callable[[DatabaseFormat], Path]


@pytest.fixture(scope="module")
def written(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The folder of each format, written once."""
    home, made = tmp_path_factory.mktemp("folders"), dict[DatabaseFormat, Exported]()

    def folder(fmt: DatabaseFormat) -> Path:
        if fmt not in made:
            made[fmt] = export_database(database, home / fmt, fmt)
        return home / fmt

    return folder


def test_it_has_every_table_and_view(content: Content, written: Written) -> None:
    assert {"reports", "tags", "uses", "term_pairs", "dictionary", "runs"} < set(content)
    assert {file.stem for file in written(DatabaseFormat.PARQUET).glob("*.parquet")} == set(content)
    assert all(table.comment for table, _ in content.values())
    tags = content["tags"][1]
    assert (len(tags), tags) == (13, sorted(tags, key=lambda row: (row[0], row[2])))  # by its key


def test_parquet_has_the_rows_with_their_types(content: Content, written: Written, database: Path) -> None:
    folder = written(DatabaseFormat.PARQUET)
    with duckdb.connect(str(database), read_only=True) as db:
        for name in content:
            twin = f"'{folder / f'{name}.parquet'}'"
            typed = f"SELECT column_name, column_type FROM (DESCRIBE FROM {name})"
            assert db.execute(typed.replace(name, twin)).fetchall() == db.execute(typed).fetchall()
            assert db.execute(f"SELECT count(*) FROM ((FROM {name} EXCEPT ALL FROM {twin}) UNION ALL "
                              f"(FROM {twin} EXCEPT ALL FROM {name}))").fetchone() == (0,)  # fmt: skip
        compressed = f"SELECT DISTINCT compression FROM parquet_metadata('{folder / 'tags.parquet'}')"
        assert db.execute(compressed).fetchall() == [("ZSTD",)]


def test_csv_comes_back_without_loss_and_runs_nothing(content: Content, written: Written) -> None:
    for name, (table, rows) in content.items():
        file = written(DatabaseFormat.CSV) / f"{name}.csv"
        back = read_table(file)
        assert back.columns == tuple(column.name for column in table.columns)
        for place, column in enumerate(table.columns):
            if column.type == "VARCHAR":
                assert [cells[place] for _, cells in back.rows] == [row[place] or "" for row in rows]
    text = (written(DatabaseFormat.CSV) / "reports.csv").read_text(encoding="utf-8")
    assert ",'=cmd.md," in text
    assert "\"'" + RUN_BY_SPREADSHEETS.replace('"', '""') in text
    assert ",''=quoted," in (written(DatabaseFormat.CSV) / "tags.csv").read_text()
    assert ",-1e-05," in (written(DatabaseFormat.CSV) / "places.csv").read_text()  # a number, and no formula


def test_the_data_package_says_what_the_columns_are(content: Content, written: Written) -> None:
    package = json.loads((written(DatabaseFormat.CSV) / "datapackage.json").read_text())
    resources = {one["name"]: one for one in package["resources"]}
    assert list(resources) == list(content)
    decisions = resources["decisions"]["schema"]
    assert decisions["primaryKey"] == ["facet", "raw", "part"]
    assert {"fields": ["term_id"], "reference": {"resource": "terms", "fields": ["term_id"]}} in decisions[
        "foreignKeys"
    ]
    assert resources["terms"]["schema"]["foreignKeys"][-1]["reference"] == {"resource": "", "fields": ["term_id"]}
    (line,) = [field for field in resources["tags"]["schema"]["fields"] if field["name"] == "line"]
    assert line == {
        "name": "line",
        "type": "integer",
        "description": "Line of the file, from 1.",
        "constraints": {"required": True},
    }


def test_sqlite_has_keys_that_hold_and_datasette_their_meaning(content: Content, written: Written) -> None:
    folder = written(DatabaseFormat.SQLITE)
    with sqlite3.connect(folder / "tagfold.db") as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in content} == {
            name: len(rows) for name, (_, rows) in content.items()
        }
        assert ("terms", "broader_id", "term_id") in [row[2:5] for row in db.execute("PRAGMA foreign_key_list(terms)")]
        found = db.execute("SELECT latitude FROM places WHERE iso3 = 'FJI'").fetchone()
        dated = db.execute("SELECT typeof(published_on), published_on FROM reports WHERE path = 'long.md'").fetchone()
    db.close()
    assert (found, dated) == ((-0.00001,), ("text", "2024-05-01"))
    tables = json.loads((folder / "metadata.json").read_text())["databases"]["tagfold"]["tables"]
    assert tables["tags"]["columns"]["line"] == "Line of the file, from 1."


def test_no_cell_of_excel_runs_and_long_texts_are_cut_and_counted(
    content: Content, written: Written, database: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(written(DatabaseFormat.EXCEL) / "tagfold.xlsx")
    assert book.sheetnames == list(content)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b", "d", "inlineStr"}
    titles = [row[2] for row in book["reports"].iter_rows(min_row=2, values_only=True)]
    assert {RUN_BY_SPREADSHEETS, "#N/A"} < set(titles)
    where = ["--db", str(database), "--out", str(tmp_path / "cut"), "--format", "excel"]
    done = CliRunner().invoke(app, ["export", *where])
    assert (done.exit_code, "1 text longer than an Excel cell can hold" in done.stderr) == (0, True)


@pytest.mark.parametrize("fmt", DatabaseFormat)
def test_the_same_database_gives_the_same_bytes(
    database: Path, written: Written, fmt: DatabaseFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    export_database(database, tmp_path / "again", fmt)
    export_database(database, tmp_path / "again", fmt)  # in the place of the first
    assert tree(tmp_path / "again") == tree(written(fmt))


def test_only_what_an_export_wrote_is_replaced(database: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "reports.csv").write_text("mine")
    with pytest.raises(WarehouseError, match=r"did not write \(reports.csv\); name another folder"):
        export_database(database, out, DatabaseFormat.CSV)
    (out / "reports.csv").unlink()
    export_database(database, out, DatabaseFormat.CSV)
    export_database(database, out, DatabaseFormat.SQLITE)
    assert set(tree(out)) == {"README.md", "metadata.json", "tagfold.db"}
    (out / "notes.txt").write_text("mine")
    with pytest.raises(WarehouseError, match=r"notes\.txt"):
        export_database(database, out, DatabaseFormat.CSV)
    with pytest.raises(WarehouseError, match="not a folder"):
        export_database(database, out / "notes.txt", DatabaseFormat.CSV)


@pytest.mark.parametrize("fmt", DatabaseFormat)
def test_a_full_disk_leaves_the_last_folder(
    database: Path, written: Written, fmt: DatabaseFormat, tmp_path: Path
) -> None:
    export_database(database, tmp_path / "out", DatabaseFormat.CSV)

    def export_to_a_full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
        export_database(database, tmp_path / "out", fmt)

    done = outcome_of(export_to_a_full_disk, tmp_path)
    assert done.code == 1, done.message
    assert tree(tmp_path / "out") == tree(written(DatabaseFormat.CSV))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.lock", "out"]


def test_the_database_may_write_to_the_folder_only_and_read_no_other_file(database: Path, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    with exporting(database, tmp_path / "inside") as db:
        db.execute(f"COPY (SELECT 1) TO '{tmp_path}/inside/a.parquet'")
        for query in (
            f"COPY (SELECT 1) TO '{tmp_path}/b.parquet'",
            f"FROM read_text('{database.parent}/reports/bees.md')",
        ):
            with pytest.raises(duckdb.PermissionException):
                db.execute(query)


def test_a_missing_database_leaves_no_folder(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["export", "--db", str(tmp_path / "none"), "--out", str(tmp_path / "new")])
    assert (done.exit_code, "there is no database yet" in done.stderr) == (1, True)
    assert not (tmp_path / "new").exists()
