"""Second opinions in the terminal: the decisions that other curators ask to be confirmed, one after the other."""

from __future__ import annotations

from tagfold.review.history_words import row_words
from tagfold.review.messages import occurrence_lines
from tagfold.review.second_opinion import Verdict
from tagfold.review.session import ReviewSession
from tagfold.review.terminal_prompts import Screen

PLACES = 2


def judge_waiting(session: ReviewSession, screen: Screen, facet: str | None) -> None:
    """Show each decision that this curator is to judge; `y` confirms it, `d` disputes it, any other key ends."""
    waiting = session.opinions().to_judge(session.curator, facet)
    if not waiting:
        screen.say("Nobody asks you to confirm a decision.")
    for name, key in waiting:
        _show(session, screen, name, key)
        pressed = screen.key()
        if pressed == "y":
            session.judge(name, key, Verdict.CONFIRMED)
            screen.say("confirmed")
        elif pressed == "d" and (comment := screen.line("What is wrong, or which term is right: ")):
            session.judge(name, key, Verdict.DISPUTED, comment)
            screen.say("disputed: the tag is in the queue again")
        else:
            return


def _show(session: ReviewSession, screen: Screen, facet: str, key: str) -> None:
    terms = session.vocabulary(facet).by_id
    screen.say("")
    for row in session.rows(facet, key):
        words = row_words(row, lambda term_id: terms[term_id].label if term_id in terms else term_id)
        screen.say(f"{facet}: {words} ({row.decided_by}, {row.decided_on})")
    for opinion in session.opinions().of(facet, key):
        screen.say(f"  {opinion.words}")
    if form := session.form(facet, key):
        screen.show(occurrence_lines(session.occurrences(form, PLACES)))
    screen.say("  y: confirm it; d: dispute it, with a comment; any other key: back to the queue")
