"""Rules on history.csv: every line must stay readable, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tagfold.errors import TaxonomyError
from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule
from tagfold.taxonomy.history import HISTORY, Entry

ENTRY_TWICE = Rule("history-id-twice", Severity.ERROR, "Two lines of the history have one id and say different things.")
ENTRY_BROKEN = Rule("history-unreadable", Severity.ERROR, "A line of the history has no valid time or no valid rows.")
UNDOES_NOTHING = Rule("history-undoes-nothing", Severity.ERROR, "A line of the history undoes one that is not there.")

RULES = (ENTRY_TWICE, ENTRY_BROKEN, UNDOES_NOTHING)


def history_findings(sheet: Sheet) -> Iterator[Finding]:
    """What is wrong with the history, the form of its file included."""
    seen: dict[str, Entry] = {}
    undoing: list[tuple[int, str]] = []
    for row in sheet.rows():
        entry = Entry(*row.cells)
        if problem := _problem(entry):
            yield ENTRY_BROKEN.broken(HISTORY, row.line, problem, "restore the line from git")
        if seen.setdefault(entry.entry, entry) != entry:
            yield ENTRY_TWICE.broken(HISTORY, row.line, f"the id {quoted(entry.entry)} is here again", "restore it")
        if entry.undoes:
            undoing.append((row.line, entry.undoes))
    yield from sheet.findings
    for line, undone in undoing if not sheet.damaged else ():
        if undone not in seen:
            problem = f"the line undoes {quoted(undone)}, which is not in the history"
            yield UNDOES_NOTHING.broken(HISTORY, line, problem, "restore that line from git: no line is ever deleted")


def _problem(entry: Entry) -> str:
    try:
        datetime.fromisoformat(entry.at)
    except ValueError:
        return f"{quoted(entry.at)} is not a valid time"
    try:
        return "" if entry.edits or entry.before == "[]" else "the line changes no row"
    except TaxonomyError as error:
        return error.problem
