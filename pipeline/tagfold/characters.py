"""Characters that are not what they seem: those nobody can see, and those a spreadsheet would run."""

from __future__ import annotations

import re

JOINERS = "\u200c\u200d"
"""Invisible, yet part of the spelling in some scripts and in emoji: a cell may hold them."""

MARKS = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Invisible and without meaning: soft hyphen, zero-width space, direction marks, invisible operators."""

INVISIBLE = re.compile(f"[{MARKS}{JOINERS}]")
"""What two spellings may differ in and still be one."""

MEANINGLESS = re.compile(f"[{MARKS}]")
"""What no cell of a taxonomy should hold."""

CONTROLS = "\0-\x08\x0b\x0e-\x1f\x7f"
"""What a terminal obeys and no text needs; tab, line ends and the end of a page are text."""

_OBEYED = re.compile(f"[{CONTROLS}\r\x0c\x80-\x9f\u2028-\u202e\u2066-\u2069]")

_FORMULA = re.compile("[\t\r\n]|\\s*[=+\\-@＝＋－＠]")
_GUARDED = re.compile(f"'+(?:{_FORMULA.pattern})")


def visible(text: str) -> str:
    r"""The text with what a terminal obeys (colours, titles, the other direction) written out, as JSON would.

    >>> print(visible("\x1b[31mred\u202e"))
    \u001b[31mred\u202e
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def mixed_word(text: str) -> str | None:
    """The first word of Latin letters with others among them that look Latin, which people take for another word.

    >>> mixed_word("\u0456nterviews"), mixed_word("\u043e\u043f\u0440\u043e\u0441 survey")
    ('\u0456nterviews', None)
    """
    return next((word for word in _WORD.findall(text) if _LATIN.search(word) and _LIKE_LATIN.search(word)), None)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may run the cell (OWASP, "CSV Injection"): white space and full-width signs do not help.

    >>> is_formula("=1+1"), is_formula(" =1"), is_formula("＝1"), is_formula("in-depth")
    (True, True, True, False)
    """
    return _FORMULA.match(cell) is not None


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet may run it, or if `unguarded` would take one away.

    A plain number stays as it is.

    >>> guarded("=1+1"), guarded("-a"), guarded("o'clock"), guarded("'=x")
    ("'=1+1", "'-a", "o'clock", "''=x")
    >>> guarded("-3.5"), guarded("-3.5+cmd")
    ('-3.5', "'-3.5+cmd")
    """
    runs = is_formula(cell) and not _NUMBER.fullmatch(cell)
    return "'" + cell if runs or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def without_formula(text: str) -> str:
    """The text without the signs in front that make it a formula.

    >>> without_formula("- women"), without_formula("in-depth")
    ('women', 'in-depth')
    """
    return _SIGNS.sub("", text)


_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")
_WORD = re.compile(r"\w+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LIKE_LATIN = re.compile(  # Cyrillic, Armenian, Cherokee, and the Greek letters that look Latin
    "[\u0400-\u052f\u0531-\u0587\u13a0-\u13ff\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f"
    "\u03a1\u03a4\u03a5\u03a7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u03c7]"
)
_SIGNS = re.compile("^[\\s=+\\-@＝＋－＠]+")
