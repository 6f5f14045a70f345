"""Files of tables, read and written: CSV, Parquet, JSON lines, Excel, LibreOffice."""
