"""Find every `[[` of a text and say what it is: a tag, something known that is not a tag, or a problem.

The law of this module: each run of two or more `[` gives exactly one of the three. Time is linear in the
length of the text, whatever is in it: openings are visited once, and the next `]]` is looked up once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.characters import JOINERS, MARKS
from tagfold.reports.report import Problem, Tag

LONGEST_VALUE = 20_000
"""Characters that a value may have; beyond, over several lines, its `]]` is taken to belong to something else."""

_OPENING = re.compile(r"\[\[(?:(?P<facet>[a-z][a-z_]{0,40}):(?!//)(?P<raw>[^\[\]\n]*)\]\]|\[*)")
"""A tag as nearly all are, read in one step, or else the bare opening, to be looked at closely."""

_FACET = re.compile(r"[ \t\u00a0]*([^\W\d_][\w \-]{0,40}):(?!//)")
_TIMESTAMP = re.compile(r"(?:\\?\[)?\d{1,3}(?::\d{1,2}){1,2}(?:\.\d+)?(?:\s?[-–]\s?\d{1,3}(?::\d{1,2}){1,2})?\s?\\?\]")
_BLANK = re.compile(f"[\\s{MARKS}{JOINERS}]*")
_LINK = re.compile(r"[^\[\]\n]{0,300}\]{1,2}\(|(?:https?|ftp|mailto):[^\s\[\]]{1,2000}\]")


@dataclass(frozen=True, slots=True)
class NotATag:
    """A `[[` that is neither a tag nor a mistake: `kind` is `timestamp` or `link`."""

    kind: str
    line: int


class _Closings:
    """The next `]]` at or after a position; positions must not go back, so each is searched for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = text.find("]]")

    def after(self, position: int) -> int:
        if 0 <= self._next < position:
            self._next = self._text.find("]]", position)
        return self._next


def scan_tags(text: str) -> Iterator[Tag | NotATag | Problem]:
    """Yield one item for each opening `[[` of `text`, in order.

    >>> [item.raw for item in scan_tags("[[methods:Foresight]] and [[0:07]]") if isinstance(item, Tag)]
    ['Foresight']
    """
    closings = _Closings(text)
    line, counted_to, position = 1, 0, 0
    openings = _OPENING.finditer(text)
    opening = next(openings, None)
    while opening is not None:
        following = next(openings, None)
        line += text.count("\n", counted_to, opening.start())
        counted_to = opening.start()
        if opening["facet"] and len(opening["raw"]) <= LONGEST_VALUE and not _BLANK.fullmatch(opening["raw"]):
            item: Tag | NotATag | Problem = Tag(position + 1, opening["facet"], opening["raw"], line)
        else:
            limit = following.start() if following else len(text)
            start = opening.start() + len("[[") if opening["facet"] else opening.end()
            item = _read_opening(text, start, limit, closings, line, position + 1)
        if isinstance(item, Tag):
            position = item.position
        yield item
        opening = following


def _read_opening(
    text: str, start: int, limit: int, closings: _Closings, line: int, position: int
) -> Tag | NotATag | Problem:
    """Classify the opening whose content starts at `start`; `limit` is where the next opening begins."""
    if _TIMESTAMP.match(text, start):
        return NotATag("timestamp", line)
    facet = _FACET.match(text, start)
    close = closings.after(start)
    if not 0 <= close < limit or (close - start > LONGEST_VALUE and "\n" in text[start:close]):
        if _LINK.match(text, start):
            return NotATag("link", line)
        return Problem(line, "unclosed-tag", "'[[' is never closed: '{}'", "add ']]'", _quote(text, start, limit))
    if not facet or facet.end() > close:
        if _LINK.match(text, start):
            return NotATag("link", line)
        says, quote = "'[[' without a facet: '{}'", _quote(text, start, limit)
        return Problem(line, "no-facet", says, "write it as [[facet:value]]", quote)
    open_inside = text.count("[", facet.end(), close) - text.count("]", facet.end(), close)
    while open_inside > 0 and text[close + 2 : close + 3] == "]":
        close, open_inside = close + 1, open_inside - 1
    name = facet_name(facet[1])
    raw = text[facet.end() : close]
    if _BLANK.fullmatch(raw):
        return Problem(line, "empty-tag", "the tag {}]] has no value", "fill it in or delete it", f"[[{name}:")
    if len(raw) > LONGEST_VALUE:
        says = f"the tag '{{}}' has {len(raw):,} characters, so it is text and not a tag"
        return Problem(line, "long-tag", says, f"shorten it to {LONGEST_VALUE:,}", _quote(text, start, limit))
    return Tag(position, name, raw, line)


def facet_name(typed: str) -> str:
    """The name of a facet as typed: in lower case, with underscores.

    >>> facet_name(" Focal-point")
    'focal_point'
    """
    return re.sub(r"[\s\-]+", "_", typed.strip()).lower()


def _quote(text: str, start: int, limit: int) -> str:
    """The opening and what comes after it, more of it than a message shows: an address that is cut is not masked."""
    return "[[" + text[start : min(start + 400, limit)].strip()
