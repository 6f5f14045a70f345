"""What every page shows around its content: where one is, who decides, what the last decision brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tagfold.errors import WrongUsage
from tagfold.review.desk import Desk
from tagfold.review.keys import KEYS
from tagfold.review.page.door import Keys
from tagfold.review.page.forms import BadForm
from tagfold.review.page.words import bulk_words, entry_words, lasting
from tagfold.taxonomy.history import Entry


@dataclass(frozen=True, slots=True)
class Said:
    """What the last action came to, in words; `undo` says what can be taken back of it, None if nothing can."""

    words: str
    undo: Undo | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What the key for undo takes back: a decision, or with it `also` so many others that were made in one step."""

    entry: Entry
    also: int


@dataclass(frozen=True)
class Shown:
    """The desk as pages see it."""

    desk: Desk
    keys: Keys

    @cached_property
    def labels(self) -> dict[str, str]:
        """The facets' labels by name; they hold as long as the desk is open."""
        return {count.facet.name: count.facet.label for count in self.desk.facets()}

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
            curator=self.desk.curator,
            keys_on=request.cookies.get("tagfold_keys") != "off",
            key_words=KEYS,
            form_token=self.keys.form,
            here=here(),
            labels=self.labels,
            labels_of=lambda entry: self.label(entry.facet, entry.subject),
            lasting=lasting,
            **content,
        )

    def words(self, entry: Entry) -> str:
        """What an entry of the history did."""
        return entry_words(entry, lambda term_id: self.label(entry.facet, term_id))

    def facet(self, name: str | None = None) -> str | None:
        """The facet of this name, or the one that the request names, where the desk knows it; None for all."""
        asked = request.values.get("facet", "") if name is None else name
        try:
            return self.desk.vocabulary(asked).facet.name
        except WrongUsage:
            return None

    def sure_facet(self) -> str:
        """The facet that the request names. Raises BadForm if there is none."""
        facet = self.facet()
        if facet is None:
            raise BadForm("the form names no facet with terms", remedy="go back to the queue")
        return facet

    def named(self, facet: str, typed: str) -> str:
        """The id of the active term with this id or label. Raises BadForm if there is none."""
        wanted = " ".join(typed.split())
        found = self.desk.search_terms(facet, wanted)
        for line in found:
            if wanted == line.term_id or wanted.casefold() == line.label.casefold():
                return line.term_id
        near = f"; near it: {', '.join(line.label for line in found[:3])}" if found else ""
        raise BadForm(f"no term is called '{wanted}'{near}", remedy="choose one of the list, or make it a new term")

    def label(self, facet: str, term_id: str | None) -> str:
        """The label of a term, its id where it has none here."""
        term = self.desk.vocabulary(facet).by_id.get(term_id or "")
        return term.label if term else term_id or ""

    def said(self) -> Said | None:
        """What the action that led here came to, by the entry that the address names."""
        entry = self.entry(request.args.get("said", ""))
        if entry is None:
            return None
        bulk = self.desk.bulk(entry)
        words = bulk_words(bulk) if bulk.entries[1:] else self.words(entry)
        return Said(words, None if entry.undoes else self.undo(entry))

    def entry(self, entry_id: str) -> Entry | None:
        """A line of the history by its id."""
        if not entry_id:
            return None
        return next((entry for entry in self.desk.history(2000) if entry.entry == entry_id), None)

    def last(self, said: Said | None) -> Undo | None:
        """What undo takes back where nothing that was just said can be."""
        entry = None if said and said.undo else self.desk.last()
        return self.undo(entry) if entry else None

    def undo(self, entry: Entry) -> Undo | None:
        """What undo takes back with this decision; None if nothing of it stands."""
        bulk = self.desk.bulk(entry)
        standing = bulk.standing(self.desk.undone())
        return Undo(standing[-1], len(standing) - 1) if standing else None


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
