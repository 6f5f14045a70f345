from pathlib import Path

import pytest

from tagfold.errors import WarehouseError
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.queries import distinct_tags, uses_beside
from tests.taxonomy.written import taxonomy, term, write


@pytest.fixture
def database(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.md").write_text("# A\n[[datasources:polls]]\n[[datasources:maps]]\n[[methods:maps]]\n")
    (reports / "b.md").write_text("# B\n[[datasources:maps]]\n[[datasources:maps]]\n")
    folder = write(tmp_path / "taxonomy", taxonomy([term("t-1", "polls")]))
    ingest(Settings((reports,), folder, tmp_path / "out.duckdb", workers=1))
    return tmp_path / "out.duckdb"


def test_distinct_tags_are_in_order(database: Path) -> None:
    assert distinct_tags(database) == [("datasources", "maps"), ("datasources", "polls"), ("methods", "maps")]


def test_uses_come_with_the_tags_of_the_same_report_and_facet(database: Path) -> None:
    beside_polls = uses_beside(database, [("datasources", "polls")])
    assert [(use.raw, use.uses) for use in beside_polls] == [("maps", 1), ("polls", 1)]
    assert len({use.report_id for use in beside_polls}) == 1
    beside_maps = uses_beside(database, [("datasources", "maps")])
    assert sorted((use.raw, use.uses) for use in beside_maps) == [("maps", 1), ("maps", 2), ("polls", 1)]
    assert uses_beside(database, []) == []


def test_without_a_database_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"run `tagfold ingest --db .*` first"):
        distinct_tags(tmp_path / "none.duckdb")
