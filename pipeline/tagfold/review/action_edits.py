"""From an action to rows of the taxonomy's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, repeat

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import (
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    Move,
    NewTerm,
    Reject,
    Rename,
    SplitTag,
    SplitTerm,
    TagAction,
    TermAction,
    Translate,
    Unsure,
)  # fmt: skip
from tagfold.review.differences import basis_of
from tagfold.review.edit_context import EditContext, one_line, typed_label
from tagfold.review.translation_edits import translation_edits
from tagfold.taxonomy.codec import confidence
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term

_OPEN = (Judgement.ACCEPT, Judgement.UNSURE, Judgement.NOT_A_TAG)
"""What a new decision about a variant takes the place of; rejects stay."""


def edits_of(context: EditContext, subject: str, action: Action) -> list[Edit]:
    """The rows that `action` changes, for the tag with the key `subject` and those decided with it, or for the term
    with that id. No use is lost on the way but on purpose.

    Raises TaxonomyError if the decision contradicts an earlier one.
    """
    if isinstance(action, TagAction):
        return list(_tag_edits(context, subject, action))
    return list(_term_edits(context, context.term(subject), action))


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


def _term_edits(context: EditContext, term: Term, action: TermAction) -> Iterator[Edit]:
    match action:
        case Rename():
            yield from _rename(context, term, action.label)
        case Move():
            yield from _move(context, term, action.broader_id)
        case Merge():
            yield from _replace(context, term, context.term(action.into))
        case SplitTerm():
            yield from _split_term(context, term, action)
        case Deprecate():
            yield from _replace(context, term, context.term(action.replaced_by) if action.replaced_by else None)
        case Define():
            yield from _changed(term, replace(term, definition=one_line(action.definition)))
        case Translate():
            yield from translation_edits(context, term, action.language, action.label)


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


def _changed(before: Term, now: Term) -> list[Edit]:
    if before == now:
        raise TaxonomyError(f"'{before.label}' reads like that already", remedy="change something")
    return [Edit(before, now)]


def _rename(context: EditContext, term: Term, label: str) -> Iterator[Edit]:
    label, key = typed_label(label), form_key(label)
    other = context.labelled(label)
    if other and other.term_id != term.term_id:
        raise TaxonomyError(f"'{other.label}' is the label of '{other.term_id}'", remedy="merge the two terms instead")
    rows = context.rows_of(key)
    for mapping in rows:
        if mapping.judgement is Judgement.ACCEPT and mapping.term_id != term.term_id:
            problem = f"'{mapping.variant}' is mapped to '{mapping.term_id}'"
            raise TaxonomyError(problem, remedy="undo that first, or choose another label")
    yield from _changed(term, replace(term, label=label))
    if key == form_key(term.label):
        return
    yield from replaced_rows([m for m in rows if m.judgement is not Judgement.REJECT or m.term_id == term.term_id], ())
    old = [m for m in context.rows_of(form_key(term.label)) if m.judgement is not Judgement.REJECT]
    yield from replaced_rows(old, [context.new_row(term.label, Judgement.ACCEPT, term.term_id, Basis.LABEL)])


def _move(context: EditContext, term: Term, broader_id: str | None) -> Iterator[Edit]:
    above = context.term(broader_id) if broader_id else None
    step: Term | None = above
    seen: set[str] = set()
    while step and step.term_id not in seen:
        if step.term_id == term.term_id:
            raise TaxonomyError(f"that would make '{term.label}' its own parent", remedy="choose another broader term")
        seen.add(step.term_id)
        step = context.vocabulary.by_id.get(step.broader_id or "")
    yield from _changed(term, replace(term, broader_id=above.term_id if above else None))


def _replace(context: EditContext, term: Term, successor: Term | None) -> Iterator[Edit]:
    """Drop a term: decisions about it and its narrower terms go to the successor; without one, decisions go away."""
    if successor and successor.term_id == term.term_id:
        raise TaxonomyError("a term cannot be merged into itself", remedy="name another term")
    above = successor or context.vocabulary.by_id.get(term.broader_id or "")
    if successor and successor.broader_id == term.term_id:
        moved = replace(successor, broader_id=term.broader_id)
        yield Edit(successor, moved)
    for narrower in context.vocabulary.terms:
        if narrower.broader_id == term.term_id and narrower != successor:
            yield Edit(narrower, replace(narrower, broader_id=above.term_id if above else None))
    gone = replace(term, status=Status.DEPRECATED, replaced_by=successor.term_id if successor else None)
    yield Edit(term, gone)
    for earlier in context.vocabulary.terms:  # no chain of deprecated terms: each names the one to use today
        if earlier.replaced_by == term.term_id:
            yield Edit(earlier, replace(earlier, replaced_by=successor.term_id if successor else None))
    keys = dict.fromkeys(form_key(m.variant) for m in context.vocabulary.mappings if m.term_id == term.term_id)
    for key in keys:
        rows = [m for m in context.rows_of(key) if m.judgement is Judgement.ACCEPT]
        yield from replaced_rows(rows, _handed_on(key, rows, term, successor))


def _handed_on(key: str, rows: list[Mapping], term: Term, successor: Term | None) -> Iterator[Mapping]:
    """What was accepted for a variant, with the successor in the term's place; without one, it is in the queue again.

    What somebody rejected, or was unsure about, stays about the term that they named: nobody said it of the successor.
    """
    accepted = sorted(rows, key=lambda m: m.part)
    if successor is None:
        yield from (m for m in accepted if all(one.term_id != term.term_id for one in accepted))
        return
    parts: dict[str, Mapping] = {}
    for mapping in accepted:
        target = successor.term_id if mapping.term_id == term.term_id else mapping.term_id or ""
        parts.setdefault(target, replace(mapping, term_id=target, part=len(parts) + 1))
    if len(parts) == 1 and len(accepted) > 1:  # both parts are one term now
        parts = {target: replace(mapping, basis=Basis.OTHER) for target, mapping in parts.items()}
    for mapping in parts.values():
        if len(parts) > 1 or key != form_key(successor.label) or mapping.note:
            yield mapping


def _split_term(context: EditContext, term: Term, action: SplitTerm) -> Iterator[Edit]:
    keys = {form_key(variant) for variant in action.variants}
    rows = [
        m
        for m in context.vocabulary.mappings
        if m.term_id == term.term_id and m.judgement is Judgement.ACCEPT and form_key(m.variant) in keys
    ]
    missing = keys - {form_key(m.variant) for m in rows}
    if missing or not rows:
        named = next((v for v in action.variants if form_key(v) in missing), "none")
        raise TaxonomyError(
            f"'{named}' is not an accepted variant of '{term.label}'", remedy="name variants of the term"
        )
    wanted = form_key(action.label)
    free = replace(context.vocabulary, mappings=tuple(m for m in context.vocabulary.mappings if m not in rows))
    new = new_term(replace(context, vocabulary=free), action.label, term.broader_id, action.definition)
    yield Edit(None, new)
    moved = [replace(m, term_id=new.term_id) for m in rows if form_key(m.variant) != wanted]
    yield from replaced_rows(rows, moved)
