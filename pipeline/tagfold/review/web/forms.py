"""What a sent form asks for, as an action. The words of the form are data: none of them becomes a path or code."""

from __future__ import annotations

import re
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from tagfold.errors import TagfoldError
from tagfold.review.actions import (
    Accept,
    Action,
    Define,
    Deprecate,
    MarkNotATag,
    Merge,
    Move,
    NewTerm,
    Reject,
    Rename,
    SplitTag,
    SplitTerm,
    Unsure,
)

Fields = MultiDict[str, str]
Named = Callable[[str], str]
"""From a label or an id, as typed, to the id of that term; raises BadForm where there is none."""


class BadForm(TagfoldError):
    """A form that cannot be carried out as it was filled in."""


def action_of(fields: Fields, named: Named) -> Action:
    """The action that a form asks for by its field `do`. Raises BadForm where a field is missing or wrong."""
    do = fields.get("do", "")
    if do not in _READ:
        raise BadForm("the form names no action", remedy="go back and press one of the buttons")
    return _READ[do](fields, named)


def kept_fields(fields: Fields) -> list[tuple[str, str]]:
    """The fields that say what the action is, to be sent again after a look at what it would move."""
    return [(name, value) for name, value in fields.items(multi=True) if name in _NAMES and value.strip()]


def parts_of(tag: str) -> list[str]:
    """A first guess at the parts of a glued tag, for a person to mend.

    >>> parts_of("linkedin data, surveys and labour market data")
    ['linkedin data', 'surveys', 'labour market data']
    """
    return [part for part in re.split(r"\s*(?:[,;/|&\n]+|\band\b)\s*", tag) if part]


_NAMES = {"do", "term_id", "label", "broader", "definition", "parts", "into", "variants", "replaced_by", "note", "also"}


def _needed(fields: Fields, name: str, words: str) -> str:
    value = " ".join(fields.get(name, "").split())
    if not value:
        raise BadForm(f"{words} is empty", remedy="fill it in and send the form again")
    return value


def _optional(fields: Fields, name: str, named: Named) -> str | None:
    value = " ".join(fields.get(name, "").split())
    return named(value) if value else None


def _words(fields: Fields, name: str) -> str:
    return " ".join(fields.get(name, "").split())


def _also(fields: Fields) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fields.getlist("also")))


def _term(fields: Fields) -> str:
    return _needed(fields, "term_id", "the term")


def _new_term(fields: Fields, named: Named) -> NewTerm:
    label = _needed(fields, "label", "the new term's label")
    return NewTerm(
        label, _optional(fields, "broader", named), _words(fields, "definition"), _also(fields), _words(fields, "note")
    )


def _split(fields: Fields, _named: Named) -> SplitTag:
    parts = tuple(part for given in fields.getlist("parts") if (part := " ".join(given.split())))
    if len(parts) < 2:
        raise BadForm("a split has two parts or more", remedy="write each part in a field of its own")
    return SplitTag(parts, _words(fields, "note"))


def _split_term(fields: Fields, _named: Named) -> SplitTerm:
    variants = tuple(fields.getlist("variants"))
    if not variants:
        raise BadForm("no variant is chosen for the new term", remedy="tick those that mean it")
    return SplitTerm(_needed(fields, "label", "the new term's label"), variants, _words(fields, "definition"))


_READ: dict[str, Callable[[Fields, Named], Action]] = {
    "accept": lambda fields, named: Accept(_term(fields), _also(fields), _words(fields, "note")),
    "reject": lambda fields, named: Reject(_term(fields), _words(fields, "note")),
    "new_term": _new_term,
    "split": _split,
    "not_a_tag": lambda fields, named: MarkNotATag(_also(fields), _words(fields, "note")),
    "unsure": lambda fields, named: Unsure(_words(fields, "note"), _words(fields, "term_id") or None),
    "rename": lambda fields, named: Rename(_needed(fields, "label", "the label")),
    "move": lambda fields, named: Move(_optional(fields, "broader", named)),
    "merge": lambda fields, named: Merge(named(_needed(fields, "into", "the other term"))),
    "split_term": _split_term,
    "deprecate": lambda fields, named: Deprecate(_optional(fields, "replaced_by", named)),
    "define": lambda fields, named: Define(_needed(fields, "definition", "the definition")),
}
