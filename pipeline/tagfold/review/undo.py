"""Undo one decision and none of those after it: the rows go back to what they were, if nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.taxonomy.edits import Edit, Row, edited
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term, Vocabulary


def undo_edits(
    chosen: Iterable[Entry], entries: Sequence[Entry], vocabulary: Vocabulary
) -> list[tuple[Entry, list[Edit]]]:
    """For each of the decisions, which were made in one step, the last first, the rows that undoes it.

    Raises TaxonomyError, naming the decision that prevents one of them.
    """
    undone = is_undone(entries)
    found = []
    for entry in sorted(chosen, key=lambda entry: entry.entry, reverse=True):
        if entry.entry in undone:
            by = next((one for one in entries if one.undoes == entry.entry and one.entry not in undone), None)
            raise TaxonomyError(f"this decision is undone already{_when(by)}", remedy="undo that undo to restore it")
        found.append((entry, [edit.undone for edit in reversed(entry.edits) if edit.before != edit.after]))
    every = [edit for _, edits in found for edit in edits]
    present: set[Row] = {*vocabulary.terms, *vocabulary.mappings, *vocabulary.translations}
    gone, result = {edit.before for edit in every}, edited(vocabulary, every)
    for entry, edits in found:
        later = [one for one in entries if one.entry > entry.entry and one.entry not in undone]
        for edit in edits:
            if edit.before is not None and edit.before not in present:
                raise _rests(entry, later, {_name(edit.before)}, f"{_called(edit.before)} has changed since")
            if edit.after in present and edit.after not in gone:
                raise _rests(entry, later, {_name(edit.after)}, "the same was decided again")
        _refuse_broken(entry, edits, later, result)
    return found


def _refuse_broken(entry: Entry, edits: Iterable[Edit], later: Sequence[Entry], result: Vocabulary) -> None:
    for edit in edits:
        if isinstance(edit.before, Term) and edit.after is None:
            _refuse_used(entry, later, edit.before, result)
        elif isinstance(edit.after, Term):
            _refuse_broken_term(entry, later, edit.after, result)
        elif isinstance(edit.after, Mapping):
            _refuse_second_meaning(entry, later, edit.after, result)


def _refuse_used(entry: Entry, later: Sequence[Entry], term: Term, result: Vocabulary) -> None:
    """A term that would be gone must not be needed."""
    for mapping in result.mappings:
        if mapping.term_id == term.term_id:
            raise _rests(entry, later, {form_key(mapping.variant)}, f"'{mapping.variant}' now means '{term.label}'")
    for other in result.terms:
        if term.term_id in (other.broader_id, other.replaced_by):
            raise _rests(entry, later, {other.term_id}, f"'{other.label}' refers to '{term.label}'")

    for label in result.translations:
        if label.term_id == term.term_id:
            raise _rests(entry, later, {term.term_id}, f"'{label.label}' is a label of '{term.label}'")


def _refuse_broken_term(entry: Entry, later: Sequence[Entry], term: Term, result: Vocabulary) -> None:
    """A term that comes back as it was must find the terms it refers to, and its label free."""
    for other_id in filter(None, (term.broader_id, term.replaced_by)):
        other = result.by_id.get(other_id)
        if other is None or other.status is Status.DEPRECATED:
            raise _rests(entry, later, {other_id}, f"'{term.label}' would refer to '{other_id}', which was dropped")
    if term.status is Status.DEPRECATED:
        return
    key = form_key(term.label)
    for other in result.terms:
        if other.term_id != term.term_id and other.status is Status.ACTIVE and form_key(other.label) == key:
            raise _rests(entry, later, {other.term_id}, f"'{term.label}' is now the label of '{other.term_id}'")
    for mapping in result.mappings:
        if form_key(mapping.variant) == key and _says_otherwise(mapping, term.term_id):
            raise _rests(entry, later, {key}, f"'{mapping.variant}' now means something else")


def _says_otherwise(mapping: Mapping, term_id: str) -> bool:
    if mapping.judgement is Judgement.ACCEPT:
        return mapping.term_id != term_id
    return mapping.judgement is Judgement.NOT_A_TAG or (
        mapping.judgement is Judgement.REJECT and mapping.term_id == term_id
    )


def _refuse_second_meaning(entry: Entry, later: Sequence[Entry], mapping: Mapping, result: Vocabulary) -> None:
    """A decision that comes back must not contradict a later one on the same variant, nor be about a dropped term."""
    key = form_key(mapping.variant)
    term = result.by_id.get(mapping.term_id or "")
    if mapping.term_id and (term is None or term.status is Status.DEPRECATED):
        raise _rests(entry, later, {mapping.term_id}, f"'{mapping.term_id}' was dropped")
    if mapping.judgement is Judgement.UNSURE:
        return
    own = {_name(edit.after) for edit in entry.edits} | {_name(edit.before) for edit in entry.edits}
    for other in result.mappings:
        if other == mapping or form_key(other.variant) != key or other.judgement is Judgement.UNSURE:
            continue
        if mapping.judgement is Judgement.REJECT and other.term_id != mapping.term_id:
            continue
        if other.judgement is Judgement.REJECT and other.term_id != mapping.term_id:
            continue
        if _split_of_one(mapping, other) and key in own:
            continue
        raise _rests(entry, later, {key}, f"'{mapping.variant}' was decided again")
    owner = next((t for t in result.terms if t.status is Status.ACTIVE and form_key(t.label) == key), None)
    if owner and owner.term_id != mapping.term_id and mapping.judgement is not Judgement.REJECT:
        raise _rests(entry, later, {owner.term_id, key}, f"'{owner.label}' is now the label of '{owner.term_id}'")


def _split_of_one(one: Mapping, other: Mapping) -> bool:
    return one.judgement is other.judgement is Judgement.ACCEPT and one.part != other.part


def _rests(entry: Entry, later: Iterable[Entry], names: set[str], what: str) -> TaxonomyError:
    """The refusal, with the latest decision that touched one of the names."""
    touching = [one for one in later if names & {_name(row) for edit in one.edits for row in (edit.before, edit.after)}]
    by = touching[-1] if touching else None
    words = f"can't undo '{entry.action}' of '{entry.subject}': {what}{_when(by)}"
    remedy = f"undo {by.entry} first, or decide again" if by else "decide again"
    return TaxonomyError(words, remedy=remedy)


def _when(by: Entry | None) -> str:
    return (
        f" ({by.action} of '{by.subject}' by {by.by}, {by.at[:16].replace('T', ' ')}, entry {by.entry})" if by else ""
    )


def _name(row: Row | None) -> str:
    return "" if row is None else form_key(row.variant) if isinstance(row, Mapping) else row.term_id


def _called(row: Row) -> str:
    if isinstance(row, Mapping):
        return f"the decision about '{row.variant}'"
    return f"the {'term' if isinstance(row, Term) else 'label'} '{row.label}'"
