"""Before a database is published: do its counts reconcile? And afterwards: is it still what was published?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import duckdb

from tagfold.errors import WarehouseError
from tagfold.warehouse.query_progress import Part, QueryProgress

CONTENT_TABLES = (
    "reports", "tags", "answers", "choices", "passages", "places", "problems", "facets", "terms",
    "term_labels", "term_related", "term_scope_notes", "mappings", "decisions",
)  # fmt: skip

OPTIONAL_TABLES = ("term_labels", "term_related", "term_scope_notes")
"""Those of files that a taxonomy may lack. They count for nothing while they are empty, so that the hash is what it was
before there were such files.
"""

TABLES_BY_REPORT = ("tags", "answers", "choices", "passages", "places")
"""Those of which each row belongs to one report, and the largest by far."""

Sums = dict[str, tuple[int, int]]
"""For each table, the sums of the upper and of the lower halves of its rows' MD5s. Those of some rows can be taken away
and those of others added, so that the sums of a table that changed in places need not be worked out again.
"""

_CHECKS = {
    "a report is there twice": "SELECT report_id FROM reports GROUP BY ALL HAVING count(*) > 1",
    "a tag belongs to no report": "SELECT raw FROM tags ANTI JOIN reports USING (report_id)",
    "an answer belongs to no report": "SELECT question FROM answers ANTI JOIN reports USING (report_id)",
    "a passage belongs to no report": "SELECT text FROM passages ANTI JOIN reports USING (report_id)",
    "a ticked box belongs to no answer": "SELECT choice FROM choices ANTI JOIN answers USING (report_id, position)",
    "a place belongs to no report": "SELECT country_raw FROM places ANTI JOIN reports USING (report_id)",
    "two tags have one position": "SELECT report_id FROM tags GROUP BY report_id, position HAVING count(*) > 1",
    "a tag of a facet with terms has no outcome": (
        "SELECT raw FROM tags JOIN facets USING (facet) ANTI JOIN decisions USING (facet, raw) "
        "WHERE kind IN ('curated', 'closed')"
    ),
    "a tag of another facet has an outcome": (
        "SELECT raw FROM decisions JOIN facets USING (facet) WHERE kind NOT IN ('curated', 'closed')"
    ),
    "a decision has no tag": "SELECT raw FROM decisions ANTI JOIN tags USING (facet, raw)",
    "a tag has several outcomes": (
        "SELECT raw FROM decisions GROUP BY facet, raw HAVING count(DISTINCT outcome) > 1 "
        "OR count(DISTINCT part) <> count(*) OR max(part) <> count(*)"
    ),
    "a decision names an unknown term": (
        "SELECT raw FROM decisions ANTI JOIN terms USING (facet, term_id) WHERE term_id IS NOT NULL"
    ),
    "an outcome without a term": (
        "SELECT raw FROM decisions WHERE (outcome IN ('mapped', 'auto', 'review')) <> (term_id IS NOT NULL)"
    ),
    "the coverage does not add up": (
        "SELECT facet FROM coverage WHERE kind IN ('curated', 'closed') "
        "AND uses <> mapped + auto + review + new + not_a_tag"
    ),
}  # fmt: skip


def verify(db: duckdb.DuckDBPyConnection, database: str) -> None:
    """Raise WarehouseError for the first count that does not reconcile; the file is not published then."""
    for rule, query in _CHECKS.items():
        if found := db.execute(f"SELECT * FROM ({query}) ORDER BY ALL LIMIT 1").fetchone():
            raise WarehouseError(
                f"the new database is wrong ({rule}: {str(found[0])[:80]!r}), so the last one stays",
                path=database,
                remedy="report this with the file that has the tag",
            )


def content_sums(db: duckdb.DuckDBPyConnection, tables: Iterable[str] = CONTENT_TABLES, reports: str = "") -> Sums:
    """The sums of the tables, in whatever order their rows are; with `reports`, of the rows of the reports in that
    table. A row counts by the JSON text of its columns.
    """
    sums: Sums = {}
    for table in tables:
        rows = f"(FROM {table} SEMI JOIN {reports} USING (report_id))" if reports else table
        ((upper, lower),) = db.execute(
            "SELECT coalesce(sum((md5 >> 64)::UBIGINT), 0), coalesce(sum((md5 & 18446744073709551615)::UBIGINT), 0) "
            f"FROM (SELECT md5_number(to_json(t)::VARCHAR)::UHUGEINT AS md5 FROM {rows} t)"
        ).fetchall()
        sums[table] = int(upper), int(lower)
    return sums


def all_sums(db: duckdb.DuckDBPyConnection, part: Part) -> Sums:
    """The sums of all content; `part` is called with the number of rows that are done, and of all."""
    rows = {table: db.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in CONTENT_TABLES}
    sums: Sums = {}
    with QueryProgress(db, sum(rows.values()), part) as progress:
        for table in CONTENT_TABLES:
            progress.begin(rows[table])
            sums |= content_sums(db, [table])
        progress.begin(0)
    return sums


def sums_sha256(sums: Mapping[str, Iterable[int]]) -> str:
    """The content hash that these sums give."""
    counted = [table for table in CONTENT_TABLES if table not in OPTIONAL_TABLES or any(sums[table])]
    lines = [f"{table}:{' '.join(map(str, sums[table]))}\n" for table in counted]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def content_sha256(db: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 over the rows of all content tables, in whatever order they are."""
    return sums_sha256(content_sums(db))


def runs_sha256(db: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 over what the content hash leaves out: the runs, when each tag came, and the names of the views."""
    runs = "(SELECT * EXCLUDE (runs_sha256) REPLACE (epoch_us(started_at) AS started_at) FROM runs)"
    views = "(SELECT view_name FROM duckdb_views() WHERE comment IS NOT NULL AND database_name = current_database())"
    parts = [_rows_sha256(db, rows) for rows in (runs, "first_seen", views)]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def is_as_published(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether a published database still gives the hashes that its last run stored.

    Raises duckdb.Error where a part of the file is damaged: DuckDB compares the checksum of each block that it reads,
    and the rows, the indexes and the list of runs are read here.
    """
    if not _has_its_keys(db):
        return False
    last = db.execute("SELECT content_sha256, runs_sha256 FROM runs ORDER BY run_id DESC LIMIT 1").fetchone()
    return last == (content_sha256(db), runs_sha256(db))


def _rows_sha256(db: duckdb.DuckDBPyConnection, table: str) -> str:
    """SHA-256 over the rows of a table or subquery, in whatever order they are."""
    ((rows_sha256,),) = db.execute(
        f"SELECT sha256(coalesce(string_agg(row_md5, '' ORDER BY row_md5), '')) "
        f"FROM (SELECT md5(to_json(t)::VARCHAR) AS row_md5 FROM {table} t)"
    ).fetchall()
    return str(rows_sha256)


def _has_its_keys(db: duckdb.DuckDBPyConnection) -> bool:
    """Look all primary keys up, or a damaged index would only be noticed by the reader who asks for one key.

    DuckDB finds no rows by a key of several columns.
    """
    for table, key in db.execute(
        "SELECT table_name, constraint_column_names[1] FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' "
        "AND len(constraint_column_names) = 1 AND database_name = current_database()"
    ).fetchall():
        keys = [row[0] for row in db.execute(f"SELECT {key} FROM {table}").fetchall()]
        marks = ", ".join("?" * len(keys)) or "NULL"
        if db.execute(f"SELECT count(*) FROM {table} WHERE {key} IN ({marks})", keys).fetchone() != (len(keys),):
            return False
    return True
