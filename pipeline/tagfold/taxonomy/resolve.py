"""Find a taxonomy by what people call it: a release's number, a folder, or a git revision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import WrongUsage
from tagfold.taxonomy.files import default_taxonomy, read_taxonomy
from tagfold.taxonomy.git import is_under_git, taxonomy_at
from tagfold.taxonomy.model import Taxonomy
from tagfold.taxonomy.releases import MANIFEST, read_release, release_folder, verify, versions
from tagfold.taxonomy.versions import parse_version

WORKING = "working"


@dataclass(frozen=True)
class Edition:
    """A taxonomy with the name to show for it."""

    name: str
    taxonomy: Taxonomy


def folder_of(name: str | None, home: Path) -> tuple[Path, str]:
    """The folder and version of a release's number or of a folder; `home` where nothing is named.

    `1.0.0` is always the release; write `./1.0.0` for a folder of that name. A release that is named by its
    folder is verified like one that is named by its number.
    """
    if name is None:
        return default_taxonomy(home), WORKING
    if parse_version(name):
        return release_folder(home, name), name
    folder = Path(name)
    if (folder / MANIFEST).is_file():
        return folder, verify(folder).version
    return folder, WORKING


def edition(name: str, home: Path) -> Edition:
    """The taxonomy called `name`: a release of `home`, a folder, or `home` at a git revision, tried in this order."""
    if not parse_version(name) and not Path(name).is_dir():
        return Edition(name, taxonomy_at(name, home))
    folder, version = folder_of(name, home)
    return Edition(name, read_taxonomy(folder, version))


def earlier(home: Path) -> Edition:
    """What the working folder is compared with: its latest release, or its last commit if there is none."""
    released = versions(home)
    if released:
        return Edition(str(released[-1]), read_release(home, str(released[-1])))
    if is_under_git(home):
        return Edition("HEAD", taxonomy_at("HEAD", home))
    raise WrongUsage(
        f"there is nothing to compare {home} with: no release and no git history",
        remedy="name two folders, or make a release first",
    )


def working(home: Path) -> Edition:
    """The folder as it is now."""
    return Edition(str(home), read_taxonomy(home))
