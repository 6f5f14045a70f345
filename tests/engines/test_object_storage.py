"""Reports in object storage, from a real server of the S3 protocol: the content of a folder, and never in silence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.engines.local import Task, parse
from tagfold.engines.shares import SharedFolderError, attempt_parse, states_of, take_rows
from tagfold.errors import SourceError
from tagfold.ingestion.ingest import ingest
from tagfold.reports.object_store import SETTLED_AFTER_NS, remove_folder
from tagfold.reports.report import Problem
from tagfold.reports.sources import list_reports, read_bytes
from tagfold.settings import Settings
from tagfold.store_url import StoreUrl
from tagfold.warehouse.privacy import Privacy
from tagfold.warehouse.seen import TICK_NS, seen_files
from tests.conftest import REPORT, write_taxonomy
from tests.engines.servers import CREDENTIALS, ObjectServer, object_server

pytest.importorskip("moto", reason="run with the dependency group cloud")

LIMIT = 1_000_000

ODD_NAMES = (
    "plain.md",
    "_underlined.md",
    ".md",
    "a b & c/é 100%.MD",
    "a b & c/why?#x+y=1.markdown",
    "not a report.txt",
)

MANY = 401
"""Reports that are parsed by several processes."""


@pytest.fixture(autouse=True, scope="module")
def _credentials() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture
def strict_server() -> Iterator[ObjectServer]:
    """A server that looks at credentials as soon as it is told to."""
    with object_server() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with reports of odd names, and a small taxonomy."""
    for number, name in enumerate(ODD_NAMES):
        file = tmp_path / "reports" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{REPORT}[[datasources:kind {number}]]\n", encoding="utf-8")
    (tmp_path / "reports" / ".hidden").mkdir()
    (tmp_path / "reports" / ".hidden" / "left out.md").write_text(REPORT, encoding="utf-8")
    (tmp_path / "reports" / "binary.md").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "reports" / "large.md").write_bytes(b"x" * 3_000)
    write_taxonomy(tmp_path / "taxonomy")
    return tmp_path


def settings_of(home: Path, name: str, source: Path | StoreUrl) -> Settings:
    key = home / "key"
    return Settings((source,), home / "taxonomy", home / f"{name}.duckdb", key=key, workers=2, max_report_bytes=2_500)


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.database), read_only=True) as db:
        return db.execute(sql).fetchall()


def test_the_content_is_that_of_a_folder(server: ObjectServer, home: Path) -> None:
    for number in range(MANY):
        (home / "reports" / f"{number}.md").write_text(f"# {number}\n[[datasources:surveys]]\n", encoding="utf-8")
    server.put_folder(home / "reports", "many", "from 2024/reports")
    folder = ingest(settings_of(home, "folder", home / "reports"))
    settings = settings_of(home, "store", server.url("many/from 2024/reports/"))
    store = ingest(settings)
    assert (store.read, store.failed) == (folder.read, folder.failed) == (MANY + 6, 1)
    assert store.summary.content_sha256 == folder.summary.content_sha256
    problems = rows(settings, "SELECT path, code FROM problems WHERE code IN ('binary', 'too-large') ORDER BY ALL")
    assert problems == [("binary.md", "binary"), ("large.md", "too-large")]
    again = ingest(settings)
    assert (again.changed, again.read, again.summary) == (False, 0, store.summary)
    server.client().put_object(Bucket="many", Key="from 2024/reports/plain.md", Body=b"# Other\n")
    server.client().delete_object(Bucket="many", Key="from 2024/reports/7.md")
    changed = ingest(settings)
    assert (changed.read, changed.forgotten) == (2, 1)  # one of them is binary.md, of which no rows are kept


def test_a_folder_and_a_bucket_are_read_together(server: ObjectServer, home: Path) -> None:
    server.put("together", {"a.md": REPORT.encode(), "x/b.md": b"# B\n[[datasources:surveys]]\n"})
    settings = replace(settings_of(home, "both", home), sources=(home / "reports", server.url("together")))
    assert ingest(settings).read == 8
    paths = [path for (path,) in rows(settings, "SELECT path FROM reports WHERE path LIKE 'together/%' ORDER BY path")]
    assert paths == ["together/a.md", "together/x/b.md"]


def test_keys_that_no_file_can_have_are_problems(server: ObjectServer) -> None:
    server.put("odd", dict.fromkeys(("p/a.md", "p//b.md", "p/../c.md", "p/./d.md", "p/.git/e.md"), b"# T\n"))
    server.client().put_object(Bucket="odd", Key="p/folder.md/", Body=b"")
    files, problems = list_reports((server.url("odd/p"),))
    assert [file.path for file in files] == ["a.md"]
    assert sorted((path, problem.code) for path, problem in problems) == [
        ("../c.md", "unreadable"),
        ("./d.md", "unreadable"),
        ("/b.md", "unreadable"),
    ]


def test_an_object_that_goes_away_is_a_problem(server: ObjectServer) -> None:
    server.put("going", {"p/a.md": b"# A\n", "p/b.md": b"# B\n"})
    (a, b), _ = list_reports((server.url("going/p"),))
    server.client().delete_object(Bucket="going", Key="p/a.md")
    gone = read_bytes(a, LIMIT)
    assert isinstance(gone, Problem)
    assert (gone.code, read_bytes(b, LIMIT)) == ("vanished", b"# B\n")


def test_an_object_that_is_refused_is_a_problem_and_a_refused_bucket_ends_the_run(
    strict_server: ObjectServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict_server.put("guarded", {"p/a.md": REPORT.encode()})
    settings = settings_of(home, "guarded", strict_server.url("guarded/p"))
    ingest(settings)
    before = settings.database.read_bytes()
    users = strict_server.client("iam")
    users.create_user(UserName="lister")
    may = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
    users.put_user_policy(UserName="lister", PolicyName="list", PolicyDocument=json.dumps(may))
    key = users.create_access_key(UserName="lister")["AccessKey"]
    strict_server.demand_credentials()
    with pytest.raises(
        SourceError, match=r"^s3://guarded/p: the store cannot be read \(INVALID_ACCESS_KEY_ID .*; check"
    ):
        ingest(settings)
    assert settings.database.read_bytes() == before
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", strict_server.endpoint)
    (file,), _ = list_reports((StoreUrl("s3", "guarded", "p"),))
    refused = read_bytes(file, LIMIT)
    assert isinstance(refused, Problem)
    assert (refused.code, "ACCESS_DENIED" in refused.message) == ("unreadable", True)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "nowhere/p",
            r"s3://nowhere/p: the store cannot be read \(NO_SUCH_BUCKET .*\); check the address, the network",
        ),
        ("full/q", r"s3://full/q: there is nothing below this address; name what the keys"),
        ("full/p/a.md", r"s3://full/p/a.md: there is nothing below this address; name what the keys"),
        ("full/words", r"s3://full/words\S*: no report \(\*\.md\) in it; name a folder that has some"),
    ],
)
def test_what_is_not_there_is_one_sentence(server: ObjectServer, home: Path, place: str, said: str) -> None:
    if "full" not in {bucket["Name"] for bucket in server.client().list_buckets()["Buckets"]}:
        server.put("full", {"p/a.md": b"# A\n", "words/a.txt": b"A"})
    with pytest.raises(SourceError, match=f"^{said}"):
        ingest(settings_of(home, "none", server.url(place)))
    assert not (home / "none.duckdb").exists()


def test_a_store_that_cannot_be_reached_ends_the_run_and_the_last_database_stays(home: Path) -> None:
    with object_server() as short:
        short.put("short", {"p/a.md": REPORT.encode()})
        settings = settings_of(home, "short", short.url("short/p"))
        ingest(settings)
        before = settings.database.read_bytes()
        (file,), _ = list_reports(settings.sources)
    for attempt in (lambda: ingest(settings), lambda: read_bytes(file, LIMIT)):
        with pytest.raises(
            SourceError, match=r"^s3://short/p.*: the store cannot be read \(NETWORK_CONNECTION .*; check"
        ):
            attempt()
    assert settings.database.read_bytes() == before


def test_objects_are_known_by_what_the_store_says_once_no_clock_can_be_behind(server: ObjectServer) -> None:
    server.put("stamped", {"p/ada@example.org.md": b"# A\n", "p/b.md": b"# B\n"})
    files, _ = list_reports((server.url("stamped/p"),))
    written = int(files[0].stamp.split()[1])
    contents: dict[str, str | None] = {file.path: file.path for file in files}
    assert seen_files(files, contents, written + SETTLED_AFTER_NS) == {}
    known = seen_files(files, contents, written + SETTLED_AFTER_NS + 2 * TICK_NS)
    assert list(known.values()) == ["ada@example.org.md", "b.md"]
    assert "ada" not in " ".join(known)
    server.client().put_object(Bucket="stamped", Key="p/b.md", Body=b"# B, longer\n")
    later, _ = list_reports((server.url("stamped/p"),))
    assert [file.stamp in known for file in later] == [True, False]


def test_places_and_commands_name_the_address(
    server: ObjectServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("named", {"p/bees.md": REPORT.encode()})
    monkeypatch.chdir(home)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    run = CliRunner().invoke(app, ["ingest", "s3://named/p", "--db", "named.duckdb"])
    assert run.exit_code == 0, run.output
    traced = CliRunner().invoke(app, ["trace", "surveys", "--db", "named.duckdb"])
    assert "s3://named/p/bees.md:8" in traced.stdout
    status = CliRunner().invoke(app, ["status", "--db", "named.duckdb", "--json"])
    assert json.loads(status.stdout)["sources"] == ["s3://named/p"]


def test_an_export_goes_to_an_address_where_nothing_lies(
    server: ObjectServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put("exported", {"other/a.txt": b"A"})
    settings = settings_of(home, "exported", home / "reports")
    ingest(settings)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    export = ["export", "--db", str(settings.database), "--out"]
    assert CliRunner().invoke(app, [*export, str(home / "here")]).exit_code == 0
    there = CliRunner().invoke(app, [*export, "s3://exported/2024"])
    assert (there.exit_code, there.stdout.split(":")[:2]) == (0, ["s3", "//exported/2024"])
    for file in (home / "here").iterdir():
        found = server.client().get_object(Bucket="exported", Key=f"2024/{file.name}")["Body"].read()
        assert found == file.read_bytes()
    again = CliRunner().invoke(app, [*export, "s3://exported/2024"])
    said = "s3://exported/2024: there are objects below this address already; name another with --out, or remove them"
    assert (again.exit_code, again.stderr) == (1, f"tagfold: {said}\n")


def task_of(server: ObjectServer, home: Path, bucket: str) -> Task:
    server.put_folder(home / "reports", bucket, "p")
    files, _ = list_reports((server.url(f"{bucket}/p"),))
    privacy = Privacy(frozenset(), frozenset({"datasources"}), frozenset(), b"key")
    return Task(files, home / "no such folder", "7", privacy, LIMIT, work=server.url(f"{bucket}/work/run"))


def row_files(folder: Path) -> dict[str, bytes]:
    return {path.name.partition(".")[2]: path.read_bytes() for path in folder.iterdir()}


def test_of_a_share_that_is_done_twice_one_result_counts(server: ObjectServer, home: Path) -> None:
    task, here, build = task_of(server, home, "twice"), home / "here", home / "build"
    here.mkdir()
    build.mkdir()
    states = parse(task.files, here, task.privacy, LIMIT, 1)
    first, second = attempt_parse(task), attempt_parse(task)
    assert first.folder != second.folder
    assert states_of(second, task.files, LIMIT) == states
    take_rows(second, task.shard, build)
    assert row_files(build) == row_files(here)
    assert b"kind 2" in row_files(build)["tags.json"]
    assert task.work
    remove_folder(task.work)
    assert [key for key in server.keys("twice") if key.startswith("work/run/")] == []
    with pytest.raises(
        SharedFolderError, match=r"work/run/7-.*: the worker .* does not see this .*; give all machines"
    ):
        take_rows(first, task.shard, build)


def test_a_worker_that_may_not_write_there_is_one_sentence(server: ObjectServer, home: Path) -> None:
    task = replace(task_of(server, home, "unwritten"), work=server.url("not-there/work"))
    with pytest.raises(SourceError, match=r"^s3://not-there/work/7-\w+: the store cannot be written \("):
        states_of(attempt_parse(task), task.files, LIMIT)


@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java, which is not installed here")
def test_spark_reads_and_writes_objects_and_the_content_is_the_same(server: ObjectServer, home: Path) -> None:
    pytest.importorskip("pyspark", reason="run with the extra spark")
    server.put_folder(home / "reports", "spark", "p")
    before = server.keys("spark")
    folder = ingest(settings_of(home, "folder", home / "reports"))
    on_spark = replace(
        settings_of(home, "spark", server.url("spark/p")), master="local[2]", work=server.url("spark/work")
    )
    done = ingest(on_spark)
    assert (done.read, done.failed, done.summary.content_sha256) == (
        folder.read, folder.failed, folder.summary.content_sha256,
    )  # fmt: skip
    assert set(server.keys("spark")) - set(before) <= {"work/"}
    assert not ingest(on_spark).changed
