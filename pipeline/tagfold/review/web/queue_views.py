"""The queue, one tag at a time: what is known of it, and the decision about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, abort, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response

from tagfold.errors import TagfoldError
from tagfold.matching.decision import Outcome
from tagfold.matching.form import form_key
from tagfold.review.actions import Accept, Action, Reject, SplitTag
from tagfold.review.messages import NUMBERED, likely
from tagfold.review.preview import Preview
from tagfold.review.queue import Queue, TagForm
from tagfold.review.state import WAITING
from tagfold.review.suggestions import Offer, PartOffer, SplitOffer, other_offers, suggested_action
from tagfold.review.terms import TermLine
from tagfold.review.web.new_term_views import terms_made
from tagfold.review.web.page_layout import (
    RECENT,
    BadForm,
    PageLayout,
    back_to,
    kept_fields,
    listing_name,
    number,
    parts_of,
    seen,
)
from tagfold.taxonomy.history import Entry
from tagfold.taxonomy.model import Basis, Judgement
from tagfold.taxonomy.store import EditConflict

PLACES = 8
MOST_OFFERS = 1000
DECIDED = (Outcome.MAPPED, Outcome.NOT_A_TAG)


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

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/", "start", lambda: back_to(""))
        app.add_url_rule("/queue", "queue", self.queue)
        app.add_url_rule("/search", "search", self.search)
        app.add_url_rule("/decide", "decide", self.decide, methods=["POST"])

    def queue(self) -> Response:
        """One item of the queue, with the chosen term and what it would move."""
        facet, listing, at = self.layout.facet(), self._listing(), number("at", 0)
        at = at if at < listing.count(facet) else 0
        in_turn = next(iter(listing.page(facet, at, 1)), None)
        item = self._named() or in_turn
        shared = self._shared(listing, facet)
        if item and item.outcome in DECIDED:
            shared["section"] = "tags"
        if item is None:
            return make_response(self.layout.page("empty.html", elsewhere=listing.count(None), **shared))
        in_order = item == in_turn
        return make_response(self.layout.page("queue.html", at=at, in_order=in_order, **shared, **self._of(item)))

    def _named(self) -> TagForm | None:
        """The tag that the address names, decided or not; None if it names none."""
        of, key = request.args.get("of", ""), request.args.get("key", "")
        found = self.layout.session.form(of, key)
        if key and found is None:
            abort(404, f"There is no tag “{key}” in {self.layout.labels.get(of, of)}. Look for it in the list of tags.")
        return found

    def _listing(self) -> Queue:
        """The tags to go through: the queue, or the auto-decided ones in the order that the request names."""
        return self.layout.session.listing(listing_name())

    def _shared(self, listing: Queue, facet: str | None) -> dict[str, Any]:
        """What the page of an item and the page of none show."""
        return {
            "section": "auto" if listing_name() else "queue",
            "listing": listing_name() or None,
            "facet": facet,
            "facets": self.layout.tabs(listing.count, facet),
            "progress": self.layout.session.progress(facet),
            "auto_uses": listing.uses(facet) if listing_name() else 0,
            "total": listing.count(facet),
        }

    def _of(self, item: TagForm) -> dict[str, Any]:
        """What is known of a tag, and the choices for it."""
        session, settled, text = self.layout.session, item.outcome not in WAITING, request.args.get("text", "")
        offers, split = session.offers(item, MOST_OFFERS), None if settled else session.split(item)
        suggested = suggested_action(item, offers, split)
        others, choice = other_offers(offers, suggested), self._choice(item, offers, suggested)
        rows = session.rows(item.facet, item.key)
        return {
            "item": item,
            "do": request.args.get("do", ""),
            "given": request.args,
            "definition": self._definition(item.facet, choice),
            "scope_note": self._scope_note(item.facet, choice),
            **terms_made(session, item, choice.action if choice else None, choice.problem if choice else ""),
            "bulk_class": f"{item.facet}:{item.bulk_class}" if item.bulk_class else None,
            "family": None if settled else session.numbers.around(item),
            "others": others,
            "suggested": next((offer for offer in offers if offer not in others), None),
            "rows": rows,
            "own_row": next((row for row in rows if row.judgement is Judgement.ACCEPT), None),
            "bases": list(Basis),
            "numbered": NUMBERED,
            "choice": choice,
            "picked": choice.action.term_id if choice and isinstance(choice.action, Accept) else None,
            "kept": self._kept(choice),
            "found": session.search_terms(item.facet, text) if text else [],
            "text": text,
            "similar": [] if settled else session.similar(item),
            "settled": settled,
            "auto": item.outcome is Outcome.AUTO,
            "own": item.term_id if settled and len(item.terms) == 1 else None,
            "occurrences": session.occurrences(item, PLACES),
            "ticked": request.args.getlist("also"),
            "split": split,
            "parts": self._parts(item, split),
            "seen": self._seen(item),
            "likely": likely,
        }

    def search(self) -> Response:
        """Terms for the list that follows what is typed, as JSON; `everywhere`, as `term_named` reads them."""
        facet = self.layout.sure_facet()
        others = [name for name in self.layout.labels if name != facet and request.args.get("everywhere")]
        text, found = request.args.get("text", ""), list[tuple[str, TermLine]]()
        for name in (facet, *others):
            found += [(name, line) for line in self.layout.session.search_terms(name, text, 12 - len(found))]
        key, within, at, listing = (request.args.get(name, "") for name in ("key", "in", "at", "listing"))

        def named(name: str, line: TermLine) -> str:
            return line.label if name == facet else f"{self.layout.labels[name]}: {line.label}"

        def address(name: str, term_id: str) -> str:
            if not key:
                return url_for("term", facet=name, id=term_id)
            on = {"of": facet, "facet": within, "pick": term_id, "key": key, "at": at}
            return f"{url_for('queue')}?{urlencode(on | ({'listing': listing} if listing else {}))}"

        return jsonify(
            [
                {
                    "term_id": line.term_id,
                    "label": named(name, line),
                    "words": f"{named(name, line)} · {line.uses} uses",
                    "address": address(name, line.term_id),
                }
                for name, line in found
            ]
        )

    def decide(self) -> Response:
        """Write one decision, then show the next item; or tell what came between."""
        session, facet, key = self.layout.session, self.layout.sure_facet(), request.form.get("key", "")
        action = self.layout.action(facet, request.form)
        listing = listing_name()
        item = session.form(facet, key)
        if item is None or self._seen(item) != request.form.get("seen", ""):
            return self._conflict(facet, key, self._listing().get((facet, key)), "")
        try:
            entry = session.decide(facet, key, action)
        except EditConflict as error:
            return self._conflict(facet, key, self._listing().get((facet, key)), str(error))
        self.layout.ask_if_ticked(facet, key)
        within = self.layout.facet(request.form.get("in", "")) or ""
        on = {"listing": listing} if listing else {}
        if item.outcome in DECIDED or (isinstance(action, Reject) and not listing):
            on = {"of": facet, "key": key}  # to be seen as it is now, or because it needs another answer
        return back_to(f"/queue?{urlencode({'facet': within, 'at': number('at', 0), **on})}", said=entry.entry)

    def _choice(self, item: TagForm, offers: list[Offer], suggested: Accept | SplitTag | None) -> Choice | None:
        """The action that the address asks for, else to accept the term it picks, else what is proposed."""
        session = self.layout.session
        if request.args.get("do") in {"new_term", "split"}:
            return self._asked(item)
        pick, terms = request.args.get("pick", ""), session.vocabulary(item.facet).by_id
        action = Accept(pick) if pick in terms else suggested
        if action is None:
            return None
        if isinstance(action, SplitTag):
            label = " + ".join(terms[part].label for part in action.parts)
            decided = action.parts == item.terms
            return Choice(action, label, None, None) if decided else self._previewed(item, action, label, None)
        action = replace(action, also=self._still_waiting(item.facet, request.args.getlist("also")))
        offer = next((offer for offer in offers if offer.term_id == action.term_id), None)
        if item.outcome not in WAITING and (action.term_id,) == item.terms:  # to confirm it moves nothing
            rejected = self._previewed(item, Reject(action.term_id), terms[action.term_id].label, offer)
            return replace(rejected, action=action, problem="")
        return self._previewed(item, action, terms[action.term_id].label, offer)

    def _still_waiting(self, facet: str, keys: list[str]) -> tuple[str, ...]:
        return tuple(key for key in dict.fromkeys(keys) if self.layout.session.item(facet, key))

    def _parts(self, item: TagForm, split: SplitOffer | None) -> list[PartOffer]:
        """The lines of the form that splits the tag: as it was sent, as the tag seems to be made, or as it is typed."""
        given = [part for part in request.args.getlist("parts") if part.strip()]
        if given:
            return [PartOffer(part, None, part, 0.0) for part in given]
        if split:
            return list(split.parts)
        if len(item.terms) > 1:
            labels = [(self.layout.label(item.facet, term_id), term_id) for term_id in item.terms]
            return [PartOffer(label, term_id, label, 1.0) for label, term_id in labels]
        typed = parts_of(item.raw)
        return self.layout.session.parts(item, typed) if typed[1:] else [PartOffer(item.raw, None, item.raw, 0.0)]

    def _kept(self, choice: Choice | None) -> list[tuple[str, str]]:
        """The fields of a new term or a split that is looked at, or of the split that is proposed."""
        if choice is None or isinstance(choice.action, Accept):
            return []
        if isinstance(choice.action, SplitTag) and request.args.get("do") != "split":
            return [("do", "split"), *(("parts", part) for part in choice.action.parts)]
        return kept_fields(request.args)

    def _definition(self, facet: str, choice: Choice | None) -> str:
        """What the chosen term is, in its own words."""
        if choice and isinstance(choice.action, Accept):
            term = self.layout.session.vocabulary(facet).by_id.get(choice.action.term_id)
            return term.definition if term else ""
        return getattr(choice.action, "definition", "") if choice else ""

    def _scope_note(self, facet: str, choice: Choice | None) -> str:
        """How to use the chosen term."""
        term_id = choice.action.term_id if choice and isinstance(choice.action, Accept) else ""
        note = self.layout.session.vocabulary(facet).scope_note(term_id)
        return note.note if note else ""

    def _asked(self, item: TagForm) -> Choice:
        try:
            action = self.layout.action(item.facet, request.args)
        except BadForm as error:
            return Choice(Accept(""), "", None, None, str(error))
        label = " + ".join(action.parts) if isinstance(action, SplitTag) else getattr(action, "label", "")
        return self._previewed(item, action, label, None)

    def _previewed(self, item: TagForm, action: Action, label: str, offer: Offer | None) -> Choice:
        try:
            return Choice(action, label, offer, self.layout.session.preview(item.facet, item.key, action))
        except TagfoldError as error:
            return Choice(action, label, offer, None, error.problem)

    def _conflict(self, facet: str, key: str, item: TagForm | None, problem: str) -> Response:
        """The person's decision, and what was decided meanwhile; nothing is written."""
        page = self.layout.page(
            "conflict.html",
            section="queue",
            facet=facet,
            key=key,
            raw=item.raw if item else request.form.get("raw", key),
            item=item,
            fields=kept_fields(request.form),
            at=number("at", 0),
            listing=listing_name() or None,
            within=self.layout.facet(request.form.get("in", "")) or "",
            entries=[(entry, self.layout.words(entry)) for entry in self._entries(facet, key)[:3]],
            rows=[(m, self.layout.label(facet, m.term_id)) for m in self.layout.session.rows(facet, key)],
            label=lambda term_id: self.layout.label(facet, term_id),
            problem=problem,
            seen=self._seen(item) if item else "",
            undone=self.layout.session.undone(),
        )
        return make_response(page, 409)

    def _seen(self, item: TagForm) -> str:
        """A name for what had been said of a tag when a person was shown it."""
        last = self._entries(item.facet, item.key)[:1]
        rows = self.layout.session.rows(item.facet, item.key)
        return seen((rows, item.outcome == Outcome.AUTO, [entry.entry for entry in last]))

    def _entries(self, facet: str, key: str) -> list[Entry]:
        """What the history says of a tag, the last first."""
        return [e for e in self.layout.session.history(RECENT) if e.facet == facet and _key(e.subject) == key]


@lru_cache(maxsize=4 * 2000)
def _key(subject: str) -> str:
    return form_key(subject)
