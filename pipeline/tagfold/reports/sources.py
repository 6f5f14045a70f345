"""The door to folders of reports: which files there are, and their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import SourceError
from tagfold.reports.report import Problem

SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file to read. `path` is how it is named in the database: relative to its folder, with `/`."""

    path: str
    location: Path


def list_reports(sources: tuple[Path, ...]) -> tuple[list[ReportFile], list[tuple[str, Problem]]]:
    """Every Markdown file under `sources`, sorted by path, and the folders that could not be entered.

    With more than one source, paths begin with the folder's name. Links to folders are not followed, so
    a loop cannot trap the walk; links to files are read if the file is in the same source.

    Raises:
        SourceError: a source is missing, is not a folder, cannot be read, or no report is in any of them.
    """
    files: dict[str, ReportFile] = {}
    problems: list[tuple[str, Problem]] = []
    for source in sources:
        _check_source(source)
        prefix = f"{source.resolve().name}/" if len(sources) > 1 else ""
        for file in _walk(source, prefix, problems):
            if file.path in files:
                message = f"two sources have a file of this name, so {file.location} was left out"
                problems.append((file.path, Problem(0, "same-path", message, "rename its folder")))
            else:
                files[file.path] = file
    if not files:
        named = ", ".join(str(source) for source in sources)
        raise SourceError("no report (*.md) in this folder", path=named, remedy="name a folder that has some")
    return [files[path] for path in sorted(files)], problems


def read_bytes(file: ReportFile, limit: int) -> bytes | Problem:
    """The content of a file, or the problem that kept it from being read."""
    try:
        if not stat.S_ISREG(file.location.stat().st_mode):
            return Problem(0, "not-a-file", "this is a pipe or a device, not a file", "remove it from the folder")
        with file.location.open("rb") as stream:
            content = stream.read(limit + 1)
            size = os.fstat(stream.fileno()).st_size / 1e6
    except FileNotFoundError:
        return Problem(0, "vanished", "the file went away while the folder was read", "run again")
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        return Problem(0, "unreadable", f"the file cannot be read ({reason})", "fix its permissions or remove it")
    if len(content) > limit:
        message = f"the file has {size:.0f} MB, more than {limit / 1e6:.0f}, so it was left out"
        return Problem(0, "too-large", message, "take out its images")
    return content


def _check_source(source: Path) -> None:
    if not source.exists():
        raise SourceError("there is no such folder", path=str(source), remedy="name an existing folder of reports")
    if not source.is_dir():
        raise SourceError("this is a file, not a folder", path=str(source), remedy="name the folder it lies in")
    if not os.access(source, os.R_OK | os.X_OK):
        raise SourceError("no permission to read this folder", path=str(source), remedy="change its permissions")


def _walk(source: Path, prefix: str, problems: list[tuple[str, Problem]]) -> Iterator[ReportFile]:
    def report(error: OSError) -> None:
        folder = os.path.relpath(error.filename, source) if error.filename else "."
        message = f"the folder cannot be read ({error.strerror})"
        problem = Problem(0, "unreadable", message, "fix its permissions")
        problems.append((prefix + Path(folder).as_posix(), problem))

    home = source.resolve()
    for folder, subfolders, names in os.walk(source, onerror=report):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        inside = "" if folder == str(source) else Path(os.path.relpath(folder, source)).as_posix() + "/"
        for name in names:
            if name.lower().endswith(SUFFIXES):
                path = f"{prefix}{inside}{name}".encode("utf-8", "backslashreplace").decode()
                file = ReportFile(path, Path(folder, name))
                if file.location.is_symlink() and not Path(os.path.realpath(file.location)).is_relative_to(home):
                    message = "this is a link to a file outside the folder of reports, so it was left out"
                    problems.append((file.path, Problem(0, "link-outside", message, "put the file itself here")))
                else:
                    yield file
