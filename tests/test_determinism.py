"""The same input gives the same content hash and the same bytes, on whichever machine."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from tests.conftest import MAPPINGS, REPORT, ROOT, write_reports, write_taxonomy

TAGS = [
    "in-depth interview", "İSTANBUL INTERVIEWS", "ıssız görüşmeler", "surveys & polls", "Surveys", "deep interviews",
    "household survey", "INDEPTH INTERVIEWS", "entrevistas", "focus groups", "focus group", "focusgroups", "Straße",
    "STRASSE",
]  # fmt: skip

MORE = "\n[[datasources:{0}]]\n[[country:TÜRKİYE]]\n[[date:3 Mayıs 2024]]\n[[other:{0}]]\n"

REPORTS = {f"{number} {tag}.md": REPORT + MORE.format(tag) for number, tag in enumerate(TAGS)}

CHILD = """
import hashlib, json, locale, os, sys
from contextlib import suppress
from pathlib import Path
with suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
from tagfold.cli import app
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings

os.chdir(sys.argv[1])
result = ingest(Settings((Path("reports"),), Path("taxonomy"), Path("t.duckdb"), workers=int(sys.argv[2])))
Path("out").mkdir()
for words in (
    "match tags.csv --terms taxonomy/datasources/terms.csv --out out/match.csv",
    "cluster tags.csv --out out/cluster.csv",
    *(f"taxonomy export --format {format} --out out/{format}" for format in ("csv", "json", "skos", "sssom")),
):
    app(words.split(), standalone_mode=False)
found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in Path("out").rglob("*.*")}
print(json.dumps({"content": result.summary.content_sha256, **found}))
"""

MACHINES: dict[str, tuple[int, dict[str, str]]] = {
    "plain": (1, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"}),
    "turkish": (2, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"}),
    "far": (4, {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"}),
}


def start(home: Path, machine: str) -> subprocess.Popen[str]:
    """A process that makes every output in a folder of its own, whose files were written in another order."""
    workers, environment = MACHINES[machine]
    home.mkdir()
    names = random.Random(machine).sample(sorted(REPORTS), len(REPORTS))
    write_reports(home / "reports", {name: REPORTS[name] for name in names})
    write_taxonomy(home / "taxonomy")
    (home / ".tagfold-key").write_text("k" * 64, encoding="utf-8")
    (home / "tags.csv").write_text("variant\n" + "\n".join(TAGS) + "\n", encoding="utf-8")
    words = [sys.executable, "-c", CHILD, str(home), str(workers)]
    path = os.environ | {"PYTHONPATH": f"{ROOT / 'pipeline'}{os.pathsep}{ROOT}"} | environment
    return subprocess.Popen(words, env=path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_order_threads_locale_time_zone_and_hash_seed_do_not_matter(tmp_path: Path) -> None:
    running = [start(tmp_path / machine, machine) for machine in MACHINES]
    results = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0] * len(MACHINES), results
    plain, *others = [json.loads(out.splitlines()[-1]) for out, _ in results]
    assert {"content", "match.csv", "cluster.csv"} < set(plain)
    assert len(plain) > len(MAPPINGS) * 2
    assert others == [plain] * len(others)
