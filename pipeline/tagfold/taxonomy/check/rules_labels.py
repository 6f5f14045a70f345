"""Rules on labels and definitions: after SKOS S13/S14 and the labelling issues of qSKOS and Skosify.

See Suominen and Mader, Assessing and Improving the Quality of SKOS Vocabularies (2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tagfold.finding import quoted
from tagfold.inflection import singular
from tagfold.taxonomy.check.index import Keyed, RowProblem, error, warning
from tagfold.taxonomy.model import Kind, Status, Term

LONGEST_CURATED_LABEL = 100
"""A heading on a chart's axis; the longest of the shipped curated facets has 57 characters."""

LONGEST_LABEL = 400
"""What is compared of a tag (`matching.form.LONGEST_FORM`); a label that is longer can be that of another."""

_WORD = re.compile(r"\w+")
_SMALL_WORDS = frozenset({"of", "the", "and"})


@error("label-twice", miscounts=True)
def label_twice(keyed: Keyed) -> Iterator[RowProblem]:
    """Two terms of a facet have one label, give or take case, spaces and marks."""
    for terms in keyed.labels.values():
        if len(terms) == 1:
            continue
        active = [term for term in terms if term.status is Status.ACTIVE]
        first: Term | None = None
        for term in active or terms:
            current = keyed.current[term.term_id]
            if first is None:
                first = term if current else None
            elif current and current is not keyed.current[first.term_id] and term.term_id != first.term_id:
                problem = f"the label {quoted(term.label)} of {term.term_id} is also that of {first.term_id}"
                yield RowProblem(term, f"{problem} (line {first.line})", "merge the two terms or reword one label")


@warning("labels-similar")
def labels_similar(keyed: Keyed) -> Iterator[RowProblem]:
    """The labels of two active terms differ only in plural or word order."""
    first_of: dict[tuple[str, ...], tuple[str, Term]] = {}
    for key, terms in keyed.labels.items():
        term = next((term for term in terms if term.status is Status.ACTIVE), None)
        if term is None:
            continue
        words = _word_bag(keyed, term.label)
        if words not in first_of:
            first_of[words] = key, term
            continue
        _, first = first_of[words]
        problem = f"the label {quoted(term.label)} is like {quoted(first.label)} of {first.term_id}"
        yield RowProblem(
            term, f"{problem} (line {first.line})", "merge the two terms, or make their labels differ more"
        )


@error("label-without-letters")
def label_without_letters(keyed: Keyed) -> Iterator[RowProblem]:
    """A label has neither letter nor digit, so that no tag can be it."""
    for term in keyed.terms:
        if term.label and not keyed.key(term.label):
            yield RowProblem(term, f"the label {quoted(term.label)} has neither letter nor digit", "write it in words")


@warning("label-long")
def label_long(keyed: Keyed) -> Iterator[RowProblem]:
    """A label is too long for a heading (100 characters; 400 in a closed facet, which follows an outside list)."""
    longest = LONGEST_CURATED_LABEL if keyed.vocabulary.facet.kind is Kind.CURATED else LONGEST_LABEL
    for term in keyed.terms:
        if len(term.label) > longest:
            problem = f"the label {quoted(term.label)} has {len(term.label)} characters"
            yield RowProblem(term, problem, f"shorten it to {longest}, and put the rest into the definition")


@warning("definition-missing")
def definition_missing(keyed: Keyed) -> Iterator[RowProblem]:
    """An active term of a curated facet has no definition."""
    if keyed.vocabulary.facet.kind is not Kind.CURATED:
        return
    for term in keyed.terms:
        if not term.definition and term.status is Status.ACTIVE:
            yield RowProblem(term, f"{quoted(term.label)} has no definition", "say in one line what the term covers")


@warning("definition-is-label")
def definition_is_label(keyed: Keyed) -> Iterator[RowProblem]:
    """A definition only repeats the label."""
    for term in keyed.terms:
        near = term.definition and len(term.definition) <= len(term.label) + 3
        if near and keyed.key(term.definition) == keyed.key(term.label):
            problem = f"the definition of {quoted(term.label)} only repeats the label"
            yield RowProblem(term, problem, "say in one line what the term covers")


RULES = (label_twice, labels_similar, label_without_letters, label_long, definition_missing, definition_is_label)


def _word_bag(keyed: Keyed, label: str) -> tuple[str, ...]:
    """The label's words in the singular and in alphabetical order, without the small ones that order needs."""
    words = (keyed.key(word) for word in _WORD.findall(label.casefold()) if word not in _SMALL_WORDS)
    return tuple(sorted(singular(word) for word in words))
