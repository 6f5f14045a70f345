"""The report page: one HTML file with its data, its charts and its map in it, that opens without a network."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import orjson

from tagfold.errors import WarehouseError
from tagfold.io import save
from tagfold.outputs.page_data import page_data

SCRIPTS = ("echarts.min.js", "counting.js", "charts.js", "view.js", "page.js")
"""In this order: each uses what the ones before it define."""


def write_page(database: Path, out: Path) -> int:
    """Write the page of a published database, whole or not at all, and give its size in bytes.

    Raises WarehouseError if the database cannot be read or the page cannot be written.
    """
    content = html_page(page_data(database)).encode()
    save(out, content, WarehouseError, inputs=[database])
    return len(content)


def html_page(data: dict[str, Any]) -> str:
    """The page. Its policy lets only Tagfold's own scripts run, by their hashes, and lets nothing be fetched."""
    scripts = [_part(name) for name in SCRIPTS]
    hashes = " ".join(f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in scripts)
    return Template(_part("page.html")).substitute(
        hashes=hashes,
        style=_part("page.css"),
        data=_inert(orjson.dumps(data).decode()),
        world=_inert(_part("world.json")),
        scripts="\n".join(f"<script>{text}</script>" for text in scripts),
    )


def _part(name: str) -> str:
    return (files("tagfold.outputs") / "page" / name).read_text(encoding="utf-8")


def _inert(json: str) -> str:
    """JSON that cannot end the script element it is in, whatever a label or a title holds."""
    return json.replace("<", "\\u003c")
