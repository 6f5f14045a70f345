"""Undo one decision and none of those after it: the rows go back to what they were, if nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.taxonomy.edits import Edit, Row, edited
from tagfold.taxonomy.history import Entry, is_undone
from tagfold.taxonomy.model import Judgement, Mapping, RelatedTerms, ScopeNote, Status, Term, Vocabulary
from tagfold.taxonomy.related import contradicts
from tagfold.taxonomy.row_files import every_row


def undo_edits(
    chosen: Iterable[Entry], entries: Sequence[Entry], vocabularies: Lookup[str, Vocabulary]
) -> list[tuple[Entry, list[Edit]]]:
    """For each of the decisions, which were made in one facet and one step, the last first, the rows that undoes it.

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
    name = found[0][0].facet
    vocabulary = vocabularies[name]
    present: set[Row] = set(every_row(vocabulary))
    gone, result = {edit.before for edit in every}, {**vocabularies, name: edited(vocabulary, every)}
    for entry, edits in found:
        later = [one for one in entries if one.entry > entry.entry and one.entry not in undone]
        for edit in edits:
            if edit.before is not None and edit.before not in present:
                raise _rests(entry, later, _names(edit.before), f"{_called(edit.before)} has changed since")
            if edit.after in present and edit.after not in gone:
                raise _rests(entry, later, _names(edit.after), "the same was decided again")
        _refuse_broken(entry, edits, later, result[name])
        for edit in edits:
            _refuse_unrelated(entry, later, edit, result)
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
    if result.scope_note(term.term_id):
        raise _rests(entry, later, {term.term_id}, f"'{term.label}' has a scope note")


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


def _refuse_unrelated(entry: Entry, later: Sequence[Entry], edit: Edit, result: Lookup[str, Vocabulary]) -> None:
    """Related terms must be there, and not above each other, with what comes back or goes."""
    ids = {term_id for row in (edit.before, edit.after) for term_id in _names(row) if not isinstance(row, Mapping)}
    for row in (row for vocabulary in result.values() for row in vocabulary.related):
        pair = {row.term_id, row.related_id}
        if any(all(term_id not in one.by_id for one in result.values()) for term_id in pair & ids):
            raise _rests(entry, later, pair, f"'{row.term_id}' and '{row.related_id}' are related")
    if isinstance(edit.before, Term) or isinstance(edit.after, Term | RelatedTerms):
        own = result[entry.facet]
        for row in (row for row in own.related if contradicts(row, own)):
            problem = f"'{row.term_id}' and '{row.related_id}' are related, and would be above each other"
            raise _rests(entry, later, {row.term_id, row.related_id}, problem)


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
    row = mapping.variant, mapping.part, mapping.term_id
    if any(other != mapping and (other.variant, other.part, other.term_id) == row for other in result.mappings):
        raise _rests(entry, later, {key}, f"'{mapping.variant}' was decided again")
    if mapping.judgement is Judgement.UNSURE:
        return
    own = {name for edit in entry.edits for row in (edit.before, edit.after) for name in _names(row)}
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
    touching = [
        one for one in later if any(names & _names(row) for edit in one.edits for row in (edit.before, edit.after))
    ]
    by = touching[-1] if touching else None
    words = f"can't undo '{entry.action}' of '{entry.subject}': {what}{_when(by)}"
    remedy = f"undo {by.entry} first, or decide again" if by else "decide again"
    return TaxonomyError(words, remedy=remedy)


def _when(by: Entry | None) -> str:
    return (
        f" ({by.action} of '{by.subject}' by {by.by}, {by.at[:16].replace('T', ' ')}, entry {by.entry})" if by else ""
    )


def _names(row: Row | None) -> set[str]:
    """What a row is about: the key of a tag, or the ids of terms."""
    if isinstance(row, RelatedTerms):
        return {row.term_id, row.related_id}
    return set() if row is None else {form_key(row.variant) if isinstance(row, Mapping) else row.term_id}


def _called(row: Row) -> str:
    if isinstance(row, Mapping):
        return f"the decision about '{row.variant}'"
    if isinstance(row, RelatedTerms):
        return f"that '{row.term_id}' and '{row.related_id}' are related"
    if isinstance(row, ScopeNote):
        return f"the scope note of '{row.term_id}'"
    return f"the {'term' if isinstance(row, Term) else 'label'} '{row.label}'"
