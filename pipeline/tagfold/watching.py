"""How far a long step has got, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable

Watch = Callable[[str, int, int], None]
"""Called with what is being done, and how much of how much."""


class BarStep(str):
    """The name of a step whose count only a bar shows: it has no unit that a line of a log could name."""

    __slots__ = ()
