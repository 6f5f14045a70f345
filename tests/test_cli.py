"""The commands as a person or a script meets them: words, JSON, exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from tagfold import __version__
from tagfold.cli import app
from tagfold.settings import Settings

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tagfold(settings: Settings) -> Call:
    """Call the command on the small taxonomy and folder; gives exit code, stdout, stderr."""

    def call(*words: str) -> tuple[int, str, str]:
        database = ["--db", str(settings.database)]
        taxonomy = ["--taxonomy", str(settings.taxonomy)]
        where = {
            "ingest": [str(settings.sources[0]), *database, *taxonomy],
            "explain": [*database, *taxonomy],
            "query": database,
            "trace": database,
            "status": database,
        }
        done = CliRunner().invoke(app, [*words, *where.get(words[0], [])], prog_name="tagfold")
        return done.exit_code, done.stdout, done.stderr

    return call


def test_ingest_ends_with_a_summary_and_a_query_to_try(tagfold: Call, settings: Settings) -> None:
    code, out, err = tagfold("ingest")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("Reports: 1 read, 0 unchanged, 0 failed, in ")
    assert lines[1] == "Found 8 tags, 1 answer, 1 place."
    assert "datasources     3          3       3     0       0    0          0" in lines
    assert "Problems: none." in lines
    assert 'Try: tagfold query "SELECT label, reports, uses, spellings FROM term_uses' in out
    assert lines[-1].endswith(f'LIMIT 10" --db {settings.database}')
    code, out, _ = tagfold("ingest")
    assert code == 0
    assert out.startswith("Nothing has changed: 1 report, checked in ")


def test_ingest_as_json(tagfold: Call, settings: Settings) -> None:
    code, out, _ = tagfold("ingest", "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["changed"], said["read"], said["tags"], said["database"]) == (True, 1, 8, str(settings.database))
    assert said["folds"] == [
        {"facet": "datasources", "label": "in-depth interviews", "uses": 2, "before": 1, "spellings": 2}
    ]


def test_problems_are_listed_by_kind_with_an_example(tagfold: Call, reports: Path, settings: Settings) -> None:
    (reports / "slip.md").write_text("[[type:blog]]\n[[datasources:]]\n[[datasources:\n", encoding="utf-8")
    _, out, _ = tagfold("ingest")
    assert out[out.index("Problems") : out.index("\n\nDatabase")].splitlines() == [
        f'Problems: 3 (tagfold query "SELECT * FROM problems" --db {settings.database})',
        "  empty-tag          1  e.g. slip.md:2",
        "  no-title           1  e.g. slip.md:1",
        "  unclosed-tag       1  e.g. slip.md:3",
    ]


def test_a_problem_with_the_data_is_one_sentence_and_exit_1(settings: Settings, tmp_path: Path) -> None:
    words = ["ingest", str(tmp_path / "none"), "--db", str(settings.database), "--taxonomy", str(settings.taxonomy)]
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"tagfold: {tmp_path / 'none'}: there is no such folder; name an existing folder of reports\n"


def test_wrong_usage_is_exit_2(tagfold: Call) -> None:
    assert tagfold("ingest", "--nonsense")[0] == 2
    code, _, err = tagfold("explain", "flavours", "vanilla")
    assert code == 2
    assert err == "tagfold: 'flavours' is not a facet with terms; name one of: country, datasources, questions\n"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("lots", "'lots' is not a size of memory; write it as 800MB or 2GB"),
        ("100MB", "100MB are too little memory; give it 400MB or more"),
    ],
)
def test_a_size_of_memory_that_cannot_be_is_explained(size: str, said: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["ingest", "--memory", size, "--db", str(tmp_path / "t.duckdb")])
    assert (done.exit_code, done.stderr) == (2, f"tagfold: {said}\n")
    assert list(tmp_path.iterdir()) == []


def test_explain_names_the_curator_and_the_lines(tagfold: Call, settings: Settings) -> None:
    tagfold("ingest")
    code, out, _ = tagfold("explain", "datasources", "Deep Interviews")
    assert code == 0
    assert out.splitlines() == [
        "datasources: Deep Interviews",
        "  form      deep interviews",
        "  outcome   mapped: a person decided, score 1.00",
        "  because   ada mapped 'deep interviews' on 2024-05-01: synonym",
        "  term      in-depth interviews (ds-0002, under 'interviews', since 1.0.0)",
        "            Long talks with one person.",
        "            2 uses in 1 report: 'In depth interviews' 1, 'deep interviews' 1",
        "  Used 1 time: 'deep interviews' 1",
        f"    {settings.sources[0]}/bees.md:7  Talking to bee keepers",
    ]


def test_explain_shows_candidates_parts_and_what_is_not_a_tag(tagfold: Call) -> None:
    tagfold("ingest")
    assert "  outcome   auto: decided automatically, score 0.95" in tagfold("explain", "datasources", "intervews")[1]
    assert (
        "  outcome   review: in the queue, best candidate, score "
        in tagfold("explain", "datasources", "interviewers")[1]
    )
    assert "  outcome   new: in the queue, no candidate" in tagfold("explain", "datasources", "polls")[1]
    parts = tagfold("explain", "datasources", "Surveys; interviews")[1]
    assert "  outcome   mapped part 1: a person decided, score 1.00" in parts
    assert "  outcome   mapped part 2: a person decided, score 1.00" in parts
    assert "  because   ada said on 2024-05-01: not a tag" in tagfold("explain", "datasources", "N/A")[1]


def test_explain_says_when_the_database_is_older_than_the_taxonomy(tagfold: Call, settings: Settings) -> None:
    tagfold("ingest")
    assert "The database was made" not in tagfold("explain", "datasources", "surveys")[1]
    terms = settings.taxonomy / "datasources" / "terms.csv"
    terms.write_text(terms.read_text().replace("Talks with people.", "Talks."))
    where = f"{settings.sources[0]} --db {settings.database} --taxonomy {settings.taxonomy}"
    assert tagfold("explain", "datasources", "surveys")[1].splitlines()[-1] == (
        f"  The database was made before this taxonomy was edited: run `tagfold ingest {where}`"
    )
    tagfold("ingest")
    assert "The database was made" not in tagfold("explain", "datasources", "surveys")[1]
    release = ["taxonomy", "release", "--taxonomy", str(settings.taxonomy)]
    assert CliRunner().invoke(app, release).exit_code == 0
    terms.write_text(terms.read_text().replace("Talks.", "Talks with one."))
    tagfold("ingest")
    words = ["explain", "datasources", "surveys", "--db", str(settings.database)]
    of_release = CliRunner().invoke(app, [*words, "--taxonomy", str(settings.taxonomy / "releases" / "1.0.0")])
    assert "  The database was made with another taxonomy (version working): run `tagfold ingest" in of_release.stdout


def test_explain_before_any_ingest(tagfold: Call, settings: Settings) -> None:
    code, _, err = tagfold("explain", "datasources", "surveys")
    assert (code, err) == (
        1,
        f"tagfold: {settings.database}: there is no database yet; "
        f"run `tagfold ingest --db {settings.database} --taxonomy {settings.taxonomy}` first\n",
    )


def test_query_prints_a_table_and_says_when_there_is_more(tagfold: Call) -> None:
    tagfold("ingest")
    _, out, _ = tagfold("query", "SELECT raw, line FROM tags WHERE facet = 'datasources'", "--rows", "2")
    assert out.splitlines() == [
        "raw                  line",
        "In depth interviews     6",
        "deep interviews         7",
        "… more rows; --rows 20 shows more",
    ]
    code, _, err = tagfold("query", "SELECT nothing")
    assert code == 1
    assert err.startswith("tagfold: the query is wrong (Binder Error: ")
    assert tagfold("query", "DROP TABLE tags")[0] == 1


def test_status_says_when_and_from_what_the_database_was_made(tagfold: Call, settings: Settings) -> None:
    tagfold("ingest")
    code, out, err = tagfold("status")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    made = rf"Made \d{{4}}-\d\d-\d\d \d\d:\d\d UTC from 1 report in {re.escape(str(settings.sources[0]))}, "
    assert re.fullmatch(made + rf"with the taxonomy working, by Tagfold {re.escape(__version__)}\.", lines[0])
    assert "datasources     3          3       3     0       0    0          0" in lines
    assert any(line.startswith(f"Database: {settings.database} (content ") for line in lines)


def test_help_lists_the_commands_in_the_order_of_the_work() -> None:
    out = CliRunner().invoke(app, ["--help"]).stdout
    listed = re.findall(r"^  ([a-z]+) ", out[out.index("Commands:") :], re.MULTILINE)
    assert listed == [
        "init", "demo", "ingest", "status", "query", "trace", "explain", "report", "export", "review", "draft", "plan",
        "apply", "taxonomy", "match", "cluster", "serve", "lint",
    ]  # fmt: skip


def test_a_shell_can_complete_commands() -> None:
    shell = {**os.environ, "_TAGFOLD_COMPLETE": "complete_bash", "COMP_WORDS": "tagfold taxonomy re", "COMP_CWORD": "2"}
    done = subprocess.run([sys.executable, "-m", "tagfold"], capture_output=True, text=True, check=True, env=shell)
    assert done.stdout.split() == ["release"]


def test_version() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"tagfold {__version__}\n"


def test_every_row_of_an_answer_leaves_as_csv_or_parquet(tagfold: Call, tmp_path: Path) -> None:
    tagfold("ingest")
    sql = "SELECT raw, line FROM tags WHERE facet = 'datasources' ORDER BY line"
    _, out, _ = tagfold("query", sql, "--csv")
    assert out == 'raw,line\nIn depth interviews,6\ndeep interviews,7\n"surveys, interviews",8\n'
    code, out, _ = tagfold("query", sql, "--parquet", str(tmp_path / "a.parquet"))
    assert (code, out) == (0, f"{tmp_path / 'a.parquet'}: 3 rows\n")
    with duckdb.connect() as db:
        assert db.execute("FROM read_parquet(?)", [str(tmp_path / "a.parquet")]).fetchall()[1] == ("deep interviews", 7)
    assert tagfold("query", "COPY tags TO 'x'", "--parquet", str(tmp_path / "b.parquet"))[0] == 1


def test_trace_names_file_and_line_of_each_use(tagfold: Call, reports: Path) -> None:
    tagfold("ingest")
    _, out, _ = tagfold("trace", "interviews")
    assert out.splitlines() == [
        f"{reports}/bees.md:6  datasources: In depth interviews  (in-depth interviews)",
        f"{reports}/bees.md:7  datasources: deep interviews  (in-depth interviews)",
        f"{reports}/bees.md:8  datasources: surveys, interviews  (interviews)",
    ]
    assert tagfold("trace", "interviews", "--limit", "1")[1].endswith("… and 2 more; --limit 3 lists all\n")
    code, _, err = tagfold("trace", "beekeeping")
    assert (code, err) == (
        1,
        "tagfold: no term is called 'beekeeping'; write its label, its id or an accepted spelling\n",
    )
