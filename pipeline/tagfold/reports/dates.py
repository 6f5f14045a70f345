"""Dates as authors and web pages write them, in any language that `dateparser` knows."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T ][\d:.+Z-]*)?\s*")
_FILLERS = re.compile(r"\b(?:de|del|of|do|den|ж|г|року)\b\.?", re.IGNORECASE)
_LONGEST = 60

LIKELY_LANGUAGES = ["en", "es", "fr", "pt", "tr", "ru", "uk", "ar"]
"""Tried first, because trying all two hundred takes long."""


@lru_cache(maxsize=4096)
def parse_date(words: str) -> date | None:
    """The day that `words` name, or None. A day, a month and a year must all be there; day before month.

    Months may be in another language than the words around them, as pages that were half
    translated have it.

    >>> parse_date("2021-10-12T00:00:00.000Z"), parse_date("18 DE DECEMBER DE 2023")
    (datetime.date(2021, 10, 12), datetime.date(2023, 12, 18))
    >>> parse_date("yesterday") is None
    True
    """
    if iso := _ISO.fullmatch(words):
        try:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        except ValueError:
            return None
    if len(words) > _LONGEST or not re.search(r"\d{4}", words):
        return None
    import dateparser  # slow to import, and most reports have ISO dates

    settings = {"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PARSERS": ["absolute-time"]}
    bare = " ".join(_FILLERS.sub(" ", words).split())
    for languages in (LIKELY_LANGUAGES, None):
        found = dateparser.parse(bare, languages=languages, settings=settings)
        if found:
            return date(found.year, found.month, found.day)
    return None
