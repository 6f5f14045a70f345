"""The alarm, not only the silence: each way in which counts can fail to reconcile stops the publish."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tagfold.errors import WarehouseError
from tagfold.warehouse.publish import building
from tagfold.warehouse.verify import (
    _CHECKS,
    CONTENT_TABLES,
    OPTIONAL_TABLES,
    TABLES_BY_REPORT,
    content_sha256,
    content_sums,
    is_as_published,
    runs_sha256,
    sums_sha256,
    verify,
)
from tests.conftest import REPORT, published

BREAKS = {
    "a tag of a facet with terms has no outcome": "DELETE FROM decisions WHERE raw = 'deep interviews'",
    "a tag has several outcomes": (
        "INSERT INTO decisions SELECT * REPLACE (2 AS part, 'new' AS outcome, NULL AS term_id) FROM decisions "
        "WHERE raw = 'deep interviews'"
    ),
    "a decision has no tag": (
        "INSERT INTO decisions BY NAME SELECT 'datasources' AS facet, 'ghost' AS raw, 'ghost' AS form, 1 AS part, "
        "'new' AS outcome, 'none' AS reason"
    ),
    "a decision names an unknown term": "UPDATE decisions SET term_id = 'ds-9999' WHERE raw = 'deep interviews'",
    "an outcome without a term": "UPDATE decisions SET term_id = NULL WHERE raw = 'deep interviews'",
    "two tags have one position": (  # though its key should keep them out, as below
        "CREATE TABLE twice AS SELECT * REPLACE (1 AS position) FROM tags; DROP TABLE tags; "
        "ALTER TABLE twice RENAME TO tags"
    ),
    "a tag belongs to no report": "UPDATE tags SET report_id = 'none' WHERE raw = 'deep interviews'",
    "an answer belongs to no report": "UPDATE answers SET report_id = 'none'",
    "a passage belongs to no report": "INSERT INTO passages VALUES ('none', 1, NULL, 'x', 1)",
    "a ticked box belongs to no answer": "INSERT INTO choices VALUES ('none', 1, 'qu-0001', NULL, 1, 'x', 1)",
    "a place belongs to no report": "UPDATE places SET report_id = 'none'",
    "a report is there twice": (
        "CREATE TABLE twice AS FROM reports UNION ALL FROM reports; DROP TABLE reports; "
        "ALTER TABLE twice RENAME TO reports"
    ),
    "a tag of another facet has an outcome": (
        "INSERT INTO decisions BY NAME SELECT facet, raw, raw AS form, 1 AS part, 'new' AS outcome, 'none' AS reason "
        "FROM tags WHERE facet = 'year'"
    ),
    "the coverage does not add up": (
        "UPDATE decisions SET outcome = 'forgotten', term_id = NULL WHERE raw = 'deep interviews'"
    ),
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("verify"), {"bees.md": REPORT})


@pytest.fixture
def copy(database: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a published database that may be changed."""
    with duckdb.connect(str(shutil.copy(database, tmp_path / "copy.duckdb"))) as db:
        yield db


def test_every_check_has_a_way_to_fail() -> None:
    assert set(BREAKS) == set(_CHECKS)


def test_a_sound_database_passes(copy: duckdb.DuckDBPyConnection) -> None:
    verify(copy, "copy.duckdb")


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_one_does_not(copy: duckdb.DuckDBPyConnection, rule: str) -> None:
    copy.execute(BREAKS[rule])
    with pytest.raises(WarehouseError) as caught:
        verify(copy, "copy.duckdb")
    assert str(caught.value).startswith(f"copy.duckdb: the new database is wrong ({rule}: ")


def test_the_alarm_names_the_tag_and_says_what_to_do(copy: duckdb.DuckDBPyConnection) -> None:
    copy.execute("UPDATE tags SET raw = ? WHERE raw = 'deep interviews'", ["x" * 90])
    with pytest.raises(WarehouseError) as caught:
        verify(copy, "copy.duckdb")
    assert str(caught.value) == (
        "copy.duckdb: the new database is wrong (a tag of a facet with terms has no outcome: "
        f"'{'x' * 80}'), so the last one stays; report this with the file that has the tag"
    )


def test_the_content_hash_sees_every_cell_but_not_the_order(copy: duckdb.DuckDBPyConnection) -> None:
    before = content_sha256(copy)
    copy.execute("CREATE TABLE shuffled AS SELECT * FROM tags ORDER BY position DESC")
    copy.execute("DELETE FROM tags")
    copy.execute("INSERT INTO tags SELECT * FROM shuffled")
    assert content_sha256(copy) == before
    copy.execute("UPDATE tags SET line = line + 1 WHERE position = 1")
    assert content_sha256(copy) != before


def test_the_rows_of_all_reports_count_for_what_the_tables_count_for(copy: duckdb.DuckDBPyConnection) -> None:
    having = copy.execute(
        "SELECT DISTINCT table_name FROM duckdb_columns() JOIN duckdb_tables() USING (database_name, table_name) "
        "WHERE column_name = 'report_id'"
    ).fetchall()
    assert {table for (table,) in having} & {*CONTENT_TABLES} == {"reports", *TABLES_BY_REPORT}
    copy.execute(
        "CREATE TEMP TABLE every AS SELECT report_id FROM reports; CREATE TEMP TABLE none AS FROM every LIMIT 0"
    )
    sums = content_sums(copy, TABLES_BY_REPORT)
    assert content_sums(copy, TABLES_BY_REPORT, "every") == sums
    assert any(sum(halves) for halves in sums.values())
    assert content_sums(copy, TABLES_BY_REPORT, "none") == dict.fromkeys(TABLES_BY_REPORT, (0, 0))


def test_an_empty_database_is_as_published_until_a_row_comes(tmp_path: Path) -> None:
    with building(tmp_path / "empty.duckdb", 1) as build:
        db = build.connection
        assert not is_as_published(db)
        db.execute(
            "INSERT INTO runs VALUES (1, TIMESTAMPTZ '2026-11-01', 1, '', [], '', '', '', '', '', NULL, ?, "
            "1, 0, 0, 0, 0, 0, 0, '')",
            [content_sha256(db)],
        )
        db.execute("UPDATE runs SET runs_sha256 = ?", [runs_sha256(db)])
        assert is_as_published(db)
        db.execute("INSERT INTO facets (facet, label, kind, description) VALUES ('bees', 'Bees', 'curated', '')")
        assert not is_as_published(db)


def test_tables_of_files_that_a_taxonomy_may_lack_leave_the_hash_while_they_are_empty() -> None:
    sums = {table: (1, 2) for table in CONTENT_TABLES if table not in OPTIONAL_TABLES}
    plain = hashlib.sha256("".join(f"{table}:1 2\n" for table in sums).encode()).hexdigest()
    empty = dict.fromkeys(OPTIONAL_TABLES, (0, 0))
    assert sums_sha256({**sums, **empty}) == plain
    assert sums_sha256({**sums, **empty, "term_labels": (0, 7)}) != plain
