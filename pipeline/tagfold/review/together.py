"""Decisions about several tags in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tagfold.review.actions import Accept, MarkNotATag, NewTerm, TagAction
from tagfold.review.queue import TagForm

Decided = tuple[str, TagAction]
"""The key of a tag, and what is decided about it."""


def by_term(chosen: Iterable[tuple[TagForm, TagAction]]) -> list[Decided]:
    """One decision for all tags that get the same term, and one for each of the others."""
    together: dict[TagAction, list[str]] = {}
    for item, action in chosen:
        together.setdefault(action, []).append(item.key)
    found: list[Decided] = []
    for action, (key, *also) in together.items():
        if isinstance(action, Accept | NewTerm | MarkNotATag):
            found.append((key, replace(action, also=tuple(also))))
        else:
            found.extend((one, action) for one in (key, *also))
    return found
