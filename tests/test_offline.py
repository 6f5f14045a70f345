"""Tagfold needs no network: all of it runs in a network namespace that has no route, and fetches nothing for later."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tagfold.settings import Settings
from tests.conftest import Rows, Run

UNSHARE = ["unshare", "--map-root-user", "--net", "--"]


def _may_unshare() -> bool:
    found = shutil.which("unshare")
    return bool(found) and subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0


@pytest.mark.skipif(not os.environ.get("CI") and not _may_unshare(), reason="network namespaces are not permitted here")
def test_without_a_route_it_gives_the_same_and_fetches_nothing(
    run: Run, rows: Rows, settings: Settings, tmp_path: Path
) -> None:
    run()
    home, folder = tmp_path / "home", str(settings.taxonomy)
    key = str(settings.database.parent / ".tagfold-key")
    home.mkdir()
    terms = tmp_path / "terms.csv"
    terms.write_text("label\ninterviews\nsurveys\n")
    tags = tmp_path / "tags.csv"
    tags.write_text("variant\nInterview\nsurvey\nbees\n")

    def offline(*arguments: str, code: int = 0) -> str:
        environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache")}
        command = [*UNSHARE, sys.executable, "-m", "tagfold", *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    offline("ingest", str(settings.sources[0]), "--db", "offline.duckdb", "--taxonomy", folder, "--key", key)
    hashed = json.loads(offline("query", "SELECT content_sha256 FROM runs", "--db", "offline.duckdb", "--json"))
    assert [tuple(hashed["rows"][0])] == rows("SELECT content_sha256 FROM runs")
    offline("match", "tags.csv", "--terms", "terms.csv", "--out", "matched.csv")
    assert "Interview,auto,interviews" in (tmp_path / "matched.csv").read_text()
    offline("cluster", "tags.csv", "--out", "clusters.csv")
    offline("taxonomy", "check", folder)
    offline("taxonomy", "diff", folder, folder, "--taxonomy", folder)
    offline("taxonomy", "export", "--format", "csv", "--out", "out", "--taxonomy", folder)
    offline("query", "SELECT * FROM 'https://example.org/tags.parquet'", "--db", "offline.duckdb", code=1)
    assert list(home.iterdir()) == []
