"""Rules on related terms (related.csv): both are there, the pair is written once, and neither is above the other.

That two concepts are not both related and broader is SKOS S27.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.model import Term

UNKNOWN = Rule("related-unknown", Severity.ERROR, "A row of related.csv names a term that is not there.")
ORDER = Rule("related-order", Severity.ERROR, "A row of related.csv has not the smaller id first.")
HEADING = Rule("related-to-heading", Severity.ERROR, "Two related terms are above and below each other.")

RULES = rules_in(globals())


def related_findings(sheet: Sheet, facet: str, terms: Mapping[str, Sequence[Term]]) -> Iterator[Finding]:
    """What is wrong with a facet's related.csv."""
    own = {term.term_id: term for term in terms.get(facet, ())}
    known = {term.term_id for every in terms.values() for term in every}
    for row in sheet.rows():
        term_id, related_id = row.cells
        if term_id not in own:
            problem = f"term_id '{term_id}' is not a term of this facet"
            yield UNKNOWN.broken(sheet.path, row.line, problem, "write the row in the folder of the term's facet")
        elif related_id not in known:
            problem = f"related_id '{related_id}' is not a term of any facet"
            yield UNKNOWN.broken(sheet.path, row.line, problem, "name a term, or delete the row")
        elif term_id >= related_id:
            problem = f"'{term_id}' is not before '{related_id}'"
            remedy = "write each pair once, with the smaller id first, in the folder of that term's facet"
            yield ORDER.broken(sheet.path, row.line, problem, remedy)
        elif related_id in _above(own, term_id) or term_id in _above(own, related_id):
            problem = f"{quoted(own[term_id].label)} is related to '{related_id}', and one is above the other"
            yield HEADING.broken(sheet.path, row.line, problem, "delete the row: broader_id says how they are related")
    yield from sheet.findings


def _above(terms: Mapping[str, Term], term_id: str) -> set[str]:
    """The ids of the terms above a term of the facet; none for one of another facet."""
    found: set[str] = set()
    at = terms.get(term_id)
    while at and at.broader_id and at.broader_id not in found:
        found.add(at.broader_id)
        at = terms.get(at.broader_id)
    return found
