"""What git left in a file where two people changed the same place."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

OURS, BASE, BETWEEN, THEIRS = "<<<<<<<", "|||||||", "=======", ">>>>>>>"

REMEDY = "keep one side of the conflict, or both, and remove the conflict markers"

_MARKER = re.compile(r"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)", re.MULTILINE)


@dataclass
class Side:
    """The rows that one side of a conflict has, and the branch that git names, "" if it names none."""

    name: str = ""
    rows: list[str] = field(default_factory=list)


@dataclass
class Conflict:
    """A merge that stopped at `line`. `dropped` are the lines that go if the first side is kept: markers and others."""

    line: int
    ours: Side = field(default_factory=Side)
    theirs: Side = field(default_factory=Side)
    dropped: list[int] = field(default_factory=list)
    whole: bool = True
    rows: list[str] | None = None

    def goes_on(self, number: int, line: str, marker: str) -> bool:
        """Take the next line in, and say whether the conflict goes on after it."""
        if marker or self.rows is not self.ours.rows:
            self.dropped.append(number)
        if not marker and self.rows is not None:
            self.rows.append(line)
        elif marker == OURS:
            self.ours.name, self.rows = line[7:].strip(), self.ours.rows
        elif marker == BASE:
            self.rows = None  # what both started from
        elif marker == BETWEEN:
            self.rows = self.theirs.rows
        elif marker == THEIRS:
            self.theirs.name = line[7:].strip()
        return self.whole and marker != THEIRS

    def __str__(self) -> str:
        if not self.whole:
            return "a git merge stopped here"
        one, other = self.ours.name or "one side", self.theirs.name or "the other side"
        ours, theirs = _said(self.ours.rows), _said(self.theirs.rows)
        if ours == theirs:  # they differ in a cell that is not shown
            ours, theirs = (f"'{' '.join(side.rows)}'" for side in (self.ours, self.theirs))
        return f"a git merge stopped here: {one} says {ours}, {other} says {theirs}"


def has_conflicts(text: str) -> bool:
    """Whether a line begins with a conflict marker."""
    return _MARKER.search(text) is not None


def find_conflicts(lines: Sequence[str]) -> Iterator[Conflict]:
    """The conflicts in the lines of a file, in order; a marker that stands alone is one that is not `whole`.

    >>> lines = ["<<<<<<< HEAD", "a,1,ds-1,accept", "=======", "a,1,ds-2,accept", ">>>>>>> other"]
    >>> [str(conflict) for conflict in find_conflicts(lines)]
    ["a git merge stopped here: HEAD says 'a' is ds-1 (accept), other says 'a' is ds-2 (accept)"]
    """
    conflict: Conflict | None = None
    for number, line in enumerate(lines, 1):
        marker = line[:7] if _MARKER.match(line) else ""
        if marker == OURS or (marker and conflict is None):
            if conflict:
                yield conflict
            conflict = Conflict(number, whole=marker == OURS)
        if conflict and not conflict.goes_on(number, line, marker):
            yield conflict
            conflict = None
    if conflict:
        yield conflict


def _said(lines: Sequence[str]) -> str:
    rows = [row for row in csv.reader(lines) if row]
    shown = "; ".join(map(_row_in_words, rows[:3]))
    return (f"{shown} and {len(rows) - 3} more" if len(rows) > 3 else shown) or "nothing (the rows are deleted)"


def _row_in_words(row: Sequence[str]) -> str:
    """A row of mappings.csv, terms.csv or facets.csv; half a row is shown as it is."""
    if len(row) >= 4 and row[1].isdigit():
        part = "" if row[1] == "1" else f" part {row[1]}"
        return f"'{row[0]}'{part} is {row[2]} ({row[3]})" if row[2] else f"'{row[0]}'{part}: {row[3]}"
    if len(row) >= 4:
        return f"{row[0]} is '{row[1]}' ({row[3]})"
    return f"'{','.join(row)}'"
