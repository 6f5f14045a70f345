"""A desk over a small taxonomy and a few reports with doubtful tags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tagfold.ingest import ingest
from tagfold.review.session import ReviewSession
from tagfold.settings import Settings

TAGS = {
    "a": ["citizen juries", "household interviews", "bee hives", "surveys", "Survey work"],
    "b": ["citizen juries", "household interviews", "the bee hives", "interviews"],
    "c": ["citizen juries", "hives of bees", "polls", "serveys of people"],
    "d": ["citizen juries", "???", "qq zz", "depth interviewing"],
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, tags in TAGS.items():
        lines = [f"# Report {name}", "[[focal_point:ada@example.org]]", *(f"[[datasources:{tag}]]" for tag in tags)]
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


class Clock:
    """A minute further at each look."""

    def __init__(self) -> None:
        self._now = datetime(2026, 5, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


OpenDesk = Callable[..., ReviewSession]


@pytest.fixture
def open_desk(settings: Settings) -> OpenDesk:
    """Ingest the reports and open a desk; call it again for a second one."""

    def opened(curator: str = "Ada", *, afresh: bool = True) -> ReviewSession:
        if afresh:
            ingest(settings)
        return ReviewSession(settings.taxonomy, settings.database, curator, Clock())

    return opened


@pytest.fixture
def desk(open_desk: OpenDesk) -> ReviewSession:
    return open_desk()
