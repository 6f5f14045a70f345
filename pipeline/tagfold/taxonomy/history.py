"""taxonomy/history.csv: one line per decision, only ever added to.

`mappings.csv` and `terms.csv` say what holds now; the history says how it came about, and holds what it takes to
take a decision back. An undo is a line of its own that names the line it undoes. Lines of two people are put
together by git without a conflict (`merge=union`), because ids cannot collide and no line is ever changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from tagfold.errors import TaxonomyError, located
from tagfold.io import reading, writing
from tagfold.records import Record, csv_text, read_rows, row_text, split_records
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import TaxonomyRow
from tagfold.taxonomy.row_files import kept_cells, row_kept
from tagfold.taxonomy.store import Rewrite, write_step

HISTORY = "history.csv"

Row = TaxonomyRow | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision.

    `entry` is its id: the time it was made and eight random hex digits, so that ids of different machines
    differ and sort by time. Decisions made in one step have one time (`at`). `subject` is the tag, or the id of
    the term, that it was about. `before` and `after` are JSON lists of the rows it changed, each a list of cells
    or null, pair by pair. `undoes` is the entry it undoes, "" for none.
    """

    entry: str
    at: str
    by: str
    action: str
    facet: str
    subject: str
    before: str
    after: str
    undoes: str
    note: str

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The rows it changed. Raises TaxonomyError if the JSON is not what Tagfold writes."""
        try:
            pairs = zip(json.loads(self.before), json.loads(self.after), strict=True)
            return tuple(Edit(*(row and row_kept(row) for row in pair)) for pair in pairs)
        except (ValueError, TypeError, TaxonomyError) as error:
            raise TaxonomyError(
                f"the rows of entry {self.entry} cannot be read ({error})", path=HISTORY, remedy="restore it from git"
            ) from None


HISTORY_COLUMNS = tuple(field.name for field in fields(Entry))


def rows_json(rows: Iterable[Row]) -> str:
    """Rows as JSON, for `before` and `after`."""
    cells = [None if row is None else kept_cells(row) for row in rows]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def read_history(folder: Path) -> list[Entry]:
    """The entries of a taxonomy folder, by id, each once; none if there is no history yet, or an empty one.

    Raises TaxonomyError at a line that is not an entry.
    """
    path = folder / HISTORY
    if not path.exists() or not path.stat().st_size:
        return []
    with located(str(path)):
        with reading(path):
            records = _records(path.read_bytes())
        _, rows = read_rows(records, columns=HISTORY_COLUMNS)
        found = {row["entry"]: Entry(**row) for _, row in rows}
    return [found[entry] for entry in sorted(found)]


def _records(content: bytes) -> list[Record]:
    """The records of the file. A write that was interrupted leaves a last line without its end."""
    last = content.count(b"\n") + 1
    cut = TaxonomyError(
        "the last line is cut short, because its writing was interrupted",
        line=last,
        remedy="delete that line; what it decided is in mappings.csv and terms.csv",
    )
    try:
        records = split_records(content)
    except TaxonomyError as error:
        raise cut if error.line == last else error from None
    if content[-1:] != b"\n" and records and len(records[-1].cells) < len(HISTORY_COLUMNS):
        raise cut
    return records


def append_entries(folder: Path, entries: Sequence[Entry], rewrites: Sequence[Rewrite] = ()) -> None:
    """Add lines at the end, in one step with the rewritten files that they tell of. To be called when `alone`."""
    path = folder / HISTORY
    rows = [astuple(entry) for entry in entries]
    with writing(path, what="history"):
        last = _last_byte(path)
    text = "".join(map(row_text, rows)) if last else csv_text(HISTORY_COLUMNS, rows)
    write_step(folder, rewrites, [(path, text if last in (b"", b"\n") else "\n" + text)])


def _last_byte(path: Path) -> bytes:
    if not path.exists() or not path.stat().st_size:
        return b""
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read()


def is_undone(entries: Iterable[Entry]) -> set[str]:
    """The ids of entries that are undone; one whose undo was itself undone is not."""
    undone: set[str] = set()
    for entry in sorted(entries, key=lambda entry: entry.entry, reverse=True):
        if entry.undoes and entry.entry not in undone:
            undone.add(entry.undoes)
    return undone
