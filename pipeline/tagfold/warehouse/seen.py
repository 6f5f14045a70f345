"""What a run notes next to its database for the next one: what it saw of each file, and what the database came out as.

The note only saves time. Without it, or with that of another database, the files and the rows themselves are read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from tagfold.io import ASIDE
from tagfold.reports.sources import ReportFile
from tagfold.warehouse.summary import FacetCount, Fold, Summary
from tagfold.warehouse.verify import Sums

TICK_NS = 3_000_000_000
"""Nanoseconds within which two changes of a file may have the same time, on the coarsest of file systems and more."""


@dataclass(frozen=True)
class Seen:
    """The note: the SHA-256 of the database's bytes, of what went into it, and of that without the reports.

    `files` has the SHA-256 of each file that was read, by its stamp, which says no name. A file that might still
    change without getting another stamp is not there. `limit` is the size up to which files were read. `sums` are those
    of the content, as text since some JSON readers round numbers of 80 bits; `amended` is the number of files of which
    rows were replaced since the database was built whole.
    """

    database_sha256: str
    input_sha256: str
    rest_sha256: str
    limit: int
    summary: Summary
    files: Mapping[str, str]
    sums: Mapping[str, Sequence[str]] = field(default_factory=dict)
    amended: int = 0

    @property
    def content_sums(self) -> Sums:
        """The sums as numbers."""
        return {table: (int(upper), int(lower)) for table, (upper, lower) in self.sums.items()}

    def content_of(self, file: ReportFile, limit: int) -> str | None:
        """The SHA-256 of a file as it must still be; None if it has to be read."""
        return self.files.get(file.stamp) if limit == self.limit else None


def note_file(database: Path) -> Path:
    """Where the note of a database lies."""
    return database.with_name(f".{database.name}.seen")


def read_seen(database: Path) -> Seen | None:
    """The note of a database that is, byte for byte, the one that it was made for; else None.

    None too where another program has left a log of changes next to it, which belong to it for whoever opens it.
    """
    if database.with_name(f"{database.name}.wal").exists():
        return None
    try:
        own_sha256, _, content = note_file(database).read_bytes().partition(b"\n")
        if own_sha256.decode() != hashlib.sha256(content).hexdigest():
            return None
        said: dict[str, Any] = orjson.loads(content)
        summary = said.pop("summary")
        facets, folds = summary.pop("facets"), summary.pop("folds")
        problems = [(code, count, example) for code, count, example in summary.pop("problems")]
        whole = Summary(
            facets=[FacetCount(**one) for one in facets],
            folds=[Fold(**one) for one in folds],
            problems=problems,
            **summary,
        )
        seen = Seen(**said, summary=whole)
        return seen if seen.database_sha256 == bytes_sha256(database) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_seen(database: Path, seen: Seen) -> None:
    """Put a note next to its database. Where that fails the next run is slower, and no worse."""
    content = orjson.dumps({**vars(seen), "summary": asdict(seen.summary)})
    own_sha256 = hashlib.sha256(content).hexdigest().encode()
    note = note_file(database)
    aside = note.with_name(f"{note.name}{ASIDE}")  # always the same, so that what a killed run left is used up
    with suppress(OSError), open(aside, "wb", opener=partial(os.open, mode=0o600)) as stream:
        stream.writelines((own_sha256, b"\n", content))
        stream.flush()
        os.fsync(stream.fileno())
        aside.replace(note)


def seen_files(files: Iterable[ReportFile], contents: Mapping[str, str | None], started_ns: int) -> dict[str, str]:
    """The `files` of a note: of those whose `contents`, by path, could be read in a run that started then."""
    found: dict[str, str] = {}
    for file in files:
        sha256 = contents.get(file.path)
        if sha256 and file.stamp and _is_settled(file.stamp, started_ns):
            found[file.stamp] = sha256
    return found


def bytes_sha256(database: Path) -> str:
    """SHA-256 over the bytes of a file."""
    with database.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_settled(stamp: str, started_ns: int) -> bool:
    """Whether a file is so old that a change after the run started must show in its stamp."""
    content, anything = map(int, stamp.split()[1:3])
    return anything < started_ns - TICK_NS and not -TICK_NS <= content - started_ns <= TICK_NS
