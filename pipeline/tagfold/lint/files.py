"""The door to the reports that are linted: files and folders in, findings out, and back where they are fixed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.atomic import write_atomically
from tagfold.errors import SourceError, WrongUsage
from tagfold.lint.advice import Adviser
from tagfold.lint.report import Finding, lint_report, with_fixes
from tagfold.reports.decoding import decode_report
from tagfold.reports.model import Problem
from tagfold.reports.sources import ReportFile, list_reports, read_bytes
from tagfold.settings import MAX_REPORT_BYTES
from tagfold.taxonomy.check.finding import Severity

_MARK = b"\xef\xbb\xbf"


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
    content = read_bytes(file, MAX_REPORT_BYTES)
    if isinstance(content, Problem):
        return Linted(file.location, (_of_file(content),))
    text, problems = decode_report(content)
    if text is None or problems:
        said = lint_report(text, adviser) if text is not None else []
        return Linted(file.location, (*map(_of_file, problems), *said))
    findings = lint_report(text, adviser)
    edited = tuple(finding for finding in findings if finding.edit) if fix else ()
    if not edited:
        return Linted(file.location, tuple(findings))
    better = with_fixes(text, edited)
    _write(file.location, (_MARK if content.startswith(_MARK) else b"") + better.encode())
    return Linted(file.location, tuple(lint_report(better, adviser)), edited)


def _write(path: Path, content: bytes) -> None:
    try:
        write_atomically(path, content)
    except OSError as error:
        remedy = "fix its permissions, or lint without --fix"
        raise SourceError(f"cannot write the file ({error.strerror})", path=str(path), remedy=remedy) from None


def _of_file(problem: Problem) -> Finding:
    what, _, remedy = problem.message.rpartition("; ")
    return Finding(max(problem.line, 1), 1, Severity.ERROR, problem.code, what or remedy, remedy if what else "")
