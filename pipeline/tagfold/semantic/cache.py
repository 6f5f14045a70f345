"""Vectors kept, so that each text is encoded once, in whichever run it comes up first."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from tagfold.matching.embedder import Embedder, Vectors

_AT_ONCE = 500
"""Texts asked for in one query."""

_BUSY_SECONDS = 10.0

_MOST_BESIDE_GIVEN = 10_000
"""Texts whose vectors a process keeps besides those it was sent with: of a hundred million tags not all fit."""

_CHECKSUM_BYTES = 8


class Stored:
    """An embedder that remembers: for this run, and if there is a `folder`, in a SQLite file of its own there.

    Several processes may share the folder. A vector that is not the one that was kept is encoded again, and a file that
    is damaged is started again: both cost time, and nothing else. Vectors may be `given`, by text.
    """

    def __init__(self, embedder: Embedder, folder: Path | None, given: Mapping[str, Vectors] | None = None) -> None:
        self._embedder, self._given = embedder, given or {}
        mark = hashlib.sha256(f"checked {embedder.name}".encode()).hexdigest()[:16]
        self._path = folder / f"vectors-{mark}.sqlite" if folder else None
        self._known: dict[str, Vectors] = dict(self._given)

    def __reduce__(self) -> tuple[type, tuple[Embedder, None, Mapping[str, Vectors]]]:
        """Sent to another process with what is known here; it keeps no file there."""
        return Stored, (self._embedder, None, self._known)

    @property
    def name(self) -> str:
        return self._embedder.name

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; only those never seen before are encoded."""
        if self._given and len(self._known) > len(self._given) + _MOST_BESIDE_GIVEN:
            self._known = dict(self._given)
        missing = sorted({text for text in texts if text not in self._known})
        if missing:
            self._known |= self._read(missing)
        new = [text for text in missing if text not in self._known]
        if new:
            # Half precision: what is read back tomorrow must be what is used today.
            rows = self._embedder.vectors(new).astype(np.float16).astype(np.float32)
            self._known |= dict(zip(new, rows, strict=True))
            self._write(new)
        return np.array([self._known[text] for text in texts], np.float32)

    def _read(self, texts: Sequence[str]) -> dict[str, Vectors]:
        if self._path is None or not self._path.exists():
            return {}
        found: dict[str, Vectors] = {}
        try:
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as db:
                for i in range(0, len(texts), _AT_ONCE):
                    some = texts[i : i + _AT_ONCE]
                    marks = ",".join("?" * len(some))
                    rows = db.execute(f"SELECT text, CAST(vector AS BLOB) FROM vectors WHERE text IN ({marks})", some)
                    found |= {text: vector for text, row in rows if (vector := _unpacked(text, row)) is not None}
        except sqlite3.Error as error:
            self._start_again(error)
            return {}
        return found

    def _write(self, texts: Sequence[str]) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as db, db:
                db.execute("CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")
                rows = [(text, _packed(text, self._known[text])) for text in texts]
                db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError) as error:
            self._start_again(error)

    def _start_again(self, error: Exception) -> None:
        """Remove a file that SQLite finds damaged; one that is busy, or on a full disk, stays."""
        if self._path and isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _packed(text: str, vector: Vectors) -> bytes:
    """A vector as it is kept: a checksum, and half of its precision."""
    numbers = vector.astype(np.float16).tobytes()
    return _checksum(text, numbers) + numbers


def _unpacked(text: str, row: bytes) -> Vectors | None:
    """The vector that was kept for a text, or None if it has changed since."""
    numbers = row[_CHECKSUM_BYTES:]
    if row[:_CHECKSUM_BYTES] != _checksum(text, numbers):
        return None
    return np.frombuffer(numbers, np.float16).astype(np.float32)


def _checksum(text: str, numbers: bytes) -> bytes:
    return hashlib.blake2b(text.encode() + b"\0" + numbers, digest_size=_CHECKSUM_BYTES).digest()
