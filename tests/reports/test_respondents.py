"""Rows of a table as reports: their ids, tags, answers and running text."""

from __future__ import annotations

from tagfold.reports.report import Answer, Passage, Report
from tagfold.reports.respondents import Row, read_rows
from tagfold.shapes import FacetColumn, TableShape

COLUMNS = ("Nr", "Name", "Topics", "Story", "Why", "Who")
SHAPE = TableShape(
    (FacetColumn("topics", "Topics", ";"), FacetColumn("whole", "Topics")),
    id="Nr", title="Name", text=("Story",), private=("Who",), leave_out=("Why",),
)  # fmt: skip


def read(*rows: Row, shape: TableShape = SHAPE) -> list[tuple[str, Report]]:
    return list(read_rows(COLUMNS, rows, shape))


def test_a_row_is_a_report() -> None:
    ((key, report),) = read((2, ["7", " On  bees ", "bees; ;wax", "Once.", "no", " Ada "]))
    assert (key, report.title) == ("7", "On bees")
    assert [(tag.position, tag.facet, tag.raw, tag.line) for tag in report.tags] == [
        (1, "topics", "bees", 2),
        (2, "topics", "wax", 2),
        (3, "whole", "bees; ;wax", 2),
    ]
    assert report.answers == (Answer(1, None, None, "Who", "Ada", 2),)  # what is left out is not read
    assert report.passages == (Passage(1, "Story", "Once.", 2),)
    assert report.problems == ()


def test_an_id_that_is_empty_or_came_before_gets_the_line_and_a_problem() -> None:
    found = read((2, ["7", *"abcde"]), (3, ["7", *"abcde"]), (4, [" ", *"abcde"]))
    assert [key for key, _ in found] == ["7", "7:3", "4"]
    assert [[(one.line, one.code, one.message, one.remedy) for one in report.problems] for _, report in found] == [
        [],
        [(3, "id-twice", "the id '7' is there twice", "give each row its own")],
        [(4, "no-id", "the id is empty", "give each row its own")],
    ]


def test_empty_cells_are_neither_tags_nor_text_and_an_unanswered_question() -> None:
    ((key, report),) = read((5, [""] * 6), shape=TableShape(SHAPE.facets, text=("Story",)))
    assert (key, report.title, report.tags, report.passages) == ("5", None, (), ())
    assert [(one.position, one.question, one.answer) for one in report.answers] == [
        (1, "Nr", None),
        (2, "Name", None),
        (3, "Why", None),
        (4, "Who", None),
    ]
    assert report.problems == ()
