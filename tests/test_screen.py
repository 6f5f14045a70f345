"""What is shown in a terminal, in real processes: other people's words, narrow encodings, output that goes nowhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tagfold.cli.screen import PlainProgress
from tagfold.watching import BarStep
from tests.conftest import REPORT, ROOT, published

ESCAPE = "\x1b]0;owned\x07\x1b[31m"
NAME = f"bees{ESCAPE}\u202edm.md"
TITLE = "# Ćao \u009b31m \u202eпчёлы\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database whose one report has a file name and a title that a terminal would obey."""
    place = tmp_path_factory.mktemp("screen")
    published(place, {NAME: TITLE + REPORT})
    return place


def tagfold(home: Path, *words: str, out: int | None = subprocess.PIPE, **environment: str) -> tuple[int, str, str]:
    code = [sys.executable, "-m", "tagfold", *words]
    paths = os.pathsep.join([str(ROOT / "pipeline"), str(ROOT)])
    done = subprocess.run(
        code, cwd=home, env={**os.environ, "PYTHONPATH": paths, **environment}, stdout=out, stderr=subprocess.PIPE,
        check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout or b"").decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


EVERYTHING = "SELECT path, title FROM reports"
OBEYED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize(
    "words",
    [
        ("query", EVERYTHING, "--db", "tagfold.duckdb"),
        ("query", EVERYTHING, "--db", "tagfold.duckdb", "--json"),
        ("query", f'SELECT "{ESCAPE}"', "--db", "tagfold.duckdb"),
        ("explain", "datasources", f"deep interviews{ESCAPE}", "--db", "tagfold.duckdb"),
        ("explain", "datasources", "deep interviews", "--db", "tagfold.duckdb"),
        ("ingest", "reports", "--db", f"new{ESCAPE}.duckdb"),
        ("status", "--db", f"none{ESCAPE}.duckdb"),
        ("lint", f"reports/{NAME}"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(home: Path, words: tuple[str, ...]) -> None:
    more = ("--taxonomy", "taxonomy") if words[0] in {"explain", "ingest"} else ()
    _, out, err = tagfold(home, *words, *more)
    assert OBEYED.findall(out + err) == []
    assert "\\u001b" in out + err


def test_lines_reach_the_terminal_in_one_way() -> None:
    """The bytes of a table that is asked for on standard output are not lines."""
    found = [
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "pipeline").rglob("*.py")
        if path.name != "screen.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\becho\(|(?<!>>> )\bprint\(|\bsys\.std(out(?!\.buffer)|err)", line)
    ]
    assert found == []


def test_a_narrow_encoding_ends_in_no_traceback(home: Path) -> None:
    code, out, err = tagfold(home, "query", EVERYTHING, "--db", "tagfold.duckdb", PYTHONIOENCODING="cp1252")
    assert (code, err) == (0, "")
    assert "\\u0106ao" in out
    assert "\\u043f\\u0447" in out
    code, out, err = tagfold(home, "query", EVERYTHING, "--db", "tagfold.duckdb", "--json", PYTHONIOENCODING="cp1252")
    assert (code, err) == (0, "")
    assert json.loads(out)["rows"] == [[NAME, TITLE[2:-1]]]


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("query", EVERYTHING, "--db", "tagfold.duckdb")])
def test_output_that_cannot_be_written_is_one_sentence(home: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        code, _, err = tagfold(home, *words, out=full.fileno())
    assert code == 1
    assert err == "tagfold: standard output cannot be written (No space left on device); send it somewhere else\n"


def test_a_reader_that_went_away_is_no_news(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code, _, err = tagfold(home, "query", EVERYTHING, "--db", "tagfold.duckdb", out=writer)
    os.close(writer)
    assert (code, err) == (1, "")


REFUSED = {
    "COPY (SELECT 1) TO 'tagfold.duckdb'": "not one query but a statement of the kind COPY",
    "COPY (SELECT 1) TO 'new.csv'": "not one query but a statement of the kind COPY",
    "SELECT 1; SELECT 2": "not one query but 2 statements",
    "": "not one query but nothing",
    "DELETE FROM tags": "not one query but a statement of the kind DELETE",
    "SET enable_external_access = true": "not one query but a statement of the kind SET",
    "INSTALL httpfs": "not one query but a statement of the kind LOAD",
    "ATTACH 'other.duckdb'": "not one query but a statement of the kind ATTACH",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'new.csv'": "the query is wrong",
    "SELECT * FROM read_csv('secret.csv')": "the query is wrong",
    "SELECT * FROM 'secret.csv'": "the query is wrong",
    "SELECT * FROM read_text('/etc/passwd')": "the query is wrong",
    "SELECT * FROM glob('/etc/*')": "the query is wrong",
    "SELECT * FROM 'https://example.org/a.parquet'": "the query is wrong",
}


@pytest.mark.parametrize(("sql", "said"), REFUSED.items())
def test_a_query_reads_this_database_and_nothing_else(home: Path, sql: str, said: str) -> None:
    from tagfold.errors import WarehouseError
    from tagfold.warehouse.reading import ask

    database = home / "tagfold.duckdb"
    (home / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    before = database.read_bytes()
    with pytest.raises(WarehouseError, match=said):
        ask(database, sql.replace("'secret", f"'{home}/secret").replace("'new", f"'{home}/new"), 10)
    assert database.read_bytes() == before
    assert not (home / "new.csv").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "FROM coverage",
        "DESCRIBE tags",
        "WITH t AS (SELECT 1 AS n) SELECT n FROM t;",
        "SUMMARIZE tags",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "VALUES (1)",
    ],
)
def test_all_forms_of_one_query_are_answered(home: Path, sql: str) -> None:
    from tagfold.warehouse.reading import ask

    assert ask(home / "tagfold.duckdb", sql, 10)[1]


def test_a_long_step_says_now_and_then_in_a_log_where_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 5.0, 16.0, 20.0, 40.0, 41.0])
    monkeypatch.setattr("tagfold.cli.screen.time.monotonic", lambda: next(clock))
    plain = PlainProgress()
    for step, done in (("one", 0), ("one", 5), ("one", 16), ("one", 20), ("two", 0), ("two", 100)):
        plain.watch(step, done, 100)
    assert capsys.readouterr().err == "one: 16 of 100, about 84 s left\n"


def test_a_step_without_a_unit_is_no_line_of_a_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 20.0])
    monkeypatch.setattr("tagfold.cli.screen.time.monotonic", lambda: next(clock))
    plain = PlainProgress()
    plain.watch("one", 1, 100)
    plain.watch(BarStep("two"), 50, 100)
    plain.watch("one", 10, 100)
    assert capsys.readouterr().err == "one: 10 of 100, about 180 s left\n"


def test_cluster_and_match_show_a_bar_to_a_person(home: Path) -> None:
    (home / "tags.csv").write_text("tag\n" + "".join(f"bee dance {n}\n" for n in range(50)), encoding="utf-8")
    code = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'tagfold', *sys.argv[1:]]) >> 8)"
    words = ["cluster", "tags.csv", "--out", "out.csv", "--no-semantic"]
    paths = os.pathsep.join([str(ROOT / "pipeline"), str(ROOT)])
    shown = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=home, capture_output=True, check=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths, "TERM": "xterm"},
    ).stdout.decode()  # fmt: skip
    assert "looking for candidates" in shown
