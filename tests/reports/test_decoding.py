from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagfold.reports.decoding import decode_report
from tagfold.reports.report import Problem


def test_utf_8_is_text() -> None:
    assert decode_report("# Économía 中\r\n".encode()) == ("# Économía 中\r\n", [])


def test_an_empty_file_is_empty_text() -> None:
    assert decode_report(b"") == ("", [])


def test_a_byte_order_mark_is_no_part_of_the_title() -> None:
    assert decode_report(codecs.BOM_UTF8 + b"# Bees") == ("# Bees", [])


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_utf_16_with_a_mark_is_read_and_told(mark: bytes, encoding: str) -> None:
    assert decode_report(mark + "# Café".encode(encoding)) == (
        "# Café",
        [Problem(1, "utf-16", "the file is UTF-16", "save it as UTF-8")],
    )


def test_other_bytes_are_marked_and_their_line_is_told() -> None:
    text, problems = decode_report("# Café\n".encode() + "[[methods:économie]]".encode("latin-1"))
    assert text == "# Café\n[[methods:\ufffdconomie]]"
    assert problems == [Problem(2, "not-utf-8", "the byte 0xe9 is not UTF-8", "save the file as UTF-8")]


def test_a_file_that_is_no_text_is_left_out() -> None:
    words = "the file is not text, so it was left out", "remove it from the folder"
    assert decode_report(b"\x89PNG\r\n\x1a\n\0\0") == (None, [Problem(1, "binary", *words)])


def test_control_characters_are_left_out_with_a_word() -> None:
    text, problems = decode_report(b"# Techni\x02cal\r\n\x1b[31m\tred\x7f\n")
    assert text == "# Technical\r\n[31m\tred\n"
    words = "control characters were left out (3, the first is U+0002)", "delete them"
    assert problems == [Problem(1, "control-characters", *words)]


CONTROLS = "".join(map(chr, {*range(32), 127} - {9, 10, 12, 13}))


@given(st.text(st.characters(codec="utf-8", exclude_characters=CONTROLS + "\ufeff")))
def test_law_text_comes_back(text: str) -> None:
    assert decode_report(text.encode()) == (text, [])


@given(st.binary())
@example(b"\x1b]0;")
def test_law_any_bytes_are_text_or_a_problem(content: bytes) -> None:
    text, problems = decode_report(content)
    assert text is not None or [problem.code for problem in problems] == ["binary"]
    if text is not None and not problems:
        assert text.encode() == content.removeprefix(codecs.BOM_UTF8)
    assert not text or set(text).isdisjoint(CONTROLS)
