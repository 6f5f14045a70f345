from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.reports.answers import Loose, clean_question, read_form
from tagfold.reports.report import Answer
from tests.conftest import examples

PARTNERS = """\
## Partners

<div class="group">

> Please state the name of the Parter:

The hive union

</div>

<div class="group">

> What sector does our partner belong to?

Civil society

</div>

<div class="group">

> Please state the name of the Parter:

The market board

</div>
"""


def read_answers(text: str) -> list[Answer]:
    return [item for item in read_form(text) if isinstance(item, Answer)]


def words_of(text: str) -> list[tuple[str, str | None]]:
    return [(answer.question, answer.answer) for answer in read_answers(text)]


def test_a_question_and_its_answer_with_section_and_line() -> None:
    text = "# T\n\n## Challenge\n\n> What is it?\n\nThe bees\n\nleave us.\n\n> Why?\nNobody knows"
    assert list(read_answers(text)) == [
        Answer(1, "Challenge", None, "What is it?", "The bees\n\nleave us.", 5),
        Answer(2, "Challenge", None, "Why?", "Nobody knows", 11),
    ]


def test_an_empty_answer_is_none() -> None:
    assert words_of("> Images\n\n> Note\n \u00a0\n") == [("Images", None), ("Note", None)]


def test_a_list_of_choices_without_a_choice_is_no_answer() -> None:
    assert words_of("> A\n-\n> B\n--\n> C\n~\n> D\n- x") == [("A", None), ("B", None), ("C", "~"), ("D", "- x")]


def test_a_text_without_questions_is_loose_from_its_first_line() -> None:
    assert list(read_form("# T\n\nProse")) == [Loose(None, "# T\n\nProse", 1)]


def test_text_before_the_first_question_belongs_to_none() -> None:
    assert words_of("# T\nIntroduction\n> Why?\nSo") == [("Why?", "So")]


def test_a_report_without_questions_has_no_answers() -> None:
    assert words_of("# T\n\n## Section\n\nProse") == []


def test_html_entities_in_questions_sections_and_answers_are_decoded() -> None:
    answers = list(read_answers("## Data &amp; tools\n> methods &amp; tools&nbsp;&lt;new&gt;?\nR &amp; D"))
    assert answers == [Answer(1, "Data & tools", None, "methods & tools <new>?", "R & D", 2)]


@pytest.mark.parametrize(
    "wording",
    [
        "Please state the name of the Parter:",
        "Please state the name of the partner:",
        "Who are your top 5 partners for this challenge?",
    ],
)
def test_a_question_keeps_the_wording_of_its_year(wording: str) -> None:
    assert words_of(f">   {wording}  \n\nThe hive union") == [(wording, "The hive union")]


def test_white_space_in_a_question_is_made_single() -> None:
    assert words_of(">\u00a0What\u00a0 is\tit?\r\nBees\r\n") == [("What is it?", "Bees")]


def test_a_question_over_lines_is_one_question() -> None:
    assert words_of("> Who helps,\n> and how?\nBees") == [("Who helps, and how?", "Bees")]


def test_crlf_gives_the_same_answers_and_lines() -> None:
    unix = list(read_answers(PARTNERS))
    windows = list(read_answers(PARTNERS.replace("\n", "\r\n")))
    assert windows == unix


def test_a_question_that_comes_back_starts_the_next_group() -> None:
    assert list(read_answers(PARTNERS)) == [
        Answer(1, "Partners", 1, "Please state the name of the Parter:", "The hive union", 5),
        Answer(2, "Partners", 1, "What sector does our partner belong to?", "Civil society", 13),
        Answer(3, "Partners", 2, "Please state the name of the Parter:", "The market board", 21),
    ]


def test_groups_are_counted_anew_in_each_section() -> None:
    text = PARTNERS + PARTNERS.replace("## Partners", "## Suppliers")
    assert [(a.section, a.group_no) for a in read_answers(text)] == [
        ("Partners", 1), ("Partners", 1), ("Partners", 2), ("Suppliers", 1), ("Suppliers", 1), ("Suppliers", 2),
    ]  # fmt: skip


def test_an_empty_question_in_a_group_answers_the_one_above_once_more() -> None:
    group = '<div class="group">\n\n> \n\n{}\n\n</div>\n'
    text = "> Which methods?\n\n" + group.format("Foresight") + group.format("Mapping")
    assert [(a.group_no, a.question, a.answer) for a in read_answers(text)] == [
        (None, "Which methods?", None),
        (1, "Which methods?", "Foresight"),
        (2, "Which methods?", "Mapping"),
    ]


def test_a_div_of_another_class_is_no_group() -> None:
    text = '<div class="grouped">\n> Who?\nBees\n</div>\n<div class="wide group">\n> Who?\nWasps\n</div>'
    assert [(a.group_no, a.answer) for a in read_answers(text)] == [(None, "Bees"), (1, "Wasps")]


def test_a_question_after_a_group_is_in_none() -> None:
    text = '<div class="group">\n> Who?\nBees\n</div>\n> Why?\nHoney'
    assert [(a.group_no, a.question) for a in read_answers(text)] == [(1, "Who?"), (None, "Why?")]


def test_a_closing_div_too_many_does_no_harm() -> None:
    assert words_of("</div>\n</div>\n> Who?\nBees\n</div>") == [("Who?", "Bees")]


def test_deeper_headings_are_answer_text() -> None:
    assert words_of("> Who?\n### First\nBees") == [("Who?", "### First\nBees")]


def test_embedded_images_are_cut_from_answers() -> None:
    image = "![hive](data:image/png;base64," + "iVBORw0KGgo" * 100_000 + ")"
    assert words_of(f"> Images\n\nBefore {image} after") == [
        ("Images", "Before ![hive](data:image/png;base64,…) after")
    ]


def test_a_word_that_only_looks_like_an_image_stays() -> None:
    assert words_of("> Q\nwrite ;base64, or data:image/png;base64,abc") == [
        ("Q", "write ;base64, or data:image/png;base64,abc")
    ]


def test_clean_question_leaves_words_alone() -> None:
    assert clean_question("  Is it 5 < 6? ") == "Is it 5 < 6?"


FORMS = st.lists(
    st.sampled_from(
        [
            "> Who?",
            "> Why?",
            "> ",
            ">",
            "## S",
            "## ",
            "Bees",
            "",
            '<div class="group">',
            "<div>",
            "</div>",
            "\r",
            "\u00a0",
        ]
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=examples(300))
@given(FORMS)
def test_law_each_answer_stands_below_its_question(lines: list[str]) -> None:
    answers = list(read_answers("\n".join(lines)))
    assert [answer.position for answer in answers] == list(range(1, len(answers) + 1))
    assert [answer.line for answer in answers] == sorted({answer.line for answer in answers})
    for answer in answers:
        assert lines[answer.line - 1].lstrip().startswith(">")
        assert answer.question or answer.answer
        assert answer.answer is None or answer.answer == answer.answer.strip()


@settings(deadline=None, max_examples=examples(300))
@given(FORMS)
def test_law_each_question_with_words_is_answered_once(lines: list[str]) -> None:
    questions = " ".join(answer.question for answer in read_answers("\n".join(lines)))
    for word in ("Who?", "Why?"):
        assert questions.count(word) >= lines.count(f"> {word}")


def test_an_answer_below_an_empty_question_is_kept() -> None:
    assert [(a.question, a.answer) for a in read_answers("> Why?\nHoney\n\n> \n\nWax\n\n> \n")] == [
        ("Why?", "Honey"),
        ("Why?", "Wax"),
    ]
    assert [(a.question, a.answer) for a in read_answers("> \n\nWax")] == [("", "Wax")]
