"""Rules on what the taxonomy keeps next to its words: history, releases, models."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path

from tagfold.commands import command
from tagfold.errors import TaxonomyError
from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.check.rules_facets import TermsByFacet
from tagfold.taxonomy.codec import Layout
from tagfold.taxonomy.files import MODEL_FILES
from tagfold.taxonomy.history import HISTORY, HISTORY_COLUMNS, Entry
from tagfold.taxonomy.model import Term
from tagfold.taxonomy.releases import parse_version

ID_VANISHED = Rule("id-vanished", Severity.ERROR, "An id of the latest release is missing.")
ID_MOVED = Rule("id-moved", Severity.ERROR, "An id of the latest release is now a term of another facet.")
ID_REUSED = Rule("id-reused", Severity.ERROR, "An id of the latest release says now that it came with another one.")
SINCE = Rule("since-unknown", Severity.WARNING, "A term's since names no release, neither past nor to come.")
RELEASE_UNREADABLE = Rule(
    "release-unreadable", Severity.ERROR, "A release cannot be read, or is not what was released."
)
ENTRY_TWICE = Rule("history-id-twice", Severity.ERROR, "Two lines of the history have one id and say different things.")
ENTRY_BROKEN = Rule("history-unreadable", Severity.ERROR, "A line of the history has no valid time or no valid rows.")
UNDOES_NOTHING = Rule("history-undoes-nothing", Severity.ERROR, "A line of the history undoes one that is not there.")
MODEL_BROKEN = Rule(
    "model-broken", Severity.ERROR, "A model that was learnt cannot be used by this version of Tagfold."
)

RULES = rules_in(globals())

PAST = Layout(HISTORY_COLUMNS, frozenset({"entry", "at", "action", "facet", "undoes"}))
"""The history: two branches put together need not be in order."""


def since_findings(terms: TermsByFacet, releases: Collection[str]) -> Iterator[Finding]:
    """Terms whose `since` is neither one of the releases nor a number above them; an empty one is still open."""
    latest = max((number for name in releases if (number := parse_version(name))), default=None)
    for facet, own in terms.items():
        for term in own:
            number = parse_version(term.since)
            if term.since and term.since not in releases and (number is None or (latest and number <= latest)):
                problem = f"since {quoted(term.since)} of {quoted(term.label)} is not a release"
                remedy = "name the release that brought the term, or the next one"
                yield SINCE.broken(f"{facet}/terms.csv", term.line, problem, remedy)


def release_findings(
    terms: TermsByFacet, released: TermsByFacet, release: str, unknown: Collection[str] = ()
) -> Iterator[Finding]:
    """Ids of the release that are missing, have moved, or were reused. Labels may change.

    `unknown` are facets whose terms could not all be read: none of their ids is reported missing.
    """
    elsewhere = {term.term_id: (facet, term) for facet, own in terms.items() for term in own}
    for facet, own in released.items():
        here = {term.term_id: term for term in terms.get(facet, ())}
        for old in own:
            if term := here.get(old.term_id):
                yield from _same_life(facet, old, term)
            elif old.term_id in elsewhere:
                home, term = elsewhere[old.term_id]
                problem = f"the id '{old.term_id}' belonged to {facet} in {release}"
                remedy = f"give this term a new id and put the old one back into {facet}"
                yield ID_MOVED.broken(f"{home}/terms.csv", term.line, problem, remedy)
            elif not unknown:
                path = f"releases/{release}/{facet}/terms.csv"
                problem = f"the id '{old.term_id}' of {quoted(old.label)} was released and is missing"
                yield ID_VANISHED.broken(path, old.line, problem, f"put it back into {facet} as deprecated")


def _same_life(facet: str, old: Term, term: Term) -> Iterator[Finding]:
    if term.since != old.since:
        problem = f"the id '{old.term_id}' came with {quoted(old.since)}, not {quoted(term.since)}"
        remedy = "give a new term a new id, or put since back"
        yield ID_REUSED.broken(f"{facet}/terms.csv", term.line, problem, remedy)


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


ModelFault = Callable[[str], str]
"""From the text of a model to what is wrong with it, "" if nothing is."""


def model_findings(folder: Path, model_fault: ModelFault) -> Iterator[Finding]:
    """The model files that a run would stumble over."""
    for name in MODEL_FILES:
        try:
            fault = model_fault((folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            fault = str(error)
        if fault:
            remedy = f"run `{command('taxonomy learn', taxonomy=folder)}` again, or delete the file"
            yield MODEL_BROKEN.broken(name, 1, f"the model cannot be used: {fault}", remedy)
