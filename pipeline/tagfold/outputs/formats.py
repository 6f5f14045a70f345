"""The formats of an export, apart so that `--help` needs nothing else."""

from __future__ import annotations

from enum import StrEnum


class DatabaseFormat(StrEnum):
    """What a database can be written as."""

    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "excel"
    SQLITE = "sqlite"
