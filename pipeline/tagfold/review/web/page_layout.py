"""What every page shows around its content, what a request or a sent form asks for, and the way back to a page.

The words of a form are data: none of them becomes a path or code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError, WrongUsage
from tagfold.review.actions import ACTIONS, WRITTEN, Action, MissingField, Written, action_of, with_term_ids
from tagfold.review.history_words import bulk_words, entry_words
from tagfold.review.messages import KEYS, duration
from tagfold.review.queue import AUTO_ORDERS
from tagfold.review.related_edits import term_named
from tagfold.review.second_opinion import Verdict, can_be_judged
from tagfold.review.session import ReviewSession
from tagfold.review.web.access import AccessKeys
from tagfold.taxonomy.history import Entry

Fields = MultiDict[str, str]

_NAMES = {"do", *(written.name for written in WRITTEN.values())}
_BY_PART = {written.name for written in WRITTEN.values() if written.by_part}

RECENT = 2000
"""Lines of the history that are looked through, for what was said or just done."""

ROWS = 50
"""Rows on a page of a list."""


class BadForm(TagfoldError):
    """A form that cannot be carried out as it was filled in."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the last action came to, in words; `undo` says what of it can be undone, None if nothing can."""

    words: str
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What the key for undo undoes: a decision, or with it `also` so many others that were made in one step."""

    entry: Entry
    also: int


@dataclass(frozen=True)
class PageLayout:
    """The desk as pages see it."""

    session: ReviewSession
    keys: AccessKeys

    @cached_property
    def labels(self) -> dict[str, str]:
        """The facets' labels by name; they hold as long as the session is open."""
        return {count.facet.name: count.facet.label for count in self.session.facets()}

    def tabs(self, count: Callable[[str], int], kept: str | None = None) -> list[tuple[str, str, int]]:
        """Name, label and number of tags, by `count`, of each facet that has some, and of the one that is `kept`."""
        found = [(name, label, count(name)) for name, label in self.labels.items()]
        return [tab for tab in found if tab[2] or tab[0] == kept]

    def page(self, template: str, *, section: str, **content: object) -> str:
        """A whole page, with what all of them share."""
        said = self.said()
        return render_template(
            template,
            section=section,
            said=said,
            last=self.last(said),
            curator=self.session.curator,
            keys_on=request.cookies.get("tagfold_keys") != "off",
            key_words=KEYS,
            form_token=self.keys.form,
            here=here(),
            labels=self.labels,
            labels_of=lambda entry: self.label(entry.facet, entry.subject),
            duration=duration,
            **content,
        )

    def words(self, entry: Entry) -> str:
        """What an entry of the history did."""
        return entry_words(entry, lambda term_id: self.label(entry.facet, term_id))

    def facet(self, name: str | None = None) -> str | None:
        """The facet of this name, or the one that the request names, where the session knows it; None for all."""
        asked = request.values.get("facet", "") if name is None else name
        try:
            return self.session.vocabulary(asked).facet.name
        except WrongUsage:
            return None

    def sure_facet(self) -> str:
        """The facet that the request names. Raises BadForm if there is none."""
        facet = self.facet()
        if facet is None:
            raise BadForm("the form names no facet with terms", remedy="go back to the queue")
        return facet

    def action(self, facet: str, form: Fields) -> Action:
        """The action that a form asks for, with the ids of the terms that it names. Raises BadForm or WrongUsage."""
        return action_of_form(
            form,
            lambda typed: self.named(facet, typed),
            lambda typed: term_named({name: self.session.vocabulary(name) for name in self.labels}, facet, typed),
        )

    def named(self, facet: str, typed: str) -> str:
        """The id of the term with this id, or of the active term with this label. Raises BadForm if there is none."""
        wanted = " ".join(typed.split())
        if wanted in self.session.vocabulary(facet).by_id:
            return wanted
        found = self.session.search_terms(facet, wanted)
        for line in found:
            if wanted.casefold() == line.label.casefold():
                return line.term_id
        near = f"; similar: {', '.join(line.label for line in found[:3])}" if found else ""
        raise BadForm(f"there is no term '{wanted}'{near}", remedy="choose from the list, or create a new term")

    def ask_if_ticked(self, facet: str, key: str) -> None:
        """Ask for a second opinion on what was just decided, if the form says so and something was."""
        decided = can_be_judged(self.session.form(facet, key), self.session.rows(facet, key))
        if request.form.get("ask") and decided:
            self.session.judge(facet, key, Verdict.ASKED)

    def label(self, facet: str, term_id: str | None) -> str:
        """The label of a term, of this facet or another one; its id where it has none here."""
        for name in (facet, *self.labels):
            if term := self.session.vocabulary(name).by_id.get(term_id or ""):
                return term.label
        return term_id or ""

    def said(self) -> Notice | None:
        """What the action that led here came to, by the entry that the address names."""
        entry = self.entry(request.args.get("said", ""))
        if entry is None:
            return None
        batch = self.session.batches([entry])[0]
        words = bulk_words(batch) if batch.entries[1:] else self.words(entry)
        return Notice(words, None if entry.undoes else self.undo(entry))

    def entry(self, entry_id: str) -> Entry | None:
        """A line of the history by its id."""
        return next((e for e in self.session.history(RECENT) if e.entry == entry_id), None) if entry_id else None

    def last(self, said: Notice | None) -> Undo | None:
        """What undo undoes if nothing that was just done can be."""
        entry = None if said and said.undo else self.session.last()
        return self.undo(entry) if entry else None

    def undo(self, entry: Entry) -> Undo | None:
        """What undo undoes with this decision; None if all of it is undone."""
        batch = self.session.batches([entry])[0]
        not_undone = batch.not_undone(self.session.undone())
        return Undo(not_undone[-1], len(not_undone) - 1) if not_undone else None


def here() -> str:
    """The address of this page below the secret, for forms that come back to it."""
    query = request.query_string.decode("utf-8", "replace")
    return f"{request.path}?{query}" if query and request.method == "GET" else request.path


def back_to(address: str, **added: str) -> Response:
    """Go to a page of ours. Only the path and query of `address` are used, and only as a place on this page."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return redirect(f"{url_for('queue')}{'?' if added else ''}{urlencode(added)}", 303)
    kept = [pair for pair in parts.query.split("&") if pair and pair.split("=")[0] != "said"]
    kept += [f"{name}={value}" for name, value in added.items()]
    return redirect(f"{request.script_root}{parts.path}{'?' if kept else ''}{'&'.join(kept)}", 303)


def number(name: str, default: int, most: int = 10_000_000) -> int:
    """A whole number of the request, within bounds."""
    value = request.values.get(name, "")
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 9 else default


def listing_name() -> str:
    """The name, one of `AUTO_ORDERS`, of the listing that the request goes through; "" for the queue."""
    name = request.values.get("listing", "")
    return name if name in AUTO_ORDERS else ""


def seen(what: object) -> str:
    """A short name for what a person was shown, sent back with the form: if it differs by then, it has changed."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def action_of_form(form: Fields, id_of: Callable[[str], str], id_anywhere: Callable[[str], str]) -> Action:
    """The action that a form asks for by its field `do`. Raises BadForm if a field is missing or wrong.

    `id_of` gives the id of the term that a text names, and raises BadForm if there is none; `id_anywhere` does so
    for all facets.
    """
    word = form.get("do", "")
    if word not in ACTIONS:
        raise BadForm("the form names no action", remedy="go back and press one of the buttons")
    try:
        action = action_of(word, lambda written: _texts(form, written))
    except MissingField as error:
        raise BadForm(f"{error.written.words} is missing", remedy="fill it in and send the form again") from None
    return with_term_ids(action, id_of, id_anywhere)


def kept_fields(form: Fields) -> list[tuple[str, str]]:
    """The fields that say what the action is, to be sent again after a look at its effect."""
    return [
        (name, value)
        for name, value in form.items(multi=True)
        if name in _NAMES and (value.strip() or name in _BY_PART)
    ]


def parts_of(tag: str) -> list[str]:
    """A first guess at the parts of a glued tag, for a person to correct.

    >>> parts_of("linkedin data, surveys and labour market data")
    ['linkedin data', 'surveys', 'labour market data']
    """
    return [part for one in re.split(r"[,;/|&\n]|\band\b", tag) if (part := one.strip())]


def _texts(form: Fields, written: Written) -> tuple[str, ...]:
    given = [" ".join(one.split()) for one in form.getlist(written.name)]
    if written.by_part:
        return tuple(given)
    filled = [text for text in given if text]
    return tuple(filled if written.many else filled[-1:])  # a field beside a choice comes after it, and counts
