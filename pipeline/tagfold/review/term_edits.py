"""From an action on a term to rows of the taxonomy's files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.review.actions import (
    Define,
    Deprecate,
    Merge,
    Move,
    NoteScope,
    Relate,
    Rename,
    SplitTerm,
    TermAction,
    Translate,
    Unrelate,
)
from tagfold.review.edit_context import EditContext, one_line, typed_label
from tagfold.review.new_rows import new_term, replaced_rows
from tagfold.review.related_edits import contradicted, pair_edits
from tagfold.review.scope_note_edits import scope_note_edits
from tagfold.review.translation_edits import translation_edits
from tagfold.taxonomy.edits import Edit, edited
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Status, Term


def term_edits(context: EditContext, term: Term, action: TermAction) -> list[Edit]:
    """The rows that an action on a term changes, with those of related terms that it would contradict."""
    edits = list(_term_edits(context, term, action))
    return [*edits, *contradicted(context.vocabulary, edited(context.vocabulary, edits))]


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
        case Relate() | Unrelate():
            yield from pair_edits(context, term, action)
        case NoteScope():
            yield from scope_note_edits(context, term, action.scope_note)


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
