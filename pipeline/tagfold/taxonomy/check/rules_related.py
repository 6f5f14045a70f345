"""Rules on related terms (related.csv): both are there, the pair is written once, and neither is above the other.

That two concepts are not both related and broader is SKOS S27.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tagfold.finding import Finding, Severity, quoted
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.model import Facet, RelatedTerms, Term, Vocabulary
from tagfold.taxonomy.related import contradicts

UNKNOWN = Rule("related-unknown", Severity.ERROR, "A row of related.csv names a term that is not there.")
ORDER = Rule("related-order", Severity.ERROR, "A row of related.csv has not the smaller id first.")
HEADING = Rule("related-to-heading", Severity.ERROR, "Two related terms are above each other, or were merged.")

RULES = rules_in(globals())


def related_findings(sheet: Sheet, facet: Facet, terms: Mapping[str, Sequence[Term]]) -> Iterator[Finding]:
    """What is wrong with a facet's related.csv."""
    vocabulary = Vocabulary(facet, tuple(terms.get(facet.name, ())))
    own = vocabulary.by_id
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
        elif contradicts(RelatedTerms(term_id, related_id), vocabulary):
            one = vocabulary.current(term_id) is vocabulary.current(related_id)
            problem = f"{quoted(own[term_id].label)} is related to '{related_id}', and "
            problem += "they are one term now" if one else "one is above the other"
            yield HEADING.broken(sheet.path, row.line, problem, "delete the row: terms.csv says how they are related")
    yield from sheet.findings
