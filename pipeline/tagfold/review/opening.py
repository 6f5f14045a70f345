"""Open a board: what the last ingest read, and what was said since.

A desk that is closed and opened again without an ingest between shows what it showed: the tags that followed a
decision by themselves follow it again, as they will at the next ingest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from tagfold.matching.scorer import Scorer
from tagfold.review.board import Board
from tagfold.review.ground import without_lines
from tagfold.taxonomy.edits import Edit
from tagfold.taxonomy.model import Mapping, Taxonomy, Term, Vocabulary
from tagfold.warehouse.waiting import KnownTo, known_to, reports_of_forms, spellings

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
    since = {
        name: list(_edits_since(known.get(name, KnownTo()), without_lines(vocabulary)))
        for name, vocabulary in taxonomy.vocabularies.items()
        if vocabulary.facet.kind.has_terms
    }
    return Board(taxonomy, found, reports_of_forms(database), scorer, since, say)


def _edits_since(known: KnownTo, vocabulary: Vocabulary) -> Iterator[Edit]:
    """The rows that decide otherwise than those the ingest knew; who decided, when and why makes no difference."""
    terms = {term.term_id: term for term in known.terms}
    for term in vocabulary.terms:
        was = terms.pop(term.term_id, None)
        if was is None or _term(was) != _term(term):
            yield Edit(was, term)
    yield from (Edit(term, None) for term in terms.values())
    mappings = {_mapping(mapping): mapping for mapping in known.mappings}
    new = [mapping for mapping in vocabulary.mappings if mappings.pop(_mapping(mapping), None) is None]
    yield from (Edit(mapping, None) for mapping in mappings.values())
    yield from (Edit(None, mapping) for mapping in new)


def _term(term: Term) -> tuple[object, ...]:
    return term.label, term.status, term.replaced_by


def _mapping(mapping: Mapping) -> tuple[object, ...]:
    return mapping.variant, mapping.part, mapping.term_id, mapping.judgement
