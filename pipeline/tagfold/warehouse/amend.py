"""The last database, amended: in a copy of it, the rows of reports that changed make way for new ones.

That costs what the change costs, where a database built whole costs what all reports cost. It comes to the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from tagfold.warehouse.publish import Building
from tagfold.warehouse.verify import CONTENT_TABLES, TABLES_BY_REPORT, Sums, content_sums

MOST_AMENDED = 0.1
"""Share of the files, those of earlier amendments counted, up to which a database is amended: where rows were deleted
the file keeps their room.
"""


class ReachesOthers(Exception):
    """What changed has a say in how other reports are read, so the database has to be built whole."""


def take_out(building: Building, paths: Collection[str], listed: Collection[str]) -> Sums:
    """Delete all rows of the files at `paths`, and of others that are not `listed`; what these rows of TABLES_BY_REPORT
    counted for.

    What is asked of them later waits in temporary tables. Raises ReachesOthers.
    """
    db = building.connection
    unread = {path for (path,) in db.execute("SELECT path FROM problems ANTI JOIN reports USING (path)").fetchall()}
    changed = [*paths, *unread.difference(listed)]
    db.execute("CREATE TEMP TABLE changed AS SELECT DISTINCT unnest(?::VARCHAR[]) AS path", [changed])
    # a line was read as an answer because its question is rare, and how rare it is can no longer be seen
    _stop_if(db, "FROM problems SEMI JOIN changed USING (path) WHERE code = 'quoted-answer'")
    db.execute("CREATE TEMP TABLE gone AS SELECT report_id, sha256 FROM reports SEMI JOIN changed USING (path)")
    db.execute("CREATE TEMP TABLE gone_tags AS SELECT DISTINCT facet, raw FROM tags SEMI JOIN gone USING (report_id)")
    db.execute("CREATE TEMP TABLE gone_answers AS FROM answers SEMI JOIN gone USING (report_id)")
    counted = content_sums(db, TABLES_BY_REPORT, "gone")
    for table in (*TABLES_BY_REPORT, "reports"):
        db.execute(f"DELETE FROM {table} WHERE report_id IN (SELECT report_id FROM gone)")
    db.execute("DELETE FROM problems WHERE path IN (FROM changed)")
    db.execute("CREATE TEMP TABLE stayed AS SELECT report_id FROM reports")
    return counted


def refuse_to_reach_others(building: Building) -> None:
    """Raise ReachesOthers if a question of the changed reports is not what it was for all other reports: rare, or with
    an answer that the form has printed.
    """
    db = building.connection
    stayed = "answers SEMI JOIN stayed USING (report_id)"
    _stop_if(
        db,
        "WITH unlisted AS (SELECT question_id FROM gone_answers UNION SELECT question_id FROM identified) "
        f"SELECT question_id FROM unlisted LEFT JOIN (FROM {stayed}) USING (question_id) "
        "WHERE question_id LIKE 'x-%' GROUP BY ALL HAVING is_rare(report_id)",
    )
    printed = (
        "SELECT question_id FROM {} SEMI JOIN concerned USING (question_id) GROUP BY ALL HAVING is_printed(answer)"
    )
    before, now = (printed.format(rows) for rows in (f"(FROM {stayed} UNION ALL FROM gone_answers)", "answers"))
    _stop_if(
        db,
        "WITH concerned AS (SELECT question_id FROM gone_answers UNION SELECT question_id FROM identified) "
        f"SELECT question_id FROM (({before}) UNION ALL ({now})) GROUP BY ALL HAVING count(*) = 1",
    )


def sums_after(building: Building, before: Mapping[str, tuple[int, int]], counted: Sums) -> Sums:
    """The sums of all content tables, worked out from those `before`, the part of them that was taken out and what came
    in; those of the small tables from all of their rows.
    """
    small = [table for table in CONTENT_TABLES if table not in TABLES_BY_REPORT]
    sums = content_sums(building.connection, small)
    for table, new in content_sums(building.connection, TABLES_BY_REPORT, "fresh").items():
        halves = zip(before[table], counted[table], new, strict=True)
        upper, lower = (was - out + came for was, out, came in halves)
        sums[table] = upper, lower
    return sums


def _stop_if(db: duckdb.DuckDBPyConnection, query: str) -> None:
    if db.execute(f"SELECT * FROM ({query}) LIMIT 1").fetchone():
        raise ReachesOthers
