"""Open a board: what the last ingest read, and what was decided since.

A session that is closed and opened again without an ingest between shows what it showed: the tags that followed a
decision by themselves follow it again, as they will at the next ingest.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tagfold.matching.scorer import Scorer
from tagfold.review.board import Board
from tagfold.taxonomy.model import Taxonomy, Vocabulary
from tagfold.warehouse.waiting import known_to, reports_of_forms, spellings

MANY = 10_000
"""Spellings from which a person is told that opening takes a moment."""


def open_board(
    database: Path, taxonomy: Taxonomy, scorer: Scorer | None = None, say: Callable[[str], None] = lambda _: None
) -> Board:
    """The forms of a database under the taxonomy as it is now. `say` gets a line where that takes a while."""
    found = spellings(database)
    if len(found) >= MANY:
        say(f"reading {len(found):,} tags")
    known = known_to(database)
    before = {
        name: Vocabulary(vocabulary.facet, tuple(known[name].terms), tuple(known[name].mappings))
        for name, vocabulary in taxonomy.vocabularies.items()
        if name in known
    }
    return Board(taxonomy, found, reports_of_forms(database), scorer, before, say)
