from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagfold.reports.report import Problem, Tag
from tagfold.reports.tags import LONGEST_VALUE, NotATag, scan_tags
from tests.conftest import examples

NASTY = st.lists(
    st.sampled_from(
        [
            *"[[[]]]:\\\n\r ()>#é\u00a0\u200b0",
            "[[",
            "]]",
            "[[a:",
            "[[a b-c:",
            "0:07",
            "\\]",
            "https://",
            "](",
            "x",
            "\r\n",
        ]
    ),
    max_size=60,
).map("".join)
"""Text made of what matters to the grammar, in any order."""


def tags_of(text: str) -> list[tuple[str, str]]:
    return [(item.facet, item.raw) for item in scan_tags(text) if isinstance(item, Tag)]


def codes_of(text: str) -> list[tuple[int, str]]:
    return [(item.line, item.code) for item in scan_tags(text) if isinstance(item, Problem)]


def runs_of(text: str) -> list[int]:
    """The line of each run of two or more `[`, found without a regular expression."""
    lines, at = [], 0
    for character, run in groupby(text):
        length = len(list(run))
        if character == "[" and length > 1:
            lines.append(len(text[:at].split("\n")))
        at += length
    return lines


def test_a_tag_is_a_facet_and_a_value_as_typed() -> None:
    assert list(scan_tags("# T\n[[datasources: In-Depth  interviews ]]")) == [
        Tag(1, "datasources", " In-Depth  interviews ", 2)
    ]


def test_positions_count_tags_and_nothing_else() -> None:
    found = list(scan_tags("[[0:07]] [[a:]] [[a:x]] [[b:y]]\n[[z]] [[a:x]]"))
    assert [(item.position, item.raw, item.line) for item in found if isinstance(item, Tag)] == [
        (1, "x", 1),
        (2, "y", 1),
        (3, "x", 2),
    ]


@pytest.mark.parametrize(
    "tag", ["[[country:]]", "[[country: ]]", "[[country:\u00a0]]", "[[country:\n]]", "[[Country:]]"]
)
def test_an_empty_value_is_a_problem(tag: str) -> None:
    assert tags_of(tag) == []
    (problem,) = scan_tags(f"\n{tag}")
    assert isinstance(problem, Problem)
    assert (problem.line, problem.code, problem.message) == (2, "empty-tag", "the tag [[country:]] has no value")


def test_tags_in_the_middle_of_a_transcript_are_tags() -> None:
    text = "[[0:00]] Good morning\\. We use [[methods:storytelling]] and, well, [[tools:phones]]\\. [[0:24]] Thanks\\."
    assert tags_of(text) == [("methods", "storytelling"), ("tools", "phones")]


@pytest.mark.parametrize(
    "stamp",
    [
        "[[0:07]]",
        "[[4:33]]",
        "[[1:02:03]]",
        "[[0:07-0:24]]",
        "[[0:07 – 0:24]]",
        "[[0:07.5]]",
        "[[\\[0:20]] All right\\.",
        "[[7:24\\]]]",
        "[[11:08\\] OK",
        "[[0:01\\]\\]Hi",
    ],
)
def test_a_timestamp_is_no_tag_and_no_problem(stamp: str) -> None:
    assert list(scan_tags(f"one\n{stamp} and so on")) == [NotATag("timestamp", 2)]


def test_a_broken_timestamp_is_a_problem_not_a_tag() -> None:
    assert codes_of("[[2:40 And what you mentioned already some time ago") == [(1, "unclosed-tag")]


def test_a_broken_timestamp_does_not_eat_the_tag_after_it() -> None:
    assert tags_of("[[2:40 And so\n[[methods:Foresight]]") == [("methods", "Foresight")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_tag_broken_over_lines_keeps_its_line_ends(end: str) -> None:
    text = f"[[datasources:household{end}surveys]]{end}[[year:2022]]"
    assert [item for item in scan_tags(text) if isinstance(item, Tag)] == [
        Tag(1, "datasources", f"household{end}surveys", 1),
        Tag(2, "year", "2022", 3),
    ]


def test_glued_tags_are_one_value_and_a_missing_bracket_is_a_problem() -> None:
    assert tags_of("[[methods:foresight prototyping sensemaking mapping]]") == [
        ("methods", "foresight prototyping sensemaking mapping")
    ]
    glued = "[[methods:foresight[[methods:mapping]]"
    assert tags_of(glued) == [("methods", "mapping")]
    assert codes_of(glued) == [(1, "unclosed-tag")]


def test_a_list_in_one_tag_is_one_value() -> None:
    value = "linkedin data, national labor market surveys"
    assert tags_of(f"[[datasources:{value}]]") == [("datasources", value)]


def test_a_paragraph_in_one_tag_is_one_value() -> None:
    paragraph = "We asked everybody. " * 100
    assert tags_of(f"[[datasources:{paragraph}]]") == [("datasources", paragraph)]


def test_tags_side_by_side_are_apart() -> None:
    assert tags_of("[[a:1]][[b:2]][[a:3]]") == [("a", "1"), ("b", "2"), ("a", "3")]


@pytest.mark.parametrize(
    ("typed", "facet"),
    [
        ("Thematic Areas", "thematic_areas"),
        ("thematic-areas", "thematic_areas"),
        (" thematic areas", "thematic_areas"),
        ("\u00a0Thematic_Areas", "thematic_areas"),
        ("méthodes", "méthodes"),
    ],
)
def test_a_facet_is_read_as_authors_write_it(typed: str, facet: str) -> None:
    assert tags_of(f"[[{typed}:jobs]]") == [(facet, "jobs")]


@pytest.mark.parametrize(
    "value", ["a [b] c", "[b]", "x] y", "https://example.org/a:b", "a: b", "\u200bjobs\u00a0", "¬†data"]
)
def test_brackets_colons_and_odd_characters_stay_in_the_value(value: str) -> None:
    assert tags_of(f"[[source:{value}]]") == [("source", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[[source:a [b]]] and more", "a [b]"),
        ("[[source:a [b [c]]]] and more", "a [b [c]]"),
        ("[[source:a [b] c]]] and more", "a [b] c"),
        ("[[Source:x]]] and more", "x"),
    ],
)
def test_a_value_ends_with_the_brackets_that_it_opened_and_no_more(text: str, value: str) -> None:
    assert tags_of(text) == [("source", value)]


@pytest.mark.parametrize(
    "link", ["[[1]](https://example.org)", "[[see here](https://example.org)", "[[https://example.org/a]]"]
)
def test_a_link_is_no_tag_and_no_problem(link: str) -> None:
    assert list(scan_tags(link)) == [NotATag("link", 1)]


@pytest.mark.parametrize("text", ["[[jobs]]", "[[:jobs]]", "[[1st:jobs]]", "[[]]", "[[country Kenya]]"])
def test_brackets_without_a_facet_are_a_problem(text: str) -> None:
    assert codes_of(text) == [(1, "no-facet")]


@pytest.mark.parametrize("text", ["[[country:Kenya]", "[[country:Kenya", "[[", "[[[[", "[[country:Kenya] ]"])
def test_a_tag_never_closed_is_a_problem(text: str) -> None:
    assert codes_of(text) == [(1, "unclosed-tag")]


def test_a_problem_quotes_the_words_and_says_what_to_do() -> None:
    found = [*scan_tags("[[country:Kenya\nand much more"), *scan_tags("[[jobs]]")]
    assert [(problem.message, problem.remedy) for problem in found if isinstance(problem, Problem)] == [
        ("'[[' is never closed: '[[country:Kenya and much more'", "add ']]'"),
        ("'[[' without a facet: '[[jobs]]'", "write it as [[facet:value]]"),
    ]


def test_a_value_over_lines_ends_where_no_value_is_so_long() -> None:
    half = "x" * (LONGEST_VALUE // 2 - 10)
    assert tags_of(f"[[a:{half}\n{half}]]") == [("a", f"{half}\n{half}")]
    assert codes_of(f"[[a:{half}\n{half}{'x' * 40}]]") == [(1, "unclosed-tag")]


def test_a_value_longer_than_any_tag_is_text() -> None:
    assert tags_of(f"[[a:{'x' * LONGEST_VALUE}]]") == [("a", "x" * LONGEST_VALUE)]
    assert tags_of(f"[[A b:{'x' * LONGEST_VALUE}]]") == [("a_b", "x" * LONGEST_VALUE)]
    (problem,) = scan_tags(f"[[a:{'x' * (LONGEST_VALUE + 1)}]]")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.remedy) == ("long-tag", "shorten it to 20,000")
    assert problem.message.endswith("x…' has 20,001 characters, so it is text and not a tag")


def test_white_space_before_the_facet_does_not_matter() -> None:
    assert tags_of(f"[[{' ' * 4000}a: interviews]]") == [("a", " interviews")]


@settings(deadline=None, max_examples=examples(400))
@given(NASTY)
def test_law_each_run_of_brackets_gives_exactly_one_item_on_its_line(text: str) -> None:
    assert [item.line for item in scan_tags(text)] == runs_of(text)


@settings(deadline=None, max_examples=examples(200))
@given(st.text())
def test_law_holds_for_text_of_any_characters(text: str) -> None:
    assert [item.line for item in scan_tags(text)] == runs_of(text)


@settings(deadline=None, max_examples=examples(400))
@given(NASTY)
def test_law_each_value_stands_in_the_text_after_its_facet(text: str) -> None:
    tags = [item for item in scan_tags(text) if isinstance(item, Tag)]
    assert [tag.position for tag in tags] == list(range(1, len(tags) + 1))
    at = 0
    for tag in tags:
        at = text.index(f":{tag.raw}]]", at)
        assert tag.raw.strip(), "an empty value is no tag"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["country", "Data sources", "méthodes"]), st.text("ab ,;&-é", min_size=1)), max_size=8
    )
)
def test_law_what_is_written_as_tags_is_read_back(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"[[{facet}:{value}]]" for facet, value in pairs)
    written = [(facet.replace(" ", "_").lower(), value) for facet, value in pairs if value.strip()]
    assert tags_of(text) == written


def test_both_ways_of_reading_a_tag_agree() -> None:
    for facet in ("country", "Country"):
        (item,) = scan_tags(f"[[{facet}:\u200b\u3000]]")
        assert isinstance(item, Problem)
        assert item.code == "empty-tag"
        (item,) = scan_tags(f"[[{facet}:{'x' * 30_000}]]")
        assert isinstance(item, Problem)
        assert item.code == "long-tag"
