"""A stopped git merge in the terminal: both rows of each conflict, and one key to keep either."""

from __future__ import annotations

from tagfold.review.history_words import row_words, settled_words
from tagfold.review.messages import QUIT
from tagfold.review.stopped_merge import OpenConflict, StoppedMerge
from tagfold.review.terminal_prompts import Screen
from tagfold.taxonomy.merging import Keep
from tagfold.taxonomy.model import Mapping

KEEPS = {"1": Keep.OURS, "2": Keep.THEIRS, "b": Keep.BOTH}


def settle(merge: StoppedMerge, screen: Screen) -> bool:
    """Go through what a merge left open; False if the curator stops before the end."""
    while left := merge.left():
        one = left[0]
        keys = {key: keep for key, keep in KEEPS.items() if keep is not Keep.BOTH or one.conflict.agrees}
        screen.say(f"A git merge stopped: {len(left):,} to settle. {one.facet}: {one.subject}")
        _show(one, merge.labels(one.facet), screen)
        key = screen.key()
        if key is None or key == QUIT:
            return False
        if keep := keys.get(key):
            merge.keep(one.name, keep)
            screen.say(settled_words(one.subject, keep, one.conflict))
        else:
            screen.say(f"Press {' or '.join(keys)} to keep a side{' or both' if 'b' in keys else ''}, {QUIT} to stop.")
    return True


def _show(one: OpenConflict, labels: dict[str, str], screen: Screen) -> None:
    for key, name in (("1", one.conflict.ours_name), ("2", one.conflict.theirs_name)):
        screen.say(f"  {key}  {name}:")
        rows = one.rows(KEEPS[key])
        for row in rows:
            words = row_words(row, lambda term_id: labels.get(term_id, term_id))
            screen.say(f"       {words}{_who(row) if isinstance(row, Mapping) else ''}")
        if not rows:
            screen.say("       nothing: the row is deleted")
    if one.conflict.agrees:
        screen.say("  b  both")


def _who(row: Mapping) -> str:
    note = f": {row.note}" if row.note else ""
    return f" ({row.decided_by}, {row.decided_on}{note})"
