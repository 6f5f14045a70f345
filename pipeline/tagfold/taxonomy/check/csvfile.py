"""From a file's bytes to its rows with the lines they start on: encoding, CSV form, order, what no cell may hold.

Every problem is a finding, and reading goes on as well as it can, so that one run shows them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from tagfold.characters import MARKS, MEANINGLESS, is_formula
from tagfold.errors import TaxonomyError
from tagfold.finding import Finding, Severity, quoted
from tagfold.records import BYTE_ORDER_MARK as BOM
from tagfold.records import Record, decoded, read_records, row_text
from tagfold.taxonomy.check.rule import Rule, rules_in
from tagfold.taxonomy.check.spreadsheet import in_plain_form, with_commas
from tagfold.taxonomy.codec import Layout, Order
from tagfold.taxonomy.conflicts import REMEDY, find_conflicts, has_conflicts

MARK = BOM.encode()

NOT_UTF8 = Rule("not-utf8", Severity.ERROR, "A file is not UTF-8.")
BYTE_ORDER_MARK = Rule("byte-order-mark", Severity.ERROR, "A file starts with a byte order mark.", fixable=True)
LINE_ENDS = Rule("line-ends", Severity.WARNING, "Lines end in CR LF where LF alone is the rule.", fixable=True)
FINAL_NEWLINE = Rule("final-newline", Severity.WARNING, "The last line of a file has no line end.", fixable=True)
MERGE_CONFLICT = Rule("merge-conflict", Severity.ERROR, "A git merge stopped in a file and left both sides in it.")
HEADER = Rule("wrong-header", Severity.ERROR, "The first line does not name the columns of this kind of file.")
NO_CSV = Rule("no-csv", Severity.ERROR, "A row is not CSV, for example because a double quote is left open.")
CELL_COUNT = Rule("cell-count", Severity.ERROR, "A row has more or fewer cells than there are columns.")
CSV_FORM = Rule(
    "csv-form", Severity.WARNING, "A row has quotes that it does not need, or a line is blank.", fixable=True
)
UNSORTED = Rule("unsorted", Severity.WARNING, "The rows of a file are not in order.", fixable=True)
DUPLICATE_ROW = Rule("duplicate-row", Severity.ERROR, "A row is in a file twice.", fixable=True)
FORMULA = Rule("formula", Severity.ERROR, "A cell starts like a formula, which a spreadsheet would run.")
CONTROL = Rule("control-character", Severity.ERROR, "A cell holds a control character.")
INVISIBLE = Rule("invisible-character", Severity.WARNING, "A cell holds a character that nobody can see.")
MOJIBAKE = Rule("wrong-encoding", Severity.WARNING, "A cell holds letters that were decoded wrongly, such as 'Ã©'.")
STRAY_SPACE = Rule(
    "stray-space", Severity.WARNING, "A text starts or ends with white space, or has more than one in a row.", True
)
SPACE_IN_CODE = Rule(
    "space-in-code", Severity.ERROR, "An id, a number or a fixed word has white space around it.", True
)

RULES = rules_in(globals())

_MOST_RESTARTS = 20
"""How often reading starts again after a row that is not CSV: each time the rest may have to be read."""

_OTHER_SPACE = "\t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = re.compile(f"[ {_OTHER_SPACE}]+")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOJIBAKE = re.compile("\ufffd|[ÂÃ][\u0080-\u00bf]|â€|¬†")
_SUSPECT = re.compile(
    f"(?:^|\0)[ =+@＝＋－＠-]|  | (?:$|\0)|[{_OTHER_SPACE}]|[\x01-\x1f\x7f-\x9f]|[{MARKS}]|{_MOJIBAKE.pattern}"
)
"""Finds in a row's cells, joined by NUL, whether one of them is worth a closer look: most are not."""


@dataclass
class Sheet:
    """Reads one file. `rows()` yields the rows that have all their cells, each once; `findings` fills meanwhile.

    Where `damaged`, some rows could not be read: nothing follows from a row that seems to be missing.
    """

    path: str
    layout: Layout
    content: bytes
    findings: list[Finding] = field(default_factory=list)
    damaged: bool = False
    _said: bool = False

    def rows(self) -> Iterator[Record]:
        self.damaged = False
        content = self._plain_content()
        seen: set[bytes] = set()
        last: Order | None = None
        misplaced: list[int] = []
        whole = map(self._looked_at, self._whole_rows(content))
        for row in in_plain_form(whole, self.layout.columns, self._find):
            mark = blake2b("\0".join(row.cells).encode("utf-8", errors="replace"), digest_size=16).digest()
            if mark in seen:
                self._find(DUPLICATE_ROW, row.line, f"{quoted(row.cells[0])} is here again", "delete this row")
                continue
            seen.add(mark)
            if self.layout.order:
                place = self.layout.order(row.cells)
                if last is not None and place < last:
                    misplaced.append(row.line)
                last = place
            yield row
        if misplaced:
            more = f", and so do {len(misplaced) - 1} more" if len(misplaced) > 1 else ""
            problem = f"the row belongs above the one before it{more}"
            self._find(UNSORTED, misplaced[0], problem, "sort the rows")
        if self.damaged:  # nothing is fixed in such a file without a person
            self.findings[:] = [replace(finding, fixable=False) for finding in self.findings]

    def _plain_content(self) -> bytes:
        """The content without byte order mark and CR.

        Of a merge conflict the first side is kept; the other lines are blank, so that line numbers hold.
        """
        content = self.content
        if content.startswith(MARK):
            remedy = "save the file as UTF-8 without a mark"
            self._find(BYTE_ORDER_MARK, 1, "the file starts with a byte order mark", remedy)
            content = content.removeprefix(MARK)
        if (at := content.find(b"\r\n")) >= 0:
            line = content.count(b"\n", 0, at) + 1
            self._find(LINE_ENDS, line, "lines end in CR LF", "save the file with LF line ends")
            content = content.replace(b"\r\n", b"\n")
        if content and not content.endswith(b"\n"):
            line = content.count(b"\n") + 1
            self._find(FINAL_NEWLINE, line, "the last line has no line end", "end it with a newline")
        try:
            text = decoded(content)
        except TaxonomyError as error:
            self._damage(NOT_UTF8, error.line or 1, error.problem, error.remedy)
            text = content.decode("utf-8", errors="replace").replace("\ufffd", "?")
        if has_conflicts(text):
            lines = text.split("\n")
            for conflict in list(find_conflicts(lines)):
                self._damage(MERGE_CONFLICT, conflict.line, str(conflict), REMEDY)
                for number in conflict.dropped:
                    lines[number - 1] = ""
            text = "\n".join(lines)
        plain = with_commas(text, self.layout.columns, self._find)
        return plain.encode() if self.damaged or plain is not text else content

    def _whole_rows(self, content: bytes) -> Iterator[Record]:
        """The rows below the header that have as many cells as it has."""
        header = False
        for row in self._csv_rows(content):
            if not header:
                header = True
                if row.cells != self.layout.columns:
                    self._damage(HEADER, row.line, "the header is not the one expected", self._expected_header())
            elif len(row.cells) != len(self.layout.columns):
                problem = f"the row has {len(row.cells)} cells, not {len(self.layout.columns)}"
                self._damage(CELL_COUNT, row.line, problem, "put cells with commas in double quotes")
            else:
                yield row
        if not header and not self.damaged:
            self._damage(HEADER, 1, "the file has no header", self._expected_header())

    def _csv_rows(self, content: bytes) -> Iterator[Record]:
        """Rows as CSV sees them. After a row that is not CSV, reading starts again one line further on."""
        start = 1
        for _ in range(_MOST_RESTARTS):
            try:
                for record in read_records(_lines(content, start), first=start):
                    if not _as_written(record):
                        self._not_as_written(record.line, blank=not record.cells)
                    if record.cells:
                        yield record
            except TaxonomyError as error:
                start = error.line or start
                self._damage(NO_CSV, start, error.problem, error.remedy)
                start += 1
            else:
                return

    def _not_as_written(self, line: int, *, blank: bool) -> None:
        """Reports it once per file, because the file is fixed as a whole."""
        if self.damaged or self._said:
            return
        self._said = True
        if blank:
            self._find(CSV_FORM, line, "the line is blank", "delete it")
        else:
            self._find(CSV_FORM, line, "the row has quotes that it does not need", "leave them out")

    def _looked_at(self, row: Record) -> Record:
        """The row with stray white space taken away; what is wrong with its cells becomes findings."""
        joined = "\0".join(row.cells)
        if not _SUSPECT.search(joined) and joined.count("\0") < len(row.cells):
            return row
        for column, cell in zip(self.layout.columns, row.cells, strict=True):
            for rule, problem, remedy in _cell_problems(cell, code=column in self.layout.codes):
                self._find(rule, row.line, f"the {column} {quoted(cell)} {problem}", remedy)
        return Record(tuple(map(squeezed, row.cells)), row.text, row.line)

    def _expected_header(self) -> str:
        return f"write it as {','.join(self.layout.columns)}"

    def _damage(self, rule: Rule, line: int, problem: str, remedy: str) -> None:
        self.damaged = True
        self._find(rule, line, problem, remedy)

    def _find(self, rule: Rule, line: int, problem: str, remedy: str) -> None:
        self.findings.append(rule.broken(self.path, line, problem, remedy))


def _lines(content: bytes, start: int) -> Iterator[str]:
    """The lines from number `start` on, each with its line end."""
    position, number = 0, 1
    while position < len(content):
        end = content.find(b"\n", position) + 1 or len(content)
        if number >= start:
            yield content[position:end].decode()
        position, number = end, number + 1


def squeezed(cell: str) -> str:
    """The cell without white space around it, and with one space for each stretch of it."""
    return _SPACES.sub(" ", cell).strip(" ")


def _cell_problems(cell: str, *, code: bool) -> Iterator[tuple[Rule, str, str]]:
    if is_formula(cell):
        yield FORMULA, "starts like a formula", "leave out the mark it starts with"
    elif squeezed(cell) != cell:
        rule = SPACE_IN_CODE if code else STRAY_SPACE
        yield rule, "has stray white space", "leave single spaces between words only"
    if found := _CONTROL.search(cell):
        yield CONTROL, f"holds the control character U+{ord(found.group()):04X}", "delete it"
    if found := MEANINGLESS.search(cell):
        yield INVISIBLE, f"holds the invisible character U+{ord(found.group()):04X}", "delete it"
    if _MOJIBAKE.search(cell):
        yield MOJIBAKE, "was decoded wrongly", "type the letters that were meant"


def _as_written(record: Record) -> bool:
    """Whether the row is as the tool writes it; only quotes can make a difference."""
    if not record.cells or '"' not in record.text or "\r" in record.text:
        return bool(record.cells)
    return record.text.rstrip("\n") == row_text(record.cells, "")
