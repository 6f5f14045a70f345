"""One step over several files of a taxonomy's folder: wholly done or not at all, whatever ends the program in between.

Everything that writes into a taxonomy takes its one lock (`alone`) and hands its new contents to `write_step`. They are
written aside; then a journal that names them is put in place with one rename, and that makes the step. Then each file
goes to its place, and the journal is deleted. Whoever comes next finishes a step whose journal is there, and clears
away what was written aside without one. A reader (`settled`) sees the folder before a step or after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from tagfold.errors import TaxonomyError
from tagfold.io import sync_folder, write_aside, writing
from tagfold.taxonomy.edits import both_versions
from tagfold.taxonomy.journal import JOURNAL, Journal, Lines, Placement, add, content_of, digest, finish, put, take_back

LOCK_SECONDS = 10
LOCK = ".history.csv.lock"
MAX_READS = 100
"""How often a reader begins again because the files change while it reads."""

Read = TypeVar("Read")


class EditConflict(TaxonomyError):
    """The file is not the one that the edit was made against. `expected` and `found` are the two digests."""

    def __init__(self, problem: str, *, path: str, expected: str, found: str) -> None:
        self.expected, self.found = expected, found
        super().__init__(problem, path=path, remedy="look at the file again and repeat the edit if it still holds")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New content of a file, and what it was made from; a file that is not there is empty."""

    path: Path
    before: bytes
    after: bytes


def conflict(path: Path, seen: bytes, content: bytes) -> EditConflict:
    """What to raise if `content` is not the file that an edit was made against; it shows where they differ."""
    problem = f"the file has changed since this edit was made ({both_versions(seen, content)})"
    return EditConflict(problem, path=str(path), expected=digest(seen), found=digest(content))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else writes to the folder meanwhile; what an interrupted step left is finished or cleared away first.

    The lock is a file in the folder, which stays and may be deleted when nobody writes. A thread that has it may take
    it again. Raises TaxonomyError if the folder cannot be written, or is in use.
    """
    lock = FileLock(folder.resolve() / LOCK, timeout=LOCK_SECONDS, is_singleton=True)
    with writing(folder, remedy="fix its permissions, or name a copy with --taxonomy", what="folder"):
        try:
            lock.acquire()
        except Timeout:  # which is an OSError too
            problem = "another program is writing to this folder"
            raise TaxonomyError(problem, path=str(folder), remedy="try again") from None
    try:
        finish(folder)
        yield
    finally:
        lock.release()


def settled(folder: Path, read: Callable[[], Read]) -> Read:
    """What `read` finds in the folder while nobody changes it: all files are of one moment, and no step is half done.

    Takes the lock only to finish a step that was interrupted. Raises TaxonomyError if that cannot be done.
    """
    for _ in range(MAX_READS):
        before = _marks(folder)
        if JOURNAL in before:
            with alone(folder):
                continue
        try:
            found = read()
        except TaxonomyError:
            if _marks(folder) == before:
                raise
        else:
            if _marks(folder) == before:
                return found
    raise TaxonomyError("the files change while they are read", path=str(folder), remedy="try again")


def write_step(
    folder: Path,
    rewrites: Sequence[Rewrite],
    lines: Sequence[tuple[Path, str]] = (),
    folders: Sequence[tuple[Path, Path]] = (),
) -> None:
    """Write new contents, add `lines` to files, and move new folders to their places: all of it or nothing.

    To be called when `alone`. Raises EditConflict if a file is not what its new content was made from, and
    TaxonomyError if something cannot be written; nothing was changed then, unless the error says otherwise.
    """
    for one in rewrites:
        if (now := content_of(one.path)) != one.before:
            raise conflict(one.path, one.before, now)
    asides = [aside for aside, _ in folders]
    moves = [Placement(_inside(target, folder), aside.name, "", "") for aside, target in folders]
    ends = [Lines(_inside(path, folder), path.stat().st_size if path.exists() else 0, text) for path, text in lines]
    try:
        for one in rewrites:
            if one.after != one.before:
                with writing(one.path):
                    one.path.parent.mkdir(exist_ok=True)
                    asides.append(write_aside(one.path.resolve(), one.after))
                names = _inside(one.path, folder), asides[-1].name
                moves.append(Placement(*names, digest(one.before), digest(one.after)))
        journal = Journal(moves, ends)
        with writing(folder, what="folder"):
            for parent in {aside.parent for aside in asides}:
                sync_folder(parent)
            asides.append(write_aside(folder / JOURNAL, journal.content))
            asides[-1].replace(folder / JOURNAL)
            sync_folder(folder)
        for end in ends:
            with writing(folder / end.target):
                add(folder, end)
    except BaseException:
        take_back(folder, asides, ends)
        raise
    put(folder, journal)


def _marks(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells one version of each file from the next."""
    marks: dict[str, tuple[int, ...]] = {}
    for path in chain((folder / JOURNAL,), folder.glob("*.csv"), folder.glob("*/*.csv")):
        with suppress(OSError):
            stat = path.stat()
            marks[path.relative_to(folder).as_posix()] = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    return marks


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
