"""Findings as lines for people, as JSON, and as annotations of GitHub's checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tagfold.lint.files import Linted
from tagfold.lint.report import Finding
from tagfold.taxonomy.check.finding import Severity, quoted

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def lint_lines(linted: Sequence[Linted]) -> Iterator[str]:
    """A line for each finding, `path:line:column: severity: problem; remedy [code]`, and one that counts them."""
    for report in linted:
        for finding in report.fixed:
            if finding.edit:
                change = f"{quoted(finding.edit.was)} -> {quoted(finding.edit.text)}"
                yield f"{report.path}:{finding.line}:{finding.column}: fixed: {change} [{finding.code}]"
        for finding in report.findings:
            place = f"{report.path}:{finding.line}:{finding.column}"
            yield f"{place}: {finding.severity}: {_sentence(finding)} [{finding.code}]"
    counts = Counter(finding.severity for report in linted for finding in report.findings)
    said = [f"{counts[severity]} {_counted(severity, counts[severity])}" for severity in Severity if counts[severity]]
    fixable = sum(finding.edit is not None for report in linted for finding in report.findings)
    more = f" ({fixable} fixable with --fix)" if fixable else ""
    reports = f"{len(linted)} report{'' if len(linted) == 1 else 's'}"
    yield f"{reports}: {', '.join(said) or 'no problems found'}{more}"


def github_lines(linted: Sequence[Linted]) -> Iterator[str]:
    """A workflow command for each finding; GitHub shows it at the line of the report."""
    for report in linted:
        for finding in report.findings:
            place = f"file={_property(report.path)},line={finding.line},col={finding.column}"
            title = _property(f"tagfold {finding.code}")
            yield f"::{_LEVELS[finding.severity]} {place},title={title}::{_data(_sentence(finding))}"


def lint_data(linted: Sequence[Linted]) -> dict[str, list[dict[str, object]]]:
    """The findings, and what was fixed, as data."""
    return {
        "findings": [_row(report.path, finding) for report in linted for finding in report.findings],
        "fixed": [_row(report.path, finding) for report in linted for finding in report.fixed],
    }


def _row(path: Path, finding: Finding) -> dict[str, object]:
    return {
        "path": str(path),
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "code": finding.code,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "was": finding.edit.was if finding.edit else None,
        "write": finding.edit.text if finding.edit else None,
    }


def _sentence(finding: Finding) -> str:
    return f"{finding.problem}; {finding.remedy}" if finding.remedy else finding.problem


def _counted(severity: Severity, count: int) -> str:
    return "for information" if severity is Severity.INFO else f"{severity}{'' if count == 1 else 's'}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")
