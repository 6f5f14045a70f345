from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tagfold.reports.grammar import parse_report
from tagfold.reports.report import Passage


def passages_of(text: str) -> list[tuple[str | None, str, int]]:
    return [(one.heading, one.text, one.line) for one in parse_report(text).passages]


def test_the_paragraphs_of_a_page_below_their_headings() -> None:
    text = "# Bees\n[[type:blog]]\n\nOne\ntwo\n\n## Why &amp; how\n\n> A quotation\n\n### Nothing below\n## End\nLast\n"
    assert passages_of(text) == [
        (None, "One\ntwo", 4),
        ("Why & how", "> A quotation", 9),
        ("Nothing below", "Nothing below", 11),
        ("End", "Last", 13),
    ]


def test_entities_are_decoded_so_that_words_are_found_and_a_line_of_blanks_is_no_paragraph() -> None:
    text = "# T\n[[type:blog]]\nR&amp;D\n&nbsp;\n&quot;So&quot; &data"
    assert passages_of(text) == [(None, "R&D", 3), (None, '"So" &data', 5)]


def test_a_heading_at_the_end_is_kept() -> None:
    assert passages_of("# T\n[[type:blog]]\nOne\n\n## End") == [(None, "One", 3), ("End", "End", 5)]


def test_in_an_interview_the_question_is_the_heading_and_tags_between_are_tags() -> None:
    text = "[[type:story]]\n# T\n### [[0:07]] Who are you?\n\n[[skills:Asking]]\n[[skills:Curiosity]]\nI am Ada.\n"
    assert passages_of(text) == [("Who are you?", "I am Ada.", 7)]


def test_in_a_form_they_are_what_answers_no_question() -> None:
    text = (
        "# T\nIntroduction\n\n## Overview\n**This section is about the basics**\n\n> Why?\n\nSo.\n\n## End\nThank you\n"
    )
    assert passages_of(text) == [
        (None, "Introduction", 2),
        ("Overview", "**This section is about the basics**", 5),
        ("End", "Thank you", 12),
    ]
    assert [(answer.question, answer.answer) for answer in parse_report(text).answers] == [("Why?", "So.")]


def test_the_bytes_of_an_image_are_left_out() -> None:
    (passage,) = parse_report(
        f"# T\n[[type:blog]]\n![a map](data:image/png;base64,{'iVBORw0K' * 40}) of hives\n"
    ).passages
    assert passage == Passage(1, None, "![a map](data:image/png;base64,…) of hives", 3)


LINES = st.sampled_from(
    ["> Why?", "## Part", "### ", "words", "more words here", "", "[[tools:x]]", '<div class="group">', "</div>"]
)


@given(st.lists(LINES, max_size=25), st.sampled_from(["blog", "experiment"]))
def test_law_each_word_of_a_report_is_in_it_somewhere(lines: list[str], kind: str) -> None:
    report = parse_report("\n".join([f"[[type:{kind}]]", "# T", *lines]))
    found = " ".join([*(f"{one.heading} {one.text}" for one in report.passages)])
    found += " ".join(f"{one.section} {one.question} {one.answer}" for one in report.answers)
    for word in ("words", "more words here"):
        assert len(re.findall(word, found)) >= sum(line == word for line in lines)
    assert [one.position for one in report.passages] == list(range(1, len(report.passages) + 1))
