"""From a report's text to findings, each with line and column; and the text with what is settled corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tagfold.finding import Finding, Severity, TextEdit
from tagfold.lint.advice import Advice, Adviser
from tagfold.reports.grammar import parse_report
from tagfold.reports.report import Problem, Tag
from tagfold.reports.tags import scan_tags

_OPENING = re.compile(r"\[\[+")

_INFORMATIVE = frozenset(["several-types"])
"""Problems of the grammar that need no fix."""


def lint_report(text: str, adviser: Adviser, path: str = "") -> list[Finding]:
    """The findings of one report, in the order of their places. `edit` is there if people settled what to write."""
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as the grammar reads it; every place stays the same
    return sorted([*_about_tags(text, adviser, path), *_about_the_report(text, path)])


def corrected(text: str, findings: Iterable[Finding]) -> str:
    """`text` with the findings' edits made; all else is as it was."""
    edits = sorted((finding.edit for finding in findings if finding.edit), key=lambda edit: -edit.start)
    for edit in edits:
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _about_tags(text: str, adviser: Adviser, path: str) -> Iterator[Finding]:
    """The grammar gives one item for each opening, in their order."""
    for opening, item in zip(_OPENING.finditer(text), scan_tags(text), strict=True):
        column = opening.start() - text.rfind("\n", 0, opening.start())
        if isinstance(item, Problem):
            yield of_problem(path, item, column)
        elif isinstance(item, Tag):
            yield from _about_tag(text, opening.end(), item, adviser, (path, item.line, column))


def _about_tag(text: str, start: int, tag: Tag, adviser: Adviser, place: tuple[str, int, int]) -> Iterator[Finding]:
    facet, misspelt = adviser.facet(tag.facet)
    colon = text.index(":", start)
    if misspelt:
        edit = TextEdit(start, colon, text[start:colon], misspelt.values[0]) if misspelt.values else None
        yield _finding(place, misspelt, edit)
    advice = adviser.value(facet, tag.raw) if facet else None
    if advice:
        # An edit of the facet and one of the value must not meet: the value is fixed on the next run.
        yield _finding(place, advice, None if misspelt else _edit(text, start, colon + 1, tag, advice))


def _edit(text: str, start: int, value: int, tag: Tag, advice: Advice) -> TextEdit | None:
    """The edit that writes `advice.values`: one in place of the value, several as tags of their own."""
    end = value + len(tag.raw)
    if not advice.values or any(set(label) & set("[]\n") for label in advice.values):
        return None
    if len(advice.values) == 1:
        return TextEdit(value, end, tag.raw, advice.values[0])
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    between = "\r\n" if "\r\n" in text else "\n"
    gap = between if line == text[start - 2 : end + 2] else " "
    facet = text[start : value - 1]
    return TextEdit(value, end, tag.raw, f"]]{gap}[[{facet}:".join(advice.values))


def _about_the_report(text: str, path: str) -> Iterator[Finding]:
    """What the grammar says of the report as a whole, and of tags that it could still read."""
    of_openings = {item.code for item in scan_tags(text) if isinstance(item, Problem)}
    for problem in parse_report(text).problems:
        if problem.code not in of_openings:
            yield of_problem(path, problem, 1)


def of_problem(path: str, problem: Problem, column: int = 1) -> Finding:
    """A problem that reading the report met, as a finding."""
    severity = Severity.INFO if problem.code in _INFORMATIVE else Severity.ERROR
    return Finding(path, max(problem.line, 1), column, problem.code, severity, problem.message, problem.remedy)


def _finding(place: tuple[str, int, int], advice: Advice, edit: TextEdit | None) -> Finding:
    return Finding(
        *place, advice.code, advice.severity, advice.problem, advice.remedy, fixable=edit is not None, edit=edit
    )
