"""Which spellings an edit of the taxonomy makes known or takes away, and what was decided by those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Lookup

from tagfold.matching.decision import Outcome
from tagfold.review.forms import FormUse
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Judgement, Mapping, Status, Term


def only_words(edit: Edit) -> bool:
    """Whether an edit of a term leaves it where it is and as it is called."""
    before, now = edit.before, edit.after
    if not isinstance(before, Term) or not isinstance(now, Term):
        return False
    return (before.label, before.status, before.replaced_by) == (now.label, now.status, now.replaced_by)


def gone_spellings(edits: Iterable[Edit]) -> dict[str | None, list[str]]:
    """The labels and accepted variants that edits take away, by term."""
    found: dict[str | None, list[str]] = defaultdict(list)
    for edit in edits:
        if isinstance(edit.before, Term) and not only_words(edit):
            found[edit.before.term_id].append(edit.before.label)
        elif isinstance(edit.before, Mapping) and edit.before.judgement is Judgement.ACCEPT:
            found[edit.before.term_id].append(edit.before.variant)
    return found


def rests_on(form: FormUse, gone: Lookup[str | None, Sequence[str]], every: Collection[str]) -> bool:
    """Whether the decision on a form rests on one of these spellings of its term; `every` are those of all terms.
    Of a glued tag with several parts the spellings are not kept, so any of its terms counts.
    """
    if form.outcome is Outcome.NEW:
        return form.spelling in every
    own = [spelling for term_id in {*form.terms, form.candidate} for spelling in gone.get(term_id, ())]
    return bool(own) and (len(form.terms) > 1 or form.spelling is None or form.spelling in own)


def back_in_use(edits: Iterable[Edit]) -> set[str]:
    """The labels of terms that edits bring back into use, such as the undo of a merge."""
    return {
        edit.after.label
        for edit in edits
        if isinstance(edit.after, Term) and edit.after.status is Status.ACTIVE
        if isinstance(edit.before, Term) and edit.before.status is Status.DEPRECATED
    }


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
