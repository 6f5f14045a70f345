"""The taxonomy's folder as one desk sees it: read whole, written one decision at a time, never over others' work."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from pipeline.errors import TaxonomyError
from pipeline.review.minting import ids_in, mint
from pipeline.taxonomy.edits import Edit
from pipeline.taxonomy.files import MAPPING_COLUMNS, TERM_COLUMNS, read_taxonomy, write_rows
from pipeline.taxonomy.history import HISTORY, Entry, append_entries, read_history
from pipeline.taxonomy.model import Taxonomy, Term
from pipeline.taxonomy.saving import LOCK_SECONDS, EditConflict, conflict, save_edits

FILES = {"terms.csv": TERM_COLUMNS, "mappings.csv": MAPPING_COLUMNS}


class Folder:
    """One taxonomy folder. `seen` is what this desk read or wrote last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read()

    def read(self) -> Taxonomy:
        """Read everything again."""
        self.taxonomy: Taxonomy = read_taxonomy(self.path)
        self.entries: list[Entry] = read_history(self.path)
        self._seen = {
            (facet.name, name): self._bytes(facet.name, name)
            for facet in self.taxonomy.facets
            if facet.kind.has_terms
            for name in FILES
        }
        self._used = self._ever_used()
        return self.taxonomy

    def mint(self, facet: str, own: Sequence[str]) -> str:
        """An id that nothing in this folder ever had."""
        others = [term.term_id for name, v in self.taxonomy.vocabularies.items() if name != facet for term in v.terms]
        term_id = mint(facet, own, self._used, others)
        self._used.add(term_id)
        return term_id

    def alone(self) -> AbstractContextManager[object]:
        """No other desk writes meanwhile."""
        return FileLock(self.path / f".{HISTORY}.lock", timeout=LOCK_SECONDS)

    def refuse_stale(self, facet: str) -> None:
        """Raise EditConflict, which shows both versions, where a file of the facet is not the one this desk saw."""
        for name in FILES:
            seen, now = self._seen[facet, name], self._bytes(facet, name)
            if seen != now:
                raise conflict(self.path / facet / name, seen, now)

    def write(self, facet: str, edits: Sequence[Edit], entry: Entry) -> None:
        """The rows, then the line of the history; where one of them cannot be written, none is."""
        done: list[tuple[str, list[Edit]]] = []
        try:
            for name, columns in FILES.items():
                own = [edit for edit in edits if edit.columns == columns]
                if own:
                    self._save(facet, name, own)
                    done.append((name, own))
            append_entries(self.path, [entry])
        except BaseException:
            for name, own in reversed(done):
                self._save(facet, name, [edit.undone for edit in reversed(own)])
            raise
        self.entries.append(entry)

    def stamp(self, now: datetime) -> tuple[str, str]:
        """An id for the next entry, later than all that this desk knows, and its time."""
        at = now.astimezone(UTC)
        if self.entries:
            at = max(at, datetime.fromisoformat(self.entries[-1].at) + timedelta(microseconds=1))
        return f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}", at.isoformat(timespec="microseconds")

    def _save(self, facet: str, name: str, edits: Sequence[Edit]) -> None:
        path = self.path / facet / name
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(write_rows(FILES[name], ()))
            self._seen[facet, name] = path.read_bytes()
        self._seen[facet, name] = save_edits(path, edits, self._seen[facet, name])

    def _bytes(self, facet: str, name: str) -> bytes:
        path = self.path / facet / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise TaxonomyError(
                f"cannot read the file ({error.strerror})", path=str(path), remedy="mend its permissions"
            ) from None

    def _ever_used(self) -> set[str]:
        used = {term.term_id for v in self.taxonomy.vocabularies.values() for term in v.terms}
        for path in sorted(self.path.glob("releases/*/*/terms.csv")):
            used.update(ids_in(path.read_text(encoding="utf-8", errors="replace")))
        for entry in self.entries:
            used.update(e.after.term_id for e in entry.edits if isinstance(e.after, Term))
        return used


__all__ = ["EditConflict", "Folder"]
