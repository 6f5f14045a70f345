from __future__ import annotations

import pytest

from tagfold.taxonomy.exchange.proposals import Ask, Statement, propose
from tagfold.taxonomy.model import Judgement, Vocabulary
from tests.taxonomy.exchange.conftest import fold


def plan(vocabulary: Vocabulary, *statements: Statement) -> list[tuple[str, str, str, str]]:
    proposals = propose(vocabulary, statements, fold, "theirs.csv")
    return [(p.action, p.variant, p.term_id or p.label, p.note) for p in proposals]


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        (Statement("Surveys", "questionnaires"), (Ask.ADD_MAPPING, "questionnaires", "ds-0003", "")),
        (Statement("polls", "straw polls"), (Ask.ADD_MAPPING, "straw polls", "ds-0003", "")),
        (Statement("in depth interviews", "Deep-Interviews"), (Ask.ALREADY_KNOWN, "Deep-Interviews", "ds-0002", "")),
        (Statement("interviews", "INTERVIEWS"), (Ask.ALREADY_KNOWN, "INTERVIEWS", "ds-0001", "")),
        (
            Statement("surveys", "deep interviews"),
            (Ask.CONFLICT, "deep interviews", "ds-0003", "it already means 'in-depth interviews'"),
        ),
        (
            Statement("surveys", "surveyors"),
            (Ask.CONFLICT, "surveyors", "ds-0003", "ana said reject on 2025-03-01"),
        ),
        (
            Statement("surveys", "n/a here"),
            (Ask.CONFLICT, "n/a here", "ds-0003", "ana said not_a_tag on 2025-03-01"),
        ),
        (
            Statement("surveys", "surveys and interviews"),
            (Ask.CONFLICT, "surveys and interviews", "ds-0003", "it already means 'surveys', 'interviews'"),
        ),
        (
            Statement("interviews", "intervews", judgement=Judgement.REJECT),
            (Ask.CONFLICT, "intervews", "ds-0001", "it already means 'interviews'"),
        ),
        (
            Statement("surveys", "polling", term_id="ds-0001"),
            (
                Ask.CONFLICT, "polling", "ds-0003",
                "the id ds-0001 is 'interviews' here; leave the id out to go by the label",
            ),
        ),
        (Statement("surveys", "!?"), (Ask.CONFLICT, "!?", "ds-0003", "the variant has neither letter nor digit")),
    ],
)  # fmt: skip
def test_a_statement_is_held_against_what_stands(
    sources: Vocabulary, statement: Statement, row: tuple[str, str, str, str]
) -> None:
    assert plan(sources, statement) == [row]


def test_a_new_term_comes_in_once_and_first(sources: Vocabulary) -> None:
    rows = plan(
        sources, Statement("surveys", "census forms"), Statement("diaries", "diary"), Statement("Diaries", "logs")
    )
    assert rows == [
        (Ask.ADD_TERM, "", "diaries", ""),
        (Ask.ADD_MAPPING, "census forms", "ds-0003", ""),
        (Ask.ADD_MAPPING, "diary", "diaries", ""),
        (Ask.ADD_MAPPING, "logs", "diaries", ""),
    ]


def test_a_file_that_contradicts_itself_is_all_conflict(sources: Vocabulary) -> None:
    rows = plan(sources, Statement("surveys", "visits"), Statement("interviews", "Visits"))
    assert rows == [
        (Ask.CONFLICT, "visits", "ds-0003", "the file also calls it 'interviews'"),
        (Ask.CONFLICT, "Visits", "ds-0001", "the file also calls it 'surveys'"),
    ]


def test_repeats_are_one_row(sources: Vocabulary) -> None:
    rows = plan(sources, Statement("surveys", "canvass", place="1"), Statement("surveys", "Canvass", place="2"))
    assert rows == [(Ask.ADD_MAPPING, "canvass", "ds-0003", "")]
