"""The reconciliation service and the real OpenRefine (Debian's package): it reconciles a column."""

from __future__ import annotations

import json
import os
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.by_openrefine import HOME, _call, _project, _server, _token
from tagfold.outputs.reconciliation import ReconciliationService
from tagfold.taxonomy.files import read_taxonomy
from tests.conftest import write_taxonomy
from tests.outputs.test_reconciliation import served

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not (HOME / "refine").exists(), reason="needs Debian's package openrefine"
)

EVERY_ROW = json.dumps({"facets": [], "mode": "row-based"})
DATASOURCES = {"id": "datasources", "name": "Data sources"}


@pytest.fixture(scope="module")
def openrefine() -> Iterator[str]:
    with _server() as (address, _):
        yield address


def asked(address: str, command: str, project: str, **form: str) -> Any:
    form["csrf_token"] = _token(address)
    return json.loads(_call(f"{address}/{command}?project={project}", urllib.parse.urlencode(form).encode())[1])


def settled(address: str, project: str) -> None:
    """Wait until OpenRefine has done what it does in the background."""
    for _ in range(600):
        if not json.loads(_call(f"{address}/get-processes?project={project}")[1])["processes"]:
            return
        time.sleep(0.2)


def test_it_reconciles_a_column_and_extends_it(openrefine: str, tmp_path: Path) -> None:
    taxonomy = read_taxonomy(write_taxonomy(tmp_path / "taxonomy"))
    tags = ["deep interviews", "In-depth interview", "surveys, interviews", "n/a", "bees"]
    with served(ReconciliationService(taxonomy)) as client:
        service = f"http://127.0.0.1:{client.port}/reconcile"
        manifest = client.json("/reconcile")
        project = _project(openrefine, tags)
        guessed = asked(openrefine, "guess-types-of-column", project, columnName="tag", service=service)
        assert guessed["types"][0]["id"] == "datasources"
        config = {
            "mode": "standard-service", "service": service, "type": DATASOURCES, "autoMatch": True, "columnDetails": [],
            "identifierSpace": manifest["identifierSpace"], "schemaSpace": manifest["schemaSpace"], "limit": 0,
        }  # fmt: skip
        asked(openrefine, "reconcile", project, columnName="tag", config=json.dumps(config), engine=EVERY_ROW)
        settled(openrefine, project)
        rows = asked(openrefine, "get-rows", project, engine=EVERY_ROW)
        extension = {"properties": [{"id": "broader", "name": "Broader term"}, {"id": "status", "name": "Status"}]}
        asked(
            openrefine, "extend-data", project, baseColumnName="tag", endpoint=service, columnInsertIndex="1",
            identifierSpace=manifest["identifierSpace"], schemaSpace=manifest["schemaSpace"],
            extension=json.dumps(extension), engine=EVERY_ROW,
        )  # fmt: skip
        settled(openrefine, project)
        wider = asked(openrefine, "get-rows", project, engine=EVERY_ROW)
    judged = [row["cells"][0]["r"] for row in rows["rows"]]
    recons = rows["pool"]["recons"]
    found = {tag: recons[str(number)] for tag, number in zip(tags, judged, strict=True)}
    assert {tag: one["j"] for tag, one in found.items()} == {
        "deep interviews": "matched", "In-depth interview": "matched", "surveys, interviews": "none", "n/a": "none",
        "bees": "none",
    }  # fmt: skip
    assert (found["deep interviews"]["m"]["id"], found["deep interviews"]["m"]["name"]) == (
        "ds-0002", "in-depth interviews",
    )  # fmt: skip
    assert [one["id"] for one in found["surveys, interviews"]["c"]][:2] == ["ds-0001", "ds-0003"]
    assert [[cell and cell["v"] for cell in row["cells"]] for row in wider["rows"]][:2] == [
        ["deep interviews", "interviews", "active"], ["In-depth interview", "interviews", "active"],
    ]  # fmt: skip
