"""From a report's text to findings, each with line and column; and the text with what is settled put right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tagfold.lint.advice import Advice, Adviser
from tagfold.reports.grammar import parse_report
from tagfold.reports.model import Problem, Tag
from tagfold.reports.tags import scan_tags
from tagfold.taxonomy.check.finding import Severity

_OPENING = re.compile(r"\[\[+")

_INFORMATIVE = frozenset(["several-types"])
"""Problems of the grammar that need no fixing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of the characters from `start` to `end`, `was`."""

    start: int
    end: int
    was: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an author should know. `line` and `column` count from 1, columns in characters; `code` is stable.

    `edit` is there where people have settled what to write.
    """

    line: int
    column: int
    severity: Severity
    code: str
    problem: str
    remedy: str
    edit: Edit | None = None


def lint_report(text: str, adviser: Adviser) -> list[Finding]:
    """The findings of one report, in the order of their places."""
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as the grammar reads it; every place stays the same
    found = [*_about_tags(text, adviser), *_about_the_report(text)]
    return sorted(found, key=lambda finding: (finding.line, finding.column, finding.code))


def with_fixes(text: str, findings: Iterable[Finding]) -> str:
    """`text` with the findings' edits made; all else is as it was."""
    edits = sorted((finding.edit for finding in findings if finding.edit), key=lambda edit: -edit.start)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _about_tags(text: str, adviser: Adviser) -> Iterator[Finding]:
    """The grammar gives one item for each opening, in their order."""
    for opening, item in zip(_OPENING.finditer(text), scan_tags(text), strict=True):
        column = opening.start() - text.rfind("\n", 0, opening.start())
        if isinstance(item, Problem):
            yield _of_grammar(item, column)
        elif isinstance(item, Tag):
            yield from _about_tag(text, opening.end(), column, item, adviser)


def _about_tag(text: str, start: int, column: int, tag: Tag, adviser: Adviser) -> Iterator[Finding]:
    facet, misspelt = adviser.facet(tag.facet)
    colon = text.index(":", start)
    if misspelt:
        edit = Edit(start, colon, text[start:colon], misspelt.values[0]) if misspelt.values else None
        yield _finding(tag, column, misspelt, edit)
    advice = adviser.value(facet, tag.raw) if facet else None
    if advice:
        # An edit of the facet and one of the value must not meet: the value is fixed on the next run.
        yield _finding(tag, column, advice, None if misspelt else _edit(text, start, colon + 1, tag, advice))


def _edit(text: str, start: int, value: int, tag: Tag, advice: Advice) -> Edit | None:
    """The edit that writes `advice.values`: one in place of the value, several as tags of their own."""
    end = value + len(tag.raw)
    if not advice.values or any(set(label) & set("[]\n") for label in advice.values):
        return None
    if len(advice.values) == 1:
        return Edit(value, end, tag.raw, advice.values[0])
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    between = "\r\n" if "\r\n" in text else "\n"
    gap = between if line == text[start - 2 : end + 2] else " "
    facet = text[start : value - 1]
    return Edit(value, end, tag.raw, f"]]{gap}[[{facet}:".join(advice.values))


def _about_the_report(text: str) -> Iterator[Finding]:
    """What the grammar says of the report as a whole, and of tags that it read anyway."""
    of_openings = {item.code for item in scan_tags(text) if isinstance(item, Problem)}
    for problem in parse_report(text).problems:
        if problem.code not in of_openings:
            yield _of_grammar(problem, 1)


def _of_grammar(problem: Problem, column: int) -> Finding:
    what, _, remedy = problem.message.rpartition("; ")
    severity = Severity.INFO if problem.code in _INFORMATIVE else Severity.ERROR
    return Finding(max(problem.line, 1), column, severity, problem.code, what or remedy, remedy if what else "")


def _finding(tag: Tag, column: int, advice: Advice, edit: Edit | None) -> Finding:
    return Finding(tag.line, column, advice.severity, advice.code, advice.problem, advice.remedy, edit)
