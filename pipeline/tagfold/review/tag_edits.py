"""From a decision about a tag in the queue to rows of terms.csv and mappings.csv."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, MarkNotATag, NewTerm, Reject, SplitTag, TagAction, Unsure
from tagfold.review.differences import difference
from tagfold.review.edit_context import EditContext, one_line, typed_label
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Term

_OPEN = (Judgement.ACCEPT, Judgement.UNSURE, Judgement.NOT_A_TAG)
"""What a new decision about a variant takes the place of; rejects stay."""


def tag_edits(context: EditContext, key: str, action: TagAction) -> list[Edit]:
    """The rows that `action` changes, for the tag with this key and those decided with it.

    Raises TaxonomyError if the decision contradicts an earlier one.
    """
    match action:
        case Accept():
            return [
                edit
                for one in dict.fromkeys((key, *action.also))
                for edit in _accept(context, one, action.term_id, action.note)
            ]
        case NewTerm():
            return list(_new_term(context, key, action))
        case Reject():
            return list(_reject(context, key, action))
        case SplitTag():
            return list(_split(context, key, action))
        case MarkNotATag():
            return [
                edit for one in dict.fromkeys((key, *action.also)) for edit in _not_a_tag(context, one, action.note)
            ]
        case Unsure():
            rows = [m for m in context.rows_of(key) if m.judgement is Judgement.UNSURE]
            noted = context.new_row(context.raw_of(key), Judgement.UNSURE, action.term_id, note=action.note)
            return list(replaced_rows(rows, [noted]))


def basis_of(raw: str, term: Term, mappings: Sequence[Mapping]) -> Basis:
    """Why a tag means a term, by its letters: held against the label and the accepted variants, the nearest counts."""
    accepted = (m.variant for m in mappings if m.term_id == term.term_id and m.judgement is Judgement.ACCEPT)
    known = [term.label, *(variant for variant in accepted if form_key(variant) != form_key(raw))]
    bases = [
        Basis.LABEL if form_key(raw) == form_key(spelling) else difference(raw, spelling).basis for spelling in known
    ]
    return min(bases, key=list(_NEAREST).index)


_NEAREST = (
    Basis.LABEL, Basis.SPELLING, Basis.INFLECTION, Basis.WORD_ORDER, Basis.ABBREVIATION, Basis.TRANSLATION,
    Basis.SYNONYM, Basis.SPLIT, Basis.OTHER,
)  # fmt: skip


def _accept(context: EditContext, key: str, term_id: str, note: str) -> Iterator[Edit]:
    term = context.term(term_id)
    yield from _mean(context, key, term, basis_of(context.raw_of(key), term, context.vocabulary.mappings), note)


def _mean(context: EditContext, key: str, term: Term, basis: Basis, note: str) -> Iterator[Edit]:
    """The variant means the term and nothing else; a term's own label needs no row."""
    _refuse_label_of_other(context, key, term.term_id)
    gone = [m for m in context.rows_of(key) if m.judgement in _OPEN or m.term_id == term.term_id]
    own = form_key(term.label) == key
    yield from replaced_rows(
        gone,
        ()
        if own and not note
        else [context.new_row(_readable(context, key), Judgement.ACCEPT, term.term_id, basis, note=note)],
    )


def _new_term(context: EditContext, key: str, action: NewTerm) -> Iterator[Edit]:
    term = new_term(context, action.label, action.broader_id, action.definition)
    yield Edit(None, term)
    for one in dict.fromkeys((key, *action.also, form_key(term.label))):
        if one == form_key(term.label):
            yield from replaced_rows([m for m in context.rows_of(one) if m.judgement in _OPEN], ())
        else:
            yield from _mean(context, one, term, basis_of(context.raw_of(one), term, ()), action.note)


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


def _reject(context: EditContext, key: str, action: Reject) -> Iterator[Edit]:
    term = context.vocabulary.by_id.get(action.term_id)
    if term is None:
        raise TaxonomyError(f"'{action.term_id}' is not a term here", remedy="name one of the proposals")
    if form_key(term.label) == key:
        problem = f"'{context.raw_of(key)}' is the label of '{term.term_id}'"
        raise TaxonomyError(problem, remedy="rename the term if its label is wrong")
    gone = [m for m in context.rows_of(key) if m.term_id == term.term_id]
    yield from replaced_rows(
        gone, [context.new_row(_readable(context, key), Judgement.REJECT, term.term_id, note=action.note)]
    )


def _split(context: EditContext, key: str, action: SplitTag) -> Iterator[Edit]:
    _refuse_label_of_other(context, key, None)
    parts: list[Term] = []
    for name in action.parts:
        term = context.vocabulary.by_id.get(name) or context.labelled(name)
        if term is None:
            term = new_term(context, name, None, "")
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


def _readable(context: EditContext, key: str) -> str:
    """The spelling to keep: the one on file where there is one, else the most used, as one clean line."""
    on_file = context.rows_of(key)
    return on_file[0].variant if on_file else context.raw_of(key)


def _refuse_label_of_other(context: EditContext, key: str, term_id: str | None) -> None:
    owner = context.labelled(context.raw_of(key))
    if owner and owner.term_id != term_id:
        problem = f"'{owner.label}' is the label of '{owner.term_id}'"
        raise TaxonomyError(problem, remedy="merge, rename or deprecate that term instead")
