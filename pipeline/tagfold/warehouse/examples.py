"""Examples of a tag's use: chosen over countries and years, with what the report says there, and the report's file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tagfold.store_url import is_url
from tagfold.warehouse.reading import reading
from tagfold.warehouse.runs import last_run, source_paths

LONGEST_CONTEXT = 300
"""Characters of a passage or summary that are shown."""


@dataclass(frozen=True, slots=True)
class PlaceOfUse:
    """One place of use. `source` is the folder the reports were read from, if it is known.

    `country` is as typed, `context` a passage that holds the tag's words, else the report's summary, else "".
    """

    raw: str
    path: str
    line: int
    title: str | None
    source: str | None
    report_id: str
    country: str
    year: int | None
    context: str


def places(database: Path, facet: str, raws: list[str], limit: int) -> list[PlaceOfUse]:
    """Where the tags are, one line per report first, and among these one per country and year first."""
    with reading(database) as db:
        sources = source_paths(last_run(db), database)
        source = sources[0] if len(sources) == 1 else None
        rows = db.execute(
            "WITH found AS (SELECT t.raw, r.path, t.line, r.title, r.report_id, r.year, "
            "left(r.summary, 2000) AS summary, row_number() OVER (PARTITION BY r.report_id ORDER BY t.line) AS nth "
            "FROM tags t JOIN reports r USING (report_id) WHERE t.facet = ? AND list_contains(?::VARCHAR[], t.raw)), "
            "there AS (SELECT report_id, min(lower(raw)) AS country FROM tags SEMI JOIN found USING (report_id) "
            "WHERE facet = 'country' GROUP BY ALL), "
            "placed AS (SELECT found.*, coalesce(country, '') AS country, "
            "row_number() OVER (PARTITION BY nth, country ORDER BY path, line) AS of_country, "
            "row_number() OVER (PARTITION BY nth, year ORDER BY path, line) AS of_year "
            "FROM found LEFT JOIN there USING (report_id)) "
            "SELECT raw, path, line, title, report_id, country, year, summary FROM placed "
            "ORDER BY nth, least(of_country, of_year), path, line LIMIT ?",
            [facet, raws, limit],
        ).fetchall()
        found = [
            PlaceOfUse(raw, path, line, title, source, report_id, country, year, _cut(summary or "", 0))
            for raw, path, line, title, report_id, country, year, summary in rows
        ]
        texts = db.execute(
            "SELECT report_id, text FROM (SELECT report_id, line, text FROM passages "
            "UNION ALL SELECT report_id, line, answer FROM answers WHERE answer IS NOT NULL) "
            "WHERE list_contains(?::VARCHAR[], report_id) ORDER BY report_id, line, text",
            [[place.report_id for place in found]],
        ).fetchall()
    mentions = _mentions(texts, raws)
    return [replace(place, context=mentions.get(place.report_id, place.context)) for place in found]


def file_of(database: Path, report_id: str) -> tuple[str, str, Path | None] | None:
    """Title, path and file of a report, None if there is no such report; the file is None if it is gone."""
    with reading(database) as db:
        sources = source_paths(last_run(db), database)
        row = db.execute("SELECT title, path FROM reports WHERE report_id = ?", [report_id]).fetchone()
    if row is None:
        return None
    return row[0] or "", row[1], report_file(sources[0], row[1]) if len(sources) == 1 else None


def report_file(source: str, path: str) -> Path | None:
    """The file of a report below the folder that was read, None if it is elsewhere, in object storage, or gone."""
    if is_url(source):
        return None
    root = Path(source).resolve()
    file = (root / path).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None


def _mentions(texts: Sequence[tuple[str, str]], raws: Sequence[str]) -> dict[str, str]:
    """The first passage or answer of each report that holds one of the spellings, else all words of one in some form,
    cut around them.
    """
    spellings = [rf"(?<!\w){re.escape(raw)}(?!\w)" for raw in raws if raw.strip()]
    loose = [rf"(?s)\A(?=.*{r')(?=.*'.join(stems)}).*?{stems[0]}" for raw in raws if (stems := _stems(raw))]
    found: dict[str, str] = {}
    for patterns in (spellings, loose):
        words = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        for report_id, text in texts:
            if report_id not in found and (at := next(filter(None, (one.search(text) for one in words)), None)):
                found[report_id] = _cut(text, at.end())
    return found


def _stems(raw: str) -> list[str]:
    """The beginnings of a tag's words, long enough to tell them from others; none if a word is too short for that."""
    words = re.findall(r"\w{3,}", raw)
    return [rf"\b{re.escape(word[: max(4, len(word) - 3)])}" for word in words]


def _cut(text: str, at: int) -> str:
    """At most `LONGEST_CONTEXT` characters around a place, on one line."""
    first = max(0, at - LONGEST_CONTEXT // 2)
    cut = " ".join(text[first : first + LONGEST_CONTEXT].split())
    return f"{'… ' if first else ''}{cut}{' …' if len(text) > first + LONGEST_CONTEXT else ''}"


def beside(database: Path, gone: Sequence[PlaceOfUse], lines: int) -> dict[tuple[str, int], list[tuple[int, str]]]:
    """What the database knows of lines around places whose file was deleted, by path and line: tags and answers."""
    if not gone:
        return {}
    found: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    with reading(database) as db:
        rows = db.execute(
            "WITH here AS (SELECT DISTINCT path, report_id, middle FROM (SELECT unnest(?::VARCHAR[]) AS path, "
            "unnest(?::INTEGER[]) AS middle) JOIN reports USING (path)), "
            "texts AS (SELECT report_id, line, '[[' || facet || ':' || raw || ']]' AS text FROM tags "
            "SEMI JOIN here USING (report_id) UNION ALL "
            "SELECT report_id, line, '> ' || question || coalesce(chr(10) || answer, '') FROM answers "
            "SEMI JOIN here USING (report_id)) "
            "SELECT path, middle, line, text FROM here JOIN texts USING (report_id) "
            "WHERE line BETWEEN middle - ? AND middle + ? ORDER BY ALL",
            [[where.path for where in gone], [where.line for where in gone], lines, lines],
        ).fetchall()
    for path, middle, line, text in rows:
        found[path, middle].append((line, text))
    return found
