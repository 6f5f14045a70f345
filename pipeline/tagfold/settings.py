"""Everything a run can be told, in frozen objects: built in `cli`, passed down, never read at import."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tagfold.errors import WrongUsage
from tagfold.shapes import Shape
from tagfold.store_url import Source, StoreUrl

MAX_REPORT_BYTES = 20_000_000

MEMORY, LEAST_MEMORY = 1_000_000_000, 400_000_000
"""Bytes that a run may take if nobody says otherwise, and without which it is not begun."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?", re.IGNORECASE)


def cores() -> int:
    """How many processors this machine has."""
    return os.cpu_count() or 1


def memory_of(size: str) -> int:
    """The bytes of a size such as 800MB, 2GB or 1.5 GiB. Raises WrongUsage if it is not one, or too small.

    >>> memory_of("2GB"), memory_of("1GiB")
    (2000000000, 1073741824)
    """
    found = _SIZE.fullmatch(size.strip())
    if not found:
        raise WrongUsage(f"'{size}' is not a size of memory", remedy="write it as 800MB or 2GB")
    thousand = 1024 if found[3] else 1000
    memory = int(float(found[1]) * thousand ** " kmgt".index(found[2].lower() or " "))
    if memory < LEAST_MEMORY:
        raise WrongUsage(f"{size} are too little memory", remedy=f"give it {LEAST_MEMORY // 10**6}MB or more")
    return memory


@dataclass(frozen=True)
class EncoderChoice:
    """Which sentence encoders to use.

    `installed`: True asks for those of the extra `semantic`, None takes them if they are installed, False does without.
    `folder` holds an encoder of your own to use instead. Vectors are kept in the folder `cache`, if one is given;
    encoding takes up to `threads` threads.
    """

    installed: bool | None = False
    folder: Path | None = None
    cache: Path | None = None
    threads: int = 1


NO_ENCODERS = EncoderChoice()


def encoder_choice(semantic: bool | None, encoder: Path | None, environment: Mapping[str, str]) -> EncoderChoice:
    """The choice of a person: by option, else by TAGFOLD_SEMANTIC (0 or 1) and TAGFOLD_ENCODER (a folder).

    Raises WrongUsage where the options contradict each other.
    """
    if encoder is not None and semantic is False:
        raise WrongUsage("--encoder asks for an encoder and --no-semantic for none", remedy="give one of the two")
    if semantic is None and encoder is None and (said := environment.get("TAGFOLD_SEMANTIC")):
        semantic = said not in ("0", "false", "no")
    if encoder is None and semantic is not False and (place := environment.get("TAGFOLD_ENCODER")):
        encoder = Path(place).expanduser()
    cache = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tagfold"
    return EncoderChoice(semantic, encoder, cache, cores())


@dataclass(frozen=True)
class Settings:
    """One run of `tagfold ingest`.

    `sources` are folders of reports, also in object storage, archives or tables, and `shapes` says how some of them are
    written; `taxonomy` is a folder of CSV files, `taxonomy_version` the number of the release it is, `database` the
    DuckDB file to publish. `full` parses every file again; `keep_personal` leaves personal data as typed; `key` is the
    file with the key of the pseudonyms, which without it lies beside the database; `workers` is the number of parsing
    processes; reports of more than `max_report_bytes` are not read; `memory` is the bytes that the run may take.
    `encoders` says which sentence encoders are used. `master` names the Spark cluster that parses and matches; None if
    processes of this machine do. Its workers leave their rows at `work`, in object storage, or else in a folder next to
    the database, which all of them share.
    """

    sources: tuple[Source, ...]
    taxonomy: Path
    database: Path
    taxonomy_version: str = "working"
    full: bool = False
    keep_personal: bool = False
    key: Path | None = None
    workers: int = field(default_factory=cores)
    max_report_bytes: int = MAX_REPORT_BYTES
    memory: int = MEMORY
    encoders: EncoderChoice = NO_ENCODERS
    shapes: Mapping[Source, Shape] = field(default_factory=dict)
    master: str | None = None
    work: StoreUrl | None = None
