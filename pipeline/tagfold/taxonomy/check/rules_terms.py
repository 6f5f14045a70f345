"""Rules on a facet's terms: ids, broader terms, the terms that replace others, labels and definitions.

The rules on labels follow SKOS S13/S14 and the labelling issues of qSKOS and Skosify; see Suominen and Mader, Assessing
and Improving the Quality of SKOS Vocabularies (2014).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tagfold.characters import mixed_word
from tagfold.finding import quoted
from tagfold.inflection import singular
from tagfold.taxonomy.check.rule import Keyed, RowProblem, error, rules_in, warning
from tagfold.taxonomy.model import Kind, Status, Term, circles


@error("id-twice", miscounts=True)
def id_twice(keyed: Keyed) -> Iterator[RowProblem]:
    """Two terms of a facet have one id."""
    first_of: dict[str, Term] = {}
    for term in keyed.terms:
        first = first_of.setdefault(term.term_id, term)
        if first is not term:
            problem = f"the id '{term.term_id}' of {quoted(term.label)} is that of {quoted(first.label)}"
            yield RowProblem(term, f"{problem} (line {first.line})", "give the newer term the next free id")


@error("broader-unknown", miscounts=True)
def broader_unknown(keyed: Keyed) -> Iterator[RowProblem]:
    """A term's broader_id is not a term of the facet."""
    for term in keyed.terms:
        if term.broader_id and term.broader_id not in keyed.vocabulary.by_id:
            problem = f"broader_id '{term.broader_id}' of {quoted(term.label)} is not a term of this facet"
            yield RowProblem(term, problem, "name a term of the facet or leave it empty")


@error("broader-cycle", miscounts=True)
def broader_cycle(keyed: Keyed) -> Iterator[RowProblem]:
    """Terms are broader than each other in a circle, or a term than itself."""
    for circle in _circles(keyed, ((term, term.broader_id) for term in keyed.terms)):
        problem = f"broader terms run in a circle: {_path(circle)}"
        yield RowProblem(circle[0], problem, "empty the broader_id of the widest of them")


@error("broader-deprecated")
def broader_deprecated(keyed: Keyed) -> Iterator[RowProblem]:
    """An active term sits under a deprecated one."""
    for term in keyed.terms:
        broader = keyed.vocabulary.by_id.get(term.broader_id or "")
        if broader and broader.status is Status.DEPRECATED and term.status is Status.ACTIVE:
            current = keyed.current[broader.term_id]
            problem = f"{quoted(term.label)} sits under '{broader.term_id}', which is deprecated"
            yield RowProblem(term, problem, f"put it under {current.term_id if current else 'an active term'}")


@warning("orphan")
def orphan(keyed: Keyed) -> Iterator[RowProblem]:
    """An active term of a curated facet has neither a broader nor a narrower term."""
    if keyed.vocabulary.facet.kind is not Kind.CURATED:
        return
    for term in keyed.terms:
        if term.status is Status.ACTIVE and not term.broader_id and term.term_id not in keyed.narrower:
            yield RowProblem(
                term, f"{quoted(term.label)} has no broader or narrower term", "put it under a broader term"
            )


@error("replaced-unknown")
def replaced_unknown(keyed: Keyed) -> Iterator[RowProblem]:
    """A term's replaced_by is not a term of the facet."""
    for term in keyed.terms:
        if term.replaced_by and term.replaced_by not in keyed.vocabulary.by_id:
            problem = f"replaced_by '{term.replaced_by}' of {quoted(term.label)} is not a term of this facet"
            yield RowProblem(term, problem, "name a term of the facet")


@error("replaced-cycle")
def replaced_cycle(keyed: Keyed) -> Iterator[RowProblem]:
    """Deprecated terms replace each other in a circle, or a term itself."""
    deprecated = (term for term in keyed.terms if term.status is Status.DEPRECATED)
    for circle in _circles(keyed, ((term, term.replaced_by) for term in deprecated)):
        problem = f"terms replace each other in a circle: {_path(circle)}"
        yield RowProblem(circle[0], problem, "let the last of them name an active term")


@error("replaced-by-nothing")
def replaced_by_nothing(keyed: Keyed) -> Iterator[RowProblem]:
    """A deprecated term is replaced by a deprecated one that nothing replaces."""
    for term in keyed.terms:
        successor = keyed.vocabulary.by_id.get(term.replaced_by or "")
        if successor and _is_dropped(successor) and term.status is Status.DEPRECATED:
            problem = f"'{successor.term_id}', which replaces {quoted(term.label)}, was dropped itself"
            yield RowProblem(term, problem, "name an active term, or leave replaced_by empty")


@error("replaced-by-replaced")
def replaced_by_replaced(keyed: Keyed) -> Iterator[RowProblem]:
    """A deprecated term is replaced by one that is replaced itself."""
    for term in keyed.terms:
        successor = keyed.vocabulary.by_id.get(term.replaced_by or "")
        if successor and successor.replaced_by and term.status is successor.status is Status.DEPRECATED:
            current = keyed.current[term.term_id]
            if current:
                problem = f"'{successor.term_id}', which replaces {quoted(term.label)}, was replaced itself"
                yield RowProblem(term, problem, f"write {current.term_id}")


@warning("deprecated-unreplaced")
def deprecated_unreplaced(keyed: Keyed) -> Iterator[RowProblem]:
    """A term was deprecated without saying what to use instead."""
    for term in keyed.terms:
        if _is_dropped(term):
            problem = f"{quoted(term.label)} is deprecated and nothing replaces it"
            yield RowProblem(term, problem, "name the term to use instead in replaced_by, if there is one")


@error("active-replaced")
def active_replaced(keyed: Keyed) -> Iterator[RowProblem]:
    """A term is active and replaced at once."""
    for term in keyed.terms:
        if term.status is Status.ACTIVE and term.replaced_by:
            problem = f"{quoted(term.label)} is active, yet replaced by '{term.replaced_by}'"
            yield RowProblem(term, problem, "deprecate it or empty replaced_by")


def _is_dropped(term: Term) -> bool:
    return term.status is Status.DEPRECATED and not term.replaced_by


def _circles(keyed: Keyed, parents: Iterable[tuple[Term, str | None]]) -> Iterator[list[Term]]:
    """Each circle once, from its first term in the file."""
    by_id = keyed.vocabulary.by_id
    for ring in circles({term.term_id: parent for term, parent in parents if parent}):
        first = min(range(len(ring)), key=lambda place: by_id[ring[place]].line)
        yield [by_id[term_id] for term_id in ring[first:] + ring[:first]]


def _path(circle: list[Term]) -> str:
    ids = [term.term_id for term in circle[:6]]
    return " -> ".join([*ids, *(["…"] if len(circle) > 6 else []), circle[0].term_id])


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
    for term in keyed.names:
        if term.label and not keyed.key(term.label):
            yield RowProblem(term, f"the label {quoted(term.label)} has neither letter nor digit", "write it in words")


@error("label-mixes-scripts")
def label_mixes_scripts(keyed: Keyed) -> Iterator[RowProblem]:
    """A word of a label mixes Latin letters with Cyrillic, Greek or other ones that look like them."""
    for term in keyed.names:
        if not term.label.isascii() and (word := mixed_word(term.label)):
            problem = f"the label {quoted(term.label)} mixes letters of two scripts in {word!a}"
            yield RowProblem(term, problem, "type the word again in one script")


@warning("label-long")
def label_long(keyed: Keyed) -> Iterator[RowProblem]:
    """A label is too long for a heading (100 characters; 400 in a closed facet, which follows an outside list)."""
    longest = LONGEST_CURATED_LABEL if keyed.vocabulary.facet.kind is Kind.CURATED else LONGEST_LABEL
    for term in keyed.names:
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


RULES = rules_in(globals())


def _word_bag(keyed: Keyed, label: str) -> tuple[str, ...]:
    """The label's words in the singular and in alphabetical order, without the small ones that order needs."""
    words = (keyed.key(word) for word in _WORD.findall(label.casefold()) if word not in _SMALL_WORDS)
    return tuple(sorted(singular(word) for word in words))
