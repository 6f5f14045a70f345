"""taxonomy/history.csv: one line a decision, only ever added to.

`mappings.csv` and `terms.csv` say what holds now; the history says how it came about, and holds what it takes to
take a decision back. An undo is a line of its own that names the line it undoes. Lines of two people are put
together by git without a conflict (`merge=union`), for ids cannot collide and no line is ever changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.files import write_rows
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term
from tagfold.taxonomy.records import Record, mapping_cells, split_records, term_cells

HISTORY = "history.csv"

Row = Mapping | Term | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision.

    `entry` is its id: the time it was made and eight random hex digits, so that ids of different machines
    differ and sort by time. Decisions made in one step have one time (`at`). `subject` is the tag, or the id of
    the term, that it was about. `before` and `after` are JSON lists of the rows it changed, each a list of cells
    or null, pair by pair. `undoes` is the entry it takes back, "" for none.
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
        """The rows it changed. Raises TaxonomyError where the JSON is not what Tagfold writes."""
        try:
            pairs = zip(json.loads(self.before), json.loads(self.after), strict=True)
            return tuple(Edit(_row(before), _row(after)) for before, after in pairs)
        except (ValueError, TypeError, TaxonomyError) as error:
            raise TaxonomyError(
                f"the rows of entry {self.entry} cannot be read ({error})", path=HISTORY, remedy="restore it from git"
            ) from None


HISTORY_COLUMNS = tuple(field.name for field in fields(Entry))


def rows_json(rows: Iterable[Row]) -> str:
    """Rows as JSON, for `before` and `after`."""
    cells = [None if row is None else term_cells(row) if isinstance(row, Term) else mapping_cells(row) for row in rows]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def read_history(folder: Path) -> list[Entry]:
    """The entries of a taxonomy folder, by id, each once; none where there is no history yet.

    Raises TaxonomyError at a line that is none.
    """
    path = folder / HISTORY
    try:
        records = _records(path, path.read_bytes())
    except FileNotFoundError:
        return []
    if not records or records[0].cells != HISTORY_COLUMNS:
        remedy = f"write it as {','.join(HISTORY_COLUMNS)}"
        raise TaxonomyError("the header is not the one expected", path=str(path), line=1, remedy=remedy)
    found = {}
    for record in records[1:]:
        if record.cells and len(record.cells) != len(HISTORY_COLUMNS):
            problem = f"the row has {len(record.cells)} cells, not {len(HISTORY_COLUMNS)}"
            raise TaxonomyError(problem, path=str(path), line=record.line, remedy="restore the line from git")
        if record.cells:
            found[record.cells[0]] = Entry(*record.cells)
    return [found[entry] for entry in sorted(found)]


def _records(path: Path, content: bytes) -> list[Record]:
    """The records of the file. A write that was interrupted leaves a last line without its end."""
    last = content.count(b"\n") + 1
    problem = "the last line is cut short, for its writing was interrupted"
    remedy = "delete that line; what it decided stands in mappings.csv and terms.csv"
    try:
        records = split_records(content)
    except TaxonomyError as error:
        if error.line == last:
            raise TaxonomyError(problem, path=str(path), line=last, remedy=remedy) from None
        raise TaxonomyError(error.problem, path=str(path), line=error.line, remedy=error.remedy) from None
    if content[-1:] != b"\n" and records and len(records[-1].cells) < len(HISTORY_COLUMNS):
        raise TaxonomyError(problem, path=str(path), line=last, remedy=remedy)
    return records


def append_entries(folder: Path, entries: Sequence[Entry]) -> None:
    """Add lines at the end, with one write, and make sure that they are on the disk."""
    path = folder / HISTORY
    rows = [astuple(entry) for entry in entries]
    try:
        with path.open("ab") as stream:
            head = stream.tell() == 0
            content = write_rows(HISTORY_COLUMNS, rows)
            stream.write(content if head else content.split(b"\n", 1)[1])
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        problem = f"the history could not be written ({error.strerror})"
        raise TaxonomyError(problem, path=str(path), remedy="mend permissions or make room, then try again") from None


def _row(cells: Sequence[str] | None) -> Row:
    if cells is None:
        return None
    if len(cells) == 7:
        term_id, label, broader, status, successor, definition, since = cells
        return Term(term_id, label, broader or None, Status(status), successor or None, definition, since)
    variant, part, term, judgement, basis, confidence, by, on, note = cells
    sure = float(confidence) if confidence else None
    return Mapping(variant, int(part), term or None, Judgement(judgement), Basis(basis), sure, by, on, note)


def is_undone(entries: Iterable[Entry]) -> set[str]:
    """The ids of entries that are taken back; one whose undo was itself taken back is not."""
    undone: set[str] = set()
    for entry in sorted(entries, key=lambda entry: entry.entry, reverse=True):
        if entry.undoes and entry.entry not in undone:
            undone.add(entry.undoes)
    return undone
