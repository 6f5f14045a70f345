"""The queue, one tag at a time: what is known of it, what may be said of it, and saying it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, Action, Reject, Split
from tagfold.review.keys import NUMBERED
from tagfold.review.page.forms import BadForm, action_of, kept_fields, parts_of
from tagfold.review.page.shown import Shown, back_to, number
from tagfold.review.page.walks import Walk, walk_of_request
from tagfold.review.page.words import likely
from tagfold.review.preview import Preview
from tagfold.review.queue import Item, Offer, PartOffer, SplitOffer
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.saving import EditConflict

PLACES = 4
MOST_OFFERS = 1000

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

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/", "start", lambda: back_to(""))
        app.add_url_rule("/queue", "queue", self.queue)
        app.add_url_rule("/search", "search", self.search)
        app.add_url_rule("/decide", "decide", self.decide, methods=["POST"])

    def queue(self) -> Response:
        """One item of the queue, with the chosen term and what it would move."""
        facet, walk, at = self.shown.facet(), walk_of_request(self.shown.desk), number("at", 0)
        at = at if at < walk.count(facet) else 0
        item = walk.item(request.args.get("of", ""), request.args.get("key", "")) or walk.at(facet, at)
        shared = self._shared(walk, facet)
        if item is None:
            return make_response(self.shown.page("empty.html", elsewhere=walk.count(None), **shared))
        in_order = item == walk.at(facet, at)
        return make_response(self.shown.page("queue.html", at=at, in_order=in_order, **shared, **self._of(item)))

    def _shared(self, walk: Walk, facet: str | None) -> dict[str, Any]:
        """What the page of an item and the page of none show."""
        return {
            "section": "machine" if walk.name else "queue",
            "walk": walk.address,
            "facet": facet,
            "facets": self.shown.tabs(walk.count, facet),
            "progress": self.shown.desk.progress(facet),
            "decided_alone": walk.uses(facet) if walk.name else 0,
            "total": walk.count(facet),
        }

    def _of(self, item: Item) -> dict[str, Any]:
        """What is known of an item, and what may be said of it."""
        desk, alone, text = self.shown.desk, item.outcome == Outcome.AUTO, request.args.get("text", "")
        offers, split = desk.offers(item, MOST_OFFERS), None if alone else desk.split(item)
        choice = self._choice(item, offers, split)
        return {
            "item": item,
            "do": request.args.get("do", ""),
            "given": request.args,
            "definition": self._definition(item.facet, choice),
            "safe_class": f"{item.facet}:{item.safe_class}" if item.safe_class else None,
            "offers": offers,
            "numbered": NUMBERED,
            "choice": choice,
            "picked": choice.action.term_id if choice and isinstance(choice.action, Accept) else None,
            "kept": self._kept(choice),
            "found": desk.search_terms(item.facet, text) if text else [],
            "text": text,
            "alike": [] if alone else desk.alike(item),
            "alone": item.term_id if alone else None,
            "places": desk.places(item, PLACES),
            "ticked": request.args.getlist("also"),
            "split": split,
            "parts": self._parts(item, split),
            "seen": self._seen(item),
            "likely": likely,
        }

    def search(self) -> Response:
        """Terms for the list that follows what is typed, as JSON."""
        facet = self.shown.sure_facet()
        found = self.shown.desk.search_terms(facet, request.args.get("text", ""), 12)
        kept = {name: request.args.get(name, "") for name in ("key", "at", "in", "walk")}
        return jsonify(
            [
                {
                    "term_id": line.term_id,
                    "label": line.label,
                    "words": f"{line.label} · {line.uses} uses",
                    "address": url_for(
                        "queue",
                        of=facet,
                        facet=kept["in"],
                        pick=line.term_id,
                        key=kept["key"],
                        at=kept["at"],
                        walk=kept["walk"] or None,
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
        walk = walk_of_request(desk)
        item = walk.item(facet, key)
        if item is None or self._seen(item) != request.form.get("seen", ""):
            return self._conflict(facet, key, item, "")
        try:
            entry = desk.decide(facet, key, action)
        except EditConflict as error:
            return self._conflict(facet, key, walk.item(facet, key), str(error))
        within = self.shown.facet(request.form.get("in", "")) or ""
        on = {"walk": walk.name} if walk.name else {}
        if isinstance(action, Reject) and not walk.name:
            on = {"of": facet, "key": key}  # it waits for another answer
        return back_to(f"/queue?{urlencode({'facet': within, 'at': number('at', 0), **on})}", said=entry.entry)

    def _choice(self, item: Item, offers: list[Offer], split: SplitOffer | None) -> Choice | None:
        """The action that the address asks for, else to accept the term it picks, else what is proposed."""
        desk = self.shown.desk
        if request.args.get("do") in {"new_term", "split"}:
            return self._asked(item)
        pick, terms = request.args.get("pick", ""), desk.vocabulary(item.facet).by_id
        action = Accept(pick) if pick in terms else desk.proposed(item, offers, split)
        if action is None:
            return None
        if isinstance(action, Split):
            return self._previewed(item, action, " + ".join(terms[part].label for part in action.parts), None)
        action = replace(action, also=self._still_waiting(item.facet, request.args.getlist("also")))
        offer = next((offer for offer in offers if offer.term_id == action.term_id), None)
        shown = self._previewed(item, action, terms[action.term_id].label, offer)
        if item.outcome == Outcome.AUTO and action.term_id == item.term_id:  # to confirm it moves nothing
            own = Offer(action.term_id, shown.label, item.score or 0.0, item.reason, offer.guard if offer else "")
            rejected = self._previewed(item, Reject(action.term_id), shown.label, own)
            return replace(shown, preview=rejected.preview, offer=own)
        return shown

    def _still_waiting(self, facet: str, keys: list[str]) -> tuple[str, ...]:
        return tuple(key for key in dict.fromkeys(keys) if self.shown.desk.item(facet, key))

    def _parts(self, item: Item, split: SplitOffer | None) -> list[PartOffer]:
        """The lines of the form that splits the tag: as it was sent, as the tag seems to be made, or as it is typed."""
        given = [part for part in request.args.getlist("parts") if part.strip()]
        if given:
            return [PartOffer(part, None, part, 0.0) for part in given]
        if split:
            return list(split.parts)
        typed = parts_of(item.raw)
        return self.shown.desk.parts(item, typed) if typed[1:] else [PartOffer(item.raw, None, item.raw, 0.0)]

    def _kept(self, choice: Choice | None) -> list[tuple[str, str]]:
        """The fields of a new term or a split that is looked at, or of the split that is proposed."""
        if choice is None or isinstance(choice.action, Accept):
            return []
        if isinstance(choice.action, Split) and request.args.get("do") != "split":
            return [("do", "split"), *(("parts", part) for part in choice.action.parts)]
        return kept_fields(request.args)

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
            walk=walk_of_request(self.shown.desk).address,
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
        told = repr((item.unsure, item.outcome == Outcome.AUTO, [entry.entry for entry in last]))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def _entries(self, facet: str, key: str) -> list[Entry]:
        """What the history says of a tag, the last first."""
        return [e for e in self.shown.desk.history(RECENT) if e.facet == facet and _key(e.subject) == key]


@lru_cache(maxsize=4 * 2000)
def _key(subject: str) -> str:
    return form_key(subject)
