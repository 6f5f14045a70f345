"""Releases: frozen copies of the taxonomy's files, each with a manifest that proves it was not edited.

releases/1.0.0/manifest.json    version, date, SHA-256 of each file, counts by facet
releases/1.0.0/facets.csv
releases/1.0.0/datasources/terms.csv, mappings.csv, labels.csv (if it has one) …
releases/1.0.0/model.json       where the taxonomy has one of its own (`tagfold taxonomy learn`)
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.io import sync_folder, write_aside, writing
from tagfold.taxonomy.change import Bump
from tagfold.taxonomy.files import MODEL_FILES, read_taxonomy
from tagfold.taxonomy.journal import BUILDING, digest
from tagfold.taxonomy.model import Taxonomy
from tagfold.taxonomy.store import Rewrite, alone, write_step

_NUMBERS = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


class Version(NamedTuple):
    """A release's number. Versions compare by their numbers: 1.10.0 comes after 1.9.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, bump: Bump) -> Version:
        """The next version.

        >>> str(Version(1, 4, 2).after(Bump.MINOR)), str(Version(1, 4, 2).after(Bump.MAJOR))
        ('1.5.0', '2.0.0')
        """
        if bump is Bump.MAJOR:
            return Version(self.major + 1, 0, 0)
        if bump is Bump.MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


FIRST = Version(1, 0, 0)


def parse_version(text: str) -> Version | None:
    """The version that `text` spells, or None.

    >>> parse_version("1.10.0"), parse_version("v1"), parse_version("1.0")
    (Version(major=1, minor=10, patch=0), None, None)
    """
    found = _NUMBERS.fullmatch(text)
    return Version(*map(int, found.groups())) if found else None


RELEASES = "releases"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a release says of itself.

    `files` gives each file's SHA-256 by its path in the release; `facets` counts its terms by status, its mappings by
    judgement, and its labels in other languages by language, if it has any; `taxonomy_sha256` is the digest that
    `runs` in the database records.
    """

    version: str
    date: str
    taxonomy_sha256: str
    files: dict[str, str]
    facets: dict[str, dict[str, dict[str, int]]]


def versions(home: Path) -> list[Version]:
    """The releases of the taxonomy folder `home`, oldest first."""
    folders = (home / RELEASES).iterdir() if (home / RELEASES).is_dir() else iter(())
    return sorted(found for folder in folders if (found := parse_version(folder.name)) and folder.is_dir())


def last_release(home: Path) -> tuple[str, str] | None:
    """Version and day (ISO 8601) of the latest release, or None if there is none."""
    if not (found := versions(home)):
        return None
    manifest = _read_manifest(home / RELEASES / str(found[-1]) / MANIFEST)
    return manifest.version, manifest.date


def release_folder(home: Path, version: str) -> Path:
    """The folder of a release, once its files are the ones that were released.

    Raises WrongUsage if there is no such release, TaxonomyError if a file of it was changed.
    """
    folder = home / RELEASES / version
    if not folder.is_dir():
        known = ", ".join(map(str, versions(home))) or "none yet"
        raise WrongUsage(f"there is no release {version} in {home / RELEASES}", remedy=f"name one of: {known}")
    verify(folder)
    return folder


def read_release(home: Path, version: str) -> Taxonomy:
    """A release's taxonomy, verified."""
    return read_taxonomy(release_folder(home, version), version)


def verify(folder: Path) -> Manifest:
    """The manifest of a release whose files all are as they were released, no more and no fewer.

    Raises TaxonomyError for the first file that is not.
    """
    manifest = _read_manifest(folder / MANIFEST)
    remedy = "a release is never edited: restore it from git, and put the change into the next release"
    present = {path.relative_to(folder).as_posix(): path for path in frozen_files(folder)}
    for name in sorted(manifest.files.keys() | present.keys()):
        if name not in present:
            problem = "this file of the release is missing"
        elif name not in manifest.files:
            problem = "this file does not belong to the release"
        elif digest(content := present[name].read_bytes()) == manifest.files[name]:
            continue
        elif digest(content.replace(b"\r\n", b"\n")) == manifest.files[name]:
            problem = "the line ends of this file of the release were changed, as git does on Windows"
            remedy = (
                f"write the line `{folder.parents[1].name}/** -text` into .gitattributes, and check the files out again"
            )
        else:
            problem = "this file of the release was changed (its SHA-256 is not the one in manifest.json)"
        raise TaxonomyError(problem, path=str(folder / name), remedy=remedy)
    if manifest != _describe(folder, manifest.version, manifest.date):
        problem = "the manifest's counts or digest are not those of the release"
        raise TaxonomyError(problem, path=str(folder / MANIFEST), remedy=remedy)
    if manifest.version != folder.name:
        problem = f"the manifest is of release {manifest.version}, the folder is called {folder.name}"
        raise TaxonomyError(problem, path=str(folder / MANIFEST), remedy=remedy)
    return manifest


def frozen_files(folder: Path) -> Iterator[Path]:
    """The files that make up a taxonomy, with what it learnt, in a fixed order; releases and notes are left out."""
    models = [folder / name for name in MODEL_FILES]
    for path in [folder / "facets.csv", *models, *sorted(folder.glob("*/*.csv"))]:
        if path.is_file() and path.parent.name != RELEASES:
            yield path


def models_differ(home: Path, version: str) -> bool:
    """Whether what the taxonomy has learnt is not what it had learnt by a release."""
    released = release_folder(home, version)
    return any(_content(home / name) != _content(released / name) for name in MODEL_FILES)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def freeze(home: Path, version: Version, date: str, rewrites: Sequence[Rewrite] = ()) -> Path:
    """Copy the taxonomy's files, rewritten, to `releases/<version>`; one step with the rewriting of the files.

    Raises TaxonomyError if the release exists or cannot be written; nothing is left behind then.
    """
    target = home / RELEASES / str(version)
    new = {one.path: one.after for one in rewrites}
    with alone(home):
        if target.exists():
            problem = "the release cannot be written, because there is one of this number"
            raise TaxonomyError(problem, path=str(target), remedy="work out the next number from what changed since")
        try:
            with writing(target, what="release"):
                target.parent.mkdir(exist_ok=True)
                aside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=target.parent))
                for path in frozen_files(home):
                    copy = aside / path.relative_to(home)
                    copy.parent.mkdir(exist_ok=True)
                    write_aside(copy, new[path] if path in new else path.read_bytes()).replace(copy)
                manifest = _manifest_bytes(_describe(aside, str(version), date))
                write_aside(aside / MANIFEST, manifest).replace(aside / MANIFEST)
                for folder in (aside, *(path for path in aside.iterdir() if path.is_dir())):
                    sync_folder(folder)
                aside.chmod(0o755)
        except BaseException:
            for left in target.parent.glob(f"{BUILDING}*"):
                shutil.rmtree(left, ignore_errors=True)
            raise
        write_step(home, rewrites, folders=[(aside, target)])
    return target


def _describe(folder: Path, version: str, date: str) -> Manifest:
    facets = {}
    taxonomy = read_taxonomy(folder, version)
    for name, vocabulary in taxonomy.vocabularies.items():
        if vocabulary.terms or vocabulary.mappings:
            terms = Counter(term.status.value for term in vocabulary.terms)
            mappings = Counter(mapping.judgement.value for mapping in vocabulary.mappings)
            facets[name] = {"terms": dict(sorted(terms.items())), "mappings": dict(sorted(mappings.items()))}
            if vocabulary.translations:
                languages = Counter(label.language for label in vocabulary.translations)
                facets[name]["labels"] = dict(sorted(languages.items()))
    files = {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in frozen_files(folder)}
    return Manifest(version, date, taxonomy.sha256, files, facets)


def _manifest_bytes(manifest: Manifest) -> bytes:
    return (json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n").encode()


def _read_manifest(path: Path) -> Manifest:
    try:
        return Manifest(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        problem = "the release has no manifest"
    except (OSError, ValueError, TypeError) as error:
        problem = f"the manifest cannot be read ({error})"
    raise TaxonomyError(problem, path=str(path), remedy="restore the release from git")
