"""Notes of a vault: which parts are tags, what the front matter gives, and what becomes of one that cannot be read."""

from __future__ import annotations

import pytest

from tagfold.reports.notes import LONGEST_FRONT_MATTER, read_note
from tagfold.shapes import Notes

TOPICS = Notes((("tags", "topics"), ("country", "country")), "topics")


def tags_of(text: str, notes: Notes = TOPICS) -> list[tuple[int, str, str, int]]:
    return [(tag.position, tag.facet, tag.raw, tag.line) for tag in read_note(text, notes).tags]


def test_front_matter_gives_tags_a_title_and_answers_with_their_lines() -> None:
    note = read_note(
        "---\ntitle: On bees\ntags:\n  - '#wells'\n  - bees\ncountry: Fiji\nwhy: To learn\nempty:\n"
        "nested: {a: b}\n---\nText.\n",
        TOPICS,
    )
    assert note.title == "On bees"
    assert [(tag.facet, tag.raw, tag.line) for tag in note.tags] == [
        ("topics", "wells", 4),
        ("topics", "bees", 5),
        ("country", "Fiji", 6),
    ]
    assert [(one.position, one.question, one.answer, one.line) for one in note.answers] == [(1, "why", "To learn", 7)]
    assert note.problems == []
    assert note.text == "\n" * 10 + "Text.\n"


def test_a_list_typed_as_one_text_is_cut_at_its_commas_and_no_other_value_is() -> None:
    text = "---\ntags: wells, , water\ncountry: Fiji, Samoa\n---\n"
    assert tags_of(text) == [(1, "topics", "wells", 2), (2, "topics", "water", 2), (3, "country", "Fiji, Samoa", 3)]
    assert tags_of("---\ntags: ['a, b']\n---\n") == [(1, "topics", "a, b", 2)]


def test_hashtags_are_tags_only_where_the_project_says_so_and_never_in_code_comments_or_links() -> None:
    text = "#one and x#no, [[Page#two]] `#three` %%#four%%\n```\n#five\n```\n#2024 #six/seven"
    assert tags_of(text) == [(1, "topics", "one", 1), (2, "topics", "six/seven", 5)]
    assert tags_of(text, Notes()) == []


def test_a_written_tag_may_have_another_name_on_show() -> None:
    assert tags_of("[[topics:bees|the bees]] [[topics:|nothing]] [[topics:wax]]") == [
        (1, "topics", "bees", 1),
        (2, "topics", "wax", 1),
    ]


@pytest.mark.parametrize(
    ("block", "says", "line", "remedy"),
    [
        (
            "a: b\ntags: [x\n", "the front matter is not YAML that can be read", 4,
            "put the value in quotes or fix the line, or delete the front matter with its lines ---",
        ),
        (
            f"a: {'x' * LONGEST_FRONT_MATTER}\n", "the front matter has 50,004 characters and is not read", 1,
            "keep it under 50,000",
        ),
        (
            f"{'[' * 3000}\n", "the front matter is not YAML that can be read", 1,
            "put the value in quotes or fix the line, or delete the front matter with its lines ---",
        ),
    ],
    ids=["broken", "long", "deep"],
)  # fmt: skip
def test_front_matter_that_cannot_be_read_is_a_problem(block: str, says: str, line: int, remedy: str) -> None:
    note = read_note(f"---\n{block}---\n#bees\n", TOPICS)
    assert [(one.line, one.code, one.message, one.remedy) for one in note.problems] == [
        (line, "front-matter", says, remedy)
    ]
    assert [tag.raw for tag in note.tags] == ["bees"]


@pytest.mark.parametrize("block", ["only words\n", "- a\n- b\n", ""])
def test_front_matter_without_keys_says_nothing(block: str) -> None:
    note = read_note(f"---\n{block}---\n#bees\n", TOPICS)
    assert (note.title, note.answers, note.problems) == (None, [], [])
    assert [tag.raw for tag in note.tags] == ["bees"]


def test_what_is_wrong_in_a_tag_is_kept_with_its_line() -> None:
    note = read_note("text\n[[topics:never closed\n", TOPICS)
    assert [(one.line, one.code) for one in note.problems] == [(2, "unclosed-tag")]
