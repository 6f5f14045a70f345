"""What a person wants to know after a run, read from the published database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb


@dataclass(frozen=True, slots=True)
class FacetCount:
    """One row of the view `coverage`."""

    facet: str
    kind: str | None
    uses: int
    spellings: int
    mapped: int
    auto: int
    review: int
    new: int
    not_a_tag: int


@dataclass(frozen=True, slots=True)
class Fold:
    """A term that gathered several spellings: its uses, and those of its most used spelling."""

    facet: str
    label: str
    uses: int
    before: int
    spellings: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the database as it is now."""

    reports: int
    tags: int
    answers: int
    places: int
    facets: list[FacetCount]
    problems: list[tuple[str, int, str]]
    folds: list[Fold]
    content_sha256: str


def summarize(db: duckdb.DuckDBPyConnection) -> Summary:
    """Read the counts; `problems` are (code, rows, an example as path:line), the most frequent first."""
    reports, tags, answers, places = _one(
        db,
        "SELECT (SELECT count(*) FROM reports), (SELECT count(*) FROM tags), (SELECT count(*) FROM answers), "
        "(SELECT count(*) FROM places)",
    )
    coverage = db.execute("SELECT * FROM coverage ORDER BY kind IS NULL, kind, uses DESC, facet").fetchall()
    problems = db.execute(
        "SELECT code, count(*), min_by(path || coalesce(':' || line, ''), (path, line)) FROM problems "
        "GROUP BY code ORDER BY ALL DESC"
    ).fetchall()
    folds = db.execute(
        "WITH spelled AS (SELECT facet, label, raw, count(*) AS uses FROM tag_terms "
        "WHERE outcome IN ('mapped', 'auto') GROUP BY ALL) "
        "SELECT facet, spelled.label, sum(uses)::BIGINT, max(uses), count(*) FROM spelled JOIN facets USING (facet) "
        "WHERE kind = 'curated' GROUP BY ALL HAVING count(*) > 1 "
        "ORDER BY sum(uses) - max(uses) DESC, spelled.label LIMIT 5"
    ).fetchall()
    (content,) = _one(db, "SELECT content_sha256 FROM runs ORDER BY run_id DESC LIMIT 1")
    problems.sort(key=lambda row: (-row[1], row[0]))
    return Summary(
        reports,
        tags,
        answers,
        places,
        [FacetCount(*row) for row in coverage],
        problems,
        [Fold(*row) for row in folds],
        content,
    )


def _one(db: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    return db.execute(query).fetchall()[0]
