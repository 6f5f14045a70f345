"""What a run saw of its files decides which of them the next one reads; nothing that happens to a file fools it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.warehouse.seen import TICK_NS, note_file, read_seen
from tests.conftest import REPORT, published, source_folder

OTHER = REPORT.replace("deep interviews", "deep inquiries!")
assert len(OTHER) == len(REPORT)


@pytest.fixture(scope="module")
def aged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """For each test a folder of its own with the database of three reports. They age together, and not test by test,
    until they are known by what the file system says of them; a copy would be as new as its making.
    """
    homes = [tmp_path_factory.mktemp("aged") for item in request.session.items if item.path == request.path]
    for home in homes:
        published(home, dict.fromkeys(("ants.md", "bees.md", "wasps.md"), REPORT))
    time.sleep(TICK_NS / 1e9)
    return iter(homes)


@pytest.fixture
def settings(aged: Iterator[Path]) -> Settings:
    """A database of three reports that are old enough to be known by what the file system says of them."""
    home = next(aged)
    settings = Settings((home / "reports",), home / "taxonomy", home / "tagfold.duckdb", workers=1)
    assert not ingest(settings).changed
    return settings


def files_read(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that a run opens."""
    opened: list[str] = []
    real = os.open

    def noting(path: str | Path, *rest: int, **more: int) -> int:
        if str(path).endswith(".md"):
            opened.append(Path(path).name)
        return real(path, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", noting)
        ingest(settings)
    return sorted(set(opened))


def written_in_place(file: Path) -> None:
    """Another text of the same size, and the time of the old one."""
    before = file.stat()
    with file.open("r+", encoding="utf-8") as stream:
        stream.write(OTHER)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def replaced(file: Path) -> None:
    """Another file in its place, of the same size and time."""
    other = file.with_name("other")
    other.write_text(OTHER, encoding="utf-8")
    shutil.copystat(file, other)
    other.replace(file)


def moved_over(file: Path) -> None:
    """Another report takes its name."""
    other = file.with_name("wasps.md")
    other.write_text(OTHER, encoding="utf-8")
    other.rename(file)
    other.write_text(REPORT, encoding="utf-8")


def link_turned(file: Path) -> None:
    """A link to one file becomes a link to another."""
    aim = file.with_name("aim.txt")
    aim.write_text(OTHER, encoding="utf-8")
    file.unlink()
    file.symlink_to(aim)


def from_the_future(file: Path) -> None:
    """As written on a machine whose clock is wrong."""
    file.write_text(OTHER, encoding="utf-8")
    os.utime(file, (4e9, 4e9))


def from_the_past(file: Path) -> None:
    file.write_text(OTHER, encoding="utf-8")
    os.utime(file, (1, 1))


CHANGES = (written_in_place, replaced, moved_over, link_turned, from_the_future, from_the_past)


@pytest.mark.parametrize("change", CHANGES)
def test_another_content_is_always_noticed(settings: Settings, change: Callable[[Path], None]) -> None:
    change(source_folder(settings) / "bees.md")
    result = ingest(settings)
    assert (result.changed, result.read, result.unchanged) == (True, 1, 2)
    assert not ingest(settings).changed


def test_only_a_listing_when_nothing_changed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files_read(settings, monkeypatch) == []


def touched(file: Path) -> None:
    file.touch()


def copied(file: Path) -> None:
    shutil.copy2(file, file.with_name("copy"))
    file.with_name("copy").replace(file)


@pytest.mark.parametrize("change", [touched, copied])
def test_a_file_with_the_same_content_is_read_but_nothing_is_done(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    change(source_folder(settings) / "bees.md")
    assert files_read(settings, monkeypatch) == ["bees.md"]
    time.sleep(TICK_NS / 1e9)
    assert not ingest(settings).changed
    assert files_read(settings, monkeypatch) == []


def test_a_file_that_was_just_written_is_read_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes within one tick of the file system's clock have one time."""
    (source_folder(settings) / "bees.md").write_text(OTHER, encoding="utf-8")
    assert ingest(settings).changed
    assert files_read(settings, monkeypatch) == ["bees.md"]


def test_a_smaller_limit_leaves_out_what_was_read_before(settings: Settings) -> None:
    limited = Settings(settings.sources, settings.taxonomy, settings.database, workers=1, max_report_bytes=10)
    assert ingest(limited).failed == 3


@pytest.mark.parametrize("damage", [b"", b"{}", b"x" * 64 + b"\n{}"])
def test_without_a_sound_note_the_files_are_read_and_the_note_is_made_again(settings: Settings, damage: bytes) -> None:
    note_file(settings.database).write_bytes(damage)
    assert read_seen(settings.database) is None
    assert not ingest(settings).changed
    assert read_seen(settings.database) is not None


def test_a_bit_in_the_note_is_enough_to_leave_it_alone(settings: Settings) -> None:
    note = note_file(settings.database)
    content = note.read_bytes()
    for at in range(0, len(content), 97):
        note.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert read_seen(settings.database) is None


def test_the_note_of_another_database_counts_for_nothing(settings: Settings) -> None:
    content = settings.database.read_bytes()
    settings.database.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    assert read_seen(settings.database) is None


def test_the_note_names_no_file(settings: Settings) -> None:
    (source_folder(settings) / "ada@example.org.md").write_text(REPORT, encoding="utf-8")
    ingest(settings)
    assert b"ada@" not in note_file(settings.database).read_bytes()
