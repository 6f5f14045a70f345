"""A family of tags that differ in a number alone, decided in the terminal in one step."""

from __future__ import annotations

from dataclasses import replace

from tagfold.finding import counted
from tagfold.review.actions import Accept, NewTerm
from tagfold.review.differences import DIFFERENCES
from tagfold.review.messages import bar_lines, moved
from tagfold.review.number_families import NumberFamily
from tagfold.review.session import ReviewSession
from tagfold.review.terminal_prompts import Screen, TermPrompts
from tagfold.review.together import Decided, by_term

APART = "r"
"""The answer that they are not one term, as on the page."""


def family_line(session: ReviewSession, family: NumberFamily) -> str:
    """What a family is, in a list."""
    size = f"{counted(len(family.members), 'tag')}, {counted(family.uses, 'use')}"
    return f"{family.facet}: {DIFFERENCES['numbers'].words}: {_term(session, family)}: {size}"


def decide_family(session: ReviewSession, screen: Screen, family: NumberFamily) -> bool:
    """Ask whether the members are one term, and write the answer; whether something was written."""
    for number, item in enumerate(family.members, 1):
        screen.say(f"  {number}  {item.raw} ({counted(item.uses, 'use')})")
    asked = f"One term, '{_term(session, family)}'? y, or the numbers to leave out; {APART} if they are apart, or n: "
    answer = (screen.line(asked) or "n").lower()
    left = {int(word) for word in answer.replace(",", " ").split() if word.isdecimal()}
    if not left and answer not in ("y", APART):
        return False
    chosen = [item for number, item in enumerate(family.members, 1) if number not in left]
    decisions: list[Decided] = [(item.key, family.apart(item)) for item in chosen]
    if answer != APART:
        prompts = TermPrompts(session, screen, replace(family.members[0], raw=family.name))
        action = Accept(family.term_id) if family.term_id else prompts.new_term()
        decisions = by_term((item, action) for item in chosen) if isinstance(action, Accept | NewTerm) else []
    if not decisions:
        return False
    preview = session.preview_together(family.facet, decisions)
    session.decide_together(family.facet, decisions)
    screen.say(f"decided {counted(len(chosen), 'tag')} in one step: {moved(preview)}")
    screen.show(bar_lines(preview))
    return True


def _term(session: ReviewSession, family: NumberFamily) -> str:
    if family.term_id:
        return session.vocabulary(family.facet).by_id[family.term_id].label
    return f"{session.numbers.label(family)} (new)"
