"""From a file's bytes to its lines: encoding, line ends and what a git merge left behind.

Every problem is a finding, and reading goes on as well as it can, so that one run shows them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tagfold.errors import TaxonomyError
from tagfold.finding import Finding, Severity
from tagfold.records import decoded
from tagfold.taxonomy.check.rule import Rule
from tagfold.taxonomy.conflicts import REMEDY, find_conflicts, has_conflicts

MARK = b"\xef\xbb\xbf"

NOT_UTF8 = Rule("not-utf8", Severity.ERROR, "A file is not UTF-8.")
BYTE_ORDER_MARK = Rule("byte-order-mark", Severity.ERROR, "A file starts with a byte order mark.", fixable=True)
LINE_ENDS = Rule("line-ends", Severity.WARNING, "Lines end in CR LF where LF alone is the rule.", fixable=True)
FINAL_NEWLINE = Rule("final-newline", Severity.WARNING, "The last line of a file has no line end.", fixable=True)
MERGE_CONFLICT = Rule("merge-conflict", Severity.ERROR, "A git merge stopped in a file and left both sides in it.")

RULES = (NOT_UTF8, BYTE_ORDER_MARK, LINE_ENDS, FINAL_NEWLINE, MERGE_CONFLICT)


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
    damage: list[Finding] = []
    try:
        text = decoded(content)
    except TaxonomyError as error:
        damage.append(NOT_UTF8.broken(path, error.line or 1, error.problem, error.remedy))
        text = content.decode("utf-8", errors="replace").replace("\ufffd", "?")
        content = text.encode()
    if has_conflicts(text):
        lines = text.split("\n")
        for conflict in find_conflicts(text.split("\n")):
            damage.append(MERGE_CONFLICT.broken(path, conflict.line, str(conflict), REMEDY))
            for number in conflict.dropped:
                lines[number - 1] = ""
        content = "\n".join(lines).encode()
    return Text(content, (*findings, *damage), bool(damage))
