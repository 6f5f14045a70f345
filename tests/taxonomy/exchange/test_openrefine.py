from __future__ import annotations

import json

import pytest

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.taxonomy.exchange.openrefine import openrefine_statements

CLUSTERS = {
    "projectName": "tags", "columnName": "tag", "timeStamp": "2025-01-01T00:00:00.000Z",
    "clusterMethod": "binning", "keyingFunction": "fingerprint",
    "clusters": [
        {"edit": True, "choices": [{"v": "surveys", "c": 9}, {"v": "Surveys ", "c": 2}], "value": "surveys",
         "size": 2, "rowCount": 11, "avg": 7.5, "variance": 0.5},
        {"edit": False, "choices": [{"v": "poll", "c": 1}, {"v": "polls", "c": 1}], "value": "polls",
         "size": 2, "rowCount": 2, "avg": 4.5, "variance": 0.5},
    ],
}  # fmt: skip


def edit(column: str, *pairs: tuple[list[str], str]) -> dict[str, object]:
    edits = [{"from": values, "fromBlank": False, "fromError": False, "to": to} for values, to in pairs]
    return {"op": "core/mass-edit", "columnName": column, "expression": "value", "edits": edits}


def said(whole: object, column: str | None = None) -> list[tuple[str, str, str, str]]:
    statements = openrefine_statements(json.dumps(whole), "steps.json", column)
    return [(s.variant, s.label, s.judgement, s.doubt) for s in statements]


def test_ticked_clusters_are_accepts_and_others_unsure() -> None:
    assert said(CLUSTERS) == [("Surveys ", "surveys", "accept", ""), ("poll", "polls", "unsure", "")]


def test_later_steps_move_earlier_values_on() -> None:
    history = [
        edit("tag", (["poll", "Poll"], "polls")),
        {"op": "core/text-transform", "columnName": "tag", "expression": "value.trim()"},
        edit("tag", (["polls", "canvass"], "surveys")),
    ]
    assert said(history) == [
        ("poll", "surveys", "accept", ""),
        ("Poll", "surveys", "accept", ""),
        ("polls", "surveys", "accept", ""),
        ("canvass", "surveys", "accept", ""),
    ]


def test_a_swap_in_one_step_stays_a_swap() -> None:
    assert said([edit("tag", (["a"], "b"), (["b"], "a"))]) == [("a", "b", "accept", ""), ("b", "a", "accept", "")]


def test_blanked_values_are_doubted() -> None:
    assert said([edit("tag", (["junk"], ""))]) == [("junk", "", "accept", "the value was blanked out; is it no tag?")]


def test_several_columns_need_a_choice() -> None:
    history = [edit("tag", (["a"], "b")), edit("place", (["c"], "d"))]
    with pytest.raises(WrongUsage, match="edits the columns place, tag; name one with --column"):
        said(history)
    assert said(history, "place") == [("c", "d", "accept", "")]


@pytest.mark.parametrize("whole", [{"x": 1}, [1], 3, {"clusters": [{"value": "a"}]}])
def test_other_json_is_refused(whole: object) -> None:
    with pytest.raises(TaxonomyError, match=r"steps.json: the file is neither OpenRefine's clusters nor"):
        said(whole)
