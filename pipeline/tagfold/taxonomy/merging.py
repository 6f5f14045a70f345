"""The rows that two sides of a stopped git merge have: which go together by themselves, and which a person chooses.

Git compares lines, so two new rows at one place are a conflict to it though they are about different spellings. Here
rows are put together by what they are about. What is left for a person stays in the file between conflict markers of
its own, so that the file says at any time what is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import zip_longest

from tagfold.errors import TaxonomyError
from tagfold.records import Record, decoded, lines_of, read_records
from tagfold.taxonomy.codec import MAPPING_COLUMNS, Layout
from tagfold.taxonomy.conflicts import BETWEEN, OURS, REMEDY, THEIRS, Conflict, find_conflicts

Cells = tuple[str, ...]
SubjectOf = Callable[[Cells], str]

DECIDER = {"decided_by", "decided_on"}
"""Columns that say who decided and when, not what."""


class Keep(StrEnum):
    """What a person chooses where two sides differ."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class RowConflict:
    """What the two sides say about one `subject`: a spelling's key or a term's id. A side without rows deleted them."""

    subject: str
    ours: tuple[Record, ...]
    theirs: tuple[Record, ...]
    ours_name: str
    theirs_name: str

    @property
    def name(self) -> str:
        """A short name for exactly these rows."""
        sides = ("".join(one.text for one in side) for side in (self.ours, self.theirs))
        return sha256("\0".join(sides).encode()).hexdigest()[:16]

    @property
    def rows(self) -> list[Record]:
        """The rows of both sides, each once."""
        return list({one.cells: one for one in (*self.ours, *self.theirs)}.values())

    @property
    def agrees(self) -> bool:
        """Whether both may hold: no term is accepted and rejected, no part is two terms, no row is there twice."""
        rows = [one.cells for one in self.rows]
        if len({row[:3] for row in rows}) < len(rows) or any(len(row) != len(MAPPING_COLUMNS) for row in rows):
            return False  # a term's id has one row
        accepted = [{row[:3] for row in _cells(side) if row[3] == "accept"} for side in (self.ours, self.theirs)]
        rejected = {row[2] for row in rows if row[3] == "reject"}
        if any(accepted):
            both = all(accepted) and accepted[0] != accepted[1]
            against = rejected & {row[2] for row in accepted[0] | accepted[1]}
            return not (both or against or {row[3] for row in rows} - {"accept", "reject"})
        return len({row[3] for row in rows} - {"reject"}) < 2

    def kept(self, keep: Keep) -> list[Record]:
        """The rows that stay. Raises TaxonomyError for both of two that contradict each other."""
        if keep is Keep.BOTH and not self.agrees:
            raise TaxonomyError(f"the rows about '{self.subject}' contradict each other", remedy="keep one side")
        return {Keep.OURS: list(self.ours), Keep.THEIRS: list(self.theirs)}.get(keep, self.rows)

    def pairs(self, keep: Keep) -> list[tuple[Record | None, Record | None]]:
        """The rows that go, each with the one that takes its place."""
        kept = self.kept(keep)
        gone = [one for one in self.rows if one.cells not in _cells(kept)]
        both = {*_cells(self.ours)} & {*_cells(self.theirs)}
        return list(zip_longest(gone, [one for one in kept if one.cells not in both])) if gone else []


@dataclass(frozen=True)
class MergedFile:
    """A file after a step: its new text, what is `left` to choose, and what went together without a question."""

    content: bytes
    left: list[RowConflict]
    merged: list[RowConflict]


def merge_rows(
    content: bytes,
    layout: Layout,
    subject_of: SubjectOf,
    base: Collection[Cells] = (),
    chosen: Lookup[str, Keep] | None = None,
) -> MergedFile:
    """Put together the rows that do not contradict each other, and those that a person has `chosen` by name.

    `base` are the rows that both sides started from, as far as they are known: a row that only one side lacks was
    deleted there. If nobody knows them, such a row is taken for new, and kept. Raises TaxonomyError if a side cannot
    be read as whole rows.
    """
    lines = decoded(content).split("\n")
    pieces: list[str | Conflict] = []
    at = 0
    for conflict in find_conflicts(lines):
        end = _end(conflict, lines)
        pieces += [*(line + "\n" for line in lines[at : conflict.line - 1]), conflict]
        at = end
    pieces += _ended(lines[at:])
    plain = "".join(piece for piece in pieces if isinstance(piece, str))
    common = {record.cells for record in read_records(lines_of(plain))}
    started = [cells for cells in base if cells not in common]
    text, left, merged = "", list[RowConflict](), list[RowConflict]()
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        for one in _subjects(piece, layout, subject_of):
            own = {cells for cells in started if subject_of(cells) == one.subject}
            keep = (chosen or {}).get(one.name)
            rows = one.kept(keep) if keep else _by_itself(one, own, layout)
            if rows is None:
                left.append(one)
                text += _between_markers(one)
            else:
                text += "".join(record.text for record in _in_order(rows, layout))
                merged += [] if keep else [one]
    return MergedFile(text.encode(), left, merged)


def _by_itself(one: RowConflict, started: Collection[Cells], layout: Layout) -> list[Record] | None:
    """The rows that stay without a question; None if a person is to choose."""
    ours, theirs = set(_cells(one.ours)), set(_cells(one.theirs))
    if ours in (theirs, started):
        return list(one.theirs)
    if theirs == started:
        return list(one.ours)
    if one.ours and _what(one.ours, layout) == _what(one.theirs, layout):  # the same, by two people: the first one
        return list(one.theirs if _when(one.theirs, layout) < _when(one.ours, layout) else one.ours)
    return None


def _what(side: Sequence[Record], layout: Layout) -> set[Cells]:
    """What a side says, without who decided it and when."""
    return {
        tuple(c for c, name in zip(row, layout.columns, strict=True) if name not in DECIDER) for row in _cells(side)
    }


def _when(side: Sequence[Record], layout: Layout) -> list[str]:
    return [row[layout.columns.index("decided_on")] for row in _cells(side) if "decided_on" in layout.columns]


def _subjects(conflict: Conflict, layout: Layout, subject_of: SubjectOf) -> list[RowConflict]:
    """What a conflict of lines is about, in the order of the file."""
    ours, theirs = (_records(conflict, side.rows, layout) for side in (conflict.ours, conflict.theirs))
    subjects = dict.fromkeys(subject_of(one.cells) for one in _in_order((*ours, *theirs), layout))

    def about(rows: Sequence[Record], subject: str) -> tuple[Record, ...]:
        return tuple(one for one in rows if subject_of(one.cells) == subject)

    names = conflict.ours.name or "one side", conflict.theirs.name or "the other side"
    return [RowConflict(subject, about(ours, subject), about(theirs, subject), *names) for subject in subjects]


def _in_order(rows: Sequence[Record], layout: Layout) -> list[Record]:
    order = layout.order
    return sorted(rows, key=lambda one: order(one.cells)) if order else list(rows)


def _records(conflict: Conflict, lines: Sequence[str], layout: Layout) -> list[Record]:
    found = list(read_records([f"{line}\n" for line in lines], first=conflict.line + 1))
    for record in found:
        if len(record.cells) != len(layout.columns):
            problem = f"{conflict}, and the row has {len(record.cells)} cells, not {len(layout.columns)}"
            raise TaxonomyError(problem, line=conflict.line, remedy=REMEDY)
    return found


def _end(conflict: Conflict, lines: Sequence[str]) -> int:
    """The number of the line that ends the conflict."""
    end = conflict.dropped[-1] if conflict.dropped else conflict.line
    if not conflict.whole or not lines[end - 1].startswith(THEIRS):
        raise TaxonomyError(str(conflict), line=conflict.line, remedy=REMEDY)
    return end


def _ended(lines: Sequence[str]) -> list[str]:
    """Lines with their ends; what is after the last end of a line is not one."""
    return [*(line + "\n" for line in lines[:-1]), *filter(None, lines[-1:])]


def _between_markers(one: RowConflict) -> str:
    ours, theirs = ("".join(record.text for record in side) for side in (one.ours, one.theirs))
    return f"{OURS} {one.ours_name}\n{ours}{BETWEEN}\n{theirs}{THEIRS} {one.theirs_name}\n"


def _cells(side: Sequence[Record]) -> list[Cells]:
    return [record.cells for record in side]
