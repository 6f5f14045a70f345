"""The taxonomy's folder as one session sees it: read whole, written one decision at a time, never over others' work."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tagfold.errors import TaxonomyError, located
from tagfold.io import reading
from tagfold.records import csv_bytes
from tagfold.review.actions import Action, word_for
from tagfold.review.edit_context import ids_in, new_term_id, one_line
from tagfold.taxonomy.edits import Edit, apply
from tagfold.taxonomy.files import read_files, taxonomy_of
from tagfold.taxonomy.history import HISTORY, Entry, append_entries, read_history, rows_json
from tagfold.taxonomy.model import Taxonomy, Term
from tagfold.taxonomy.row_files import FILE_NAMED
from tagfold.taxonomy.store import Rewrite, conflict, settled


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line of the history says, but for who and when."""

    action: str
    facet: str
    subject: str
    edits: Sequence[Edit]
    note: str = ""
    undoes: str = ""


def draft_of(action: Action, facet: str, subject: str, edits: Sequence[Edit], note: str | None = None) -> Draft:
    """What a line says of an action; the action's own note, if no other one is given."""
    return Draft(word_for(action), facet, subject, edits, str(getattr(action, "note", "")) if note is None else note)


class TaxonomyFolder:
    """One taxonomy folder. `seen` is what this session read or wrote last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read()

    def read(self) -> Taxonomy:
        """Read everything again."""
        self._history_size = self._size_of_history()
        files, entries = settled(self.path, lambda: (read_files(self.path), read_history(self.path)))
        self.taxonomy: Taxonomy = taxonomy_of(files, self.path)
        self.entries: list[Entry] = entries
        self._latest = datetime.fromisoformat(self.entries[-1].at) if self.entries else None
        self._seen = {
            (facet.name, name): files.get(f"{facet.name}/{name}", b"")
            for facet in self.taxonomy.facets
            if facet.kind.has_terms
            for name in FILE_NAMED
        }
        self._used = self._ever_used()
        return self.taxonomy

    def is_behind(self) -> bool:
        """Whether others added to the history since it was read."""
        return self._size_of_history() != self._history_size

    def named(self, entry_id: str) -> Entry:
        """The line of the history with this id. Raises TaxonomyError if there is none."""
        found = next((entry for entry in reversed(self.entries) if entry.entry == entry_id), None)
        if found is None:
            raise TaxonomyError(f"there is no decision '{entry_id}' in the history", remedy="look at the history")
        return found

    def new_term_id(self, facet: str, own: Sequence[str]) -> str:
        """An id that nothing in this folder ever had."""
        others = [term.term_id for name, v in self.taxonomy.vocabularies.items() if name != facet for term in v.terms]
        term_id = new_term_id(facet, own, self._used, others)
        self._used.add(term_id)
        return term_id

    def refuse_changed(self, facet: str) -> None:
        """Raise EditConflict, which shows both versions, where a file of the facet is not the one this session saw."""
        for name in FILE_NAMED:
            seen, now = self._seen[facet, name], self._bytes(facet, name)
            if seen != now:
                raise conflict(self.path / facet / name, seen, now)

    def write(self, edits: Sequence[tuple[str, Edit]], entries: Sequence[Entry]) -> None:
        """Change rows of facets, and add the lines of the history that tell of it, in one step."""
        by_file: dict[tuple[str, str], list[Edit]] = {}
        for facet, edit in edits:
            by_file.setdefault((facet, edit.file.name), []).append(edit)
        rewrites = {place: self._rewritten(*place, own) for place, own in by_file.items()}
        size = self._size_of_history()
        append_entries(self.path, entries, list(rewrites.values()))
        self._history_size += self._size_of_history() - size  # what others added is still to be read
        self._seen.update({place: rewrite.after for place, rewrite in rewrites.items()})
        self.entries.extend(entries)

    def entries_for(self, now: datetime, by: str, drafts: Sequence[Draft]) -> list[Entry]:
        """Lines for the history of decisions made in one step: of one time, later than all that this session knows.

        `write` puts them there.
        """
        at = now.astimezone(UTC)
        if self._latest:
            at = max(at, self._latest + timedelta(microseconds=1))
        self._latest = at
        return entries_at(at, by, drafts)

    def _rewritten(self, facet: str, name: str, edits: Sequence[Edit]) -> Rewrite:
        path, seen = self.path / facet / name, self._seen[facet, name]
        content = seen or csv_bytes(FILE_NAMED[name].columns, ())
        with located(str(path)):
            for edit in edits:
                content = apply(content, edit)
        return Rewrite(path, seen, content)

    def _size_of_history(self) -> int:
        path = self.path / HISTORY
        return path.stat().st_size if path.is_file() else 0

    def _bytes(self, facet: str, name: str) -> bytes:
        path = self.path / facet / name
        if not path.exists():
            return b""
        with reading(path):
            return path.read_bytes()

    def _ever_used(self) -> set[str]:
        used = {term.term_id for v in self.taxonomy.vocabularies.values() for term in v.terms}
        for path in sorted(self.path.glob("releases/*/*/terms.csv")):
            used.update(ids_in(path.read_text(encoding="utf-8", errors="replace")))
        for entry in self.entries:
            used.update(e.after.term_id for e in entry.edits if isinstance(e.after, Term))
        return used


def entries_at(at: datetime, by: str, drafts: Sequence[Draft]) -> list[Entry]:
    """The lines of decisions that were made in one step at a time, which is UTC."""
    marks = sorted(secrets.token_hex(4) for _ in drafts)  # read again, they are in this order
    named = zip(marks, drafts, strict=True)
    return [_entry(f"{at:%Y%m%dT%H%M%S%f}-{mark}", at, by, draft) for mark, draft in named]


def _entry(entry_id: str, at: datetime, by: str, draft: Draft) -> Entry:
    before, after = rows_json(edit.before for edit in draft.edits), rows_json(edit.after for edit in draft.edits)
    subject, note, when = one_line(draft.subject), one_line(draft.note), at.isoformat(timespec="microseconds")
    return Entry(entry_id, when, by, draft.action, draft.facet, subject, before, after, draft.undoes, note)
