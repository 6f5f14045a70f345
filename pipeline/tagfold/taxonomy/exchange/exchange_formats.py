"""What a taxonomy can be written as, and what proposals can be made from. Imports nothing: command lines name these."""

from __future__ import annotations

from enum import StrEnum

UNSPECIFIED_LICENSE = "https://w3id.org/sssom/license/unspecified"


class ExportFormat(StrEnum):
    """What a taxonomy can be written as."""

    SKOS = "skos"
    SSSOM = "sssom"
    JSON = "json"
    CSV = "csv"


class ImportFormat(StrEnum):
    """What proposals can be made from."""

    SKOS = "skos"
    SSSOM = "sssom"
    OPENREFINE = "openrefine"
    CSV = "csv"
