import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.errors import TaxonomyError
from tagfold.records import join_records, row_text, split_records

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
