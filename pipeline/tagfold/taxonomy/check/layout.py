"""How each kind of file is laid out: its columns and the order of its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS, Order, mapping_order, term_order
from tagfold.taxonomy.history import HISTORY_COLUMNS


@dataclass(frozen=True, slots=True)
class Layout:
    """`order` gives what rows are sorted by, or None where the order is up to people.

    `codes` are the columns that hold ids, numbers and fixed words; the others hold free text.
    """

    columns: tuple[str, ...]
    codes: frozenset[str]
    order: Callable[[Sequence[str]], Order] | None = None


FACETS = Layout(FACET_COLUMNS, frozenset({"facet", "kind"}))
TERMS = Layout(
    TERM_COLUMNS,
    frozenset({"term_id", "broader_id", "status", "replaced_by", "since"}),
    term_order,
)
MAPPINGS = Layout(
    MAPPING_COLUMNS,
    frozenset({"part", "term_id", "judgement", "basis", "confidence", "decided_on"}),
    mapping_order,
)
PAST = Layout(HISTORY_COLUMNS, frozenset({"entry", "at", "action", "facet", "undoes"}))
"""The history: two branches put together need not be in order."""
