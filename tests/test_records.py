import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.errors import TaxonomyError
from tagfold.records import (
    delimiter_of,
    join_records,
    lines_of,
    read_records,
    read_rows,
    row_text,
    split_records,
    table_records,
)

cell = st.text(st.sampled_from('ab é,"\r\n\t=<'), max_size=8)


def odd(text: str, quote: bool) -> str:
    """A cell as some other program might write it: quoted though it need not be."""
    needed = any(c in text for c in '",\r\n')
    return '"' + text.replace('"', '""') + '"' if quote or needed else text


rows = st.lists(st.lists(st.tuples(cell, st.booleans()), min_size=2, max_size=5), max_size=8)
ends = st.sampled_from(["\n", "\r\n", "\r"])


@given(rows, ends, st.booleans())
def test_split_and_join_give_the_bytes_back(table: list[list[tuple[str, bool]]], end: str, closed: bool) -> None:
    text = end.join(",".join(odd(*one) for one in row) for row in table) + (end if closed else "")
    content = text.encode()
    records = split_records(content)
    assert join_records(records) == content
    assert [list(r.cells) for r in records if r.cells] == [[value for value, _ in row] for row in table]


@given(st.lists(cell, min_size=2, max_size=5))
def test_a_written_row_reads_as_it_was(cells: list[str]) -> None:
    assert list(csv.reader(io.StringIO(row_text(cells, "\n"), newline=""), strict=True)) == [cells]


def test_the_line_is_the_one_a_row_starts_on() -> None:
    records = split_records(b'a,b\n"x\ny",1\n\nz,2\n')
    assert [(r.line, r.cells, r.text) for r in records] == [
        (1, ("a", "b"), "a,b\n"),
        (2, ("x\ny", "1"), '"x\ny",1\n'),
        (4, (), "\n"),
        (5, ("z", "2"), "z,2\n"),
    ]


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [(b'a,b\nx,"y\n', 2, "not CSV"), (b"a,b\nx,\xff\n", 2, "not UTF-8"), (b'a,b\n"x"y,1\n', 2, "not CSV")],
)
def test_what_is_no_csv_is_named_with_its_line(content: bytes, line: int, words: str) -> None:
    with pytest.raises(TaxonomyError, match=words) as caught:
        split_records(content)
    assert caught.value.line == line


def test_a_row_of_one_empty_cell_is_not_a_blank_line() -> None:
    assert row_text([""], "\r\n") == '""\r\n'
    assert [record.cells for record in split_records(b'a\n""\n')] == [("a",), ("",)]


@pytest.mark.parametrize(
    ("header", "mark"), [("a;b\nc,d,e,f\n", ";"), ('"a,b,c";d', ";"), ("a\tb\rc,d,e", "\t"), ("a,b;c", ","), ("", ",")]
)
def test_the_mark_between_cells_is_that_of_the_header(header: str, mark: str) -> None:
    assert delimiter_of(header) == mark


def rows_read(text: str, *, columns: tuple[str, ...] | None = None, fill: bool | None = None) -> object:
    records = read_records(lines_of(text))
    names, rows = (
        read_rows(records, columns=columns) if fill is None else read_rows(records, columns=columns, fill=fill)
    )
    return names, list(rows)


def test_a_short_row_is_filled_only_where_that_is_asked() -> None:
    names, rows = table_records(split_records(b"a,b\nx\n"))
    assert names == ("a", "b")
    with pytest.raises(TaxonomyError, match="the row has 1 cell, not 2"):
        list(rows)


def test_rows_have_their_line_and_blank_ones_are_left_out() -> None:
    assert rows_read("a , b\n\nx,y\n") == (("a", "b"), [(3, {"a": "x", "b": "y"})])
    assert rows_read("a,b\n,\nx\n", fill=True) == (("a", "b"), [(3, {"a": "x", "b": ""})])
    assert rows_read("a,b\n,\n") == (("a", "b"), [(2, {"a": "", "b": ""})])


@pytest.mark.parametrize(
    ("text", "columns", "line", "words"),
    [
        (
            "",
            ("a", "b"),
            1,
            "the file is empty; restore it with `git checkout`, or if it is new, write its header: a,b",
        ),
        ("", None, 1, "the file is empty; give it a header and rows"),
        ("a;b\n", ("a", "b"), 1, "not separated by commas; save it with commas, or run `tagfold taxonomy check --fix`"),
        ("b,a\n", ("a", "b"), 1, "the header is not the one expected; write it as a,b"),
        (" a,b\n", ("a", "b"), 1, "the header is not the one expected; write it as a,b"),
        ("a,b,a\n", None, 1, "the column 'a' is there twice; rename one of them"),
        ("a,b\n\nx\n", None, 3, "the row has 1 cell, not 2; put cells with separators in double quotes"),
        ("a,b\nx,y,z\n", None, 2, "the row has 3 cells, not 2; put cells with separators in double quotes"),
    ],
)
def test_a_table_that_is_not_one_is_named_with_its_line(
    text: str, columns: tuple[str, ...] | None, line: int, words: str
) -> None:
    with pytest.raises(TaxonomyError) as caught:
        rows_read(text, columns=columns)
    assert caught.value.line == line
    assert words in str(caught.value)
