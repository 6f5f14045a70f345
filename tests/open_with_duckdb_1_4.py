"""Open a database with the oldest supported DuckDB and count; run by .ci/run with duckdb 1.4 alone."""

import sys

import duckdb


def main(database: str) -> None:
    """Fail unless the term is counted and everything has its comment."""
    with duckdb.connect(database, read_only=True) as db:
        rows = db.execute(
            "SELECT label, uses FROM term_uses WHERE facet = 'datasources' AND label = 'in-depth interviews'"
        ).fetchall()
        undocumented = db.execute("SELECT table_name, column_name FROM dictionary WHERE comment IS NULL").fetchall()
    sys.stdout.write(f"DuckDB {duckdb.__version__}: {rows}\n")
    if rows != [("in-depth interviews", 16)] or undocumented:
        sys.exit(f"DuckDB {duckdb.__version__} reads the file, but not as it should: {rows} {undocumented}")


if __name__ == "__main__":
    main(sys.argv[1])
