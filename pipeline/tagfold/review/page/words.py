"""Sentences of the page: what an entry of the history did, how likely a term is, how long the rest takes."""

from __future__ import annotations

from collections.abc import Callable

from tagfold.review.bulk import Bulk
from tagfold.taxonomy.edits import Edit, Row
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term

Label = Callable[[str], str]

_TERM_WORDS = {
    "rename": "Renamed",
    "move": "Moved",
    "merge": "Merged",
    "split_term": "Split the term",
    "deprecate": "Deprecated",
    "define": "Defined",
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
            return f"Unsure about {tag}; it waits behind all others"
    return f"{entry.action}: {tag}"


def bulk_words(bulk: Bulk) -> str:
    """Decisions that were made in one step as a sentence without its full stop."""
    count = f"{len(bulk.entries):,}"
    if bulk.entries[0].undoes:
        return f"Undone: {count} decisions that were made in one step"
    return f"Accepted: {bulk.tags:,} tags for {count} terms, {bulk.entries[0].note}"


def likely(score: float | None) -> str:
    """How sure a proposal is.

    >>> [likely(score) for score in (0.97, 0.8, 0.5, 0.1, None)]
    ['almost certain', 'likely', 'possible', 'doubtful', 'no score']
    """
    if score is None:
        return "no score"
    steps = ((0.9, "almost certain"), (0.7, "likely"), (0.4, "possible"))
    return next((words for least, words in steps if score >= least), "doubtful")


def lasting(seconds: float | None) -> str:
    """A time as people say it.

    >>> [lasting(seconds) for seconds in (None, 20, 130, 5400, 20000)]
    ['not known yet', 'less than a minute', '2 minutes', '1 h 30 min', '5 h 30 min']
    """
    if seconds is None:
        return "not known yet"
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    rest = minutes % 60 // 10 * 10
    return f"{minutes // 60} h {rest} min" if rest else f"{minutes // 60} h"


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
    said = {Judgement.ACCEPT: "is", Judgement.REJECT: "is not", Judgement.UNSURE: "may be"}
    if row.judgement is Judgement.NOT_A_TAG:
        return f"“{row.variant}” is not a tag"
    return f"“{row.variant}” {said[row.judgement]} {label(row.term_id) if row.term_id else 'open'}"


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
        if not isinstance(old, Term) or not isinstance(new, Term) or new.term_id != term_id:
            continue
        if old.label != new.label:
            return f" (it was “{old.label}”)"
        if new.replaced_by and new.replaced_by != old.replaced_by:
            return f" into {label(new.replaced_by)}"
        if old.broader_id != new.broader_id:
            return f" under {label(new.broader_id)}" if new.broader_id else " to the top"
    return ""
