from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tagfold.matching.form import LONGEST_FORM, Form, beginning, normal_form
from tests.conftest import examples

ONE = {
    "hyphens, blanks and none": [
        "in-depth interviews",
        "in depth interviews",
        "indepth interviews",
        "In–Depth_Interviews",
    ],
    "case": ["UX Research", "ux research", "Ux-ReSearch"],
    "accents": ["Economía Circular", "economia circular", "ECONOMÍA CIRCULAR", "econom\u0069\u0301a circular"],
    "Turkish": ["İnovasyon", "inovasyon"],
    "German": ["Straße", "STRASSE"],
    "Cyrillic": ["Йод", "йод"],
    "NBSP": ["focus\u00a0groups", "focus groups", " focus \t\n groups ", "focus&nbsp;groups"],
    "zero-width": ["\u200bfocus groups\ufeff", "focus\u200d groups", "fo\u00adcus groups", "focus groups"],
    "mojibake": ["economÃ\u00ada", "economía", "economia"],
    "mojibake of a Mac": ["¬†focus groups", "focus groups"],
    "full width": ["ＳＤＧ　１", "sdg 1"],
    "ligature": ["ﬁnance", "finance"],
    "ampersand": ["R&D", "R & D", "R &amp; D", "R and D", "r&amp;d"],
    "marks that are the name": ["C ++", "c++", "C++"],
    "apostrophe": ["persona's", "persona’s", "personas"],
    "marks": ["(focus) groups!", "“focus groups”", "focus: groups.", "• focus groups"],
}
"""What varies, and strings that are one tag."""


@pytest.mark.parametrize("spellings", ONE.values(), ids=ONE.keys())
def test_strings_of_one_tag_have_one_key(spellings: list[str]) -> None:
    assert {spelling: normal_form(spelling).key for spelling in spellings} == dict.fromkeys(
        spellings, normal_form(spellings[-1]).key
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C", "C#"),
        ("C", "C ++"),
        ("1 0", "10"),
        ("SDG 1", "SDG 11"),
        ("web 2.0", "web 20"),
        ("1.5", "15"),
        ("qualitative", "quantitative"),
        ("pre-test", "post-test"),
        ("Niger", "Nigeria"),
        ("中国", "中"),
    ],
)
def test_strings_of_two_tags_have_two_keys(one: str, other: str) -> None:
    assert normal_form(one).key != normal_form(other).key


def test_text_is_for_reading_and_key_for_comparing() -> None:
    assert normal_form("  In-Depth   Interviews (x5) ") == Form("in depth interviews x5", "indepthinterviewsx5")
    assert normal_form("In-depth interviews").words == ("in", "depth", "interviews")


def test_what_nobody_sees_parts_no_word() -> None:
    assert normal_form("fo\u00adcus\u200b groups").text == "focus groups"
    assert normal_form("persona's focus\u0301 e\u0301").text == "personas focus e"


def test_of_a_long_tag_only_blanks_and_what_nobody_sees_take_no_room() -> None:
    assert beginning(f"a~~b\u200b\u200bc \u200b d{'x' * LONGEST_FORM}").startswith("a~~bc dx")


def test_digits_that_stood_apart_stay_apart() -> None:
    assert normal_form("goals 1, 0 and 3").key == "goals1_0and3"
    assert normal_form("SDG 13").key == normal_form("sdg13").key == "sdg13"


@pytest.mark.parametrize("raw", ["", " ", "-", "…", "\u00a0\u200b", "🐝", "Â¬", "&nbsp;", "[]", "''"])
def test_a_string_without_letter_or_digit_has_an_empty_key(raw: str) -> None:
    assert normal_form(raw) == Form("", "")


@pytest.mark.parametrize("raw", ["中文", "العربية", "हिन्दी", "ქართული", "한국어", "ไทย"])
def test_every_script_keeps_its_letters(raw: str) -> None:
    assert normal_form(raw).key


def test_a_paragraph_is_compared_by_its_beginning() -> None:
    assert normal_form("x" * 5_000).text == "x" * LONGEST_FORM


@pytest.mark.parametrize("blank", [" ", "\n", "\u200b", "&nbsp;", "\u00a0\u200b\ufeff"])
def test_what_is_blank_takes_no_room(blank: str) -> None:
    assert normal_form(blank * 4000 + "in-depth" + blank * 4000 + " interviews").key == "indepthinterviews"


LIKE_MOJIBAKE = "ªºÆæÐðØøÞþŒœƒ"
"""Letters that ftfy may take for broken UTF-8 when they stand together: there the form of a form is another one."""

RAW = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=LIKE_MOJIBAKE), max_size=40) | st.lists(
    st.sampled_from(
        [*"aA1 0-_.'+#&;é\u00a0\u200b", "ß", "İ", "¬†", "Ã©", "&amp;", "&#39;", "ﬁ", "Ⅳ", "½", "中", "й", "’", "2.0"]
    ),
    max_size=15,
).map("".join)


@settings(deadline=None, max_examples=examples(500))
@given(RAW)
@example("C++")
@example("web 2.0.1")
@example("ŉ ǰ ẖ ΐ")
def test_law_the_form_of_a_form_is_itself(raw: str) -> None:
    form = normal_form(raw)
    assert normal_form(form.text) == form


WORDS = st.lists(st.from_regex(r"[a-z]{1,8}|[a-z]{2,5}[0-9]", fullmatch=True), min_size=1, max_size=5)
HABITS = st.sampled_from([" ", "  ", "-", "–", "_", "\u00a0", "/", ", ", " \u200b", "\t", "&nbsp;"])


@settings(deadline=None)
@given(WORDS, st.data())
def test_law_habits_of_spelling_make_no_other_form(words: list[str], data: st.DataObject) -> None:
    plain = normal_form(" ".join(words))
    typed = words[0]
    for word in words[1:]:
        typed += data.draw(HABITS) + word
    accented = typed if "&" in typed else typed.replace("e", "é").replace("n", "ñ").replace("o", "ö")
    for variant in (typed, accented, accented if "&" in typed else typed.upper(), f" ({typed})! "):
        assert normal_form(variant) == plain


@settings(deadline=None)
@given(RAW)
def test_law_the_key_is_the_text_without_blanks(raw: str) -> None:
    form = normal_form(raw)
    assert form.key.replace("_", "") == form.text.replace(" ", "")
    assert bool(form.key) == any(c.isalnum() for c in form.text) or not form.text.isascii()
    assert len(form.text) <= LONGEST_FORM
