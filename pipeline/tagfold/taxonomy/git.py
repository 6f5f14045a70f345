"""The taxonomy as it was at a git revision. The only module that calls git, with lists of arguments, never a shell."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Taxonomy

RELEASES = "releases"


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
