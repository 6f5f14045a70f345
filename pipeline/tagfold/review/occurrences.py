"""The places where a tag is used, with the lines around it: from the report, or if that is gone, from the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from tagfold.reports.decoding import decode_report
from tagfold.reports.personal import mask
from tagfold.review.queue import TagForm
from tagfold.taxonomy.model import Kind, Taxonomy
from tagfold.warehouse.queries import PlaceOfUse, beside, places

LINES_AROUND = 2
"""Lines shown above and below."""

LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One use. `lines` are (number, text) around it; `from_file` is False where they are what the database kept."""

    raw: str
    path: str
    line: int
    title: str
    lines: tuple[tuple[int, str], ...]
    from_file: bool


def occurrences_of(database: Path, item: TagForm, limit: int, taxonomy: Taxonomy) -> list[Occurrence]:
    """Up to `limit` places of a tag's spellings, one per report first. Personal data are masked, and so are tags of the
    private facets.
    """
    private = [facet.name for facet in taxonomy.facets if facet.kind is Kind.PRIVATE]
    raws = [raw for raw, _ in item.spellings]
    found = [(where, _lines_of(where, private)) for where in places(database, item.facet, raws, limit)]
    kept = beside(database, [where for where, lines in found if not lines], LINES_AROUND)
    return [_place(where, lines, kept.get((where.path, where.line), ())) for where, lines in found]


def _place(where: PlaceOfUse, lines: list[tuple[int, str]], kept: Iterable[tuple[int, str]]) -> Occurrence:
    shown = lines or [(number, _short(text)) for number, text in kept]
    path = str(Path(where.source) / where.path) if where.source else where.path
    return Occurrence(where.raw, path, where.line, where.title or "", tuple(shown), bool(lines))


def _lines_of(where: PlaceOfUse, private: Collection[str]) -> list[tuple[int, str]]:
    """The lines of the file, if it is still there and still has a tag on that line."""
    if where.source is None:
        return []
    root = Path(where.source).resolve()
    path = (root / where.path).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        return []
    try:
        text = decode_report(path.read_bytes())[0] or ""
    except OSError:
        return []
    if "\n" not in text:
        text = text.replace("\r", "\n")  # lines as old Macs ended them
    lines = text.split("\n")
    if not 0 < where.line <= len(lines) or "[[" not in lines[where.line - 1]:
        return []
    hidden = re.compile(rf"\[\[\s*({'|'.join(map(re.escape, private)) or '(?!)'})\s*:[^\]]*", re.IGNORECASE)
    first, last = max(1, where.line - LINES_AROUND), min(len(lines), where.line + LINES_AROUND)
    return [(n, _short(mask(hidden.sub(r"[[\1:…", lines[n - 1][: LONGEST_LINE * 5])))) for n in range(first, last + 1)]


def _short(text: str) -> str:
    text = text.strip("\r")
    return text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + " …"
