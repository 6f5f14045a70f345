"""What was answered, and what was not: the form's own words, ticked boxes, answers that look like questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Rows, Run, write_reports, write_taxonomy

FORM = """\
# Experiment {0}
[[type:experiment]]
{1}
> Note

Fill in all fields of this form, then press the button.

> Total cost

> Sectors

{2}

> Partners

<div class="group">

> Partners

The hive

</div>

<div class="group">

> Partners

</div>

> Insight

First

> Insight

Second

> Empty one

> {3}
"""

QUESTIONS = """\
term_id,label,broader_id,status,replaced_by,definition,since
qu-0001,Note,,active,,What to do.,1.0.0
qu-0002,Total cost,,active,,How much.,1.0.0
qu-0003,Sectors,,active,,Which.,1.0.0
qu-0004,Partners,,active,,Who.,1.0.0
qu-0005,Insight,,active,,What was learnt.,1.0.0
qu-0006,Empty one,,active,,Often empty.,1.0.0
"""


@pytest.fixture
def taxonomy(tmp_path: Path) -> Path:
    folder = write_taxonomy(tmp_path / "taxonomy")
    with (folder / "facets.csv").open("a", encoding="utf-8") as facets:
        facets.write("total_cost,Total cost,closed,How much.\n")
    (folder / "questions/terms.csv").write_text(QUESTIONS, encoding="utf-8")
    (folder / "questions/mappings.csv").write_text(
        (folder / "datasources/mappings.csv").read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8"
    )
    (folder / "answers.csv").write_text("term_id,kept_as,asks_for\nqu-0002,total_cost,a band\n", encoding="utf-8")
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    forms = {f"{n}.md": FORM.format(n, "", "-", "Insight") for n in range(20)}
    forms["x.md"] = FORM.format("x", "[[total_cost:Less than 1,000 USD]]", "- Academia\n- R &amp; D&#160;", "USD100k")
    return write_reports(tmp_path / "reports", forms)


def test_questions_count_what_authors_answered(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT question, asked, answered, reports, reports_answering FROM questions ORDER BY question_id") == [
        ("Note", 21, 0, 21, 0),  # every report has the same words there
        ("Total cost", 21, 1, 21, 1),  # a tag
        ("Sectors", 21, 1, 21, 1),  # "-" is an empty list
        ("Partners", 42, 21, 21, 21),  # in groups; the one above them heads its block
        ("Insight", 62, 42, 21, 21),
        ("Empty one", 21, 1, 21, 1),  # "> USD100k"
    ]


def test_each_ticked_box_is_a_row(run: Run, rows: Rows) -> None:
    run()
    assert rows("SELECT question_id, choice_no, choice, line FROM choices ORDER BY ALL") == [
        ("qu-0002", 1, "Less than 1,000 USD", 3),
        ("qu-0003", 1, "Academia", 10),
        ("qu-0003", 2, "R & D", 10),
    ]


def test_an_answer_typed_like_a_question_is_an_answer_and_said(run: Run, rows: Rows) -> None:
    run()
    at_x = "JOIN reports USING (report_id) WHERE path = 'x.md'"
    assert rows(f"SELECT question, answer FROM answers {at_x} AND question_id = 'qu-0006'") == [
        ("Empty one", "USD100k")
    ]
    assert rows("SELECT path, line, message FROM problems WHERE code = 'quoted-answer'") == [
        ("x.md", 41, "this line starts with > like a question, and is read as the answer to the one above")
    ]


def test_a_question_asked_again_outside_a_group_is_numbered(run: Run, rows: Rows) -> None:
    run()
    again = "question_id = 'qu-0005' AND path = 'x.md'"
    assert rows(f"SELECT group_no, answer FROM answers JOIN reports USING (report_id) WHERE {again} ORDER BY 1") == [
        (1, "First"),
        (2, "Second"),
    ]


def test_running_text_is_searched(run: Run, rows: Rows, reports: Path) -> None:
    (reports / "story.md").write_text("# S\n[[type:blog]]\n\nWe did in-depth interviews here.\n", encoding="utf-8")
    (reports / "tagged.md").write_text(
        "# S\n[[type:blog]]\n[[datasources:deep interviews]]\n\nOf deep interviews.\n", encoding="utf-8"
    )
    run()
    assert rows("SELECT path, line, text FROM mentions('DEEP INTERVIEWS')") == [("tagged.md", 5, "Of deep interviews.")]
    assert rows("SELECT path, line, words FROM mentioned_not_tagged('deep interviews')") == [
        ("story.md", 4, "in depth interviews")
    ]


def test_an_answer_of_a_report_about_two_countries_is_one_row(run: Run, rows: Rows, reports: Path) -> None:
    about = "# S\n[[country:Zambia]]\n[[country:Fiji]]\n\n> Insight\n\nBees\n"
    (reports / "two.md").write_text(about, encoding="utf-8")
    run()
    for asked in ("'Insight', 'Zambia'", "'insight', 'fji'"):
        assert rows(f"SELECT country, answer, path FROM answers_to({asked})") == [("Fiji, Zambia", "Bees", "two.md")]
    assert rows("SELECT count(*) FROM answers_to('Insight') WHERE path = 'two.md'") == [(1,)]


def test_a_name_is_mentioned_where_it_is_whole_words(run: Run, rows: Rows, taxonomy: Path, reports: Path) -> None:
    with (taxonomy / "datasources/mappings.csv").open("a", encoding="utf-8") as mappings:
        mappings.write("SV,1,ds-0003,accept,abbreviation,0.95,ada,2024-05-01,\n")
    (reports / "in.md").write_text("# S\n[[type:blog]]\nAn (SV); surveys, SV.\n\nOne SV more.\n", encoding="utf-8")
    (reports / "part.md").write_text("# S\n[[type:blog]]\nUSSV, surveyors\n", encoding="utf-8")
    run()
    assert rows("FROM mentioned_not_tagged('surveys')") == [("in.md", 3, 2, "surveys, sv")]


def test_headings_of_all_languages_are_one_section(run: Run, rows: Rows, reports: Path, taxonomy: Path) -> None:
    with (taxonomy / "facets.csv").open("a", encoding="utf-8") as facets:
        facets.write("sections,Sections,closed,Headings.\n")
    (taxonomy / "sections").mkdir()
    header = "term_id,label,broader_id,status,replaced_by,definition,since\n"
    (taxonomy / "sections/terms.csv").write_text(header + "se-0001,Partners,,active,,Who.,1.0.0\n", encoding="utf-8")
    header = "variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note\n"
    row = "Socios,1,se-0001,accept,translation,0.97,ada,2024-05-01,\n"
    (taxonomy / "sections/mappings.csv").write_text(header + row, encoding="utf-8")
    headings = "".join(f"## {heading}\n\n> Note\n\nx\n\n" for heading in ("Partners", "Socios", "PARTNERS", "Shapes"))
    (reports / "s.md").write_text(f"# S\n\n> Note\n\nx\n\n{headings}", encoding="utf-8")
    run()
    found = rows(
        "SELECT section, section_id FROM answers JOIN reports USING (report_id) WHERE path = 's.md' ORDER BY line"
    )
    assert found[:4] == [(None, None), ("Partners", "se-0001"), ("Socios", "se-0001"), ("PARTNERS", "se-0001")]
    section, section_id = found[4]
    assert (section, str(section_id)[:2]) == ("Shapes", "x-")
