"""A new term, and new rows in the place of others: what actions on tags and on terms have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.edit_context import EditContext, one_line, typed_label
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Judgement, Mapping, Term


def new_term(context: EditContext, label: str, broader_id: str | None, definition: str) -> Term:
    """A term with a new id. Raises TaxonomyError if the label means something already."""
    label = typed_label(label)
    if known := context.labelled(label):
        problem = f"there is a term '{known.label}' ({known.term_id}) already"
        raise TaxonomyError(problem, remedy="accept that one, or choose another label")
    for mapping in context.rows_of(form_key(label)):
        if mapping.judgement is Judgement.ACCEPT:
            problem = f"'{mapping.variant}' is mapped to '{mapping.term_id}' already"
            raise TaxonomyError(problem, remedy="undo that first, or choose another label")
    broader = context.term(broader_id).term_id if broader_id else None
    return Term(context.new_term_id(), label, broader, definition=one_line(definition))


def replaced_rows(gone: Iterable[Mapping], new: Iterable[Mapping]) -> Iterator[Edit]:
    """Edits that take rows away and put others in; a row for the same variant, part and term is replaced."""
    olds = {(m.variant, m.part, m.term_id): m for m in gone}
    adds = []
    for mapping in new:
        old = olds.pop((mapping.variant, mapping.part, mapping.term_id), None)
        if old != mapping:
            adds.append(Edit(old, mapping))
    yield from (Edit(old, None) for old in olds.values())
    yield from adds
