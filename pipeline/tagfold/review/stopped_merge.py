"""A git merge that stopped in the taxonomy's files: rows that agree go together at once, a person chooses the others.

Each choice is one step, with a line of the history that can be undone. What is open is read from the files each time,
so nothing is lost if the page is closed half way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tagfold.errors import TaxonomyError, located
from tagfold.finding import counted
from tagfold.io import reading
from tagfold.matching.form import form_key
from tagfold.records import Record, decoded, lines_of, read_records, split_records
from tagfold.review.edit_context import named_curator
from tagfold.review.taxonomy_folder import Draft, entries_at
from tagfold.taxonomy.check.rules_history import PAST
from tagfold.taxonomy.codec import LABELS, MAPPINGS, RELATED, Layout
from tagfold.taxonomy.conflicts import has_conflicts
from tagfold.taxonomy.edits import Edit, Row
from tagfold.taxonomy.history import HISTORY, append_entries
from tagfold.taxonomy.merging import Cells, Keep, MergedFile, RowConflict, merge_rows
from tagfold.taxonomy.resolve import before_merge
from tagfold.taxonomy.row_files import FILE_NAMED, ROW_FILES
from tagfold.taxonomy.store import Rewrite, alone, write_step

LAYOUTS = {HISTORY: PAST, **{file.name: file.layout for file in ROW_FILES}}


@dataclass(frozen=True)
class OpenConflict:
    """Rows that a person is to choose between, and the file they are in. `name` says which, and what was shown."""

    facet: str
    path: Path
    conflict: RowConflict

    @property
    def name(self) -> str:
        return f"{self.facet}:{self.path.name}:{self.conflict.name}"

    @property
    def subject(self) -> str:
        """The spelling, the label of the term, or the term and language, that it is about."""
        first = self.conflict.rows[0].cells
        return {"terms.csv": first[1], "labels.csv": self.conflict.subject}.get(self.path.name, first[0])

    @property
    def is_term(self) -> bool:
        return self.path.name == "terms.csv"

    @property
    def is_mapping(self) -> bool:
        return self.path.name == "mappings.csv"

    def rows(self, keep: Keep) -> list[Row]:
        """The terms or mappings of a side."""
        side = self.conflict.ours if keep is Keep.OURS else self.conflict.theirs
        return [row for record in side if (row := _row(self.path, record))]


class StoppedMerge:
    """The conflicts in one taxonomy's folder, and the curator who settles them."""

    def __init__(self, folder: Path, curator: str, clock: Callable[[], datetime]) -> None:
        self.folder, self.curator, self._clock = folder, named_curator(curator), clock

    def merge(self) -> list[str]:
        """Write what goes together without a question, and say in a line per file what did. To be called first."""
        said = []
        for path in self._files():
            with alone(self.folder):
                before = path.read_bytes()
                found = self._merged(path, before)
                write_step(self.folder, [Rewrite(path, before, found.content)])
            if found.merged:
                name = path.relative_to(self.folder).as_posix()
                said.append(f"{name}: {_spellings(found.merged)} went together without a question")
        return said

    def left(self) -> list[OpenConflict]:
        """What a person is to choose, file by file."""
        return [
            OpenConflict(path.parent.name, path, one)
            for path in self._files()
            for one in self._merged(path, path.read_bytes()).left
        ]

    def labels(self, facet: str) -> dict[str, str]:
        """The labels of a facet's terms by id, whatever side of a conflict has them."""
        path = self.folder / facet / "terms.csv"
        with located(str(path)), reading(path):
            lines = [line for line in lines_of(decoded(path.read_bytes())) if not has_conflicts(line)]
            return {record.cells[0]: record.cells[1] for record in read_records(lines) if record.cells[1:]}

    def keep(self, name: str, keep: Keep) -> OpenConflict:
        """Keep a side of the conflict with this name, or both, in one step. Raises TaxonomyError if it is gone."""
        with alone(self.folder):
            found = next((one for one in self.left() if one.name == name), None)
            if found is None:
                raise TaxonomyError("this conflict has changed, or is settled", remedy="look at the list again")
            before, rows = found.path.read_bytes(), found.conflict.kept(keep)
            after = self._merged(found.path, before, {found.conflict.name: keep})
            pairs = found.conflict.pairs(keep)
            edits = [Edit(_row(found.path, old), _row(found.path, new)) for old, new in pairs]
            subject = rows[0].cells[0] if rows else found.conflict.rows[0].cells[0]
            draft = Draft("settle", found.facet, subject, edits, "a git merge stopped here")
            entries = entries_at(self._clock().astimezone(UTC), self.curator, [draft])
            append_entries(self.folder, entries, [Rewrite(found.path, before, after.content)])
        return found

    def _files(self) -> Iterator[Path]:
        """The files with conflict markers, the history first, because a choice adds a line to it."""
        for path in (self.folder / HISTORY, *sorted(self.folder.glob("*/*.csv"))):
            if path.name in LAYOUTS and path.is_file():
                with located(str(path)), reading(path):
                    if has_conflicts(decoded(path.read_bytes())):
                        yield path

    def _merged(self, path: Path, content: bytes, chosen: dict[str, Keep] | None = None) -> MergedFile:
        with located(str(path)):
            base = [record.cells for record in split_records(before_merge(path))[1:]]
            return merge_rows(content, LAYOUTS[path.name], _subject_of(LAYOUTS[path.name]), base, chosen)


def _subject_of(layout: Layout) -> Callable[[Cells], str]:
    """What a row is about: a spelling in any of its forms, a term in a language, else the id in its first cell."""
    if layout is RELATED:  # a pair contradicts no other
        return " ".join
    if layout is LABELS:
        return lambda cells: " in ".join(cells[:2])
    return (lambda cells: form_key(cells[0])) if layout is MAPPINGS else (lambda cells: cells[0])


def _row(path: Path, record: Record | None) -> Row | None:
    return FILE_NAMED[path.name].as_read(record.cells) if record else None


def _spellings(merged: list[RowConflict]) -> str:
    shown = ", ".join(f"'{one.rows[0].cells[0]}'" for one in merged[:3])
    more = f" and {len(merged) - 3} more" if len(merged) > 3 else ""
    return f"{counted(len(merged), 'row')} ({shown}{more})"
