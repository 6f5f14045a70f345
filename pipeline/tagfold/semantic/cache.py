"""Vectors kept, so that each text is encoded once, in whichever run it comes up first."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from tagfold.matching.embedder import Embedder, Vectors

_AT_ONCE = 500
"""Texts asked for in one query."""

_BUSY_SECONDS = 10.0


class Stored:
    """An embedder that remembers: for this run, and if there is a `folder`, in a SQLite file of its own there.

    Several processes may share the folder. A file that cannot be read or written costs time, and nothing else.
    """

    def __init__(self, embedder: Embedder, folder: Path | None) -> None:
        self._embedder = embedder
        mark = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
        self._path = folder / f"vectors-{mark}.sqlite" if folder else None
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._embedder.name

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; only those never seen before are encoded."""
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
                    rows = db.execute(f"SELECT text, vector FROM vectors WHERE text IN ({marks})", some)
                    found |= {text: np.frombuffer(row, np.float16).astype(np.float32) for text, row in rows}
        except sqlite3.Error:
            return {}
        return found

    def _write(self, texts: Sequence[str]) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as db, db:
                db.execute("CREATE TABLE IF NOT EXISTS vectors (text TEXT PRIMARY KEY, vector BLOB) WITHOUT ROWID")
                rows = [(text, self._known[text].astype(np.float16).tobytes()) for text in texts]
                db.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError):
            return
