from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.history import (
    HISTORY,
    HISTORY_COLUMNS,
    Entry,
    append_entries,
    is_undone,
    read_history,
    rows_json,
)
from tests.taxonomy.written import said, term


def entry(number: int, undoes: str = "", before: str = "[null]", after: str = "[null]", note: str = "") -> Entry:
    name = f"20260501T0900{number:02}-00000000"
    return Entry(name, "2026-05-01T09:00:00Z", "Ada", "accept", "ds", "a tag", before, after, undoes, note)


def test_lines_are_added_and_the_header_stands_once(tmp_path: Path) -> None:
    assert read_history(tmp_path) == []
    append_entries(tmp_path, [entry(1, note='says "why", at length')])
    first = (tmp_path / HISTORY).read_bytes()
    append_entries(tmp_path, [entry(2), entry(3)])
    assert (tmp_path / HISTORY).read_bytes().startswith(first)
    assert (tmp_path / HISTORY).read_text().count(",".join(HISTORY_COLUMNS)) == 1
    assert read_history(tmp_path) == [entry(1, note='says "why", at length'), entry(2), entry(3)]


def test_an_empty_history_is_one_without_lines(tmp_path: Path) -> None:
    (tmp_path / HISTORY).touch()
    assert read_history(tmp_path) == []
    append_entries(tmp_path, [entry(1)])
    assert read_history(tmp_path) == [entry(1)]


def test_a_last_line_without_its_end_gets_one(tmp_path: Path) -> None:
    append_entries(tmp_path, [entry(1)])
    (tmp_path / HISTORY).write_bytes((tmp_path / HISTORY).read_bytes().rstrip(b"\n"))
    append_entries(tmp_path, [entry(2)])
    assert read_history(tmp_path) == [entry(1), entry(2)]


def test_lines_that_git_put_together_out_of_order_or_twice_are_read_once_by_id(tmp_path: Path) -> None:
    append_entries(tmp_path, [entry(3), entry(1), entry(3), entry(2)])
    assert read_history(tmp_path) == [entry(1), entry(2), entry(3)]


def test_the_rows_of_an_entry_come_back(tmp_path: Path) -> None:
    old, new, made = said("one, two", "t-1"), said("one, two", "t-2"), term("t-2", 'the "second"')
    append_entries(tmp_path, [entry(1, before=rows_json([None, old]), after=rows_json([made, new]))])
    edits = read_history(tmp_path)[0].edits
    assert [(edit.before, edit.after) for edit in edits] == [(None, made), (old, new)]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("when,who\n", 1, "the header is not the one expected"),
        (",".join(HISTORY_COLUMNS) + "\na,b,c\n", 2, "the row has 3 cells, not 10"),
        (",".join(HISTORY_COLUMNS) + "\n<<<<<<< HEAD\n", 2, "the row has 1 cell, not 10"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, content: str, line: int, words: str) -> None:
    (tmp_path / HISTORY).write_text(content)
    with pytest.raises(TaxonomyError, match=words) as raised:
        read_history(tmp_path)
    assert f"{HISTORY}:{line}" in str(raised.value)


@pytest.mark.parametrize("before", ["", "[[1]]", "{}", '[["a","b"]]', "[null,null]"])
def test_rows_that_tagfold_would_not_write_are_an_error_with_the_entrys_id(before: str) -> None:
    with pytest.raises(TaxonomyError, match=entry(1).entry):
        _ = entry(1, before=before).edits


@given(st.lists(st.integers(0, 30), max_size=12))
def test_an_entry_is_undone_while_an_entry_that_stands_undoes_it(choices: list[int]) -> None:
    entries = [entry(1), entry(2), entry(3)]
    for number, choice in enumerate(choices, 4):
        standing = [one for one in entries if one.entry not in is_undone(entries)]
        entries.append(entry(number, standing[choice % len(standing)].entry))

    def stands(one: Entry) -> bool:
        return not any(stands(other) for other in entries if other.undoes == one.entry)

    assert is_undone(reversed(entries)) == {one.entry for one in entries if not stands(one)}


@pytest.mark.parametrize("kept", [30, 70, 106])
def test_a_line_whose_writing_was_interrupted_is_named_with_what_to_do(tmp_path: Path, kept: int) -> None:
    line = (
        'e1,2026-01-01T09:00:00,Ada,accept,ds,polls,[null],"[[""polls"",""1"",""ds-0001"",""accept"",""synonym""]]",,\n'
    )
    whole = ",".join(HISTORY_COLUMNS) + "\n" + line
    (tmp_path / "history.csv").write_text(whole + line.replace("e1", "e2")[:kept].rstrip("\n"), encoding="utf-8")
    with pytest.raises(TaxonomyError, match="the last line is cut short") as raised:
        read_history(tmp_path)
    assert (raised.value.line, "delete that line" in (raised.value.remedy or "")) == (3, True)
