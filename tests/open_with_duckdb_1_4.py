"""Open a database with the oldest supported DuckDB, count, and ask what the cookbook asks.

Run by .ci/run with duckdb 1.4 alone.
"""

import re
import sys
from pathlib import Path

import duckdb

COOKBOOK = Path(__file__).parent.parent / "docs/cookbook.md"


def main(database: str, twins: str) -> None:
    """Fail unless the term is counted and everything has its comment, and the Parquet twins have the same rows."""
    with duckdb.connect(database, read_only=True) as db:
        rows = db.execute(
            "SELECT label, uses FROM term_uses WHERE facet = 'datasources' AND label = 'in-depth interviews'"
        ).fetchall()
        counted = db.execute("SELECT reports, uses FROM count_of('deep interviews')").fetchall()
        asked = [
            db.execute(f"SELECT count(*) > 0 FROM {view}").fetchone()
            for view in (
                "trend('interviews')", "goes_with('interviews', 'methods')", "trace('interviews')", "term_by_country",
                "answers_to('Is this a new and unusual partner for UNDP?')", "spellings", "questions", "term_by_year",
            )
        ]  # fmt: skip
        for query in re.findall(r"```sql\n(.*?)```", COOKBOOK.read_text(encoding="utf-8"), re.DOTALL):
            db.execute(query).fetchall()
        undocumented = db.execute("SELECT table_name, column_name FROM dictionary WHERE comment IS NULL").fetchall()
        twin = [
            db.execute(f"SELECT count(*) FROM '{twins}/{name}.parquet'").fetchone()
            == db.execute(f"SELECT count(*) FROM {name}").fetchone()
            for name in ("tags", "uses", "runs", "dictionary")
        ]
    sys.stdout.write(f"DuckDB {duckdb.__version__}: {rows}\n")
    if (
        rows != [("in-depth interviews", 16)]
        or counted != [(14, 16)]
        or asked != [(True,)] * 8
        or twin != [True] * 4
        or undocumented
    ):
        found = f"{rows} {counted} {asked} {twin} {undocumented}"
        sys.exit(f"DuckDB {duckdb.__version__} reads the file, but not as it should: {found}")


if __name__ == "__main__":
    main(*sys.argv[1:])
