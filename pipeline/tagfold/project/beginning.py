"""A project of one's own in an empty folder, and the sample that comes with Tagfold."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from tagfold.commands import REPORTS, TAXONOMY
from tagfold.errors import WrongUsage
from tagfold.io import shipped
from tagfold.project.project_file import PROJECT_FILE
from tagfold.taxonomy.files import shipped_taxonomy

PLACES = {
    "gitattributes": Path(".gitattributes"),
    "gitignore": Path(".gitignore"),
    "reports": REPORTS,
    "facets.csv": TAXONOMY / "facets.csv",
    "topics": TAXONOMY / "topics",
}
"""Where a packaged file or folder goes, if not under its own name."""


def start_project(folder: Path) -> list[Path]:
    """Write tagfold.toml, a taxonomy with one empty facet, three sample reports, a Makefile and what git
    should know.

    Returns what was written, relative to `folder`, which is made if need be. A Makefile, a .gitignore and reports that
    are there stay as they are. Raises WrongUsage, and writes nothing, if there is a project already.
    """
    files = dict(_files(resources.files("tagfold.project").joinpath("starter"), Path()))
    files |= _files(shipped_taxonomy() / "country", TAXONOMY / "country")
    if (folder / REPORTS).is_dir() and any((folder / REPORTS).iterdir()):
        files = {place: content for place, content in files.items() if not place.is_relative_to(REPORTS)}
    for place in (PROJECT_FILE, TAXONOMY):
        if (folder / place).exists():
            raise WrongUsage(f"{folder / place} is there already", remedy="name another folder: tagfold init FOLDER")
    files = {place: content for place, content in files.items() if not (folder / place).exists()}
    for place, content in files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
    return sorted(files)


def sample_reports() -> Path:
    """The invented reports that come with Tagfold."""
    return shipped("sample", REPORTS)


def _files(place: Traversable, target: Path) -> Iterator[tuple[Path, bytes]]:
    for item in sorted(place.iterdir(), key=lambda item: item.name):
        there = PLACES.get(item.name, target / item.name)
        if item.is_dir():
            yield from _files(item, there)
        else:
            yield there, item.read_bytes()
