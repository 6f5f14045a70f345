from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.characters import guarded, is_formula, unguarded
from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.csv_format import from_csv, to_csv

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@\t\r\n\",;"), max_size=12)


@given(texts)
def test_no_cell_starts_a_formula_and_no_text_is_lost(text: str) -> None:
    assert not is_formula(guarded(text)) or re.fullmatch(r"-[0-9]+([.,][0-9]+)?", text)
    assert unguarded(guarded(text)) == text


@given(st.lists(st.tuples(texts.filter(bool), texts), max_size=5))
def test_a_table_reads_back_as_written(rows: list[tuple[str, str]]) -> None:
    read = [(row["variant"], row["label"]) for _, row in from_csv(to_csv(("variant", "label"), rows), "t.csv")]
    assert read == rows


def test_european_spreadsheets_and_their_mark_are_read() -> None:
    assert list(from_csv("\ufeffvariant;label\r\na,b;c\r\n", "t.csv")) == [(2, {"variant": "a,b", "label": "c"})]


def test_a_row_too_long_is_named() -> None:
    with pytest.raises(TaxonomyError, match=r"t.csv:3: the row has 3 cells, not 2"):
        list(from_csv("variant,label\na,b\na,b,c\n", "t.csv"))
