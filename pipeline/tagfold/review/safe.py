"""Whole classes of waiting tags that differ from their term in one harmless way, to be accepted after one look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from tagfold.errors import WrongUsage
from tagfold.review.board import Board
from tagfold.review.kinds import KINDS
from tagfold.review.queue import Item, Offer

STEP = 200
"""Pairs that a person reads and accepts in one step."""

LEAD = 0.15
"""By how much a member's term must be ahead of the next one."""


@dataclass(frozen=True, slots=True)
class SafeClass:
    """A class: `class_id` is `facet:kind`, `words` say what its members differ in. `rest` are members that are left
    for the next step.
    """

    class_id: str
    facet: str
    words: str
    items: int
    uses: int
    terms: int
    rest: int = 0


def safe_classes_of(board: Board, facet: str | None) -> list[SafeClass]:
    """The classes that have members, the one with most uses first."""
    found = [_class(*name, board.queue.in_class(*name)) for name in board.queue.classes(facet)]
    return sorted(found, key=lambda one: (-one.uses, one.class_id))


def members_of(board: Board, class_id: str) -> tuple[SafeClass, list[tuple[Item, Offer]]]:
    """A class with the first `STEP` of its members, the most used first, and the term that each would get.

    Guards are asked once more.
    """
    facet, _, kind = class_id.partition(":")
    if kind not in KINDS or facet not in board.vocabularies:
        raise WrongUsage(f"there is no class '{class_id}'", remedy="look at the list of classes")
    found: list[tuple[Item, Offer]] = []
    of_class = board.queue.in_class(facet, kind)
    for place, item in enumerate(of_class):
        if len(found) == STEP:
            return _class(facet, kind, [member for member, _ in found], len(of_class) - place), found
        offers = board.suggestions(facet).offers(item.raw, 2)
        ahead = len(offers) == 1 or (bool(offers) and offers[0].score - offers[1].score >= LEAD)
        if ahead and not offers[0].guard and offers[0].term_id == item.term_id:
            found.append((item, offers[0]))
        else:  # another term is near, or it was proposed for another one meanwhile: an item like any other
            board.queue.put(replace(item, safe_class=None))
    return _class(facet, kind, [item for item, _ in found]), found


def keys_by_term(members: Iterable[tuple[Item, Offer]], without: Collection[str]) -> dict[str, list[str]]:
    """The members' keys by the term they would get, but for those `without`."""
    found: dict[str, list[str]] = {}
    for item, offer in members:
        if item.key not in without:
            found.setdefault(offer.term_id, []).append(item.key)
    return found


def _class(facet: str, kind: str, items: list[Item], rest: int = 0) -> SafeClass:
    terms, uses = {item.term_id for item in items}, sum(item.uses for item in items)
    return SafeClass(f"{facet}:{kind}", facet, KINDS[kind].words, len(items), uses, len(terms), rest)
