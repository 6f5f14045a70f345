"""The DuckDB file: tables, views, and a publish that never blocks a reader."""
