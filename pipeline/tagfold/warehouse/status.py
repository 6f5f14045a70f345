"""What has changed in a database since the run before, and since the last release of the taxonomy."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

FADING_REPORTS = 5
"""A term has so many reports before its end is worth a line."""


@dataclass(frozen=True, slots=True)
class NewTag:
    """A tag that the last run brought: its outcome, its term or for `review` the candidate, and its uses."""

    facet: str
    raw: str
    outcome: str
    label: str | None
    uses: int


@dataclass(frozen=True, slots=True)
class SinceRun:
    """What the last run changed: number and day (ISO 8601) of the run before, uses and undecided uses before and now,
    tags that came and how many of them nothing has decided, reports that were new or had changed, files that failed.
    """

    run_id: int
    day: str
    uses_before: int
    undecided_before: int
    uses: int
    undecided: int
    tags: int
    tags_undecided: int
    reports_read: int
    reports_forgotten: int
    files_failed: int


@dataclass(frozen=True, slots=True)
class SinceRelease:
    """What came after a release of the taxonomy: terms, mapped variants, the uses that these decide, and tags that no
    run up to its day had (None if there was no such run).
    """

    version: str
    day: str
    terms: int
    variants: int
    uses: int
    tags: int | None


@dataclass(frozen=True, slots=True)
class FadingTerm:
    """A term of many reports that those of the last two years do not use."""

    facet: str
    label: str
    reports: int
    last_year: int


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """All of it; `since_run` is None after the first run, `since_release` without a release."""

    since_run: SinceRun | None
    since_release: SinceRelease | None
    new_tags: list[NewTag]
    fading: list[FadingTerm]

    @property
    def asks_for_somebody(self) -> bool:
        """Whether a person should look: files failed, or tags came that nothing has decided."""
        run = self.since_run
        return run is not None and (run.files_failed > 0 or run.tags_undecided > 0)


def status_of(db: duckdb.DuckDBPyConnection, release: tuple[str, str] | None, limit: int = 10) -> DatabaseStatus:
    """Compare a published database with its run before and with a release (version and day).

    At most `limit` of the new tags that nothing has decided are listed, the most used first. A file of an earlier
    Tagfold tells nothing of this.
    """
    if not db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'first_seen'").fetchall():
        return DatabaseStatus(None, None, [], [])
    return DatabaseStatus(
        _since_run(db), _since_release(db, *release) if release else None, _new_tags(db, limit), _fading(db)
    )


def _since_run(db: duckdb.DuckDBPyConnection) -> SinceRun | None:
    rows = db.execute(
        "SELECT before.run_id, timezone('UTC', before.started_at)::DATE::VARCHAR, before.uses, before.undecided, "
        "now.uses, now.undecided, (SELECT count(*) FROM first_seen WHERE run_id = now.run_id), "
        f"(SELECT count(*) FROM spellings WHERE first_run = now.run_id AND {_UNDECIDED}), "
        "now.reports_read, now.reports_forgotten, now.files_failed "
        "FROM runs now JOIN runs before ON before.run_id = now.run_id - 1 ORDER BY now.run_id DESC LIMIT 1"
    ).fetchall()
    return SinceRun(*rows[0]) if rows else None


def _since_release(db: duckdb.DuckDBPyConnection, version: str, day: str) -> SinceRelease:
    ((terms, variants, uses, tags),) = db.execute(
        "WITH late AS (SELECT DISTINCT facet, form FROM mappings "
        "WHERE judgement = 'accept' AND decided_on > $day::DATE), "
        "run AS (SELECT max(run_id) AS run_id FROM runs WHERE timezone('UTC', started_at)::DATE <= $day::DATE) "
        "SELECT (SELECT count(*) FROM terms WHERE coalesce(since, '') = ''), (SELECT count(*) FROM late), "
        "(SELECT count(*) FROM tags JOIN decisions d USING (facet, raw) JOIN late USING (facet, form) "
        "WHERE d.outcome = 'mapped' AND d.part = 1), "
        "(SELECT CASE WHEN run.run_id IS NOT NULL THEN (SELECT count(*) FROM first_seen f WHERE f.run_id > run.run_id) "
        "END FROM run)",
        {"day": day},
    ).fetchall()
    return SinceRelease(version, day, terms, variants, uses, tags)


def _new_tags(db: duckdb.DuckDBPyConnection, limit: int) -> list[NewTag]:
    rows = db.execute(
        "SELECT s.facet, s.raw, s.outcome, q.label, s.uses FROM spellings s JOIN review_queue q USING (facet, raw) "
        f"WHERE s.first_run > 1 AND s.first_run = (SELECT max(run_id) FROM runs) AND s.{_UNDECIDED} "
        "ORDER BY s.uses DESC, s.facet, s.raw LIMIT ?",
        [limit],
    ).fetchall()
    return [NewTag(*row) for row in rows]


def _fading(db: duckdb.DuckDBPyConnection) -> list[FadingTerm]:
    rows = db.execute(
        "SELECT facet, term_uses.label, reports, last_year FROM term_uses JOIN facets USING (facet) "
        "WHERE kind = 'curated' AND reports >= ? AND last_year < (SELECT max(last_year) FROM term_uses) - 1 "
        "ORDER BY reports DESC, facet, term_uses.label LIMIT 5",
        [FADING_REPORTS],
    ).fetchall()
    return [FadingTerm(*row) for row in rows]


_UNDECIDED = "outcome IN ('review', 'new')"
