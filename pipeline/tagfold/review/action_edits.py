"""From an action to rows of the taxonomy's files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, repeat

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import (
    Accept,
    Action,
    MarkNotATag,
    NewTerm,
    Reject,
    SplitTag,
    TagAction,
    Unsure,
)
from tagfold.review.differences import basis_of
from tagfold.review.edit_context import EditContext
from tagfold.review.new_rows import new_term, replaced_rows
from tagfold.review.term_edits import term_edits
from tagfold.taxonomy.codec import confidence
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Basis, Judgement, Term

_OPEN = (Judgement.ACCEPT, Judgement.UNSURE, Judgement.NOT_A_TAG)
"""What a new decision about a variant takes the place of; rejects stay."""


def edits_of(context: EditContext, subject: str, action: Action) -> list[Edit]:
    """The rows that `action` changes, for the tag with the key `subject` and those decided with it, or for the term
    with that id. No use is lost on the way but on purpose.

    Raises TaxonomyError if the decision contradicts an earlier one.
    """
    if isinstance(action, TagAction):
        return list(_tag_edits(context, subject, action))
    return term_edits(context, context.term(subject), action)


def _tag_edits(context: EditContext, key: str, action: TagAction) -> Iterator[Edit]:
    match action:
        case Accept():
            for one in dict.fromkeys((key, *action.also)):
                yield from _accept(context, one, action)
        case NewTerm():
            yield from _new_term(context, key, action)
        case Reject():
            yield from _reject(context, key, action)
        case SplitTag():
            yield from _split(context, key, action)
        case MarkNotATag():
            for one in dict.fromkeys((key, *action.also)):
                yield from _not_a_tag(context, one, action.note)
        case Unsure():
            rows = [m for m in context.rows_of(key) if m.judgement is Judgement.UNSURE]
            noted = context.new_row(context.raw_of(key), Judgement.UNSURE, action.term_id, note=action.note)
            yield from replaced_rows(rows, [noted])


def _accept(context: EditContext, key: str, action: Accept) -> Iterator[Edit]:
    term = context.term(action.term_id)
    if action.basis and action.basis not in list(Basis):
        raise TaxonomyError(f"'{action.basis}' is not a basis", remedy=f"write one of: {', '.join(Basis)}")
    found = Basis(action.basis) if action.basis else basis_of(context.raw_of(key), term, context.vocabulary.mappings)
    yield from _mean(context, key, term, found, action.note, confidence(action.confidence))


def _mean(
    context: EditContext, key: str, term: Term, basis: Basis, note: str, sure: float | None = None
) -> Iterator[Edit]:
    """The variant means the term and nothing else; a term's own label needs no row."""
    _refuse_label_of_other(context, key, term.term_id)
    gone = [m for m in context.rows_of(key) if m.judgement in _OPEN or m.term_id == term.term_id]
    row = context.new_row(_readable(context, key), Judgement.ACCEPT, term.term_id, basis, note=note, confidence=sure)
    needed = note or sure is not None or form_key(term.label) != key
    yield from replaced_rows(gone, [row] if needed else ())


def _new_term(context: EditContext, key: str, action: NewTerm) -> Iterator[Edit]:
    term = new_term(context, action.label, action.broader_id, action.definition)
    yield Edit(None, term)
    for one in dict.fromkeys((key, *action.also, form_key(term.label))):
        if one == form_key(term.label):
            yield from replaced_rows([m for m in context.rows_of(one) if m.judgement in _OPEN], ())
        else:
            yield from _mean(context, one, term, basis_of(context.raw_of(one), term, ()), action.note)


def _reject(context: EditContext, key: str, action: Reject) -> Iterator[Edit]:
    term = context.vocabulary.by_id.get(action.term_id)
    if term is None:
        raise TaxonomyError(f"'{action.term_id}' is not a term here", remedy="name one of the proposals")
    if form_key(term.label) == key:
        problem = f"'{context.raw_of(key)}' is the label of '{term.term_id}'"
        raise TaxonomyError(problem, remedy="rename the term if its label is wrong")
    gone = [m for m in context.rows_of(key) if m.term_id == term.term_id]
    row = context.new_row(_readable(context, key), Judgement.REJECT, term.term_id, note=action.note)
    yield from replaced_rows(gone, [row])


def _split(context: EditContext, key: str, action: SplitTag) -> Iterator[Edit]:
    _refuse_label_of_other(context, key, None)
    parts: list[Term] = []
    broader_ids, definitions = chain(action.broader_ids, repeat("")), chain(action.definitions, repeat(""))
    for name, broader_id, definition in zip(action.parts, broader_ids, definitions, strict=False):
        term = context.vocabulary.by_id.get(name) or context.labelled(name)
        if term is None:
            term = new_term(context, name, broader_id, definition)
            yield Edit(None, term)
        else:
            term = context.term(term.term_id)
        parts.append(term)
    if len({term.term_id for term in parts}) < max(2, len(parts)):
        raise TaxonomyError("a split needs two terms or more, each once", remedy="accept a single term instead")
    variant = _readable(context, key)
    rows = [
        context.new_row(variant, Judgement.ACCEPT, term.term_id, Basis.SPLIT, part=part, note=action.note)
        for part, term in enumerate(parts, 1)
    ]
    wanted = {term.term_id for term in parts}
    gone = [m for m in context.rows_of(key) if m.judgement in _OPEN or m.term_id in wanted]
    yield from replaced_rows(gone, rows)


def _not_a_tag(context: EditContext, key: str, note: str) -> Iterator[Edit]:
    _refuse_label_of_other(context, key, None)
    gone = [m for m in context.rows_of(key) if m.judgement in _OPEN]
    yield from replaced_rows(gone, [context.new_row(_readable(context, key), Judgement.NOT_A_TAG, None, note=note)])


def _readable(context: EditContext, key: str) -> str:
    """The spelling to keep: the one on file where there is one, else the most used, as one clean line."""
    on_file = context.rows_of(key)
    return on_file[0].variant if on_file else context.raw_of(key)


def _refuse_label_of_other(context: EditContext, key: str, term_id: str | None) -> None:
    owner = context.labelled(context.raw_of(key))
    if owner and owner.term_id != term_id:
        problem = f"'{owner.label}' is the label of '{owner.term_id}'"
        raise TaxonomyError(problem, remedy="merge, rename or deprecate that term instead")
