"""What a run that was stopped had parsed, so that the next one goes on from there.

A share is complete once its note is there. The note has hashes of all that the rows were made from, and of the rows;
what is not, byte for byte, as the note says is parsed again. No file is named in it: a name may be a person's.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from tagfold.engines.file_state import FileState, look, named_as
from tagfold.engines.processes import as_done
from tagfold.io import ASIDE
from tagfold.reports.sources import ReportFile
from tagfold.warehouse.rows import NOTE, REPORT_TABLES, row_file
from tagfold.warehouse.seen import bytes_sha256

MadeBy = tuple[str, int]
"""What rows depend on besides the files: the hash of the parser and all it was told, and the size up to which it reads.
"""


def note_share(
    folder: Path, shard: str, made_by: MadeBy, files: Sequence[ReportFile], states: Sequence[FileState]
) -> None:
    """Write the note of a share whose rows are in `folder`; `made_by` is what they depend on besides the files.

    The disk is not waited for: what a power cut takes from rows or note, the hashes tell.
    """
    found = zip(files, states, strict=True)
    content = {
        "made_by": made_by,
        "files": [(_identity(file), _content(state), state.reports) for file, state in found],
        "rows": {table: bytes_sha256(row_file(folder, shard, table)) for table in REPORT_TABLES},
    }
    aside = folder / f"{shard}{ASIDE}"
    aside.write_bytes(orjson.dumps(content))
    aside.replace(folder / f"{shard}{NOTE}")


@dataclass(frozen=True)
class _Share:
    note: Path
    files: Sequence[ReportFile]
    limit: int


def take_up(
    folder: Path,
    files: Iterable[ReportFile],
    made_by: MadeBy,
    workers: int,
    watch: Callable[[int, int], None],
) -> list[FileState]:
    """The states of those of the `files` whose rows are complete in `folder`; all else that is there is removed.

    `watch` is called with the number of files that are compared, and how many there are to compare.
    """
    shares = list(_shares(folder, files, made_by)) if files and folder.is_dir() else []
    total, compared, kept = sum(len(share.files) for share in shares), 0, set[str]()
    found: list[FileState] = []
    spawned = any(file.is_object for share in shares for file in share.files)
    for share, states in as_done(_unchanged, shares, workers if len(shares) > 1 else 1, spawned=spawned):
        compared += len(share.files)
        watch(compared, total)
        if states:
            kept.add(_shard(share.note))
            found += named_as(share.files, states)
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
        return found
    for path in folder.iterdir():
        if _shard(path) not in kept and path.is_file():
            path.unlink()
    return found


def next_shard(folder: Path) -> int:
    """The first number that no share in `folder` has."""
    return 1 + max((int(shard) for path in folder.iterdir() if (shard := _shard(path)).isdecimal()), default=-1)


def _shares(folder: Path, files: Iterable[ReportFile], made_by: MadeBy) -> Iterator[_Share]:
    """The shares of which all files are still there, and none is in two."""
    by_identity: dict[str, ReportFile] = {}
    for note in sorted(folder.glob(f"*{NOTE}")):
        with suppress(OSError, ValueError, TypeError, KeyError):  # what cannot be read as a note is not one
            said = _said(note)
            if tuple(said["made_by"]) == made_by:
                by_identity = by_identity or {_identity(file): file for file in files}
                found = [by_identity.pop(identity, None) for identity, *_ in said["files"]]
                there = [file for file in found if file]
                if len(there) == len(found):
                    yield _Share(note, there, made_by[1])


def _unchanged(share: _Share) -> list[FileState] | None:
    """The states of the files of a share, if they and the rows are what they were: their bytes say."""
    folder, shard = share.note.parent, _shard(share.note)
    try:
        said = _said(share.note)
        if said["rows"] != {table: bytes_sha256(row_file(folder, shard, table)) for table in REPORT_TABLES}:
            return None
        contents = [(content, reports) for _, content, reports in said["files"]]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    states = look(share.files, share.limit)
    if [_content(state) for state in states] != [content for content, _ in contents]:
        return None
    return [replace(state, reports=reports) for state, (_, reports) in zip(states, contents, strict=True)]


def _said(note: Path) -> dict[str, Any]:
    said: dict[str, Any] = orjson.loads(note.read_bytes())
    return said


def _shard(path: Path) -> str:
    return path.name.partition(".")[0]


def _identity(file: ReportFile) -> str:
    """What distinguishes a file from all others, and from itself if it is read in another way."""
    return hashlib.sha256(f"{file.path}\0{file.shape}".encode()).hexdigest()[:32]


def _content(state: FileState) -> str:
    return state.sha256 or hashlib.sha256(state.mark.encode()).hexdigest()
