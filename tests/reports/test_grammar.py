from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.reports.grammar import LONGEST_TEXT, MOST_PROBLEMS_OF_A_KIND, MOST_TAGS, parse_report
from tagfold.reports.report import Answer, Place, Problem, Report, Tag
from tests.conftest import examples

HEAD = "# Bees\n[[type:solution]]\n"


def said(report: Report) -> list[tuple[int, str, str, str]]:
    return [(problem.line, problem.code, problem.message, problem.remedy) for problem in report.problems]


def codes_of(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in parse_report(text).problems]


def test_a_whole_report() -> None:
    report = parse_report(
        "#  Talking to   bees \n[[focal_point:ada@example.org]]\n[[year:2024]]\n[[type:LearningPlan]]\n"
        "[[date:18 DE DECEMBER DE 2023]]\n[[source:https://example.org/a]]\n[[consent:https://example.org/c]]\n"
        "[[audio:https://blob\\.example\\.org/a\\_b]]\n[[ai_summary:Bees talk.]]\n[[country:Zambia]]\n"
        "[[latlng:-13,27]]\n> Why?\nHoney\n"
    )
    assert (report.title, report.type, report.year) == ("Talking to bees", "learningplan", 2024)
    assert report.published_on == date(2023, 12, 18)
    assert (report.source, report.consent) == ("https://example.org/a", "https://example.org/c")
    assert (report.audio, report.summary) == ("https://blob.example.org/a_b", "Bees talk.")
    assert report.places == (Place(1, "Zambia", -13.0, 27.0, 10),)
    assert report.answers == (Answer(1, None, None, "Why?", "Honey", 12),)
    assert [tag.facet for tag in report.tags] == [
        "focal_point", "year", "type", "date", "source", "consent", "audio", "ai_summary", "country", "latlng",
    ]  # fmt: skip
    assert report.problems == ()


@pytest.mark.parametrize("text", ["", "\n", "[[type:solution]]", "#Bees", "#", "# \nBees", "## Bees"])
def test_a_page_without_title_is_a_problem(text: str) -> None:
    assert parse_report(text).title is None
    assert Problem(1, "no-title", "there is no line '# Title'", "add one at the top") in parse_report(text).problems


@pytest.mark.parametrize(
    "title", ["# Bees & more", "#\u00a0Bees & more", "#\tBees &\u00a0more  \r", "intro\n# Bees & more"]
)
def test_a_title_is_read_with_white_space_made_single(title: str) -> None:
    assert parse_report(f"{title}\ntext").title == "Bees & more"


def test_several_types_first_one_counts_and_all_stay_tags() -> None:
    report = parse_report("# Curiosity\n[[type:principles]]\n[[type:skills]]\n[[type:Principles]]")
    assert report.type == "principles"
    assert [tag.raw for tag in report.tags] == ["principles", "skills", "Principles"]
    message = "the report has several types (principles, skills), of which the first counts"
    assert said(report) == [(3, "several-types", message, "keep one of them")]


def test_the_same_type_twice_is_no_problem() -> None:
    assert codes_of("# Bees\n[[type:blog]]\n[[type:Blog ]]") == []


def test_a_report_without_type_is_a_problem() -> None:
    assert codes_of("# Bees") == [(1, "no-type")]


def test_a_tag_broken_over_lines_is_read_and_told() -> None:
    report = parse_report(f"{HEAD}[[datasources:household\nsurveys]]")
    assert report.tags[1] == Tag(2, "datasources", "household\nsurveys", 3)
    message = "the tag '[[datasources:household surveys' runs over several lines"
    assert said(report) == [(3, "tag-over-lines", message, "put it on one")]


CONTENT = "# Bees\n\n[[type:solution]]\n[[year:2022]]\n\n[[country:Fiji]]\n[[latlng:-17,178]]\n\n> Why?\n\nHoney\n"


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old-mac"])
def test_line_ends_of_other_systems_give_the_same_report(end: str) -> None:
    assert parse_report(CONTENT.replace("\n", end)) == parse_report(CONTENT)


def test_a_lone_cr_among_lines_is_white_space() -> None:
    report = parse_report(CONTENT.replace("Honey", "Honey\rand wax").replace("2022]]", "2022]]\r"))
    assert [(tag.facet, tag.line) for tag in report.tags] == [("type", 3), ("year", 4), ("country", 6), ("latlng", 7)]
    assert report.answers == (Answer(1, None, None, "Why?", "Honey\rand wax", 9),)


def test_nbsp_and_zero_width_characters_stay_as_typed() -> None:
    report = parse_report(f"{HEAD}[[methods:focus\u00a0groups]]\n[[methods:\u200bfocus groups\ufeff]]")
    assert [tag.raw for tag in report.tags[1:]] == ["focus\u00a0groups", "\u200bfocus groups\ufeff"]
    assert report.problems == ()


def test_mojibake_stays_as_typed() -> None:
    assert parse_report(f"{HEAD}[[methods:¬†econom√≠a]]").tags[1].raw == "¬†econom√≠a"


@pytest.mark.parametrize("year", ["2022", " 2022 ", "2022\u00a0"])
def test_a_year_has_four_digits(year: str) -> None:
    assert parse_report(f"{HEAD}[[year:{year}]]").year == 2022


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2025", 2025), (" 1999 ", 1999), ("2025-03-01", 2025), ("2025-03-01 10:00:00", 2025),
        ("2025-03-01T10:00:00.5", 2025), ("2025-03", None), ("2024-2025", None), ("2025-13-01", None), ("1825", None),
    ],
)  # fmt: skip
def test_a_year_may_be_a_day(typed: str, year: int | None) -> None:
    assert parse_report(f"{HEAD}[[year:{typed}]]").year == year


def test_a_bad_year_is_told_and_the_next_one_counts() -> None:
    report = parse_report(f"{HEAD}[[year:last year]]\n[[year:2021]]")
    assert report.year == 2021
    assert said(report) == [(3, "bad-year", "'last year' is not a year", "write four digits")]


def test_a_bad_date_is_told() -> None:
    report = parse_report(f"{HEAD}[[date:some day in spring]]")
    assert report.published_on is None
    message = "the date 'some day in spring' cannot be read"
    assert said(report) == [(3, "bad-date", message, "write it as 2024-05-31")]


@pytest.mark.parametrize("kind", ["blog", "publication", "publications", "story", " Story"])
def test_quotations_in_prose_are_no_questions(kind: str) -> None:
    assert parse_report(f"# T\n[[type:{kind}]]\n> Bees are wise\n\nsaid Ada").answers == ()


def test_a_page_of_two_megabytes_with_embedded_images() -> None:
    image = "![](data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUg" * 45_000 + ")"
    report = parse_report(f"{HEAD}{image}\n[[methods:Foresight]]\n> Images\n\n{image}\n\n> Note\n\nlast\n")
    assert [(tag.raw, tag.line) for tag in report.tags] == [("solution", 2), ("Foresight", 4)]
    assert report.answers == (
        Answer(1, None, None, "Images", "![](data:image/png;base64,…)", 5),
        Answer(2, None, None, "Note", "last", 9),
    )


def test_problems_are_in_order_of_line() -> None:
    text = "[[year:old]]\n# T\n[[a:]]\n[[b]]\n[[latlng:x]]"
    assert codes_of(text) == [
        (1, "bad-year"), (1, "no-type"), (3, "empty-tag"), (4, "no-facet"), (5, "bad-latlng"),
        (5, "latlng-without-country"),
    ]  # fmt: skip


def test_too_many_problems_of_a_kind_end_in_one_row_that_counts_them() -> None:
    problems = parse_report(HEAD + "[[a:]]\n" * (MOST_PROBLEMS_OF_A_KIND + 7)).problems
    assert [problem.line for problem in problems[:-1]] == list(range(3, MOST_PROBLEMS_OF_A_KIND + 3))
    assert problems[-1] == Problem(0, "empty-tag", "7 more of this kind in this file", "fix the ones above first")


# fmt: off
PIECES = st.lists(
    st.sampled_from([
        "# T", "[[type:", "[[date:", "[[year:", "[[latlng:", "[[country:", "]]", "[[", "\n", "\r", "\r\n", "> ", "## ",
        '<div class="group">', "</div>", "1,2", "0:07", "2022", "\\", "\u00a0", "\u200b", "¬†", "&amp;", "\0", "٣",
        "２０２１", " ",
    ]),
    max_size=40,
).map("".join)
# fmt: on


@settings(deadline=None, max_examples=examples(300))
@given(PIECES | st.text())
def test_law_any_text_is_a_report(text: str) -> None:
    report = parse_report(text)
    lines = (text if "\n" in text else text.replace("\r", "\n")).count("\n") + 1
    parts: list[Tag | Answer | Place | Problem] = [*report.tags, *report.answers, *report.places, *report.problems]
    assert all(0 <= part.line <= lines for part in parts)
    assert report.title is None or report.title.strip()
    assert (report.title is None) == ("no-title" in {problem.code for problem in report.problems})


@settings(deadline=None, max_examples=examples(150))
@given(PIECES)
def test_law_the_same_text_gives_the_same_report(text: str) -> None:
    assert parse_report(text) == parse_report(text)


def test_a_title_that_was_cut_is_whole_in_the_answer() -> None:
    form = "# Circular economy for the towns of t…\n> Name\n\nCircular  economy for the towns of the north\nmore"
    assert parse_report(form).title == "Circular economy for the towns of the north"
    assert parse_report(form.replace("Circular  ", "Another ")).title == "Circular economy for the towns of t…"


@pytest.mark.parametrize(("title", "whole"), [("Twenty characters ok", True), ("Nineteen characters", False)])
def test_only_the_start_of_a_long_title_is_looked_for_in_answers(title: str, whole: bool) -> None:
    report = parse_report(f"# {title}…\n> Q\n\n{title} and more")
    assert report.title == (f"{title} and more" if whole else f"{title}…")


def test_a_title_that_was_cut_is_found_behind_entities() -> None:
    form = "# Bees &amp; wasps of the north…\n> Name\n\nBees &amp; wasps of the northern hills"
    assert parse_report(form).title == "Bees & wasps of the northern hills"


def test_a_long_passage_is_cut_with_a_problem() -> None:
    report = parse_report("# A\n[[type:blog]]\n" + "x" * (LONGEST_TEXT + 1))
    assert [passage.text for passage in report.passages] == ["x" * LONGEST_TEXT + "…"]
    assert [(problem.line, problem.code, problem.message) for problem in report.problems] == [
        (3, "long-text", "a text of 200,001 characters was cut")
    ]


def test_what_an_answer_has_too_much_of_is_cut_and_named() -> None:
    long = "x" * (LONGEST_TEXT + 1)
    report = parse_report(f"{HEAD}## {long}\n> Why?\nHoney\n\n> {long}\nWax\n\n> How?\n{long}\n")
    cut = "x" * LONGEST_TEXT + "…"
    assert [(one.section, one.question, one.answer) for one in report.answers] == [
        (cut, "Why?", "Honey"),
        (cut, cut, "Wax"),
        (cut, "How?", cut),
    ]
    assert {(one.code, one.message, one.remedy) for one in report.problems} == {
        ("long-text", "a text of 200,001 characters was cut", "keep it under 200,000")
    }
    assert [one.line for one in report.problems] == [4, 7, 7, 10, 10]


def test_of_more_tags_than_anybody_types_the_first_are_read() -> None:
    report = parse_report("# A\n[[type:blog]]\n" + "[[methods:x]]\n" * MOST_TAGS)
    assert len(report.tags) == MOST_TAGS
    assert said(report) == [
        (
            MOST_TAGS + 2, "too-many-tags", "the report has 20,001 tags, of which the first 20,000 are read",
            "make several reports of it",
        )
    ]  # fmt: skip


def test_the_menu_of_a_web_page_is_no_title() -> None:
    report = parse_report("# Skip to main content\n[[type:blog]]\nCameroon")
    assert report.title is None
    assert [(problem.code, problem.message) for problem in report.problems] == [
        ("menu-title", "the title 'Skip to main content' is the menu of a web page, so the report has none")
    ]


def test_entities_in_a_title_are_decoded() -> None:
    assert parse_report("# Bees &amp; wasps").title == "Bees & wasps"
