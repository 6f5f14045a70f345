"""All rules, in the order they are asked: files, cells, terms, mappings, facets, releases."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.finding import Finding, Severity
from tagfold.taxonomy.check import (
    csvfile,
    rules_cells,
    rules_facets,
    rules_history,
    rules_labels,
    rules_notes,
    rules_related,
    rules_terms,
    rules_variants,
    spreadsheet,
)
from tagfold.taxonomy.check.rule import Keyed, Rule, VocabularyRule
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Taxonomy

FILE_MISSING = Rule(
    "file-missing", Severity.ERROR, "The list of facets, or a facet's terms.csv or mappings.csv, is missing."
)
FILE_UNREADABLE = Rule("file-unreadable", Severity.ERROR, "A file cannot be read.")

VOCABULARY_RULES = tuple(
    rule
    for rule in (*rules_terms.RULES, *rules_variants.RULES, *rules_labels.RULES, *rules_notes.RULES)
    if isinstance(rule, VocabularyRule)
)

RULES: tuple[Rule, ...] = (
    FILE_MISSING, FILE_UNREADABLE, *csvfile.RULES, *spreadsheet.RULES, *rules_cells.RULES, *VOCABULARY_RULES,
    *rules_facets.RULES, *rules_related.RULES, *rules_history.RULES,
)  # fmt: skip


def vocabulary_findings(keyed: Keyed) -> Iterator[Finding]:
    """What breaks the rules between the rows of one facet."""
    for rule in VOCABULARY_RULES:
        yield from rule.findings(keyed)


def errors_that_miscount(taxonomy: Taxonomy, key: Key) -> list[Finding]:
    """What would let figures come out wrong: uses counted twice, under the wrong term, or nowhere.

    For a taxonomy that `read_taxonomy` has read; `key` gives the key of a text's normal form. In order of path
    and line. Linear in the number of rows.
    """
    found = list(
        rules_facets.shared_ids({name: vocabulary.terms for name, vocabulary in taxonomy.vocabularies.items()})
    )
    for vocabulary in taxonomy.vocabularies.values():
        keyed = Keyed(vocabulary, key)
        for rule in VOCABULARY_RULES:
            if rule.miscounts:
                found += rule.findings(keyed)
    return sorted(found)
