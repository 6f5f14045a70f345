"""From a tag back to everything behind it: the decisions about its form, and the lines of files."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a spelling is used."""

    raw: str
    path: str
    line: int
    title: str | None


@dataclass(frozen=True, slots=True)
class TermTrace:
    """A term with what the taxonomy says of it and how it is used."""

    term_id: str
    label: str
    definition: str
    broader: str | None
    since: str | None
    uses: int
    reports: int
    spellings: list[tuple[str, int]]


def uses_of(db: duckdb.DuckDBPyConnection, facet: str, raws: list[str], limit: int) -> list[Use]:
    """Where the tags `raws` are, by path and line."""
    found = db.execute(
        "SELECT t.raw, r.path, t.line, r.title FROM tags t JOIN reports r USING (report_id) "
        "WHERE t.facet = ? AND list_contains(?::VARCHAR[], t.raw) ORDER BY r.path, t.line LIMIT ?",
        [facet, raws, limit],
    ).fetchall()
    return [Use(*row) for row in found]


def spellings_of(db: duckdb.DuckDBPyConnection, facet: str, form: str) -> list[tuple[str, int]]:
    """The spellings of one normal form that occur, with their uses, the most used first."""
    return db.execute(
        "SELECT d.raw, count(*) AS uses FROM (SELECT DISTINCT facet, raw, form FROM decisions) d "
        "JOIN tags t USING (facet, raw) WHERE d.facet = ? AND replace(d.form, ' ', '') = replace(?, ' ', '') "
        "GROUP BY ALL ORDER BY uses DESC, d.raw",
        [facet, form],
    ).fetchall()


def term_trace(db: duckdb.DuckDBPyConnection, term_id: str) -> TermTrace | None:
    """What is known of a term."""
    row = db.execute(
        "SELECT t.term_id, t.label, coalesce(t.definition, ''), b.label, t.since, u.uses, u.reports FROM terms t "
        "LEFT JOIN terms b ON b.term_id = t.broader_id LEFT JOIN term_uses u ON u.term_id = t.term_id "
        "WHERE t.term_id = ?",
        [term_id],
    ).fetchone()
    if row is None:
        return None
    spellings = db.execute(
        "SELECT raw, count(*) AS uses FROM tag_terms WHERE term_id = ? AND outcome IN ('mapped', 'auto') "
        "GROUP BY ALL ORDER BY uses DESC, raw",
        [term_id],
    ).fetchall()
    term, label, definition, broader, since, uses, reports = row
    return TermTrace(term, label, definition, broader, since, uses, reports, spellings)
