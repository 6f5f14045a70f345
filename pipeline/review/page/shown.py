"""What every page shows around its content: where one is, who decides, what the last decision brought."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline.errors import WrongUsage
from pipeline.review.desk import Desk
from pipeline.review.page.door import Keys
from pipeline.review.page.forms import BadForm
from pipeline.review.page.words import entry_words, lasting
from pipeline.taxonomy.history import Entry

KEYS = (
    ("a", "accept the chosen term"),
    ("r", "reject it: never to be proposed again for this tag"),
    ("1 – 9", "choose among the terms"),
    ("t", "another term: type to find it"),
    ("n", "new term"),
    ("s", "split the tag into several terms"),
    ("x", "not a tag"),
    ("u", "unsure: leave it for later"),
    ("m", "tick all alike tags, to be accepted with it"),
    ("w", "write a note"),
    ("z", "undo the last decision"),
    ("j", "next, leaving this one as it is"),
    ("k", "previous"),
    ("?", "these keys"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the last action came to, in words; `undo` is the entry to take back, if it still holds;
    `redo` says that it is itself an undo.
    """

    words: str
    undo: str | None
    redo: bool = False


@dataclass(frozen=True)
class Shown:
    """The desk as pages see it."""

    desk: Desk
    keys: Keys

    @cached_property
    def labels(self) -> dict[str, str]:
        """The facets' labels by name; they hold as long as the desk is open."""
        return {count.facet.name: count.facet.label for count in self.desk.facets()}

    def tabs(self, *, waiting: str | None = None, every: bool = False) -> list[tuple[str, str, int]]:
        """Name, label and number of waiting tags of `every` facet, or of those where tags wait, and of `waiting`."""
        found = [(name, label, self.desk.count(name)) for name, label in self.labels.items()]
        return [tab for tab in found if every or tab[2] or tab[0] == waiting]

    def page(self, template: str, *, section: str, **content: object) -> str:
        """A whole page, with what all of them share."""
        return render_template(
            template,
            section=section,
            said=self.said(),
            last=self.last(),
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
        """The facet that the request names. Raises BadForm where there is none."""
        facet = self.facet()
        if facet is None:
            raise BadForm("the form names no facet with terms", remedy="go back to the queue")
        return facet

    def named(self, facet: str, typed: str) -> str:
        """The id of the active term with this id or label. Raises BadForm where there is none."""
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
        more = number("more", 0)
        words = self.words(entry)
        undo = None if entry.entry in self.desk.undone() else entry.entry
        return Said(f"{words}, and {more} more" if more else words, undo, bool(entry.undoes))

    def entry(self, entry_id: str) -> Entry | None:
        """A line of the history by its id."""
        if not entry_id:
            return None
        return next((entry for entry in self.desk.history(2000) if entry.entry == entry_id), None)

    def last(self) -> Entry | None:
        """The curator's last decision that can be taken back."""
        undone = self.desk.undone()
        for entry in self.desk.history(200):
            if entry.by == self.desk.curator and entry.entry not in undone and not entry.undoes:
                return entry
        return None


def here() -> str:
    """The address of this page below the secret, for forms that come back to it."""
    query = request.query_string.decode("utf-8", "replace")
    return f"{request.path}?{query}" if query and request.method == "GET" else request.path


def back_to(address: str, **added: str) -> Response:
    """Go to a page of ours. Only the path and query of `address` are used, and only as a place on this page."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return redirect(f"{url_for('queue')}{'?' if added else ''}{urlencode(added)}", 303)
    kept = [pair for pair in parts.query.split("&") if pair and pair.split("=")[0] not in {"said", "more"}]
    kept += [f"{name}={value}" for name, value in added.items()]
    return redirect(f"{request.script_root}{parts.path}{'?' if kept else ''}{'&'.join(kept)}", 303)


def number(name: str, default: int, most: int = 10_000_000) -> int:
    """A whole number of the request, within bounds."""
    value = request.values.get(name, "")
    return min(int(value), most) if value.isascii() and value.isdigit() and len(value) < 9 else default
