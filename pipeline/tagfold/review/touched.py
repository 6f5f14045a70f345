"""Which spellings an edit of the taxonomy makes known or takes away, and what was decided by those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Lookup

from tagfold.matching.decision import Outcome
from tagfold.review.forms import FormUse
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Judgement, Mapping, Term


def only_words(edit: Edit) -> bool:
    """Whether an edit of a term leaves it where it is and as it is called."""
    before, now = edit.before, edit.after
    if not isinstance(before, Term) or not isinstance(now, Term):
        return False
    return (before.label, before.status, before.replaced_by) == (now.label, now.status, now.replaced_by)


def gone_spellings(edits: Iterable[Edit]) -> dict[str | None, list[str]]:
    """The labels and accepted variants that edits take away, in quotes as reasons name them, by term."""
    found: dict[str | None, list[str]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit.before, Term) and not only_words(edit):
            found[edit.before.term_id].append(f"'{edit.before.label}'")
        elif isinstance(edit.before, Mapping) and edit.before.judgement is Judgement.ACCEPT:
            found[edit.before.term_id].append(f"'{edit.before.variant}'")
    return found


def rests_on(form: FormUse, gone: Lookup[str | None, Sequence[str]], every: Collection[str]) -> bool:
    """Whether a form was found like one of these spellings of a term, or least unlike; `every` are those of all terms.
    The reason names the spelling, but not of each part of a glued tag.
    """
    if form.outcome is Outcome.NEW:
        return form.reason[form.reason.find("'") :] in every
    named = [quoted for term_id in {*form.terms, form.candidate} for quoted in gone.get(term_id, ())]
    return bool(named) and (len(form.terms) > 1 or any(map(form.reason.__contains__, named)) or "'" not in form.reason)


def new_spellings(edits: Iterable[Edit]) -> set[str]:
    """The labels and accepted variants that edits make known."""
    found = set()
    for edit in edits:
        row = edit.after
        if isinstance(row, Term) and not (isinstance(edit.before, Term) and edit.before.label == row.label):
            found.add(row.label)
        elif isinstance(row, Mapping) and row.judgement is Judgement.ACCEPT and row.part == 1:
            found.add(row.variant)
    return found
