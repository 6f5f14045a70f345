"""A desk over a small taxonomy and a few reports with doubtful tags."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tagfold.ingestion.ingest import ingest
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings
from tagfold.warehouse.privacy import KEY_FILE
from tests.conftest import published, write_reports

TAGS = {
    "a": ["citizen juries", "household interviews", "bee hives", "surveys", "Survey work"],
    "b": ["citizen juries", "household interviews", "the bee hives", "interviews"],
    "c": ["citizen juries", "hives of bees", "polls", "serveys of people"],
    "d": ["citizen juries", "???", "qq zz", "depth interviewing"],
}


REPORTS = {
    f"{name}.md": "\n".join(
        [f"# Report {name}", "[[focal_point:ada@example.org]]", *(f"[[datasources:{tag}]]" for tag in tags), ""]
    )
    for name, tags in TAGS.items()
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_reports(tmp_path / "reports", REPORTS)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("review"), REPORTS)


class Clock:
    """A minute further at each look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


OpenDesk = Callable[..., ReviewSession]


@pytest.fixture
def open_desk(settings: Settings, database: Path) -> OpenDesk:
    """Ingest what is new since the database was made, and open a desk; call it again for a second one."""
    settings.database.parent.mkdir()
    for path in (database, database.with_name(KEY_FILE)):
        shutil.copy(path, settings.database.with_name(path.name))

    def opened(curator: str = "Ada", *, afresh: bool = True) -> ReviewSession:
        if afresh:
            ingest(settings)
        return ReviewSession(settings.taxonomy, settings.database, curator, Clock())

    return opened


@pytest.fixture
def desk(open_desk: OpenDesk) -> ReviewSession:
    return open_desk()
