"""A real Spark cluster on this machine, a master and two workers: the content of the local engine, whoever dies."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tagfold.engines.local import LocalEngine
from tagfold.matching.scorer import shipped_scorer
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice
from tagfold.taxonomy.files import read_taxonomy
from tests.conftest import ROOT, write_taxonomy
from tests.engines.servers import free_port

pyspark = pytest.importorskip("pyspark", reason="run with the extra spark")

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not shutil.which("java"), reason="Spark needs Java, which is not installed here"
)

LONG = " ".join(["The women who keep bees near the river told us that honey sells better in spring."] * 60)

MADE = """\
# Made report {0}

[[focal_point:person{0}@example.org]]
[[year:{1}]]
[[datasources:In depth interviews]]
[[datasources:interviews with group {0}]]
[[country:Zambia]]
[[latlng:-13.4,27.7]]
## Partners

> Please state the name of the Parter:

The union of person {0}, person{0}@example.org

{2}
"""

MANY = 1_100
"""Reports, each with a tag of its own: more shares than workers, and more tags of a facet than one task takes."""


@dataclass
class Cluster:
    """A master and its workers, each with a process group of its own."""

    master: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def service(folder: Path, kind: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of Spark's own servers, with whatever it starts."""
    command = [str(Path(pyspark.__file__).parent / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}"]
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    log = (folder / f"{kind}-{free_port()}.log").open("wb")
    with log, subprocess.Popen(
        [*command, "--host", "127.0.0.1", *arguments], cwd=folder, env=environment, stdout=log, stderr=log,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    port, page = free_port(), free_port()
    master = f"spark://127.0.0.1:{port}"
    work = tmp_path / "cluster"
    work.mkdir()
    of_worker = ("--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(work), master)
    with (
        service(work, "master.Master", "--port", str(port), "--webui-port", str(page)),
        service(work, "worker.Worker", *of_worker) as first,
        service(work, "worker.Worker", *of_worker) as second,
    ):
        deadline = time.monotonic() + 60
        while alive_workers(page) < 2:
            assert time.monotonic() < deadline, [log.read_text() for log in work.glob("*.log")]
            time.sleep(0.2)
        yield Cluster(master, [first, second])


def alive_workers(page: int) -> int:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
        return int(json.load(answer)["aliveworkers"])
    return 0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with reports, some of which cannot be read, and a small taxonomy."""
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "reports", ignore=shutil.ignore_patterns(".git*"))
    made = tmp_path / "reports" / "made"
    made.mkdir()
    for number in range(MANY):
        (made / f"{number}.md").write_text(MADE.format(number, 2015 + number % 10, LONG), encoding="utf-8")
    (made / "_underlined.md").write_text("# Seen\n[[datasources:surveys]]\n", encoding="utf-8")
    (made / ".md").write_text("# Seen too\n[[datasources:surveys]]\n", encoding="utf-8")
    (made / "gone.md").symlink_to(made / "never there.md")
    (made / "binary.md").write_bytes(bytes(range(256)) * 9)
    os.mkfifo(made / "pipe.md")
    write_taxonomy(tmp_path / "taxonomy")
    return tmp_path


def started(home: Path, db: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tagfold", "ingest", "reports", "--db", f"{db}.duckdb", "--json", *arguments]
    return subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> dict[str, object]:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    result: dict[str, object] = json.loads(out)
    return {key: result[key] for key in ("content_sha256", "read", "failed", "changed")}


def test_the_content_is_that_of_the_local_engine_even_if_a_worker_dies(cluster: Cluster, home: Path) -> None:
    local = ended(started(home, "local"))
    assert local == {**local, "read": MANY + 48 + 3, "failed": 2, "changed": True}
    run = started(home, "spark", "--engine", "spark", "--master", cluster.master)
    build = home / ".building-spark.duckdb"
    while len(list(build.glob("attempts-*/*"))) < 2:  # both workers are at work
        assert run.poll() is None, run.communicate()
        time.sleep(0.02)
    os.killpg(cluster.workers[0].pid, signal.SIGKILL)
    assert list(build.glob("*.reports.json")) == []  # and have not finished
    assert ended(run) == local
    again = started(home, "spark", "--engine", "spark", "--master", cluster.master)
    assert ended(again) == {**local, "read": 0, "changed": False}


def test_a_cluster_that_is_not_there_is_one_sentence(home: Path) -> None:
    master = f"spark://127.0.0.1:{free_port()}"
    run = started(home, "spark", "--engine", "spark", "--master", master)
    said = f"tagfold: {master}: no Spark master answers there; start it, or name another with --master\n"
    assert run.communicate(timeout=240) == ("", said)
    assert run.returncode == 1
    assert not (home / "spark.duckdb").exists()


def test_on_this_machine_alone_it_is_the_same(home: Path) -> None:
    shutil.rmtree(home / "reports" / "made")
    local = ended(started(home, "local"))
    assert ended(started(home, "spark", "--engine", "spark")) == local


def test_workers_load_the_encoders_themselves_and_decide_the_same(
    taxonomy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tagfold.engines import spark

    monkeypatch.setattr(spark, "MOST_ENCODED_HERE", 0)
    read, scorer = read_taxonomy(taxonomy), choose(EncoderChoice(True)).scorer
    tags = ["entretiens", "encuestas", "talks with one person", "deep interviews", "satellite images", "umfragen"]
    distinct = [("datasources", tag) for tag in tags] + [("country", "Zambie"), ("year", "2024")]
    here = list(LocalEngine(1).decide(read, distinct, scorer))
    with spark.spark_engine("local[2]") as engine:
        assert list(engine.decide(read, distinct, scorer)) == here
    assert here != list(LocalEngine(1).decide(read, distinct, shipped_scorer()))
