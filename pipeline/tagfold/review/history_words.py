"""Lines of the history, and rows of the taxonomy's files, as sentences for people."""

from __future__ import annotations

from collections.abc import Callable

from tagfold.finding import counted
from tagfold.review.bulk_accept import Batch
from tagfold.taxonomy.edits import Edit, Row
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.languages import language_name
from tagfold.taxonomy.merging import Keep, RowConflict
from tagfold.taxonomy.model import Judgement, Mapping, RelatedTerms, ScopeNote, Status, Term, TermLabel

Label = Callable[[str], str]
"""From the id of a term to its label, or to the id where nobody knows it."""

_TERM_WORDS = {
    "rename": "Renamed",
    "move": "Moved",
    "merge": "Merged",
    "split_term": "Split the term",
    "deprecate": "Deprecated",
    "define": "Defined",
    "translate": "Named in another language:",
    "relate": "Related:",
    "unrelate": "No longer related:",
    "scope": "Scope note of",
}

_OTHER_WORDS = {
    "settle": "Settled a git merge",
    "to_confirm": "Asked for a second opinion",
    "confirm": "Confirmed",
    "dispute": "Disputed",
}


def entry_words(entry: Entry, label: Label) -> str:
    """One entry as a sentence without its full stop."""
    tag = f"“{entry.subject}”"
    if entry.undoes:
        return f"Undone: the decision on {_subject(entry, label)}"
    if entry.action in _TERM_WORDS:
        return f"{_TERM_WORDS[entry.action]} {_subject(entry, label)}{_term_change(entry.edits, entry.subject, label)}"
    terms = _accepted(entry.edits, label)
    others = len({e.after.variant for e in entry.edits if isinstance(e.after, Mapping)}) - 1
    also = f", with {others} more" if others > 0 else ""
    match entry.action:
        case "accept":
            return f"Accepted: {tag} is {' and '.join(terms)}{also}"
        case "new_term":
            return f"New term {' and '.join(terms)} for {tag}{also}"
        case "split":
            return f"Split {tag} into {', '.join(terms)}"
        case "reject":
            return f"Rejected: {tag} is not {' nor '.join(_rejected(entry.edits, label))}"
        case "not_a_tag":
            return f"{tag} is not a tag{also}"
        case "unsure":
            return f"Skip for now: {tag} moved to the end of the queue"
    return f"{_OTHER_WORDS.get(entry.action, entry.action)}: {_subject(entry, label)}"


def bulk_words(batch: Batch) -> str:
    """Decisions that were made in one step as a sentence without its full stop."""
    if batch.entries[0].undoes:
        return f"Undone: {counted(len(batch.entries), 'decision')} made in one step"
    first = batch.entries[0]
    note = f", {first.note}" if first.note else ""
    if said := {"reject": "Rejected the suggested term for", "unsure": "Skipped for now:"}.get(first.action):
        return f"{said} {counted(batch.tags, 'tag')}{note}"
    return f"Accepted: {counted(batch.tags, 'tag')} for {counted(len(batch.entries), 'term')}{note}"


def row_words(row: Row | None, label: Label) -> str:
    """A row of a file, for people; a row that is not there is a dash."""
    if row is None:
        return "–"
    if isinstance(row, Term):
        parts = [row.label]
        parts += [f"under {label(row.broader_id)}"] if row.broader_id else []
        parts += [str(row.status)] if row.status is Status.DEPRECATED else []
        parts += [f"replaced by {label(row.replaced_by)}"] if row.replaced_by else []
        return ", ".join(parts) + (f": {row.definition}" if row.definition else "")
    if isinstance(row, TermLabel):
        return f"“{row.label}” is the label of {label(row.term_id)} in {language_name(row.language)}"
    if isinstance(row, RelatedTerms):
        return f"{label(row.term_id)} is related to {label(row.related_id)}"
    if isinstance(row, ScopeNote):
        return f"how to use {label(row.term_id)}: {row.note}"
    said = {Judgement.ACCEPT: "is", Judgement.REJECT: "is not", Judgement.UNSURE: "may be"}
    if row.judgement is Judgement.NOT_A_TAG:
        return f"“{row.variant}” is not a tag"
    return f"“{row.variant}” {said[row.judgement]} {label(row.term_id) if row.term_id else 'open'}"


def settled_words(subject: str, keep: Keep, conflict: RowConflict) -> str:
    """What was kept of a conflict of a git merge."""
    if keep is Keep.BOTH:
        return f"“{subject}”: both rows kept"
    return f"“{subject}”: kept what {conflict.ours_name if keep is Keep.OURS else conflict.theirs_name} says"


def _subject(entry: Entry, label: Label) -> str:
    return label(entry.subject) if label(entry.subject) != entry.subject else f"“{entry.subject}”"


def _accepted(edits: tuple[Edit, ...], label: Label) -> list[str]:
    rows = [e.after for e in edits if isinstance(e.after, Mapping) and e.after.judgement is Judgement.ACCEPT]
    first = rows[0].variant if rows else ""
    in_order = sorted(rows, key=lambda row: (row.variant != first, row.part))
    found = [label(row.term_id) for row in in_order if row.term_id]
    return list(dict.fromkeys(found)) or [e.after.label for e in edits if isinstance(e.after, Term)]


def _rejected(edits: tuple[Edit, ...], label: Label) -> list[str]:
    rows = [e.after for e in edits if isinstance(e.after, Mapping) and e.after.judgement is Judgement.REJECT]
    return list(dict.fromkeys(label(row.term_id) for row in rows if row.term_id))


def _term_change(edits: tuple[Edit, ...], term_id: str, label: Label) -> str:
    for edit in edits:
        old, new = edit.before, edit.after
        if isinstance(pair := new or old, RelatedTerms):
            other = pair.related_id if pair.term_id == term_id else pair.term_id
            return f" and {label(other)}"
        if isinstance(note := new or old, ScopeNote):
            return f": {note.note}" if new else " taken away"
        if isinstance(new, TermLabel):
            return f", “{new.label}” in {language_name(new.language)}"
        if not isinstance(old, Term) or not isinstance(new, Term) or new.term_id != term_id:
            continue
        if old.label != new.label:
            return f" (it was “{old.label}”)"
        if new.replaced_by and new.replaced_by != old.replaced_by:
            return f" into {label(new.replaced_by)}"
        if old.broader_id != new.broader_id:
            return f" under {label(new.broader_id)}" if new.broader_id else " to the top"
    return ""
