"""What is known of reports once all are there: their kind by its name, files that are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Rows, Run, write_reports, write_taxonomy

KINDS = """\
term_id,label,broader_id,status,replaced_by,definition,since
ty-0001,learning plan,,active,,A plan.,1.0.0
"""


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    folder = write_taxonomy(tmp_path / "taxonomy")
    facets = (folder / "facets.csv").read_text(encoding="utf-8")
    (folder / "facets.csv").write_text(facets.replace("type,Type,structural", "type,Type,closed"), encoding="utf-8")
    (folder / "type").mkdir()
    (folder / "type/terms.csv").write_text(KINDS, encoding="utf-8")
    header = (folder / "datasources/mappings.csv").read_text(encoding="utf-8").partition("\n")[0]
    (folder / "type/mappings.csv").write_text(f"{header}\n", encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    plan = "# A\n[[type:LearningPlan]]\n[[year:2024]]\n"
    return write_reports(
        tmp_path / "reports", {"b.md": plan, "a.md": plan, "c.md": "# C\n[[type:Poem]]\n", "d.md": "# D\n"}
    )


def test_a_kind_has_its_name_and_what_was_typed(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT path, type, type_raw FROM reports ORDER BY 1") == [
        ("a.md", "learning plan", "learningplan"),
        ("b.md", "learning plan", "learningplan"),
        ("c.md", "poem", "poem"),
        ("d.md", None, None),
    ]


def test_a_file_that_is_there_twice_is_said_once_and_can_be_left_out(run: Run, rows: Rows, reports: Path) -> None:
    run()
    first = "SELECT r.path, o.path FROM reports r JOIN reports o ON o.report_id = r.same_as"
    assert rows(first) == [("b.md", "a.md")]
    said = "SELECT path, line, message FROM problems WHERE code = 'same-file'"
    assert rows(said) == [("b.md", None, "the file is the same, byte for byte, as a.md, and counts a second time")]
    (reports / "b.md").write_text("# B\n[[type:LearningPlan]]\n", encoding="utf-8")
    run()
    assert (rows(first), rows(said)) == ([], [])


def test_a_day_is_a_date_and_what_is_none_is_missing(run: Run, rows: Rows, taxonomy: Path) -> None:
    mappings = taxonomy / "datasources" / "mappings.csv"
    text = mappings.read_text(encoding="utf-8")
    mappings.write_text(text.replace("ada,2024-05-01,\nn/a", "ada,,\nn/a"), encoding="utf-8")
    run()
    assert rows("SELECT typeof(decided_on), year(decided_on), count(*) FROM mappings GROUP BY ALL ORDER BY 2") == [
        ("DATE", 2024, 6),
        ("DATE", None, 1),
    ]
