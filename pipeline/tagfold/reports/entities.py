"""HTML entities, decoded only where they are written in full: "savings&microfinance" has none."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def decode_entities(text: str) -> str:
    """`text` with its entities as characters.

    >>> decode_entities("methods &amp; tools"), decode_entities("data&region")
    ('methods & tools', 'data&region')
    """
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
