"""Second opinions on the page: the decisions to confirm, the card at a decided tag, agreement in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask, make_response, request
from werkzeug.wrappers import Response

from tagfold.review.history_words import row_words
from tagfold.review.queue import TagForm
from tagfold.review.second_opinion import Agreement, Opinion, SecondOpinions, Verdict
from tagfold.review.web.page_layout import BadForm, PageLayout, back_to, seen
from tagfold.taxonomy.model import Mapping


@dataclass(frozen=True, slots=True)
class OpinionCard:
    """What is said about the decision on one tag, and what this curator may say."""

    form: TagForm
    rows: Sequence[Mapping]
    said: Sequence[Opinion]
    decision: str
    may_ask: bool
    may_judge: bool
    seen: str


@dataclass(frozen=True)
class OpinionViews:
    """The routes of second opinions."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/confirm", "to_confirm", self.to_confirm)
        app.add_url_rule("/judge", "judge", self.judge, methods=["POST"])
        app.jinja_env.globals["opinion_card"] = self.card
        app.jinja_env.globals["agreement"] = self.agreement

    def to_confirm(self) -> str:
        """The decisions that somebody is to confirm, and those that are disputed."""
        found = self.layout.session.opinions()
        asked, disputed = (self._cards(found, verdict) for verdict in (Verdict.ASKED, Verdict.DISPUTED))
        others = [
            ("Disputed", "These are in the queue too.", disputed),
            ("Yours", "Another curator can confirm these.", [card for card in asked if not card.may_judge]),
        ]
        return self.layout.page(
            "to_confirm.html",
            section="confirm",
            lists=[
                ("For you to confirm", "Another curator asked for this.", [card for card in asked if card.may_judge]),
                *(one for one in others if one[2]),
            ],
        )

    def card(self, facet: str, key: str) -> OpinionCard | None:
        """What is said about a tag's decision; None if people decided nothing about it."""
        return self._card(self.layout.session.opinions(), facet, key)

    def _card(self, opinions: SecondOpinions, facet: str, key: str) -> OpinionCard | None:
        session = self.layout.session
        form, rows, said = session.form(facet, key), session.rows(facet, key), opinions.of(facet, key)
        if form is None or not rows:
            return None
        others = session.curator not in {row.decided_by for row in rows}
        asked = bool(said) and said[-1].verdict is Verdict.ASKED
        may_judge = others and not (asked and said[-1].entry.by == session.curator)
        words = "; ".join(row_words(row, lambda term_id: self.layout.label(facet, term_id)) for row in rows)
        shown = seen((rows, [opinion.entry.entry for opinion in said]))
        return OpinionCard(form, rows, said, words, not asked, may_judge, shown)

    def agreement(self) -> list[Agreement]:
        """How many decisions of each curator others confirmed."""
        return self.layout.session.opinions().agreement

    def judge(self) -> Response:
        """Write an opinion, then show the next decision to confirm, or the tag again."""
        facet, key = self.layout.sure_facet(), request.form.get("key", "")
        word, card = request.form.get("verdict", ""), self.card(facet, key)
        if word not in set(Verdict):
            raise BadForm("the form names no opinion", remedy="go back and press one of the buttons")
        if card is None or card.seen != request.form.get("seen", ""):
            problem = "Changed meanwhile: look at the decision again. Nothing was saved."
            page = self.layout.page("problem.html", section="confirm", title="Changed meanwhile", problem=problem)
            return make_response(page, 409)
        verdict, comment = Verdict(word), " ".join(request.form.get("comment", "").split())
        session = self.layout.session
        entry = session.judge(facet, key, verdict, comment)
        waiting = session.opinions().to_judge(session.curator)
        here = (facet, key) if verdict is Verdict.ASKED else next(iter(waiting), None)
        query = urlencode({"of": here[0], "key": here[1]}) if here else ""
        return back_to(f"/queue?{query}" if query else "/confirm", said=entry.entry)

    def _cards(self, opinions: SecondOpinions, verdict: Verdict) -> list[OpinionCard]:
        """Of the tags about which this was said last."""
        return [card for tag in opinions.tags(verdict) if (card := self._card(opinions, *tag))]
