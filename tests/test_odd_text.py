"""Text that nobody means: one report or one tag stops nobody.

A step that takes quadratic time does not come to an end here: a million characters would take hours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tagfold.matching.tag import tag
from tagfold.reports.answers import read_form
from tagfold.reports.report import Answer
from tagfold.review.edit_context import ids_in
from tagfold.review.web.page_layout import parts_of
from tagfold.warehouse.privacy import Privacy
from tests.conftest import Rows, Run

MILLION = 1_000_000
FAR_APART = f"x{' ' * MILLION}y"


def test_a_tag_of_blanks_is_taken_apart() -> None:
    assert tag(FAR_APART).words == ("x", "y")


def test_parts_are_guessed_between_blanks() -> None:
    assert parts_of(f"a ,{' ' * MILLION}b and c") == ["a", "b", "c"]
    assert parts_of(FAR_APART) == [FAR_APART]


def test_ids_are_found_among_letters() -> None:
    assert ids_in(f"{'x' * MILLION} ds-0003") == ["ds-0003"]


def test_names_are_found_among_blanks() -> None:

    privacy = Privacy(frozenset(), frozenset(), frozenset(), b"k" * 32)
    form = f"> Full name?\n\nAda Lovelace; so{' ' * MILLION}on; Alan Turing\n"
    answers = [item for item in read_form(form) if isinstance(item, Answer)]
    names = privacy.names(answers)
    assert names
    assert re.findall(names, "with Alan Turing, ada lovelace") == ["Alan Turing", "ada lovelace"]


def test_a_million_tags_in_one_report_hold_nobody_up(run: Run, rows: Rows, reports: Path) -> None:
    listed = "".join(f"[[datasources:{number:07}]]\n" for number in range(MILLION))
    (reports / "list.md").write_text(f"# List\n[[type:blog]]\n{listed}", encoding="utf-8")
    assert run(max_report_bytes=30_000_000).read == 2
    assert rows("SELECT count(*), max(raw) FROM tags WHERE raw LIKE '00%'") == [(19_999, "0019998")]
    assert rows("SELECT line, code, message, remedy FROM problems WHERE path = 'list.md'") == [
        (
            20_002,
            "too-many-tags",
            "the report has 1,000,001 tags, of which the first 20,000 are read",
            "make several reports of it",
        )
    ]


def test_an_answer_of_control_characters_stops_no_other_report(run: Run, rows: Rows, reports: Path) -> None:
    text = f"# Odd\n[[type:learningplan]]\n> Why?\n\nx{chr(1) * 19_000_000}y\n"
    (reports / "odd.md").write_text(text, encoding="utf-8")
    assert run(workers=4).read == 2
    assert rows("SELECT path, answer FROM answers JOIN reports USING (report_id) WHERE question = 'Why?'") == [
        ("odd.md", "xy")
    ]
    assert rows("SELECT path, line, code, message FROM problems WHERE path = 'odd.md'") == [
        ("odd.md", 5, "control-characters", "control characters were left out (19,000,000, the first is U+0001)")
    ]


def test_reports_of_nothing_but_one_long_text_are_cut_with_a_word(run: Run, rows: Rows, reports: Path) -> None:
    for number in range(4):
        text = f"# Odd {number}\n[[type:learningplan]]\n> Why?\n\nx{chr(34) * 19_000_000}y\n"
        (reports / f"odd{number}.md").write_text(text, encoding="utf-8")
    assert run(workers=4).read == 5
    assert rows("SELECT DISTINCT length(answer) FROM answers WHERE question = 'Why?'") == [(200_001,)]
    assert rows("SELECT path, line, code, message FROM problems WHERE path = 'odd3.md'") == [
        ("odd3.md", 3, "long-text", "a text of 19,000,002 characters was cut")
    ]


@pytest.mark.parametrize("ends", ["", "\n"])
def test_a_line_longer_than_a_report_may_be_is_a_problem(run: Run, rows: Rows, reports: Path, ends: str) -> None:
    with (reports / "line.md").open("w") as stream:
        stream.write("# x" + " " * 1_000 + ends)
        stream.truncate(1_000_000_000)
    run()
    assert rows("SELECT path, code, message FROM problems") == [
        ("line.md", "too-large", "the file has 1000 MB, more than 20, so it was left out")
    ]
