"""Rules between the facets: their list, their folders, and ids that must be one of a kind in the whole taxonomy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.model import Facet, Kind, Term

FACET_TWICE = Rule("facet-twice", Severity.ERROR, "A facet is listed twice.")
FACET_UNDESCRIBED = Rule("facet-undescribed", Severity.WARNING, "A facet has no label or no description.")
FOLDER_MISSING = Rule("facet-without-folder", Severity.INFO, "A facet that takes terms has no folder yet.")
FOLDER_UNLISTED = Rule(
    "folder-unlisted", Severity.ERROR, "A folder holds terms of a facet that facets.csv does not list."
)
FOLDER_IDLE = Rule("folder-without-use", Severity.WARNING, "A facet that takes no terms has a folder with terms.")
ID_IN_TWO_FACETS = Rule("id-in-two-facets", Severity.ERROR, "Terms of two facets have one id.")
FOREIGN_PREFIX = Rule("foreign-prefix", Severity.WARNING, "A term's id starts like those of another facet.")

PRIVATE_DANGLING = Rule("private-unknown", Severity.ERROR, "A row of private.csv names a term that is in no facet.")

RULES = rules_in(globals())

FACETS_FILE = "facets.csv"

TermsByFacet = Mapping[str, Sequence[Term]]


def facet_findings(facets: Sequence[Facet], folders: Collection[str]) -> Iterator[Finding]:
    """What is wrong with the list of facets. `folders` are those that hold a terms.csv or a mappings.csv."""
    first_of: dict[str, Facet] = {}
    for facet in facets:
        first = first_of.setdefault(facet.name, facet)
        if first is not facet:
            problem = f"facet '{facet.name}' is listed on line {first.line} already"
            yield FACET_TWICE.broken(FACETS_FILE, facet.line, problem, "delete one row")
        for rule, problem, remedy in _facet_problems(facet, folders):
            yield rule.broken(FACETS_FILE, facet.line, f"facet '{facet.name}' {problem}", remedy)
    for folder in sorted(set(folders) - set(first_of)):
        problem = f"facets.csv lists no facet {quoted(folder)}, so that nothing in this folder counts"
        yield FOLDER_UNLISTED.broken(f"{folder}/terms.csv", 1, problem, "list the facet or remove the folder")


def _facet_problems(facet: Facet, folders: Collection[str]) -> Iterator[tuple[Rule, str, str]]:
    if not facet.label or not facet.description:
        yield FACET_UNDESCRIBED, "has no label or no description", "say what the facet's tags are about"
    if facet.kind in (Kind.CURATED, Kind.CLOSED) and facet.name not in folders:
        yield FOLDER_MISSING, "has no terms yet", f"start {facet.name}/terms.csv"
    if not facet.kind.has_terms and facet.name in folders:
        yield (
            FOLDER_IDLE,
            f"is {facet.kind}, so that its folder counts for nothing",
            "change its kind or drop the folder",
        )


def id_findings(terms: TermsByFacet) -> Iterator[Finding]:
    """Ids that two facets share, and ids that look like those of another facet."""
    shared = list(shared_ids(terms))
    yield from shared
    said = {(finding.path, finding.line) for finding in shared}
    home = _homes(terms)
    for facet, own in terms.items():
        for term in own:
            owner = home[_prefix(term)]
            if owner != facet and (f"{facet}/terms.csv", term.line) not in said:
                problem = f"the id '{term.term_id}' of {quoted(term.label)} starts like those of {owner}"
                remedy = "give new terms the prefix of their facet, and leave released ids alone"
                yield FOREIGN_PREFIX.broken(f"{facet}/terms.csv", term.line, problem, remedy)


def private_findings(sheet: Sheet, terms: TermsByFacet) -> Iterator[Finding]:
    """Rows of private.csv that make nothing private."""
    known = {term.term_id for own in terms.values() for term in own}
    for row in sheet.rows():
        if row.cells[0] not in known:
            problem = f"there is no term {quoted(row.cells[0])}, so nothing is kept private by it"
            yield PRIVATE_DANGLING.broken(
                sheet.path, row.line, problem, "write the id of a question, or delete the row"
            )
    yield from sheet.findings


def shared_ids(terms: TermsByFacet) -> Iterator[Finding]:
    """Ids that two facets share."""
    first_of: dict[str, tuple[str, Term]] = {}
    for facet, own in terms.items():
        for term in own:
            first_facet, first = first_of.setdefault(term.term_id, (facet, term))
            if first_facet != facet:
                problem = f"the id '{term.term_id}' of {quoted(term.label)} is that of {quoted(first.label)}"
                place = f"({first_facet}/terms.csv:{first.line})"
                remedy = "give the newer term the next free id of its facet"
                yield ID_IN_TWO_FACETS.broken(f"{facet}/terms.csv", term.line, f"{problem} {place}", remedy)


def _prefix(term: Term) -> str:
    return term.term_id.partition("-")[0]


def _homes(terms: TermsByFacet) -> dict[str, str]:
    """For each prefix the facet that uses it most; of equals, the one listed first."""
    uses = Counter((_prefix(term), facet) for facet, own in terms.items() for term in own)
    homes: dict[str, str] = {}
    for prefix, facet in uses:
        if prefix not in homes or uses[prefix, facet] > uses[prefix, homes[prefix]]:
            homes[prefix] = facet
    return homes
