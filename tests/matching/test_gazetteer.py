"""Known spellings are found by themselves and inside a text."""

from __future__ import annotations

import pytest

from tagfold.matching.gazetteer import Gazetteer

KNOWN = Gazetteer(
    [("in-depth interviews", "a"), ("data organisation", "b"), ("surveys", "c"), ("baseline surveys", "d")],
    ["search and rescue"],
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("In Depth Interview", "a"), ("indepth interviews", "a"), ("data organization", "b"), ("baselnie survey", "d"),
        ("in-depth intervievws", "a"), ("depth interviews", None), ("search and rescue", None), ("", None),
        ("--", None),
    ],
)  # fmt: skip
def test_the_key_of_a_spelling(text: str, key: str | None) -> None:
    assert KNOWN.key(text) == key


def test_a_whole_has_all_its_words_in_any_order() -> None:
    wholes = ("rescue & search", "Search and Rescue", "interviews in depth", "surveys")
    assert [KNOWN.is_whole(text) for text in wholes] == [True, True, True, True]
    assert not KNOWN.is_whole("search")
    assert not KNOWN.is_whole("surveys and interviews")


def test_segments_line_up_with_the_fewest_first() -> None:
    words = ["baseline", "surveys", "surveys", "in", "depth", "interviews"]
    assert KNOWN.segments(words)[0] == ["baseline surveys", "surveys", "in depth interviews"]
    assert KNOWN.segments(["baseline", "interviews"]) == []


def test_mentions_are_of_several_words_and_the_longest() -> None:
    words = ["we", "did", "baseline", "surveys", "and", "in", "depth", "interviews", "or", "baseline", "surveys"]
    assert KNOWN.mentions(words) == ["baseline surveys", "in depth interviews"]
    assert KNOWN.mentions(["surveys"]) == []


def test_a_known_spelling_without_letters_is_left_out() -> None:
    assert Gazetteer([("…", 1), ("bees", 2)]).segments(["bees"]) == [["bees"]]
    assert not Gazetteer([("…", 1)]).has("…")
