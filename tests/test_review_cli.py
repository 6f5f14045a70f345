from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tagfold.settings import Settings
from tagfold.taxonomy.history import read_history
from tagfold.warehouse.privacy import KEY_FILE
from tests.conftest import ROOT, Run, published, write_reports

TAGFOLD = [sys.executable, "-m", "tagfold"]


TAGS = "".join(f"[[datasources:{tag}]]\n" for tag in ("citizen juries", "household interviews", "interviews"))
REPORTS = {"a.md": f"# A\n{TAGS}", "b.md": "# B\n[[datasources:citizen juries]]\n"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports, a taxonomy and their database."""
    home = tmp_path_factory.mktemp("home")
    published(home, REPORTS)
    return home


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_reports(tmp_path / "reports", REPORTS)


@pytest.fixture
def where(home: Path, settings: Settings) -> list[str]:
    settings.database.parent.mkdir()
    for name in ("tagfold.duckdb", KEY_FILE):
        shutil.copy(home / name, settings.database.parent)
    shutil.copytree(home / "reports", settings.database.parent / "reports")
    return ["--db", str(settings.database), "--taxonomy", str(settings.taxonomy)]


def tagfold(*words: str, keys: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TAGFOLD, *words], input=keys, capture_output=True, text=True, check=False, cwd=cwd)


def again(settings: Settings, reports: Path) -> str:
    """The command that brings the database up to date, as `tagfold` prints it."""
    below = Path(sys.executable).is_relative_to(Path.cwd())
    shown = os.path.relpath(sys.executable) if below else sys.executable
    python = "python" if shutil.which("python") == sys.executable else shown
    where = f"--db {settings.database} --taxonomy {settings.taxonomy}"
    return f"{python} -m tagfold ingest {reports} {where}"


def mappings(settings: Settings) -> str:
    return (settings.taxonomy / "datasources" / "mappings.csv").read_text()


def test_the_terminal_decides_by_keys(where: list[str], settings: Settings) -> None:
    keys = "t\nsurv\n1\na\nx\nz\nw\nask Ben\nu\nq\n"
    done = tagfold("review", "--terminal", *where, "--as", "Ada", keys=keys)
    assert done.returncode == 0, done.stderr
    assert "accept: 2 uses added" in done.stdout
    assert "undone: not_a_tag of 'household interviews' by Ada" in done.stdout
    assert "/reports/a.md:3  A" in done.stdout
    assert done.stdout.endswith(
        f"4 decisions by Ada; `{again(settings, settings.database.parent / 'reports')}` brings them into the database\n"
    )
    assert "citizen juries,1,ds-0003,accept,synonym,,Ada," in mappings(settings)
    unsure = next(line for line in mappings(settings).splitlines() if line.startswith("household interviews,"))
    # 'interviews' has a score of 0.05, which suggests nothing, so the doubt is about no term
    assert re.fullmatch(r"household interviews,1,,unsure,other,,Ada,[-0-9]{10},ask Ben", unsure)
    assert tagfold("taxonomy", "check", str(settings.taxonomy)).returncode == 0


def test_the_terminal_names_a_new_term(where: list[str], settings: Settings) -> None:
    done = tagfold("review", "--terminal", *where, "--as", "Ada", keys="n\n\nsurveys\nPeople who judge.\na\n")
    assert done.returncode == 0, done.stderr
    terms = (settings.taxonomy / "datasources" / "terms.csv").read_text()
    assert "ds-0005,citizen juries,ds-0003,active,,People who judge.," in terms


def test_status_says_how_far_curators_agree(where: list[str]) -> None:
    assert "confirmed" not in tagfold("status", *where).stdout
    tagfold("review", "--terminal", *where, "--as", "Ada", keys="o\nx\nq\n")
    done = tagfold("review", "--terminal", *where, "--as", "Ben", keys="y\ny\nq\n")
    assert "Other curators ask you about 1 decision to confirm or dispute" in done.stdout
    done = tagfold("status", *where)
    words = "Decisions that another curator confirmed, of those judged: Ada, datasources: 1 of 1."
    assert words in done.stdout.splitlines(), done.stderr
    agreement = json.loads(tagfold("status", *where, "--json").stdout)["agreement"]
    assert agreement == [{"curator": "Ada", "facet": "datasources", "judged": 1, "agreed": 1}]


def test_one_key_is_enough_at_a_terminal(where: list[str], settings: Settings) -> None:
    ours, theirs = pty.openpty()
    words = [*TAGFOLD, "review", "--terminal", *where, "--as", "Ada"]
    with subprocess.Popen(words, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        os.close(theirs)
        assert running.stdout
        seen = b""
        for prompts, key in ((1, b"x"), (2, b"q")):
            for _ in range(60):
                if select.select([running.stdout], [], [], 1)[0]:
                    seen += os.read(running.stdout.fileno(), 1 << 16)
                elif seen.count(b"to review") >= prompts:
                    os.write(ours, key)  # what is typed before it asks is forgotten, so it is typed until it answers
                if seen.count(b"to review") > prompts or running.poll() is not None:
                    break
        with suppress(subprocess.TimeoutExpired):
            running.wait(20)
        running.kill()
        output = (seen + running.stdout.read()).decode()
    assert "1 decision by Ada" in output
    assert "citizen juries,1,,not_a_tag,other,,Ada," in mappings(settings)


def test_a_line_says_why_opening_takes_a_moment(reports: Path, where: list[str], run: Run, settings: Settings) -> None:
    words = [f"{one}{two}ing talks" for one in "bdfgklmnprst" for two in ("al", "el", "il", "ol", "ul")]
    lines = "".join(f"[[datasources:{word}]]\n" for word in words)
    (reports / "many.md").write_text(f"# Many\n{lines}", encoding="utf-8")
    path = settings.taxonomy / "datasources" / "mappings.csv"
    before = path.read_text()
    path.write_text(before + "".join(f"{word},1,ds-0001,accept,other,,Ada,2026-01-01,\n" for word in words))
    run()
    again = ("review", "--terminal", *where, "--as", "Ada")
    assert tagfold(*again, keys="q\n").stderr == ""
    path.write_text(before)
    few = path.read_text() + "".join(f"{word},1,ds-0001,accept,other,,Ada,2026-01-01,\n" for word in words[:-20])
    path.write_text(few)
    assert tagfold(*again, keys="q\n").stderr == ""  # 20 tags are no wait
    path.write_text(before)
    said = tagfold(*again, keys="q\n").stderr
    assert said == f"deciding {len(words)} tags again: the taxonomy changed since the last ingest\n"


DECISIONS = """\
facet,action,tag,term,into,label,definition,note
datasources,new_term,Citizen Juries,,surveys,citizen juries,People who judge.,
datasources,split,household interviews,,interviews|citizen juries,,,
datasources,merge,,in-depth interviews,interviews,,,one chart
"""


def test_a_plan_shows_then_apply_writes(where: list[str], settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(DECISIONS)
    plan = tmp_path / "decisions.plan"
    before = mappings(settings)
    shown = tagfold("plan", str(tmp_path / "decisions.csv"), "--out", str(plan), *where)
    assert shown.returncode == 0, shown.stderr
    assert "Uses newly mapped: 3 in 2 reports" in shown.stdout
    assert mappings(settings) == before
    done = tagfold("apply", str(plan), "--taxonomy", str(settings.taxonomy), "--as", "Ada")
    assert done.returncode == 0, done.stderr
    assert "household interviews,2,ds-0005,accept,split,,Ada," in mappings(settings)
    entries = read_history(settings.taxonomy)
    assert [(one.action, one.note) for one in entries] == [("new_term", ""), ("split", ""), ("merge", "one chart")]
    assert tagfold("taxonomy", "check", str(settings.taxonomy)).returncode == 0
    again = tagfold("apply", str(plan), "--taxonomy", str(settings.taxonomy), "--as", "Ada")
    assert again.returncode == 1
    assert again.stderr == f"tagfold: {plan}: the taxonomy has changed since this plan was made; make the plan again\n"


def test_an_imports_plan_is_a_table_of_decisions(where: list[str], settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("variant,label\ncitizen juries,surveys\njuries,juries\n")
    plan = tmp_path / "import.csv"
    words = ["--format", "csv", "--facet", "datasources", "--out", str(plan), "--taxonomy", str(settings.taxonomy)]
    made = tagfold("taxonomy", "import", str(tmp_path / "known.csv"), *words)
    assert made.returncode == 0, made.stderr
    shown = tagfold("plan", str(plan), "--out", str(tmp_path / "p"), *where)
    assert shown.returncode == 0, shown.stderr
    done = tagfold("apply", str(tmp_path / "p"), "--taxonomy", str(settings.taxonomy), "--as", "Ada")
    assert done.returncode == 0, done.stderr
    assert "citizen juries,1,ds-0003,accept," in mappings(settings)
    assert "ds-0005,juries," in (settings.taxonomy / "datasources" / "terms.csv").read_text()


def test_proposals_go_to_a_colleague_and_come_back_in_a_workbook(
    where: list[str], settings: Settings, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (tmp_path / "known.csv").write_text("variant,label\ncitizen juries,surveys\n=juries,juries\nbee hives,hives\n")
    book = tmp_path / "proposals.xlsx"
    words = ["--format", "csv", "--facet", "datasources", "--out", str(book), "--taxonomy", str(settings.taxonomy)]
    made = tagfold("taxonomy", "import", str(tmp_path / "known.csv"), *words)
    assert made.returncode == 0, made.stderr
    read = openpyxl.load_workbook(book)
    rows = {row[2].value or row[5].value: row[0].row for row in read.active.iter_rows()}
    assert read.active.cell(rows["=juries"], 3).data_type == "s"  # a text, which nothing runs
    for left_out in ("bee hives", "hives"):
        for cell in read.active[rows[left_out]]:
            cell.value = None  # a person empties what they do not want
    read.save(book)
    shown = tagfold("plan", str(book), "--out", str(tmp_path / "p"), *where)
    assert shown.returncode == 0, shown.stderr
    done = tagfold("apply", str(tmp_path / "p"), "--taxonomy", str(settings.taxonomy), "--as", "Ada")
    assert done.returncode == 0, done.stderr
    assert "citizen juries,1,ds-0003,accept," in mappings(settings)
    assert "hives" not in mappings(settings)
    assert "ds-0005,juries," in (settings.taxonomy / "datasources" / "terms.csv").read_text()
    read.active.cell(rows["citizen juries"], 1).value = "ad_mapping"
    read.save(book)
    wrong = tagfold("plan", str(book), "--out", str(tmp_path / "p"), *where)
    assert wrong.returncode == 1
    assert f"{book}:{rows['citizen juries']}: action 'ad_mapping' is not known" in wrong.stderr


def test_a_table_of_decisions_is_read_as_excel_saves_it_here_and_elsewhere(
    where: list[str], settings: Settings, tmp_path: Path
) -> None:
    table = "facet;action;tag;term;note\r\ndatasources;accept;citizen juries;surveys;août\r\n"
    (tmp_path / "decisions.csv").write_bytes(table.encode("cp1252"))
    shown = tagfold("plan", str(tmp_path / "decisions.csv"), "--out", str(tmp_path / "p"), *where)
    assert (shown.returncode, shown.stderr) == (
        0, f"{tmp_path}/decisions.csv: read as cp1252; separated by semicolons\n"
    )  # fmt: skip
    assert tagfold("apply", str(tmp_path / "p"), "--taxonomy", str(settings.taxonomy), "--as", "Ada").returncode == 0
    assert "août" in mappings(settings)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("datasources,acept,a,b,,,,", "decisions.csv:2: 'acept' is not an action"),
        ("datasources,accept,a,,,,,", "decisions.csv:2: 'accept' needs the column term"),
        ("datasources,accept,a,nothing,,,,", "decisions.csv:2: there is no term 'nothing'"),
        ("pets,accept,a,b,,,,", "decisions.csv:2: 'pets' is not a facet with terms"),
        ("datasources,accept,surveys,interviews,,,,", "decisions.csv:2: 'surveys' is the label of 'ds-0003'"),
    ],
)
def test_a_decision_that_cannot_be_is_told_with_its_line(row: str, said: str, where: list[str], tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text(DECISIONS.split("\n", maxsplit=1)[0] + f"\n{row}\n")
    done = tagfold("plan", str(tmp_path / "decisions.csv"), "--out", str(tmp_path / "p"), *where)
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "p").exists()


def test_without_a_name_nobody_decides(where: list[str], tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    words = [*TAGFOLD, "review", "--terminal", *where]
    outside = {**env, "PYTHONPATH": str(ROOT / "pipeline"), "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path, env=outside)
    assert done.returncode == 2
    assert "no curator is named; set git config user.name, or use --as NAME" in done.stderr


def test_a_merge_that_stopped_is_settled_before_the_queue_opens(where: list[str], settings: Settings) -> None:
    path = settings.taxonomy / "datasources" / "mappings.csv"
    kept = path.read_text()
    rows = [f"zz {n},1,ds-000{n},accept,synonym,0.9,{who},2026-11-0{n},\n" for n, who in ((1, "Ada"), (2, "Ben"))]
    same = [row.replace(f"zz {n}", "household talks") for n, row in enumerate(rows, 1)]
    path.write_text(f"{kept}<<<<<<< HEAD\n{rows[0]}{same[0]}=======\n{same[1]}{rows[1]}>>>>>>> ben\n")
    done = tagfold("review", "--terminal", *where, "--as", "Cleo", keys="2\nq\n")
    assert done.returncode == 0, done.stderr
    assert "datasources/mappings.csv: 2 rows ('zz 1', 'zz 2') went together without a question.\n" in done.stdout
    assert "A git merge stopped: 1 to settle. datasources: household talks\n" in done.stdout
    assert "“household talks”: kept what ben says\n" in done.stdout
    assert "0 decisions by Cleo" in done.stdout
    assert path.read_text() == kept + same[1] + rows[0] + rows[1]
