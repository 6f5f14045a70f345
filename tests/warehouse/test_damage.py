"""A published file that is no longer what was published: nothing is taken over from it, and it is made again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from tagfold.errors import WarehouseError
from tagfold.ingestion.ingest import Result, ingest
from tagfold.settings import Settings
from tagfold.warehouse.publish import building
from tagfold.warehouse.verify import is_as_published
from tests.conftest import REPORT, published

REPORTS = {"bees.md": REPORT, "ants.md": "# Ants\n[[type:blog]]\n[[datasources:surveys]]\n[[datasources:]]\n"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports, a taxonomy and the database that was made of them."""
    home = tmp_path_factory.mktemp("damage")
    published(home, REPORTS)
    return home


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """The same reports and taxonomy, and a copy of the database."""
    shutil.copy(home / ".tagfold-key", tmp_path)
    database = shutil.copy(home / "tagfold.duckdb", tmp_path / "tagfold.duckdb")
    return Settings((home / "reports",), home / "taxonomy", Path(database), workers=1)


def hash_of(database: Path) -> object:
    """The hash of a database, which has to be as it was published."""
    with duckdb.connect(str(database), read_only=True) as db:
        assert is_as_published(db)
        return db.execute("SELECT last(content_sha256 ORDER BY run_id) FROM runs").fetchall()[0][0]


def made_again(settings: Settings, home: Path) -> Result:
    result = ingest(settings)
    assert (result.read, result.unchanged) == (2, 0)
    assert hash_of(settings.database) == hash_of(home / "tagfold.duckdb")
    assert not ingest(settings).changed
    return result


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM tags WHERE facet = 'datasources'",
        "DELETE FROM reports WHERE path = 'ants.md'",
        "UPDATE answers SET answer = 'no'",
        "UPDATE places SET latitude = 0",
        "DELETE FROM problems",
        "UPDATE facets SET label = 'Else' WHERE facet = 'country'",
        "UPDATE terms SET definition = '' WHERE term_id = 'ds-0001'",
        "UPDATE mappings SET note = 'other'",
        "UPDATE decisions SET score = 0.1",
        "UPDATE runs SET seconds = 99",
        "UPDATE runs SET sources = ['elsewhere']",
        "UPDATE runs SET content_sha256 = ''",
        "DELETE FROM runs",
        "DROP VIEW coverage",
    ],
)
def test_a_change_is_noticed_in_any_table(settings: Settings, home: Path, change: str) -> None:
    with duckdb.connect(str(settings.database)) as db:
        db.execute(change)
    assert made_again(settings, home).rebuilt == "the last database was changed after it was published"


def test_rows_of_a_changed_file_are_not_carried_along_with_a_new_report(
    settings: Settings, home: Path, tmp_path: Path
) -> None:
    more = Path(shutil.copytree(home / "reports", tmp_path / "reports"))
    (more / "new.md").write_text("# New\n[[type:blog]]\n", encoding="utf-8")
    with duckdb.connect(str(settings.database)) as db:
        db.execute("DELETE FROM tags WHERE facet = 'datasources'")
    result = ingest(Settings((more,), settings.taxonomy, settings.database, workers=1))
    assert (result.read, result.unchanged) == (3, 0)
    with duckdb.connect(str(settings.database), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM tags WHERE facet = 'datasources'").fetchall() == [(4,)]


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]


def overwritten(content: bytes, at: int) -> bytes:
    return content[:at] + random.Random(at).randbytes(4096) + content[at + 4096 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a bit of the first header": lambda content: flipped(content, 4100),
    "a bit of the second header": lambda content: flipped(content, 8200),
    "a bit of the list of tables": lambda content: flipped(content, content.index(b"published_on")),
    "a bit of a row": lambda content: flipped(content, content.index(b"Talking to bee keepers")),
    "a block": lambda content: overwritten(content, content.index(b"Talking to bee keepers") // 4096 * 4096),
    "all but the first blocks": lambda content: content[: content.index(b"parser_sha256") + 8192],
    "the end": lambda content: content[:-8192],
    "everything": lambda content: b"",
}


@pytest.mark.parametrize("where", DAMAGE)
def test_a_damaged_file_is_made_again(settings: Settings, home: Path, where: str) -> None:
    settings.database.write_bytes(DAMAGE[where](settings.database.read_bytes()))
    assert made_again(settings, home).rebuilt == "the last database was damaged"


def test_a_file_that_passes_can_be_asked_for_each_key(settings: Settings, home: Path) -> None:
    with duckdb.connect(str(home / "tagfold.duckdb"), read_only=True) as db:
        keys = db.execute("SELECT report_id FROM reports").fetchall()
    content = settings.database.read_bytes()
    for block in range(3 * 4096, len(content), 1 << 18):
        settings.database.write_bytes(flipped(content, block + 4096))
        try:
            with duckdb.connect(str(settings.database), read_only=True) as db:
                assert is_as_published(db)
        except duckdb.Error:
            continue
        with duckdb.connect(str(settings.database), read_only=True) as db:
            for key in keys:
                assert db.execute("SELECT count(*) FROM reports WHERE report_id = ?", key).fetchone() == (1,)


def test_rows_are_taken_over_only_from_the_file_that_was_checked(settings: Settings) -> None:
    with duckdb.connect(str(settings.database), read_only=True) as db:
        ((checked,),) = db.execute("SELECT runs_sha256 FROM runs").fetchall()
    found = []
    for trusted in (checked, "another run has published in between", ""):
        with suppress(KeyboardInterrupt), building(settings.database, 1, trusted) as build:
            found.append(build.yesterday)
            raise KeyboardInterrupt  # so that nothing is published
    assert found == [True, False, False]


def test_a_damaged_file_without_our_mark_is_refused_and_kept(settings: Settings) -> None:
    with duckdb.connect(str(settings.database.with_name("precious.duckdb"))) as db:
        db.execute("CREATE TABLE precious AS SELECT range AS n FROM range(100000)")
    content = settings.database.with_name("precious.duckdb").read_bytes()[:-300_000]
    settings.database.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"not a readable DuckDB database; .* move any other file away"):
        ingest(settings)
    assert settings.database.read_bytes() == content
