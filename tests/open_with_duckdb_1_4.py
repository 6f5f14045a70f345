"""Open a database with the oldest supported DuckDB and count; run by .ci/run with duckdb 1.4 alone."""

import sys

import duckdb

with duckdb.connect(sys.argv[1], read_only=True) as db:
    rows = db.execute(
        "SELECT label, uses FROM term_uses WHERE facet = 'datasources' AND label = 'in-depth interviews'"
    ).fetchall()
    undocumented = db.execute("SELECT table_name, column_name FROM dictionary WHERE comment IS NULL").fetchall()
sys.stdout.write(f"DuckDB {duckdb.__version__}: {rows}\n")
if not rows or rows[0][1] < 10 or undocumented:
    sys.exit(f"DuckDB {duckdb.__version__} reads the file, but not as it should: {rows} {undocumented}")
