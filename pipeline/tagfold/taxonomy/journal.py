"""The journal of a step over several files of a taxonomy's folder: what is written aside and where it goes.

The rename that puts it in the folder makes the step; while it is there, the step has something left to do.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path, PurePosixPath

from tagfold.errors import TaxonomyError
from tagfold.io import ASIDE, reading, sync_folder

JOURNAL = ".journal.json"
FORMAT = "tagfold journal 1"
BUILDING = ".building-"
"""How the names of folders begin that are made aside."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Something written aside, next to its place `target` in the folder; digests of the file before and after."""

    target: str
    aside: str
    before: str
    after: str

    def __post_init__(self) -> None:
        _refuse_outside(self.target)
        if "/" in self.aside or not self.aside.startswith("."):
            raise ValueError(self.aside)

    def paths(self, folder: Path) -> tuple[Path, Path]:
        """Where it is now, and where it goes: a link stays a link."""
        target = (folder / self.target).resolve()
        return target.with_name(self.aside), target


@dataclass(frozen=True, slots=True)
class Lines:
    """Text that is added to the file `target` of the folder from the byte `at` on."""

    target: str
    at: int
    text: str

    def __post_init__(self) -> None:
        _refuse_outside(self.target)


@dataclass(frozen=True, slots=True)
class Journal:
    """What a step has left to do."""

    moves: list[Placement]
    lines: list[Lines]

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return json.dumps({"journal": FORMAT, **asdict(self)}).encode()


def _refuse_outside(target: str) -> None:
    path = PurePosixPath(target)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(target)


def digest(content: bytes) -> str:
    """SHA-256 in hex: the name of one version of a file."""
    return hashlib.sha256(content).hexdigest()


def take_back(folder: Path, asides: Sequence[Path], ends: Sequence[Lines]) -> None:
    """Drop a step of which no file is in its place yet."""
    with _unfinished(folder):
        if (folder / JOURNAL).exists():
            for path, at in ((folder / end.target, end.at) for end in ends):
                if at == 0:
                    path.unlink(missing_ok=True)
                elif path.stat().st_size > at:
                    os.truncate(path, at)
            (folder / JOURNAL).unlink()
    for aside in asides:
        _clear(aside)


def put(folder: Path, journal: Journal) -> None:
    """Put what is still aside in its place, and delete the journal."""
    with _unfinished(folder):
        for aside, target in (move.paths(folder) for move in journal.moves):
            if aside.exists():
                aside.replace(target)
        targets = [move.paths(folder)[1] for move in journal.moves] + [folder / end.target for end in journal.lines]
        for parent in {target.parent for target in targets}:
            sync_folder(parent)
        (folder / JOURNAL).unlink(missing_ok=True)
        sync_folder(folder)


def finish(folder: Path) -> None:
    """Finish the step that has a journal; clear away what was written aside without one."""
    if journal := _read_journal(folder):
        for move in journal.moves:
            _refuse_other(folder, *move.paths(folder), move)
        with _unfinished(folder):
            for end in journal.lines:
                add(folder, end)
        put(folder, journal)
    for left in chain(folder.glob(f".*{ASIDE}"), folder.glob(f"*/.*{ASIDE}"), folder.glob(f"*/{BUILDING}*")):
        _clear(left)


def _read_journal(folder: Path) -> Journal | None:
    path = folder / JOURNAL
    if not path.exists():
        return None
    with reading(path):
        content = path.read_bytes()
    try:
        plain = json.loads(content)
        ends = [Lines(str(end["target"]), int(end["at"]), str(end["text"])) for end in plain["lines"]]
        if plain["journal"] == FORMAT:
            return Journal([Placement(**move) for move in plain["moves"]], ends)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    remedy = "look at what changed in the folder (git diff), then delete this file"
    raise TaxonomyError("this is not a journal that Tagfold wrote", path=str(path), remedy=remedy)


def _refuse_other(folder: Path, aside: Path, target: Path, move: Placement) -> None:
    """Raise TaxonomyError if the file is neither as it was before the step nor as it is after it."""
    now = digest(content_of(target))
    if not move.before or now == move.after or (aside.exists() and now == move.before):
        return
    problem = "an interrupted change of this file cannot be finished, because the file was changed meanwhile"
    remedy = f"move it aside and restore it from git, or keep it and delete {folder / JOURNAL}; then run again"
    raise TaxonomyError(problem, path=str(target), remedy=remedy)


def add(folder: Path, end: Lines) -> None:
    """Write what is missing of the lines at the end of their file, and make sure that they are on the disk."""
    path, text = folder / end.target, end.text.encode()
    with path.open("ab+") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(end.at)
        there = stream.read(len(text))
        if size < end.at or not text.startswith(there):
            problem = "an interrupted change cannot be finished, because this file was changed meanwhile"
            remedy = f"restore it from git, or keep it and delete {folder / JOURNAL}; then run again"
            raise TaxonomyError(problem, path=str(path), remedy=remedy)
        stream.write(text[len(there) :])
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _unfinished(folder: Path) -> Iterator[None]:
    """Say that a step is made but not all of it in its place, if the system keeps it from getting there."""
    try:
        yield
    except OSError as said:
        problem = f"a change of several files is saved, but not all of it is in its place ({said.strerror})"
        remedy = "free some space or fix the permissions; the next command that reads this folder finishes it"
        raise TaxonomyError(problem, path=str(folder), remedy=remedy) from None


def _clear(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    with suppress(OSError):
        left.unlink()


def content_of(path: Path) -> bytes:
    """The bytes of a file; none if there is no file."""
    if not path.is_file():
        return b""
    with reading(path):
        return path.read_bytes()
