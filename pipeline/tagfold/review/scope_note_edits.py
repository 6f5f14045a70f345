"""From a note on how to use a term to the row of scope_notes.csv that says so."""

from __future__ import annotations

from collections.abc import Iterator

from tagfold.errors import TaxonomyError
from tagfold.review.edit_context import EditContext, one_line
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import ScopeNote, Term


def scope_note_edits(context: EditContext, term: Term, text: str) -> Iterator[Edit]:
    """The note takes the place of the one that the term has; an empty one takes it away.

    Raises TaxonomyError if that changes nothing.
    """
    note = one_line(text)
    old = context.vocabulary.scope_note(term.term_id)
    new = ScopeNote(term.term_id, note) if note else None
    if old == new:
        words = "reads like that already" if old else "has no scope note"
        raise TaxonomyError(f"'{term.label}' {words}", remedy="change something")
    yield Edit(old, new)
