"""Everything a run can be told, in one frozen object: built in `cli`, passed down, never read at import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

MAX_REPORT_BYTES = 20_000_000


@dataclass(frozen=True)
class Settings:
    """One run of `tagfold ingest`.

    `sources` are folders of reports, `taxonomy` a folder of CSV files, `taxonomy_version` the number of the
    release it is, `database` the DuckDB file to publish. `full` parses every file again; `keep_personal`
    leaves e-mail addresses and phone numbers as typed; `workers` is the number of parsing processes; files
    above `max_report_bytes` are not read. `semantic` asks for sentence encoders (True), or for none (False); None
    takes them where they are installed. `encoder` is the folder of one to hear in their place. Vectors are kept in the
    folder `cache`.
    """

    sources: tuple[Path, ...]
    taxonomy: Path
    database: Path
    taxonomy_version: str = "working"
    full: bool = False
    keep_personal: bool = False
    workers: int = os.cpu_count() or 1
    max_report_bytes: int = MAX_REPORT_BYTES
    semantic: bool | None = None
    encoder: Path | None = None
    cache: Path | None = None
