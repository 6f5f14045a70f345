"""Rules on a facet's terms and what they refer to: ids, broader terms, and the terms that replace others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tagfold.finding import quoted
from tagfold.taxonomy.check.index import Keyed, RowProblem, error, warning
from tagfold.taxonomy.model import Kind, Status, Term


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
    for circle in _circles(keyed, lambda term: term.broader_id):
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
    for circle in _circles(keyed, lambda term: term.replaced_by if term.status is Status.DEPRECATED else None):
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


RULES = (
    id_twice, broader_unknown, broader_cycle, broader_deprecated, orphan, replaced_unknown, replaced_cycle,
    replaced_by_nothing, deprecated_unreplaced, active_replaced,
)  # fmt: skip


def _is_dropped(term: Term) -> bool:
    return term.status is Status.DEPRECATED and not term.replaced_by


def _circles(keyed: Keyed, above: Callable[[Term], str | None]) -> Iterator[list[Term]]:
    """Each circle once, from its first term in the file. Linear: no term is walked over twice."""
    done: set[str] = set()
    for start in keyed.terms:
        walked: dict[str, Term] = {}
        term: Term | None = start
        while term and term.term_id not in done and term.term_id not in walked:
            walked[term.term_id] = term
            term = keyed.vocabulary.by_id.get(above(term) or "")
        done.update(walked)
        if term and term.term_id in walked:
            ring = list(walked.values())
            ring = ring[ring.index(term) :]
            first = min(range(len(ring)), key=lambda place: ring[place].line)
            yield ring[first:] + ring[:first]


def _path(circle: list[Term]) -> str:
    ids = [term.term_id for term in circle[:6]]
    return " -> ".join([*ids, *(["…"] if len(circle) > 6 else []), circle[0].term_id])
