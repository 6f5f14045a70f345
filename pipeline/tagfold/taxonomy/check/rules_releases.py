"""Rules between the taxonomy and its releases: an id that was published means the same for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.rule import Rule
from tagfold.taxonomy.check.rules_facets import TermsByFacet
from tagfold.taxonomy.model import Term
from tagfold.taxonomy.versions import parse_version

ID_VANISHED = Rule("id-vanished", Severity.ERROR, "An id of the latest release is missing.")
ID_MOVED = Rule("id-moved", Severity.ERROR, "An id of the latest release is now a term of another facet.")
ID_REUSED = Rule("id-reused", Severity.ERROR, "An id of the latest release says now that it came with another one.")
SINCE = Rule("since-unknown", Severity.WARNING, "A term's since names no release, neither past nor to come.")
RELEASE_UNREADABLE = Rule("release-unreadable", Severity.ERROR, "The latest release cannot be read.")

RULES = (ID_VANISHED, ID_MOVED, ID_REUSED, SINCE, RELEASE_UNREADABLE)


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
