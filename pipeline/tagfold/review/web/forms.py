"""What a sent form asks for, as an action. The words of the form are data: none of them becomes a path or code."""

from __future__ import annotations

import re
from collections.abc import Callable

from werkzeug.datastructures import MultiDict

from tagfold.errors import TagfoldError
from tagfold.review.actions import ACTIONS, WRITTEN, Action, MissingField, Written, action_of, with_term_ids

Fields = MultiDict[str, str]

_NAMES = {"do", *(written.name for written in WRITTEN.values())}


class BadForm(TagfoldError):
    """A form that cannot be carried out as it was filled in."""


def action_of_form(form: Fields, id_of: Callable[[str], str]) -> Action:
    """The action that a form asks for by its field `do`. Raises BadForm if a field is missing or wrong.

    `id_of` gives the id of the term that a text names, and raises BadForm if there is none.
    """
    word = form.get("do", "")
    if word not in ACTIONS:
        raise BadForm("the form names no action", remedy="go back and press one of the buttons")
    try:
        action = action_of(word, lambda written: _texts(form, written))
    except MissingField as error:
        raise BadForm(f"{error.written.words} is missing", remedy="fill it in and send the form again") from None
    return with_term_ids(action, id_of)


def kept_fields(form: Fields) -> list[tuple[str, str]]:
    """The fields that say what the action is, to be sent again after a look at its effect."""
    return [(name, value) for name, value in form.items(multi=True) if name in _NAMES and value.strip()]


def parts_of(tag: str) -> list[str]:
    """A first guess at the parts of a glued tag, for a person to correct.

    >>> parts_of("linkedin data, surveys and labour market data")
    ['linkedin data', 'surveys', 'labour market data']
    """
    return [part for part in re.split(r"\s*(?:[,;/|&\n]+|\band\b)\s*", tag) if part]


def _texts(form: Fields, written: Written) -> tuple[str, ...]:
    given = form.getlist(written.name) if written.many else [form.get(written.name, "")]
    return tuple(text for one in given if (text := " ".join(one.split())))
