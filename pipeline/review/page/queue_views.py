"""The queue, one tag at a time: what is known of it, what may be said of it, and saying it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

from flask import Flask, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response

from pipeline.errors import TagfoldError
from pipeline.matching.form import form_key
from pipeline.review.actions import Accept, Action, Split
from pipeline.review.page.forms import BadForm, action_of, kept_fields, parts_of
from pipeline.review.page.nearness import Nearness
from pipeline.review.page.shown import Shown, back_to, number
from pipeline.review.page.words import likely
from pipeline.review.preview import Preview
from pipeline.review.queue import Item, Offer
from pipeline.taxonomy.history import Entry
from pipeline.taxonomy.saving import EditConflict

NUMBERED = 9
RECENT = 2000
"""Lines of the history in which to look for what was said of a tag."""


@dataclass(frozen=True)
class Choice:
    """What would be accepted now: an action, its name, why it is likely, and what it would move."""

    action: Action
    label: str
    offer: Offer | None
    preview: Preview | None
    problem: str = ""


@dataclass(frozen=True)
class QueueViews:
    """The routes of the queue."""

    shown: Shown

    @cached_property
    def near(self) -> Nearness:
        """What is remembered of items."""
        return Nearness(self.shown.desk)

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/", "start", lambda: back_to(""))
        app.add_url_rule("/queue", "queue", self.queue)
        app.add_url_rule("/search", "search", self.search)
        app.add_url_rule("/decide", "decide", self.decide, methods=["POST"])

    def queue(self) -> Response:
        """One item of the queue, with the chosen term and what it would move."""
        desk, facet = self.shown.desk, self.shown.facet()
        count, at = desk.count(facet), number("at", 0)
        asked = desk.item(request.args.get("of", ""), request.args.get("key", ""))
        at = at if at < count else 0
        item = asked or next(iter(desk.items(facet, at, 1)), None)
        facets = self.shown.tabs(waiting=facet)
        progress = desk.progress(facet)
        if item is None:
            empty = {"facet": facet, "facets": facets, "progress": progress, "elsewhere": desk.count()}
            return make_response(self.shown.page("empty.html", section="queue", **empty))
        offers = self.near.offers(item)
        choice = self._choice(item, offers)
        text = request.args.get("text", "")
        page = self.shown.page(
            "queue.html",
            section="queue",
            facet=facet,
            facets=facets,
            progress=progress,
            item=item,
            at=at,
            total=count,
            in_order=asked is None or asked == next(iter(desk.items(facet, at, 1)), None),
            do=request.args.get("do", ""),
            given=request.args,
            definition=self._definition(item.facet, choice),
            safe_class=f"{item.facet}:{item.safe_class}" if item.safe_class else None,
            offers=offers,
            numbered=NUMBERED,
            choice=choice,
            picked=choice.action.term_id if choice and isinstance(choice.action, Accept) else None,
            kept=kept_fields(request.args) if choice and not isinstance(choice.action, Accept) else [],
            found=desk.search_terms(item.facet, text) if text else [],
            text=text,
            alike=self.near.alike(item),
            places=self.near.places(item),
            parts=parts_of(item.raw),
            seen=self._seen(item),
            likely=likely,
        )
        answer = make_response(page)
        for ahead in desk.items(facet, at + 1, 1):  # while this one is read
            answer.call_on_close(partial(self.near.look_ahead, ahead))
        return answer

    def search(self) -> Response:
        """Terms for the list that follows what is typed, as JSON."""
        facet = self.shown.sure_facet()
        found = self.shown.desk.search_terms(facet, request.args.get("text", ""), 12)
        kept = {name: request.args.get(name, "") for name in ("key", "at", "in")}
        return jsonify(
            [
                {
                    "term_id": line.term_id,
                    "label": line.label,
                    "words": f"{line.label} · {line.uses} uses",
                    "address": url_for(
                        "queue", of=facet, facet=kept["in"], pick=line.term_id, key=kept["key"], at=kept["at"]
                    )
                    if kept["key"]
                    else url_for("term", facet=facet, id=line.term_id),
                }
                for line in found
            ]
        )

    def decide(self) -> Response:
        """Write one decision, then show the next item; or tell what came between."""
        desk, facet, key = self.shown.desk, self.shown.sure_facet(), request.form.get("key", "")
        action = action_of(request.form, lambda typed: self.shown.named(facet, typed))
        item = desk.item(facet, key)
        if item is None or self._seen(item) != request.form.get("seen", ""):
            return self._conflict(facet, key, item, "")
        try:
            entry = desk.decide(facet, key, action)
        except EditConflict as error:
            return self._conflict(facet, key, desk.item(facet, key), str(error))
        at, facets = request.form.get("at", "0"), request.form.get("in", "")
        return back_to(
            f"/queue?facet={self.shown.facet(facets) or ''}&at={at if at.isdigit() else 0}", said=entry.entry
        )

    def _choice(self, item: Item, offers: list[Offer]) -> Choice | None:
        """The action that the address asks for, else to accept the term it picks, else the best one."""
        desk = self.shown.desk
        if request.args.get("do") in {"new_term", "split"}:
            return self._asked(item)
        pick = request.args.get("pick") or item.term_id or (offers[0].term_id if offers else "")
        terms = desk.vocabulary(item.facet).by_id
        if not pick or pick not in terms:
            return None
        action = Accept(pick)
        offer = next((offer for offer in offers if offer.term_id == pick), None)
        return self._previewed(item, action, terms[pick].label, offer)

    def _definition(self, facet: str, choice: Choice | None) -> str:
        """What the chosen term is, in its own words."""
        if choice and isinstance(choice.action, Accept):
            term = self.shown.desk.vocabulary(facet).by_id.get(choice.action.term_id)
            return term.definition if term else ""
        return getattr(choice.action, "definition", "") if choice else ""

    def _asked(self, item: Item) -> Choice:
        try:
            action = action_of(request.args, lambda typed: self.shown.named(item.facet, typed))
        except BadForm as error:
            return Choice(Accept(""), "", None, None, str(error))
        label = " + ".join(action.parts) if isinstance(action, Split) else getattr(action, "label", "")
        return self._previewed(item, action, label, None)

    def _previewed(self, item: Item, action: Action, label: str, offer: Offer | None) -> Choice:
        try:
            return Choice(action, label, offer, self.shown.desk.preview(item.facet, item.key, action))
        except TagfoldError as error:
            return Choice(action, label, offer, None, error.problem)

    def _conflict(self, facet: str, key: str, item: Item | None, problem: str) -> Response:
        """What the person was about to say, and what has been said meanwhile; nothing is written."""
        vocabulary = self.shown.desk.vocabulary(facet)
        page = self.shown.page(
            "conflict.html",
            section="queue",
            facet=facet,
            key=key,
            raw=item.raw if item else request.form.get("raw", key),
            item=item,
            fields=kept_fields(request.form),
            at=number("at", 0),
            within=self.shown.facet(request.form.get("in", "")) or "",
            entries=[(entry, self.shown.words(entry)) for entry in self._entries(facet, key)[:3]],
            rows=[(m, self.shown.label(facet, m.term_id)) for m in vocabulary.mappings if _key(m.variant) == key],
            label=lambda term_id: self.shown.label(facet, term_id),
            problem=problem,
            seen=self._seen(item) if item else "",
            undone=self.shown.desk.undone(),
        )
        return make_response(page, 409)

    def _seen(self, item: Item) -> str:
        """A name for what had been said of a tag when a person was shown it."""
        last = self._entries(item.facet, item.key)[:1]
        told = repr((item.unsure, [entry.entry for entry in last]))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def _entries(self, facet: str, key: str) -> list[Entry]:
        """What the history says of a tag, the last first."""
        return [e for e in self.shown.desk.history(RECENT) if e.facet == facet and _key(e.subject) == key]


@lru_cache(maxsize=4 * 2000)
def _key(subject: str) -> str:
    return form_key(subject)
