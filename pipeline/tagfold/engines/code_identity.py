"""Which code this is, so that what another code made is distinguished from what this one would make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable


@cache
def code_sha256(*parts: str) -> str:
    """SHA-256 over this package's code, or the named files and folders of it."""
    root = resources.files("tagfold")
    digest = hashlib.sha256()
    for part in parts or ("",):
        for name, text in sorted(_code(root.joinpath(part) if part else root)):
            digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def _code(place: Traversable) -> Iterator[tuple[str, str]]:
    if place.is_dir():
        for item in place.iterdir():
            yield from _code(item)
    elif place.name.endswith((".py", ".sql")):
        yield place.name, place.read_text(encoding="utf-8")
