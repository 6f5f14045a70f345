"""What a spreadsheet makes of a file when it saves it by the habits of its country, and the file as it should be.

Semicolons between cells, days as 23/11/2026, numbers as 0,90: each is said once per file, and `--fix` settles it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from tagfold.errors import TaxonomyError
from tagfold.finding import Severity, counted, quoted
from tagfold.records import Record, delimiter_of, lines_of, read_records, row_text
from tagfold.taxonomy.check.rule import Rule, rules_in

DELIMITER = Rule("delimiter", Severity.ERROR, "Cells are separated by another mark than the comma.", fixable=True)
DAY_FORM = Rule("day-form", Severity.ERROR, "Days are not written as year-month-day.", fixable=True)
DAY_IN_DOUBT = Rule("day-in-doubt", Severity.ERROR, "A day may be two days, and nothing in the file says which.")
NUMBER_FORM = Rule("number-form", Severity.WARNING, "A number has a decimal comma, or zeros at its end.", fixable=True)

RULES = rules_in(globals())

Say = Callable[[Rule, int, str, str], None]

DAYS, NUMBERS = frozenset(["decided_on"]), frozenset(["confidence"])
"""The columns that a spreadsheet takes for days, and for numbers."""

_DAY = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d\d)")
_NUMBER = re.compile(r"(\d+)[.,](\d+)")


def with_commas(text: str, columns: Sequence[str], say: Say) -> str:
    """The text of a CSV file with commas between its cells, and each row on the line that it was on."""
    mark = delimiter_of(text)
    if mark == ",":
        return text
    try:
        records = list(read_records(lines_of(text), delimiter=mark))
    except TaxonomyError:
        return text  # it is reported as what it is
    if not records or records[0].cells != tuple(columns):
        return text
    name = "tabs" if mark == "\t" else f"'{mark}'"
    say(DELIMITER, 1, f"cells are separated by {name}, not by commas", "save the file with commas")
    return "".join(row_text(record.cells, record.end) for record in records)


def in_plain_form(rows: Iterable[Record], columns: Sequence[str], say: Say) -> Iterator[Record]:
    """The rows with their days as 2026-11-23 and their numbers as 0.9."""
    days, numbers = ([at for at, name in enumerate(columns) if name in kind] for kind in (DAYS, NUMBERS))
    if not days and not numbers:
        yield from rows
        return
    every = list(rows)
    day_of = _reader(row.cells[at] for row in every for at in days)
    _say_doubtful(every, days, day_of, say)
    changed: dict[Rule, list[tuple[int, str, str]]] = {DAY_FORM: [], NUMBER_FORM: []}
    for row in every:
        cells = list(row.cells)
        for rule, places, read in ((DAY_FORM, days, day_of), (NUMBER_FORM, numbers, plain_number)):
            for at in places:
                cells[at] = read(row.cells[at])
                if cells[at] != row.cells[at]:
                    changed[rule].append((row.line, row.cells[at], cells[at]))
        yield Record(tuple(cells), row.text, row.line)
    for rule, found in changed.items():
        if found:
            line, was, now = found[0]
            kind = "day" if rule is DAY_FORM else "number"
            problem = f"the {kind} {quoted(was)} has another form than {now}"
            say(rule, line, problem + _more(found), f"write it as {now}")


def _say_doubtful(rows: Sequence[Record], columns: Sequence[int], day_of: Callable[[str], str], say: Say) -> None:
    cells = {cell for at in columns for cell in {row.cells[at] for row in rows} if may_be_two_days(day_of(cell))}
    days = [(row.line, row.cells[at]) for row in rows for at in columns if row.cells[at] in cells] if cells else []
    if not days:
        return
    line, cell = days[0]
    one, other = (read(cell) for read in (_days(day_first=True), _days(day_first=False)))
    problem = f"the day {quoted(cell)} may be {one} or {other}, and no other day of the file says which"
    say(DAY_IN_DOUBT, line, problem + _more(days), f"write it as {one} or {other}")


def _more(found: Sequence[object]) -> str:
    return f"; {counted(len(found) - 1, 'more row')} likewise" if len(found) > 1 else ""


def plain_number(cell: str) -> str:
    """A number without a decimal comma or zeros at its end.

    >>> [plain_number(cell) for cell in ("0,90", "0.92", "1.0", "about 1.0")]
    ['0.9', '0.92', '1', 'about 1.0']
    """
    found = _NUMBER.fullmatch(cell)
    if not found:
        return cell
    decimals = found[2].rstrip("0")
    return f"{found[1]}.{decimals}" if decimals else found[1]


def _reader(cells: Iterable[str]) -> Callable[[str], str]:
    """What reads the days of one column. Whether the day or the month comes first is what its other days say, as one
    spreadsheet wrote them all; if they do not, nobody can know, and the days stay as they are.
    """
    found = [day for cell in set(cells) if (day := _DAY.fullmatch(cell))]
    first, second = ({int(day[place]) for day in found} for place in (1, 3))
    day_first = any(number > 12 for number in first) or any(day[2] == "." for day in found)
    if day_first == any(number > 12 for number in second):
        return lambda cell: cell
    return _days(day_first=day_first)


def may_be_two_days(cell: str) -> bool:
    """Whether the day and the month can change places.

    >>> [may_be_two_days(cell) for cell in ("03/04/2026", "23/11/2026", "04/04/2026", "2026-04-03")]
    [True, False, False, False]
    """
    read = {_days(day_first=first)(cell) for first in (True, False)}
    return len(read) == 2 and cell not in read


def _days(*, day_first: bool) -> Callable[[str], str]:
    """What writes a day as year-month-day; any other text stays as it is."""

    def read(cell: str) -> str:
        day = _DAY.fullmatch(cell)
        if not day:
            return cell
        year = int(day[4]) + (2000 if len(day[4]) == 2 else 0)
        numbers = (int(day[3]), int(day[1])) if day_first else (int(day[1]), int(day[3]))
        try:
            return date(year, *numbers).isoformat()
        except ValueError:
            return cell

    return read
