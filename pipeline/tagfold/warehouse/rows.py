"""Reports as table rows, written as newline-delimited JSON that DuckDB reads by itself.

A row is a plain dict whose keys are the columns; the engines write them, `load` takes them in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import orjson

from tagfold.reports.report import Problem, Report
from tagfold.warehouse.privacy import Names, Privacy

REPORT_TABLES = ("reports", "tags", "answers", "passages", "places", "problems")

REPORT_COLUMNS = frozenset({
    "report_id", "path", "title", "type", "type_raw", "year", "published_on", "source_url", "consent_url", "audio_url",
    "summary", "bytes", "sha256", "same_as",
})  # fmt: skip

LASTING, NOTE = "parsed", ".note"
"""The folder inside that of a run for what outlasts it if it is stopped, and the end of the names of notes there."""

Row = dict[str, object]


def report_id(path: str) -> str:
    """The stable id of the report at `path`: 12 hex digits."""
    return hashlib.sha256(path.encode()).hexdigest()[:12]


def report_rows(
    path: str, content: bytes, report: Report, privacy: Privacy, row: str = ""
) -> Iterator[tuple[str, Row]]:
    """(table, row) for all that a report says; problems are given by `problem_row`.

    `row` tells the reports of one table apart.
    """
    key = report_id(f"{path}#{row}" if row else path)
    names = privacy.names(report.answers)
    yield (
        "reports",
        {
            "report_id": key,
            "path": privacy.path(path, key),
            "title": privacy.text(report.title, names),
            "type_raw": privacy.text(report.type),
            "year": report.year,
            "published_on": report.published_on.isoformat() if report.published_on else None,
            "source_url": privacy.text(report.source, names),
            "consent_url": privacy.text(report.consent, names),
            "audio_url": privacy.text(report.audio, names),
            "summary": privacy.text(report.summary, names),
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
    for tag in report.tags:
        facet, raw = privacy.facet(tag.facet), privacy.tag(tag.facet, tag.raw, names)
        yield "tags", {"report_id": key, "facet": facet, "position": tag.position, "raw": raw, "line": tag.line}
    yield from _text_rows(key, report, privacy, names)
    for place in report.places:
        yield (
            "places",
            {
                "report_id": key,
                "position": place.position,
                "country_raw": privacy.text(place.country),
                "latitude": place.latitude,
                "longitude": place.longitude,
                "line": place.line,
            },
        )


def _text_rows(key: str, report: Report, privacy: Privacy, names: Names | None) -> Iterator[tuple[str, Row]]:
    for item in report.answers:
        yield (
            "answers",
            {
                "report_id": key,
                "position": item.position,
                "section": privacy.text(item.section, names),
                "group_no": item.group_no,
                "question": privacy.text(item.question, names),
                "answer": privacy.answer(item, names),
                "line": item.line,
            },
        )
    for passage in report.passages:
        heading, text = privacy.text(passage.heading, names), privacy.text(passage.text, names)
        yield (
            "passages",
            {"report_id": key, "position": passage.position, "heading": heading, "text": text, "line": passage.line},
        )


def problem_row(path: str, problem: Problem, privacy: Privacy) -> Row:
    """The row of a problem; its message may quote the file, so it is masked too."""
    return {
        "path": privacy.path(path, report_id(path)),
        "line": problem.line or None,
        "code": problem.code,
        "message": privacy.problem(problem),
        "remedy": problem.remedy,
    }


def row_file(folder: Path, shard: str, table: str) -> Path:
    """Where the rows of a table from one share of the work are written, and read from."""
    return folder / f"{shard}.{table}.json"


def row_files(folder: Path, table: str) -> list[str]:
    """All row files of a table in the folder of a run."""
    name = row_file(Path(), "*", table).name
    return sorted(map(str, [*folder.glob(name), *(folder / LASTING).glob(name)]))


class RowFiles:
    """Writes rows into one file per table, its `row_file`; use it with `with`."""

    def __init__(self, folder: Path, shard: str, tables: Iterable[str] = REPORT_TABLES) -> None:
        self._open = ExitStack()
        self._streams = {
            table: self._open.enter_context(row_file(folder, shard, table).open("wb", buffering=1 << 20))
            for table in tables
        }

    def write(self, table: str, row: Row) -> None:
        self._streams[table].write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
