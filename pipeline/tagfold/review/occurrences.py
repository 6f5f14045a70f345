"""The places where a tag is used, with the lines around it: from the report, or if that is gone, from the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from tagfold.reports.decoding import decode_report
from tagfold.reports.personal import mask
from tagfold.review.queue import TagForm
from tagfold.store_url import source_of
from tagfold.taxonomy.model import Kind, Taxonomy
from tagfold.warehouse.examples import PlaceOfUse, beside, file_of, places, report_file

LINES_AROUND = 2
"""Lines shown above and below."""

LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One use. `lines` are (number, text) around it; `from_file` is False where they are what the database kept.

    `context` is a passage of the report that holds the tag's words, else its summary; `when` its country and year.
    """

    raw: str
    path: str
    line: int
    title: str
    lines: tuple[tuple[int, str], ...]
    from_file: bool
    context: str
    when: str
    report_id: str


def occurrences_of(database: Path, item: TagForm, limit: int, taxonomy: Taxonomy) -> list[Occurrence]:
    """Up to `limit` places of a tag's spellings, one per report first. Personal data are masked, and so are tags of the
    private facets.
    """
    private = _private(taxonomy)
    raws = [raw for raw, _ in item.spellings]
    found = [(where, _lines_of(where, private)) for where in places(database, item.facet, raws, limit)]
    kept = beside(database, [where for where, lines in found if not lines], LINES_AROUND)
    return [_place(where, lines, kept.get((where.path, where.line), ())) for where, lines in found]


def report_lines(database: Path, report_id: str, taxonomy: Taxonomy) -> tuple[str, str, list[str]] | None:
    """Title, path and lines of a report's file, masked; None if there is no such report or file."""
    found = file_of(database, report_id)
    if found is None or found[2] is None:
        return None
    return *found[:2], list(map(_masked(_private(taxonomy)), _text_lines(found[2])))


def _private(taxonomy: Taxonomy) -> list[str]:
    return [facet.name for facet in taxonomy.facets if facet.kind is Kind.PRIVATE]


def _place(where: PlaceOfUse, lines: list[tuple[int, str]], kept: Iterable[tuple[int, str]]) -> Occurrence:
    shown = lines or [(number, _short(text)) for number, text in kept]
    path = str(source_of(where.source) / where.path) if where.source else where.path
    when = ", ".join(filter(None, (where.country, str(where.year or ""))))
    about = where.context, when, where.report_id
    return Occurrence(where.raw, path, where.line, where.title or "", tuple(shown), bool(lines), *about)


def _lines_of(where: PlaceOfUse, private: Collection[str]) -> list[tuple[int, str]]:
    """The lines of the file, if it is still there and still has a tag on that line."""
    path = report_file(where.source, where.path) if where.source else None
    lines = _text_lines(path) if path else []
    if not 0 < where.line <= len(lines) or "[[" not in lines[where.line - 1]:
        return []
    masked = _masked(private)
    first, last = max(1, where.line - LINES_AROUND), min(len(lines), where.line + LINES_AROUND)
    return [(n, _short(masked(lines[n - 1][: LONGEST_LINE * 5]))) for n in range(first, last + 1)]


def _text_lines(path: Path) -> list[str]:
    try:
        text = decode_report(path.read_bytes())[0] or ""
    except OSError:
        return []
    if "\n" not in text:
        text = text.replace("\r", "\n")  # lines as old Macs ended them
    return text.split("\n")


def _masked(private: Collection[str]) -> Callable[[str], str]:
    hidden = re.compile(rf"\[\[\s*({'|'.join(map(re.escape, private)) or '(?!)'})\s*:[^\]]*", re.IGNORECASE)
    return lambda line: mask(hidden.sub(r"[[\1:…", line))


def _short(text: str) -> str:
    text = text.strip("\r")
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " …"
