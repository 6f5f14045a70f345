"""The keys of the queue: one table, which the page and the terminal both go by."""

from __future__ import annotations

NUMBERED = 9
"""Terms that have a key of their own."""

QUIT = "q"
"""Ends the terminal's queue; the page is closed like any other."""

KEYS = (
    ("a", "accept the chosen term"),
    ("r", "reject it: never to be proposed again for this tag"),
    ("1 – 9", "choose among the terms; what each would move is shown"),
    ("t", "another term: type a part of its name"),
    ("n", "new term"),
    ("s", "split the tag into several terms"),
    ("x", "not a tag"),
    ("u", "unsure: it goes behind all others"),
    ("m", "tick all alike tags, to be decided with this one"),
    ("w", "write a note"),
    ("z", "undo the last decision, or the whole class accepted last; again for the one before"),
    ("c", "whole classes of harmless differences"),
    ("j", "next, deciding nothing"),
    ("k", "previous"),
    ("?", "show these keys"),
)
"""What is pressed, and what it does."""


def letters() -> set[str]:
    """Every single key of the table.

    >>> sorted(letters())[:4]
    ['1', '2', '3', '4']
    """
    numbers = {str(number) for number in range(1, NUMBERED + 1)}
    return numbers | {key for key, _ in KEYS if len(key) == 1}
