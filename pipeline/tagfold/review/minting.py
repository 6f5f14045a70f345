"""New term ids: minted once, never reused, also not those of releases, of deprecated terms, of undone decisions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from itertools import count

_NUMBERED = re.compile(r"([a-z]+-)(\d+)")
_ANYWHERE = re.compile(r"[a-z]+-\d{4,}")


def ids_in(text: str) -> list[str]:
    """The numbered ids that occur in a text.

    >>> ids_in('[["ds-0003","surveys"],["iso-FJI"]]')
    ['ds-0003']
    """
    return _ANYWHERE.findall(text)


def mint(facet: str, own: Iterable[str], used: Collection[str], foreign: Iterable[str] = ()) -> str:
    """An id for a new term of `facet`.

    `own` are the ids of the facet's terms, whose prefix the new one shares; `used` all ids that were ever given
    out; `foreign` those of other facets, whose prefixes a facet without terms keeps clear of.

    >>> mint("datasources", ["ds-0001", "ds-0041"], {"ds-0001", "ds-0041", "ds-0107"})
    'ds-0108'
    >>> mint("methods", [], set(), ["me-0001"])
    'met-0001'
    """
    prefix = _prefix(facet, own, foreign)
    numbers = [int(found[2]) for known in {*own, *used} if (found := _NUMBERED.fullmatch(known)) and found[1] == prefix]
    return f"{prefix}{max(numbers, default=0) + 1:04}"


def dry_mint() -> Callable[[], str]:
    """Ids for a preview."""
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def _prefix(facet: str, own: Iterable[str], foreign: Iterable[str]) -> str:
    counted = Counter(found[1] for known in own if (found := _NUMBERED.fullmatch(known)))
    if counted:
        return min(counted, key=lambda prefix: (-counted[prefix], prefix))
    taken = {found[1] for known in foreign if (found := _NUMBERED.fullmatch(known))}
    letters = re.sub("[^a-z]", "", facet) or "term"
    for length in range(2, len(letters) + 1):
        if f"{letters[:length]}-" not in taken:
            return f"{letters[:length]}-"
    return f"{letters}x-"
