"""Personal data put into a report in many places is in no byte of any output, unless `--keep-personal` asks for it."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError, WarehouseError
from tagfold.outputs.export import export_database
from tagfold.outputs.formats import DatabaseFormat
from tagfold.reports.personal import pseudonym
from tagfold.warehouse.privacy import KEY_FILE
from tests.conftest import MAPPINGS, Rows, Run, write_reports, write_taxonomy

CANARIES = ("Zuzanna", "Kwiatkowska", "zk.canary", "9222111255", "70 95 97 09", "0977 555")

REPORT = """\
# A stove by Zuzanna Kwiatkowska and zk.canary@example.org

[[focal_point:Zuzanna Kwiatkowska]]
[[focal_points:Zuzanna Kwiatkowska]]
[[type:zk.canary@example.org]]
[[type:call 0977 555 123]]
[[source:https://example.org/?u=zk.canary@example.org]]
[[consent:https://example.org/?u=zk.canary%40example.org]]
[[audio:mailto:zk.canary@example.org]]
[[ai_summary:Zuzanna Kwiatkowska made a stove, Tel. 70 95 97 09.]]
[[datasources:talks with zuzanna kwiatkowska]]
[[call 0977 555 123:x]]
[[country:zk.canary@example.org]]
[[latlng:zk.canary@example.org, which is far too long to be quoted whole in a message]]
[[date:written to zk.canary@example.org]]
[[focal_point:Zuzanna
Kwiatkowska]]

## Asked by Zuzanna Kwiatkowska

> Name of the maker

Zuzanna Kwiatkowska

> Number to call

9222111255

> E-mail and other ways to reach you

the house behind the mill, Zuzanna

> What did Zuzanna Kwiatkowska make?

Zuzanna KWIATKOWSKA (Cel.: 70 95 97 09 / 70 95 97 09) made a stove; zk.canary&#64;example.org.

[[focal_point:Zuzanna Kwiatkowska, and this tag is never closed
"""

QUESTIONS = """\
term_id,label,broader_id,status,replaced_by,definition,since
qu-0001,Name of the maker,,active,,Who made it.,1.0.0
qu-0002,Number to call,,active,,How to reach them.,1.0.0
"""


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    folder = write_taxonomy(tmp_path / "taxonomy")
    (folder / "questions/terms.csv").write_text(QUESTIONS, encoding="utf-8")
    (folder / "questions/mappings.csv").write_text(MAPPINGS["questions"].partition("\n")[0] + "\n", encoding="utf-8")
    kept = "term_id,kept_as,asks_for\nqu-0001,person,a name\nqu-0002,person,a number\n"
    (folder / "answers.csv").write_text(kept, encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_reports(tmp_path / "reports", {"zk.canary@example.org.md": REPORT, "b.md": REPORT})


def leaks(*outputs: bytes) -> set[str]:
    return {word for word in CANARIES for text in outputs if word.lower().encode() in text.lower()}


def said(*words: str) -> bytes:
    done = subprocess.run([sys.executable, "-m", "tagfold", *words], capture_output=True, check=False)
    return done.stdout + done.stderr


def files_in(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_byte_of_any_output_says_who(reports: Path, taxonomy: Path, tmp_path: Path) -> None:
    database = tmp_path / "out" / "t.duckdb"
    first = said("ingest", str(reports), "--taxonomy", str(taxonomy), "--db", str(database))
    asked = [
        said("ingest", str(reports), "--taxonomy", str(taxonomy), "--db", str(database), "--full", "--json"),
        said("query", "SELECT * FROM problems", "--db", str(database)),
        said("query", "SELECT * FROM answers", "--db", str(database)),
        said("explain", "datasources", "talks with zuzanna", "--db", str(database), "--taxonomy", str(taxonomy)),
        said("review", "--list", "--db", str(database), "--taxonomy", str(taxonomy)),
    ]
    for fmt in DatabaseFormat:
        export_database(database, database.parent / fmt, fmt)
    with zipfile.ZipFile(database.parent / "excel/tagfold.xlsx") as book:
        asked += [book.read(name) for name in book.namelist()]
    assert not list(database.parent.glob(f"*/*{KEY_FILE}*"))
    assert b"Database: " in first
    assert leaks(first, *asked[:3], *asked[4:], *files_in(database.parent)) == set()
    assert leaks(asked[3]) == {"Zuzanna"}  # as it was asked


def test_asked_in_it_is_as_typed(run: Run, rows: Rows) -> None:
    run(keep_personal=True)
    assert rows("SELECT answer FROM answers WHERE question = 'Name of the maker' LIMIT 1") == [("Zuzanna Kwiatkowska",)]
    assert rows("SELECT path FROM reports WHERE path LIKE 'zk%'") == [("zk.canary@example.org.md",)]


def test_a_name_becomes_a_pseudonym_and_is_masked_where_else_it_stands(run: Run, rows: Rows, tmp_path: Path) -> None:
    run()
    key = (tmp_path / "out" / KEY_FILE).read_bytes().strip()
    who = pseudonym("Zuzanna Kwiatkowska", key)
    assert rows("SELECT DISTINCT raw FROM tags WHERE facet = 'focal_point' AND line = 3") == [(who,)]
    assert rows("SELECT DISTINCT answer FROM answers WHERE question = 'Name of the maker'") == [(who,)]
    assert rows("SELECT DISTINCT title FROM reports") == [("A stove by [name] and [e-mail]",)]
    assert rows("SELECT DISTINCT raw FROM tags WHERE facet = 'datasources'") == [("talks with [name]",)]
    assert rows("SELECT DISTINCT answer FROM answers WHERE question LIKE 'What did%'") == [
        ("[name] (Cel.: [phone]) made a stove; [e-mail].\n\n[[focal_point:[name], and this tag is never closed",)
    ]


def test_a_problem_quotes_no_private_value(run: Run, rows: Rows) -> None:
    run()
    assert rows(
        "SELECT DISTINCT message FROM problems WHERE code IN ('unclosed-tag', 'tag-over-lines') ORDER BY 1"
    ) == [
        ("'[[' is never closed: '[[focal_point:…'",),
        ("the tag '[[focal_point:…' runs over several lines",),
    ]


def test_the_key_is_made_once_for_its_owner_and_kept(run: Run, rows: Rows, tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / KEY_FILE
    key = path.read_bytes()
    assert re.fullmatch(rb"[0-9a-f]{64}\n", key)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert run().changed is False
    path.unlink()
    before = rows("SELECT DISTINCT raw FROM tags WHERE facet = 'focal_point'")
    assert run().read == 2  # new pseudonyms everywhere, or nowhere
    assert rows("SELECT DISTINCT raw FROM tags WHERE facet = 'focal_point'") != before
    path.write_bytes(key)
    run()
    assert rows("SELECT DISTINCT raw FROM tags WHERE facet = 'focal_point'") == before


def test_a_key_that_is_damaged_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / KEY_FILE).write_bytes(b"0123\n")
    with pytest.raises(WarehouseError, match="the key of the pseudonyms is damaged; restore it from a backup"):
        run()


@pytest.mark.parametrize("lost", ["deleted", "emptied"])
def test_a_list_of_private_questions_that_is_lost_stops_the_run(
    run: Run, rows: Rows, taxonomy: Path, lost: str
) -> None:
    run()
    before = rows("SELECT answer FROM answers ORDER BY ALL")
    listed = taxonomy / "answers.csv"
    if lost == "deleted":
        listed.unlink()
    else:
        listed.write_text("term_id,kept_as,asks_for\n", encoding="utf-8")
    with pytest.raises(
        TaxonomyError, match=r"answers\.csv: the list of questions whose answers are private is missing"
    ):
        run()
    assert rows("SELECT answer FROM answers ORDER BY ALL") == before
    run(keep_personal=True)
