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


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may run the cell (OWASP, "CSV Injection"): white space and full-width signs do not help.

    >>> is_formula("=1+1"), is_formula(" =1"), is_formula("＝1"), is_formula("in-depth")
    (True, True, True, False)
    """
    return _FORMULA.match(cell) is not None


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet may run it, or if `unguarded` would take one away.

    >>> guarded("=1+1"), guarded(" -5"), guarded("o'clock"), guarded("'=x")
    ("'=1+1", "' -5", "o'clock", "''=x")
    """
    return "'" + cell if is_formula(cell) or _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def without_formula(text: str) -> str:
    """The text without the signs in front that make it a formula.

    >>> without_formula("- women"), without_formula("in-depth")
    ('women', 'in-depth')
    """
    return _SIGNS.sub("", text)


_SIGNS = re.compile("^[\\s=+\\-@＝＋－＠]+")
