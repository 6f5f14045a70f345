"""From a file's bytes to its lines: encoding, line ends and what a git merge left behind.

Every problem is a finding, and reading goes on as well as it can, so that one run shows them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.taxonomy.check.finding import Finding, Rule, Severity, quoted

MARK = b"\xef\xbb\xbf"

NOT_UTF8 = Rule("not-utf8", Severity.ERROR, "A file is not UTF-8.")
BYTE_ORDER_MARK = Rule("byte-order-mark", Severity.ERROR, "A file starts with a byte order mark.", fixable=True)
LINE_ENDS = Rule("line-ends", Severity.WARNING, "Lines end in CR LF where LF alone is the rule.", fixable=True)
FINAL_NEWLINE = Rule("final-newline", Severity.WARNING, "The last line of a file has no line end.", fixable=True)
MERGE_CONFLICT = Rule("merge-conflict", Severity.ERROR, "A git merge stopped in a file and left both sides in it.")

RULES = (NOT_UTF8, BYTE_ORDER_MARK, LINE_ENDS, FINAL_NEWLINE, MERGE_CONFLICT)

_CONFLICT = re.compile(rb"^(?:<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)", re.MULTILINE)


@dataclass(frozen=True)
class Text:
    """A file's lines without byte order mark and CR. `damaged` says that part of it cannot be trusted.

    Of a merge conflict the first side is kept; the other lines are blank, so that line numbers hold.
    """

    content: bytes
    findings: tuple[Finding, ...] = ()
    damaged: bool = False

    def lines(self, start: int = 1) -> Iterator[str]:
        """The lines from number `start` on, each with its line end."""
        position, number = 0, 1
        while position < len(self.content):
            end = self.content.find(b"\n", position) + 1 or len(self.content)
            if number >= start:
                yield self.content[position:end].decode()
            position, number = end, number + 1


def read_text(path: str, content: bytes) -> Text:
    """What is between a file's bytes and its rows."""
    findings = []
    if content.startswith(MARK):
        remedy = "save the file as UTF-8 without a mark"
        findings.append(BYTE_ORDER_MARK.broken(path, 1, "the file starts with a byte order mark", remedy))
        content = content.removeprefix(MARK)
    if (at := content.find(b"\r\n")) >= 0:
        line = content.count(b"\n", 0, at) + 1
        findings.append(LINE_ENDS.broken(path, line, "lines end in CR LF", "save the file with LF line ends"))
        content = content.replace(b"\r\n", b"\n")
    if content and not content.endswith(b"\n"):
        line = content.count(b"\n") + 1
        findings.append(FINAL_NEWLINE.broken(path, line, "the last line has no line end", "end it with a newline"))
    damage = list(_encoding(path, content))
    if damage:
        content = content.decode("utf-8", errors="replace").replace("\ufffd", "?").encode()
    if _CONFLICT.search(content):
        content, conflicts = _one_side(path, content)
        damage += conflicts
    return Text(content, (*findings, *damage), bool(damage))


def _encoding(path: str, content: bytes) -> Iterator[Finding]:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"the byte {content[error.start]:#04x} is not UTF-8"
        yield NOT_UTF8.broken(path, line, problem, "save the file as UTF-8")


@dataclass
class _Side:
    """The rows that one side of a conflict wrote."""

    name: str
    rows: list[str]

    def __str__(self) -> str:
        count = "1 row" if len(self.rows) == 1 else f"{len(self.rows)} rows"
        return f"{self.name or 'one side'} has {count}" + (f" ({quoted(self.rows[0])})" if self.rows else "")


def _one_side(path: str, content: bytes) -> tuple[bytes, list[Finding]]:
    """The content with the first side of each conflict, and a finding for each that names both sides."""
    kept: list[bytes] = []
    findings: list[Finding] = []
    sides: list[_Side] = []
    began = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        mark, name = line[:7], line[7:].strip().decode("utf-8", errors="replace")
        if not _CONFLICT.match(line):
            kept.append(line if len(sides) < 2 else b"")
            if sides:
                sides[-1].rows.append(line.decode("utf-8", errors="replace"))
            continue
        kept.append(b"")
        if mark == b"<<<<<<<":
            findings += _stopped(path, began, sides)
            began, sides = number, [_Side(name, [])]
        elif not sides:
            findings += _stopped(path, number, [_Side(name, [])])
        elif mark == b">>>>>>>":
            sides[-1].name = name
            findings += _stopped(path, began, sides)
            sides = []
        else:
            sides.append(_Side("the common ancestor" if mark.startswith(b"|") else "", []))
    return b"\n".join(kept), findings + _stopped(path, began, sides)


def _stopped(path: str, line: int, sides: list[_Side]) -> list[Finding]:
    if not sides:
        return []
    problem = "a git merge stopped here"
    if len(sides) > 1:
        problem += ": " + ", ".join(str(side) for side in sides)
    return [MERGE_CONFLICT.broken(path, line, problem, "keep the rows that are right and delete the marks")]
