"""The door to the reports: which files there are, and their bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tagfold.errors import SourceError
from tagfold.reports.archives import archives_open, is_archive, members, read_member
from tagfold.reports.object_store import READS_AT_ONCE, objects_below, read_object
from tagfold.reports.report import Problem
from tagfold.shapes import Shape, TableShape
from tagfold.store_url import Source, StoreUrl

NO_SHAPES: Mapping[Source, Shape] = MappingProxyType({})

_OPEN_TO_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe holds nobody up

LARGEST_TABLE = 2_000_000_000

SUFFIXES = (".md", ".markdown")


class ReportFile(NamedTuple):
    """A file to read. `path` is how it is named in the database: relative to its folder, with `/`.

    The `location` of a file in a folder is a text: of 76,000 files, Path takes a second; that of an object is its
    address. `shape` says how it is written, `member` its name in the archive that `location` is. `stamp` is what the
    file system or the store says about it; empty where that says too little (a table, the file of an archive, on
    Windows).
    """

    path: str
    location: Path | str | StoreUrl
    shape: Shape = None
    member: str | None = None
    stamp: str = ""

    @property
    def is_object(self) -> bool:
        """Whether it is an object in a store."""
        return isinstance(self.location, StoreUrl)

    @property
    def on_disk(self) -> Path:
        """The file of this machine that it lies in. Raises TypeError for an object, whose address is not a path."""
        if isinstance(self.location, StoreUrl):
            raise TypeError(f"{self.location} is not a file of this machine")
        return Path(self.location)


def list_reports(
    sources: tuple[Source, ...], shapes: Mapping[Source, Shape] = NO_SHAPES
) -> tuple[list[ReportFile], list[tuple[str, Problem]]]:
    """Every Markdown file in `sources` and every table, sorted by path, and the folders that could not be entered.

    A source is a folder, an archive of Markdown, a place in object storage, or a table whose columns `shapes` explains.
    With more than one source, paths begin with the folder's name. Links to folders are not followed, so
    a loop cannot trap the walk; links to files are read if the file is in the same source.

    Raises:
        SourceError: a source is missing, is none of these, cannot be read, or no report is in any of them.
    """
    files: dict[str, ReportFile] = {}
    problems: list[tuple[str, Problem]] = []
    for source in sources:
        shape = shapes.get(source)
        if isinstance(source, Path):
            _check_source(source, shape)
        name = source.resolve().name if isinstance(source, Path) else source.name
        prefix = f"{name}/" if len(sources) > 1 and not isinstance(shape, TableShape) else ""
        for file in _files_of(source, prefix, shape, problems):
            if file.path in files:
                message = f"two sources have a file of this name, so {file.location} was left out"
                problems.append((file.path, Problem(0, "same-path", message, "rename its folder")))
            else:
                files[file.path] = file
    if not files:
        named = ", ".join(str(source) for source in sources)
        raise SourceError("no report (*.md) in it", path=named, remedy="name a folder that has some")
    return [files[path] for path in sorted(files)], problems


def read_bytes(file: ReportFile, limit: int) -> bytes | Problem:
    """The content of a file, or the problem that kept it from being read; the `limit` is not for tables."""
    limit = LARGEST_TABLE if isinstance(file.shape, TableShape) else limit
    try:
        if isinstance(file.location, StoreUrl):
            size, content = read_object(file.location, limit)
            return _too_large(size, limit) if len(content) > limit else content
        if file.member is not None:
            content = read_member(file.on_disk, file.member, limit)
            return _too_large(len(content), limit) if len(content) > limit else content
        opened = os.open(file.location, _OPEN_TO_READ)
        try:
            state = os.fstat(opened)
            if not stat.S_ISREG(state.st_mode):
                return Problem(0, "not-a-file", "this is a pipe or a device, not a file", "remove it from the folder")
            content = _read(opened, state.st_size, limit)
        finally:
            os.close(opened)
    except FileNotFoundError:
        return Problem(0, "vanished", "the file went away while the folder was read", "run again")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return Problem(0, "unreadable", f"the file cannot be read ({reason})", "fix its permissions or remove it")
    return _too_large(state.st_size, limit) if len(content) > limit else content


def contents(files: Sequence[ReportFile], limit: int) -> Iterator[tuple[ReportFile, bytes | Problem]]:
    """Each file with its content (see read_bytes), in order; several objects are on their way at the same time."""
    objects = (file for file in files if file.is_object)
    with ThreadPoolExecutor(READS_AT_ONCE) as threads:  # it starts none that are not needed
        asked = deque(threads.submit(read_bytes, file, limit) for file in islice(objects, READS_AT_ONCE))
        for file in files:
            if file.is_object:
                content = asked.popleft().result()
                asked.extend(threads.submit(read_bytes, later, limit) for later in islice(objects, 1))
            else:
                content = read_bytes(file, limit)
            yield file, content


def _read(opened: int, size: int, limit: int) -> bytes:
    """The whole file, of `size` bytes unless it grows now, or one byte more than `limit`."""
    content, most = b"", min(size, limit) + 1
    while more := os.read(opened, most - len(content)):
        content += more
        most = limit + 1 if len(content) > size else most
    return content


def _too_large(size: int, limit: int) -> Problem:
    message = f"the file has {size / 1e6:.0f} MB, more than {limit / 1e6:.0f}, so it was left out"
    return Problem(0, "too-large", message, "take out its images")


def _check_source(source: Path, shape: Shape) -> None:
    if not source.exists():
        raise SourceError("there is no such folder", path=str(source), remedy="name an existing folder of reports")
    if not source.is_dir() and not is_archive(source) and not isinstance(shape, TableShape):
        raise SourceError(
            "this is a file, neither a folder nor an archive of reports",
            path=str(source),
            remedy="name the folder it lies in; what the columns of a table are is said in tagfold.toml",
        )
    if not os.access(source, os.R_OK | os.X_OK if source.is_dir() else os.R_OK):
        raise SourceError("no permission to read this", path=str(source), remedy="change its permissions")


def _files_of(source: Source, prefix: str, shape: Shape, problems: list[tuple[str, Problem]]) -> Iterator[ReportFile]:
    if isinstance(source, StoreUrl):
        yield from _objects(source, prefix, shape, problems)
    elif isinstance(shape, TableShape):
        yield ReportFile(source.name, source, shape)
    elif source.is_dir():
        yield from _walk(source, prefix, shape, problems)
    else:
        with archives_open():
            found = list(members(source))
        for member, path in found:
            if path.lower().endswith(SUFFIXES):
                yield ReportFile(prefix + path, source, shape, member)


def _objects(source: StoreUrl, prefix: str, shape: Shape, problems: list[tuple[str, Problem]]) -> Iterator[ReportFile]:
    for one in objects_below(source):
        parts = one.name.split("/")
        if not one.name.lower().endswith(SUFFIXES):
            continue
        if not {"", ".", ".."}.isdisjoint(parts):
            message = "a part of its key is empty or of dots alone, so it was left out"
            problems.append((prefix + one.name, Problem(0, "unreadable", message, "give the object another key")))
        elif not any(part.startswith(".") for part in parts[:-1]):
            place = source / one.name
            name = hashlib.sha256(str(place).encode()).hexdigest()[:16]  # which tells no name, and files apart
            yield ReportFile(prefix + one.name, place, shape, None, f"{one.stamp} {name}")


def _walk(source: Path, prefix: str, shape: Shape, problems: list[tuple[str, Problem]]) -> Iterator[ReportFile]:
    def report(error: OSError) -> None:
        folder = os.path.relpath(error.filename, source) if error.filename else "."
        message = f"the folder cannot be read ({error.strerror})"
        problem = Problem(0, "unreadable", message, "fix its permissions")
        problems.append((prefix + Path(folder).as_posix(), problem))

    home, left = source.resolve(), [(str(source), "")]
    while left:
        folder, inside = left.pop()
        for entry in _entries(folder, report):
            if _is_folder(entry):
                if not entry.is_symlink() and not entry.name.startswith("."):
                    left.append((entry.path, f"{inside}{entry.name}/"))
            elif entry.name.lower().endswith(SUFFIXES):
                path = f"{prefix}{inside}{entry.name}"
                path = path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()
                if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(home):
                    message = "this is a link to a file outside the folder of reports, so it was left out"
                    problems.append((path, Problem(0, "link-outside", message, "put the file itself here")))
                else:
                    yield ReportFile(path, entry.path, shape, None, _stamp(entry))


def _entries(folder: str, report: Callable[[OSError], None]) -> list[os.DirEntry[str]]:
    """What is in a folder, by name, for file systems list in orders of their own; a failure is reported, and leaves
    what was listed until then.
    """
    found: list[os.DirEntry[str]] = []
    try:
        with os.scandir(folder) as entries:
            found.extend(entries)
    except OSError as error:
        report(error)
    return sorted(found, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # as a link that leads around in a circle


def _stamp(entry: os.DirEntry[str]) -> str:
    """Size, times of the last change of content and of anything, inode and device, as `1204 1719.. 1719.. 5310 64`.

    Nobody can set the time of the last change of anything, so a file that was written in place and got its old time
    back has another stamp too. Windows has no such time.
    """
    if os.name == "nt":
        return ""
    try:
        state = entry.stat()
    except OSError:
        return ""  # reading it will say why
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino} {state.st_dev}"
