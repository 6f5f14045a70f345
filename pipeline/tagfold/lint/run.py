"""The door to the reports that are linted: files and folders in, findings out, and back if they are fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import SourceError, WrongUsage
from tagfold.finding import Finding
from tagfold.io import save
from tagfold.lint.advice import Adviser
from tagfold.lint.findings import corrected, lint_report, of_problem
from tagfold.records import BYTE_ORDER_MARK
from tagfold.reports.decoding import decode_report
from tagfold.reports.report import Problem
from tagfold.reports.sources import ReportFile, list_reports, read_bytes
from tagfold.settings import MAX_REPORT_BYTES

_MARK = BYTE_ORDER_MARK.encode()


@dataclass(frozen=True, slots=True)
class Linted:
    """A file with what was put right in it, and what is left."""

    path: Path
    findings: tuple[Finding, ...]
    fixed: tuple[Finding, ...] = ()


def lint_files(places: Sequence[Path], adviser: Adviser, fix: bool = False) -> Iterator[Linted]:
    """Lint each file, and each report of each folder; with `fix`, put right what people have settled.

    Raises:
        WrongUsage: a place does not exist.
        SourceError: a folder has no report, or a file cannot be written.
    """
    for place in places:
        if not place.exists():
            raise WrongUsage(f"there is no '{place}'", remedy="name an existing report or folder")
    for place in places:
        files = list_reports((place,))[0] if place.is_dir() else [ReportFile(place.name, place)]
        for file in files:
            yield _lint_file(file, adviser, fix)


def _lint_file(file: ReportFile, adviser: Adviser, fix: bool) -> Linted:
    place, content = file.on_disk, read_bytes(file, MAX_REPORT_BYTES)
    path = str(place)
    if isinstance(content, Problem):
        return Linted(place, (of_problem(path, content),))
    text, problems = decode_report(content)
    if text is None or problems:
        said = lint_report(text, adviser, path) if text is not None else []
        return Linted(place, (*(of_problem(path, problem) for problem in problems), *said))
    findings = lint_report(text, adviser, path)
    edited = tuple(finding for finding in findings if finding.edit) if fix else ()
    if not edited:
        return Linted(place, tuple(findings))
    better = corrected(text, edited)
    mark = _MARK if content.startswith(_MARK) else b""
    save(place, mark + better.encode(), SourceError, remedy="fix its permissions, or lint without --fix")
    return Linted(place, tuple(lint_report(better, adviser, path)), edited)
