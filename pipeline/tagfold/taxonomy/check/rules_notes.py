"""Rules on scope notes (scope_notes.csv): one per term, of a term that is there."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.taxonomy.check.rule import Keyed, RowProblem, error, rules_in
from tagfold.taxonomy.model import ScopeNote


@error("note-of-unknown-term")
def note_of_unknown_term(keyed: Keyed) -> Iterator[RowProblem]:
    """A row of scope_notes.csv names a term that the facet does not have."""
    for note in keyed.vocabulary.scope_notes:
        if note.term_id not in keyed.vocabulary.by_id:
            problem = f"term_id '{note.term_id}' is not a term of this facet"
            yield RowProblem(note, problem, "name a term of the facet, or delete the row")


@error("note-twice")
def note_twice(keyed: Keyed) -> Iterator[RowProblem]:
    """A term has two scope notes."""
    first_of: dict[str, ScopeNote] = {}
    for note in keyed.vocabulary.scope_notes:
        first = first_of.setdefault(note.term_id, note)
        if first is not note:
            problem = f"'{note.term_id}' has a scope note already (line {first.line})"
            yield RowProblem(note, problem, "make one line of the two")


RULES = rules_in(globals())
