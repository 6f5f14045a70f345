"""Each action is made of the texts of a form or a row, and names the terms that people wrote by their ids."""

from __future__ import annotations

from dataclasses import fields

import pytest

from tagfold.review.actions import (
    ACTIONS,
    WRITTEN,
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    MissingField,
    Move,
    NewTerm,
    NoteScope,
    Reject,
    Relate,
    Rename,
    SplitTag,
    SplitTerm,
    Translate,
    Unrelate,
    Unsure,
    Written,
    action_of,
    with_term_ids,
    word_for,
)


def made(word: str, **texts: tuple[str, ...]) -> Action:
    return action_of(word, lambda written: texts.get(written.name, ()))


@pytest.mark.parametrize(
    ("word", "texts", "action"),
    [
        ("accept", {"term_id": ("m-1",), "also": ("a", "b")}, Accept("m-1", ("a", "b"))),
        (
            "accept",
            {"term_id": ("m-1",), "note": ("so",), "basis": ("synonym",), "confidence": ("0.5",)},
            Accept("m-1", (), "so", "synonym", "0.5"),
        ),
        ("new_term", {"label": ("bees",), "broader": ("m-1",)}, NewTerm("bees", "m-1")),
        (
            "split",
            {"parts": ("a", "b"), "part_broader": ("", "m-1"), "part_definition": ("x", "")},
            SplitTag(("a", "b"), "", ("", "m-1"), ("x", "")),
        ),
        ("unsure", {}, Unsure("", None)),
        ("not_a_tag", {"also": ("a",)}, MarkNotATag(("a",), "")),
        ("reject", {"term_id": ("m-1",)}, Reject("m-1", "")),
        ("rename", {"label": ("bees",)}, Rename("bees")),
        ("define", {"definition": ("d",)}, Define("d")),
        ("unrelate", {"related": ("m-2",)}, Unrelate("m-2")),
        ("move", {}, Move(None)),
        ("merge", {"into": ("m-2",)}, Merge("m-2")),
        (
            "split_term",
            {"label": ("bees",), "variants": ("x", "y"), "definition": ("d",)},
            SplitTerm("bees", ("x", "y"), "d"),
        ),
        ("deprecate", {"replaced_by": ("m-2",)}, Deprecate("m-2")),
        ("translate", {"language": ("fr",), "label": ("abeilles",)}, Translate("fr", "abeilles")),
        ("relate", {"related": ("m-2",)}, Relate("m-2")),
        ("scope", {"scope_note": ("n",)}, NoteScope("n")),
    ],
)  # fmt: skip
def test_an_action_is_made_of_its_texts(word: str, texts: dict[str, tuple[str, ...]], action: Action) -> None:
    assert made(word, **texts) == action
    assert word_for(action) == word


@pytest.mark.parametrize(
    ("word", "lacking"),
    [
        ("accept", "the term"), ("reject", "the term"), ("new_term", "the label"), ("split", "a part"),
        ("rename", "the label"), ("merge", "the other term"), ("split_term", "the label"),
        ("define", "the definition"), ("translate", "the language"), ("relate", "the related term"),
        ("unrelate", "the related term"),
    ],
)  # fmt: skip
def test_a_field_that_an_action_needs_is_named_where_it_is_missing(word: str, lacking: str) -> None:
    with pytest.raises(MissingField) as caught:
        made(word)
    assert str(caught.value) == caught.value.written.words == lacking
    with pytest.raises(MissingField, match=r"^a variant for the new term$"):
        made("split_term", label=("bees",))


def test_terms_get_the_ids_of_their_names_and_all_else_stays_as_it_was_written() -> None:
    def ided(action: Action) -> Action:
        return with_term_ids(action, "id of {}".format, "any id of {}".format)

    assert ided(Accept("bees", ("also",), "note", "basis")) == Accept("id of bees", ("also",), "note", "basis")
    assert ided(SplitTag(("a", "b"), broader_ids=("", "wax"))) == SplitTag(("a", "b"), broader_ids=("", "id of wax"))
    assert ided(Merge("wax")) == Merge("id of wax")
    assert ided(Deprecate()) == Deprecate(None)
    assert ided(Deprecate("wax")) == Deprecate("id of wax")
    assert ided(Move("wax")) == Move("id of wax")
    assert ided(Relate("wax")) == Relate("any id of wax")
    assert ided(SplitTerm("bees", ("x",))) == SplitTerm("bees", ("x",))


def test_every_field_of_every_action_is_written_once_and_the_columns_are_those_of_a_table_of_decisions() -> None:
    assert {field.name for kind in ACTIONS.values() for field in fields(kind)} == WRITTEN.keys()
    assert len({written.name for written in WRITTEN.values()}) == len(WRITTEN)
    assert {name: written.column for name, written in WRITTEN.items() if written.column} == {
        "term_id": "term", "label": "label", "language": "language", "definition": "definition",
        "scope_note": "definition", "broader_id": "into", "into": "into", "related_id": "into", "replaced_by": "into",
        "parts": "into", "variants": "tag", "note": "note",
    }  # fmt: skip
    several = {name for name, written in WRITTEN.items() if written.many}
    assert several == {"parts", "broader_ids", "definitions", "variants", "also"}
    assert {name for name, written in WRITTEN.items() if written.by_part} == {"broader_ids", "definitions"}
    plain = Written("", "", "")
    assert (plain.many, plain.term, plain.by_part, plain.any_facet) == (False, False, False, False)
