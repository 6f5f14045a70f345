"""Personal data: focal points become stable pseudonyms, e-mail addresses and phone numbers are masked.

A pseudonym is the start of a SHA-256 of the lower-cased address: the same person has the same one in every
report and every build. It hides an address from a reader; it does not withstand somebody who guesses
addresses and hashes them, so do not publish a database of what must stay secret.
"""

from __future__ import annotations

import hashlib
import re

_EMAIL = re.compile(r"(?<![\w.%+\-\\])[\w.%+\-\\]{1,254}[@\uff20][\w\-\\]{1,64}(?:\.[\w\-\\]{1,64}){1,8}")
"""Also as Markdown escapes it (`ada\\_l@example\\.org`), and with letters of any script."""

_BETWEEN = r"\d \t\u00a0\u2007\u2009\u202f().\-/\u2010-\u2014"
_DIGITS = rf"\d[{_BETWEEN}]{{5,20}}\d(?![\d=])"
_INTERNATIONAL = re.compile(rf"(?<![\w=])\+\(?{_DIGITS}")
_HINTS = ("tel", "tél", "phone", "telefone", "mobile", "celular", "whatsapp", "cell")
_DIGIT = re.compile(r"\d")

SHORTEST_HINTED = 11
"""Characters of "tel 1234567", the least that a number after a word can have."""

_AFTER_HINT = re.compile(
    r"(?P<hint>\b(?:tel|t[ée]l[ée]fono|t[ée]l[ée]phone|telefone|phone|mobile|celular|whatsapp|cell)\b"
    r"[ .:()\w]{0,12}?[ :.]{1,3})\(?" + _DIGITS,
    re.IGNORECASE,
)


def pseudonym(person: str) -> str:
    """A stable pseudonym for a person's address.

    >>> pseudonym("Ada@Example.org ") == pseudonym("ada@example.org")
    True
    """
    digest = hashlib.sha256(person.strip().lower().encode()).hexdigest()
    return f"person-{digest[:12]}"


def mask(text: str) -> str:
    """`text` with e-mail addresses and phone numbers taken out.

    >>> mask("write to ada@example.org or call +260 97 123 4567")
    'write to [e-mail] or call [phone]'
    """
    if "@" in text or "\uff20" in text:
        text = _EMAIL.sub("[e-mail]", text)
    if "+" in text:
        text = _INTERNATIONAL.sub("[phone]", text)
    if len(text) >= SHORTEST_HINTED and _DIGIT.search(text):
        folded = text.lower()
        if any(hint in folded for hint in _HINTS):
            text = _AFTER_HINT.sub(r"\g<hint>[phone]", text)
    return text
