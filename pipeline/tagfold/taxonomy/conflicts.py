"""What git left in a file where two people changed the same place, in words."""

from __future__ import annotations

import csv
from collections.abc import Sequence

MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def conflict_words(lines: Sequence[str], index: int) -> str:
    """The two sides of the conflict that begins at `lines[index]`, with the branches git names.

    >>> conflict_words(["<<<<<<< HEAD", "a,1,ds-1,accept", "=======", "a,1,ds-2,accept", ">>>>>>> other"], 0)
    "a git merge stopped here: HEAD says 'a' is ds-1 (accept), other says 'a' is ds-2 (accept)"
    """
    if not lines[index].startswith(MARKS[0]):
        return "a git merge stopped here"
    ours: list[str] = []
    theirs: list[str] = []
    side, other = ours, "the other side"
    for line in lines[index + 1 :]:
        if line.startswith(MARKS[2]):
            other = line[len(MARKS[2]) :].strip() or other
            break
        if line.startswith(MARKS[3]):
            side = []  # what both started from
        elif line.startswith(MARKS[1]):
            side = theirs
        else:
            side.append(line)
    one = lines[index][len(MARKS[0]) :].strip() or "one side"
    return f"a git merge stopped here: {one} says {_said(ours)}, {other} says {_said(theirs)}"


def _said(lines: Sequence[str]) -> str:
    rows = [row for row in csv.reader(lines) if row]
    shown = "; ".join(map(_row_words, rows[:3]))
    return (f"{shown} and {len(rows) - 3} more" if len(rows) > 3 else shown) or "nothing (the rows are deleted)"


def _row_words(row: Sequence[str]) -> str:
    """A row of mappings.csv, terms.csv or facets.csv; half a row is shown as it stands."""
    if len(row) >= 4 and row[1].isdigit():
        part = "" if row[1] == "1" else f" part {row[1]}"
        return f"'{row[0]}'{part} is {row[2]} ({row[3]})" if row[2] else f"'{row[0]}'{part}: {row[3]}"
    if len(row) >= 4:
        return f"{row[0]} is '{row[1]}' ({row[3]})"
    return f"'{','.join(row)}'"
