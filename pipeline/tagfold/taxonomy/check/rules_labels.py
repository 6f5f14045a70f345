"""Rules on labels in other languages (labels.csv): one per term and language, and none that means another term.

That a term has one preferred label in a language is SKOS S14; that no label is of two concepts of one language, a rule
of qSKOS and Skosify, holds here for all languages, because a tag does not say which one it is in.
"""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.finding import quoted
from tagfold.taxonomy.check.rule import FILE_OF, Keyed, RowProblem, error, rules_in
from tagfold.taxonomy.model import Judgement, Mapping, Term, TermLabel


@error("label-of-unknown-term", miscounts=True)
def label_of_unknown_term(keyed: Keyed) -> Iterator[RowProblem]:
    """A row of labels.csv names a term that the facet does not have."""
    for label in keyed.translations:
        if label.term_id not in keyed.vocabulary.by_id:
            problem = f"term_id '{label.term_id}' of {quoted(label.label)} is not a term of this facet"
            yield RowProblem(label, problem, "name a term of the facet, or delete the row")


@error("language-twice", miscounts=True)
def language_twice(keyed: Keyed) -> Iterator[RowProblem]:
    """A term has two labels in one language."""
    first_of: dict[tuple[str, str], TermLabel] = {}
    for label in keyed.translations:
        first = first_of.setdefault((label.term_id, label.language), label)
        if first is not label:
            problem = f"'{label.term_id}' has the label {quoted(first.label)} in {label.language} (line {first.line})"
            yield RowProblem(label, problem, "keep one, and make the other a row of mappings.csv")


@error("label-of-other-term", miscounts=True)
def label_of_other_term(keyed: Keyed) -> Iterator[RowProblem]:
    """A label in another language is a label or an accepted spelling of another term."""
    first_of: dict[str, TermLabel] = {}
    for label in keyed.translations:
        key, current = keyed.key(label.label), keyed.current.get(label.term_id)
        if not key or not current:
            continue
        first = first_of.setdefault(key, label)
        owner = keyed.lookup.labelled(key)
        accepted = [m for m in keyed.variants.get(key, ()) if m.judgement is Judgement.ACCEPT]
        other = next((m for m in accepted if keyed.current.get(m.term_id or "") is not current), None)
        where = ""
        if owner and owner is not current:
            where = f"the label of '{owner.term_id}' ({FILE_OF[Term]}:{owner.line})"
        elif other:
            where = f"accepted for '{other.term_id}' ({FILE_OF[Mapping]}:{other.line})"
        elif keyed.current[first.term_id] is not current:
            where = f"the label of '{first.term_id}' in {first.language} (line {first.line})"
        if where:
            problem = f"the label {quoted(label.label)} of '{label.term_id}' in {label.language} is also {where}"
            yield RowProblem(label, problem, "reword it, or merge the two terms")


@error("label-overruled", miscounts=True)
def label_overruled(keyed: Keyed) -> Iterator[RowProblem]:
    """A label in another language is said to be no tag, or rejected for its own term, so that no use could reach it."""
    for label in keyed.translations:
        current = keyed.current.get(label.term_id)
        for mapping in keyed.variants.get(keyed.key(label.label), ()):
            rejected = mapping.judgement is Judgement.REJECT and keyed.current.get(mapping.term_id or "") is current
            if current and (rejected or mapping.judgement is Judgement.NOT_A_TAG):
                said = f"'{mapping.judgement}' on line {mapping.line} of {FILE_OF[Mapping]}"
                problem = f"{quoted(label.label)} is a label of '{label.term_id}', yet there is a {said}"
                yield RowProblem(label, problem, "delete one of the two rows")


RULES = rules_in(globals())
