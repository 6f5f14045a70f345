"""Findings as lines for people, as JSON, and as annotations of GitHub's checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tagfold.finding import Finding, Severity, counted, quoted
from tagfold.lint.run import Linted

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def lint_lines(linted: Sequence[Linted]) -> Iterator[str]:
    """A line for each finding, `path:line:column: severity: problem; remedy [code]`, and one that counts them."""
    for report in linted:
        for finding in report.fixed:
            if finding.edit:
                change = f"{quoted(finding.edit.was)} -> {quoted(finding.edit.text)}"
                yield f"{finding.place}: fixed: {change} [{finding.code}]"
        yield from map(str, report.findings)
    counts = Counter(finding.severity for report in linted for finding in report.findings)
    said = [_tally(severity, counts[severity]) for severity in Severity if counts[severity]]
    fixable = sum(finding.fixable for report in linted for finding in report.findings)
    more = f" ({fixable} fixable with --fix)" if fixable else ""
    yield f"{counted(len(linted), 'report')}: {', '.join(said) or 'no problems found'}{more}"


def github_lines(linted: Sequence[Linted]) -> Iterator[str]:
    """A workflow command for each finding; GitHub shows it at the line of the report."""
    for report in linted:
        for finding in report.findings:
            place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
            title = _property(f"tagfold {finding.code}")
            yield f"::{_LEVELS[finding.severity]} {place},title={title}::{_data(finding.sentence)}"


def lint_data(linted: Sequence[Linted]) -> dict[str, list[dict[str, object]]]:
    """The findings, and what was fixed, as data."""
    return {
        "findings": [_row(finding) for report in linted for finding in report.findings],
        "fixed": [_row(finding) for report in linted for finding in report.fixed],
    }


def _row(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "code": finding.code,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "was": finding.edit.was if finding.edit else None,
        "write": finding.edit.text if finding.edit else None,
    }


def _tally(severity: Severity, number: int) -> str:
    return f"{number:,} for information" if severity is Severity.INFO else counted(number, severity)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
