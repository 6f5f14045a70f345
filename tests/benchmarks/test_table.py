"""docs/bench.md says what docs/bench.json holds."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.roster import ENTRANTS
from benchmarks.table import table

DOCS = Path(__file__).parents[2] / "docs"
FOUND = json.loads((DOCS / "bench.json").read_text(encoding="utf-8"))


def test_the_page_is_made_from_the_figures() -> None:
    page = (DOCS / "bench.md").read_text(encoding="utf-8")
    assert page == "\n".join(table(FOUND)) + "\n", "run: python -m benchmarks.table"


def test_the_page_has_every_entrant_at_its_setting() -> None:
    assert [(peer["name"], peer["setting"]) for peer in FOUND["peers"]] == [(e.name, e.setting) for e in ENTRANTS]


def test_a_peer_that_is_not_there_is_a_row_that_says_why() -> None:
    gone = FOUND["peers"][1]["name"]
    without = {
        **FOUND,
        "peers": [{**peer, "why_not": "not installed"} if peer["name"] == gone else peer for peer in FOUND["peers"]],
        "quality": [row for row in FOUND["quality"] if row["peer"] != gone],
    }
    rows = [line for line in table(without) if line.startswith(f"| {gone} |")]
    assert all("not installed" in cell for cell in rows[0].split("|")[2:-1])
    assert f"| {gone} | not installed | " in rows[-1]
