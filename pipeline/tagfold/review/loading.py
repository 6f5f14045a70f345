"""The state of a review, read from a database under the taxonomy as it is now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tagfold.matching.scorer import Scorer
from tagfold.review.state import ReviewState
from tagfold.taxonomy.model import Taxonomy
from tagfold.warehouse.queries import known_to, reports_of_forms, spellings

MIN_SPELLINGS_TO_REPORT = 10_000
"""Spellings from which a person is told that opening takes a moment."""


def load_state(
    database: Path, taxonomy: Taxonomy, scorer: Scorer | None = None, say: Callable[[str], None] = lambda _: None
) -> ReviewState:
    """The forms of a database under the taxonomy as it is now. `say` gets a line where that takes a while."""
    found = spellings(database)
    if len(found) >= MIN_SPELLINGS_TO_REPORT:
        say(f"reading {len(found):,} tags")
    known = known_to(database)
    before = {
        name: known[name].of(vocabulary.facet) for name, vocabulary in taxonomy.vocabularies.items() if name in known
    }
    return ReviewState(taxonomy, found, reports_of_forms(database), scorer, before, say)
