from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import TaxonomyError
from pipeline.taxonomy.edits import Edit
from pipeline.taxonomy.history import HISTORY, Entry, append_entries, is_undone, read_history, rows_json
from pipeline.taxonomy.model import Basis, Judgement, Mapping, Status, Term

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=20)
IDS = st.none() | st.sampled_from(["ds-0001", "ds-0002"])
terms = st.builds(
    Term, st.just("ds-0007"), WORDS, IDS, status=st.sampled_from(Status), replaced_by=IDS, definition=WORDS
)
mappings = st.builds(
    Mapping, WORDS, st.integers(1, 9), IDS, st.sampled_from(Judgement), st.sampled_from(Basis),
    st.none() | st.sampled_from([0.5, 0.95, 1.0]), WORDS, st.just("2026-05-01"), WORDS,
)  # fmt: skip
edits = st.one_of(
    st.builds(Edit, st.none(), terms | mappings),
    st.builds(Edit, terms | mappings, st.none()),
    st.builds(Edit, terms, terms),
    st.builds(Edit, mappings, mappings),
)


def entry(number: int, undoes: int | None = None, changed: list[Edit] | None = None, **more: str) -> Entry:
    before, after = (rows_json(edit.before for edit in changed or ()), rows_json(edit.after for edit in changed or ()))
    word = "accept" if undoes is None else "undo"
    back = "" if undoes is None else f"e{undoes:02}"
    fields = {"by": "Ada", "action": word, "facet": "datasources", "subject": "a tag", "note": ""} | more
    return Entry(
        f"e{number:02}", "2026-05-01T09:00:00+00:00", fields["by"], fields["action"], fields["facet"],
        fields["subject"], before, after, back, fields["note"],
    )  # fmt: skip


@given(st.lists(edits, min_size=1, max_size=4), WORDS, WORDS)
def test_what_is_written_is_read_again_rows_and_all(
    tmp_path_factory: pytest.TempPathFactory, changed: list[Edit], subject: str, note: str
) -> None:
    folder = tmp_path_factory.mktemp("history")
    written = [entry(1, changed=changed, subject=subject, note=note), entry(2)]
    for one in written:
        append_entries(folder, [one])
    assert read_history(folder) == written
    assert list(read_history(folder)[0].edits) == changed


def test_a_line_is_added_and_none_is_changed(tmp_path: Path) -> None:
    append_entries(tmp_path, [entry(1)])
    first = (tmp_path / HISTORY).read_bytes()
    append_entries(tmp_path, [entry(2), entry(3, undoes=1)])
    content = (tmp_path / HISTORY).read_bytes()
    assert content.startswith(first)
    assert content.count(b"\n") == 4
    assert content.splitlines()[0] == b"entry,at,by,action,facet,subject,before,after,undoes,note"


def test_lines_of_two_branches_are_read_once_and_in_order(tmp_path: Path) -> None:
    append_entries(tmp_path, [entry(3), entry(1), entry(2), entry(1)])
    assert [one.entry for one in read_history(tmp_path)] == ["e01", "e02", "e03"]


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("entry,at\n", "history.csv:1: the header is not the one expected; write it as entry,at,by,"),
        ("", "history.csv:1: the header is not the one expected"),
        ("{head}\ne01,now\n", "history.csv:2: the row has 2 cells, not 10; restore the line from git"),
        ('{head}\n"e01\n', "history.csv:2: "),
        ("{head}\n<<<<<<< HEAD\n", "history.csv:2: "),
    ],
)
def test_a_line_that_is_none_is_told_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    head = "entry,at,by,action,facet,subject,before,after,undoes,note"
    (tmp_path / HISTORY).write_text(content.format(head=head), encoding="utf-8")
    with pytest.raises(TaxonomyError, match=re.escape(said)):
        read_history(tmp_path)


def test_rows_that_cannot_be_read_are_told_with_their_entry() -> None:
    for before, after in (("[", "[]"), ("[]", "[null]"), ('[["a"]]', "[null]"), ("[null]", "[null]")):
        broken = replace(entry(1), before=before, after=after)
        with pytest.raises(TaxonomyError, match=r"entry e01 cannot be read .*restore it from git"):
            _ = broken.edits


def test_a_history_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / HISTORY).mkdir()
    with pytest.raises(TaxonomyError, match=r"history\.csv: the history could not be written"):
        append_entries(tmp_path, [entry(1)])


def test_what_is_undone_and_redone() -> None:
    undo, redo = entry(2, undoes=1), entry(3, undoes=2)
    assert is_undone([entry(1)]) == set()
    assert is_undone([entry(1), undo]) == {"e01"}
    assert is_undone([redo, entry(1), undo]) == {"e02"}
    assert is_undone([entry(1), undo, redo, entry(4, undoes=3)]) == {"e01", "e03"}
