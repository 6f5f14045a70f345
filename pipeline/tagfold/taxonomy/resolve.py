"""Find a taxonomy by what people call it: a release's number, a folder, or a git revision.

The only module that calls git, with lists of arguments, never a shell.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.files import WORKING, default_taxonomy, read_taxonomy
from tagfold.taxonomy.model import Taxonomy
from tagfold.taxonomy.releases import MANIFEST, RELEASES, parse_version, read_release, release_folder, verify, versions


def taxonomy_at(revision: str, folder: Path) -> Taxonomy:
    """The taxonomy in `folder` as committed at `revision`: a branch, a tag, `HEAD~3`, part of a commit's hash.

    Raises WrongUsage if git knows no such revision or the folder is in no repository, and TaxonomyError
    where the files of that revision break a rule.
    """
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise WrongUsage(
            f"'{revision}' is not a release, a folder with a facets.csv or a git revision",
            remedy="name one of these, such as 1.0.0, ../other/taxonomy or HEAD~3",
        )
    top, inside = (_git(folder, "rev-parse", f"--show-{what}") or b"" for what in ("toplevel", "prefix"))
    prefix = inside.decode().strip() or "."
    wanted = (prefix, f":(exclude){PurePosixPath(prefix) / RELEASES}")
    packed = _git(Path(top.decode().strip()), "archive", "--format=tar", commit.decode().strip(), "--", *wanted)
    if packed is None:
        raise WrongUsage(f"there is no folder '{folder}' at {revision}", remedy="name a later revision")
    with tempfile.TemporaryDirectory(prefix="tagfold-") as aside:
        _unpack(packed, PurePosixPath(prefix), Path(aside))
        try:
            return read_taxonomy(Path(aside), revision)
        except TaxonomyError as error:
            path = (error.path or "").replace(aside, f"{revision}:{folder}")
            raise TaxonomyError(error.problem, path=path, line=error.line, remedy=error.remedy) from None


def before_merge(path: Path) -> bytes:
    """A file as both sides of a stopped merge started from it; empty if git does not know, or the file was new."""
    try:
        return _git(path.parent, "show", f":1:./{path.name}") or b""
    except WrongUsage:
        return b""


def is_under_git(folder: Path) -> bool:
    """Whether `folder` is in a repository that has a commit."""
    try:
        return _git(folder, "rev-parse", "--verify", "--quiet", "HEAD") is not None
    except WrongUsage:
        return False


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints, or None if it fails."""
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise WrongUsage("git is not installed", remedy="name a release or a folder instead") from None
    return done.stdout if done.returncode == 0 else None


def _unpack(packed: bytes, prefix: PurePosixPath, target: Path) -> None:
    """Write the CSV files that an archive has below `prefix`, and nothing else, to `target`."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.suffix != ".csv" or not path.is_relative_to(prefix):
                continue
            name, content = path.relative_to(prefix), archive.extractfile(member)
            if content and len(name.parts) <= 2 and ".." not in name.parts:
                copy = target / name
                copy.parent.mkdir(exist_ok=True)
                copy.write_bytes(content.read())


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
