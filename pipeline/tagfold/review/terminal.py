"""The queue in a terminal: the twin of the page, over the same session, by the same keys and the same rules.

As on the page, a figure, `t`, `n` and `s` only choose: what the choice would move is shown, and `a` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tagfold.errors import TagfoldError
from tagfold.finding import counted
from tagfold.review.actions import Accept, Action, NewTerm, Reject, SplitTag
from tagfold.review.bulk_accept import BulkClass
from tagfold.review.messages import QUIT, bar_lines, item_lines, key_lines, letters, moved, occurrence_lines, undone
from tagfold.review.number_families import NumberFamily
from tagfold.review.queue import TagForm
from tagfold.review.second_opinion import Verdict, can_be_judged
from tagfold.review.session import ReviewSession
from tagfold.review.suggestions import Offer, SplitOffer, other_offers, suggested_action
from tagfold.review.terminal_numbers import decide_family, family_line
from tagfold.review.terminal_opinions import judge_waiting
from tagfold.review.terminal_prompts import SHOWN, Screen, TermPrompts, action_named, numbered
from tagfold.review.together import by_term

PLACES = 2
DECIDING_KEYS = {"x": "not_a_tag", "u": "unsure", "r": "reject"}
"""Keys that decide at once, with the word of `ACTIONS` for what they decide."""

OPINION_KEYS = ("y", "d")
"""Keys that show what other curators ask to be confirmed; there, they confirm or dispute it."""

QUEUE_ONLY_KEYS = ("u", "m", "c", "s", "o")
"""Keys that do nothing for an auto-decided tag."""


@dataclass
class OnScreen:
    """An item on the screen, with what is chosen for it so far."""

    item: TagForm
    offers: list[Offer]
    others: list[Offer]
    split: SplitOffer | None
    choice: Action | None
    also: tuple[str, ...] = ()
    note: str = ""
    ask: bool = False

    @property
    def action(self) -> Action | None:
        """The choice with the ticked tags and the note."""
        return None if self.choice is None else self.completed(self.choice)

    def completed(self, action: Action) -> Action:
        """An action with the ticked tags, where it takes some, and the note."""
        taken = {"also": self.also, "note": self.note}
        return replace(action, **{name: value for name, value in taken.items() if hasattr(action, name)})  # type: ignore[arg-type]


def review(session: ReviewSession, screen: Screen, facet: str | None = None, listing: str = "") -> int:
    """Go through the queue until it is empty or the curator stops, or with the name of a `listing` through what the
    machine decided alone. Gives the number of decisions.
    """
    before = len(session.progress(facet).gains)
    screen.show(key_lines())
    if waiting := session.opinions().to_judge(session.curator, facet):
        asked = f"{counted(len(waiting), 'decision')} to confirm or dispute"
        screen.say(f"Other curators ask you about {asked}: y shows the first.")
    _Walk(session, screen, facet, listing).go()
    progress = session.progress(facet)
    screen.say(f"{progress.share:.1%} of the uses are decided; {counted(progress.items, 'tag')} to review.")
    return len(progress.gains) - before


class _Walk:
    """A walk through the queue: `at` is the place in it, `looked` the item on the screen."""

    def __init__(self, session: ReviewSession, screen: Screen, facet: str | None, name: str) -> None:
        self.session, self.screen, self.facet, self.name = session, screen, facet, name
        self.at = 0
        self.looked: OnScreen | None = None

    def go(self) -> None:
        """Until the end of the input."""
        while True:
            if self.looked is None and not self._look():
                what = "Nothing is left here" if self.name else "Nothing to review"
                self.screen.say(f"{what}. z undoes the last decision; any other key ends.")
            key = self.screen.key()
            if key is None or key == QUIT or (self.looked is None and key not in ("z", *OPINION_KEYS)):
                return
            try:
                self._press(key)
            except TagfoldError as error:  # what cannot be decided is no reason to stop
                self.screen.say(f"{error}.")

    def _look(self, item: TagForm | None = None) -> bool:
        """Show an item, else the one whose turn it is; False where none waits."""
        queue = self.session.listing(self.name)
        if self.at and self.at >= queue.count(self.facet):
            self.at = 0
            self.screen.say("That was the end of the queue; starting again at the top.")
        item = item or next(iter(queue.page(self.facet, self.at, 1)), None)
        if item is None:
            return False
        offers, split = self.session.offers(item, SHOWN), None if self.name else self.session.split(item)
        suggested = suggested_action(item, offers, split)
        self.looked = OnScreen(item, offers, other_offers(offers, suggested), split, suggested)
        alone = queue.count(self.facet) if self.name else 0
        self.screen.show(item_lines(self.session, item, offers, self.looked.others, split, alone))
        self.screen.show(occurrence_lines(self.session.occurrences(item, PLACES)))
        self._show_choice()
        return True

    def _press(self, key: str) -> None:
        looked = self.looked
        if key == "z":
            self._undo()
        elif key in OPINION_KEYS:
            judge_waiting(self.session, self.screen, self.facet)
            self.looked = None
        elif looked is None:
            return
        elif key in ("", " ", "j", "k"):
            self.at = max(self.at - 1, 0) if key == "k" else self.at + 1
            self.looked = None
        elif self.name and key in QUEUE_ONLY_KEYS:
            self.screen.say("This one is auto-decided: confirm it, reject it, or choose another term.")
        elif key == "c":
            self._bulk_accept()
        else:
            self._say_of(looked, key)

    def _say_of(self, looked: OnScreen, key: str) -> None:
        """The keys that decide."""
        near = looked.choice.term_id if isinstance(looked.choice, Accept) else ""
        if key == "a" and looked.action:
            self._decide(looked.action)
        elif key in DECIDING_KEYS and (key != "r" or near in {offer.term_id for offer in looked.offers}):
            self._decide(looked.completed(action_named(DECIDING_KEYS[key], term_id=near)))
            if key == "r" and not self.name and (still := self.session.item(looked.item.facet, looked.item.key)):
                self._look(still)  # it waits for another answer
        else:
            self._choose(looked, key)

    def _choose(self, looked: OnScreen, key: str) -> None:
        """The keys that decide nothing yet."""
        if key == "o":
            looked.ask = not looked.ask
            self.screen.say("  you ask for a second opinion" if looked.ask else "  no second opinion")
        elif key == "w":
            looked.note = self.screen.line("Note: ") or ""
        elif key == "m":
            similar = self.session.similar(looked.item)
            looked.also = () if looked.also else tuple(one.key for one in similar)
            for one in similar:
                self.screen.say(f"  {'ticked' if looked.also else 'similar'}: {one.raw} ({counted(one.uses, 'use')})")
            self._show_choice()
        elif chosen := self._chosen(looked, key):
            looked.choice = chosen
            self._show_choice()
        elif key == "?" or key not in letters():
            self.screen.show(key_lines())
        else:
            self.screen.say("That key chooses nothing here.")

    def _chosen(self, looked: OnScreen, key: str) -> Action | None:
        """What a key chooses; None if it chooses nothing, or nothing was named."""
        if offer := numbered(looked.others, key):
            return action_named("accept", term_id=offer.term_id)
        prompts = TermPrompts(self.session, self.screen, looked.item)
        ready_parts = [part.label for part in looked.split.parts] if looked.split else []
        match key:
            case "t":
                return prompts.found()
            case "n":
                return prompts.new_term()
            case "s":
                return prompts.split(ready_parts)
        return None

    def _show_choice(self) -> None:
        looked = self.looked
        if looked is None or looked.action is None:
            self.screen.say("  nothing is chosen yet")
            return
        try:
            action = looked.action
            own = self.name and isinstance(action, Accept) and action.term_id == looked.item.term_id
            shown = action_named("reject", term_id=looked.item.term_id or "") if own else action
            preview = self.session.preview(looked.item.facet, looked.item.key, shown)
        except TagfoldError as error:
            self.screen.say(f"  {error}")
            return
        what = f"a: confirm it; r: reject {self._named(shown)}" if own else f"a: {self._named(action)}"
        self.screen.say(f"  {what}: {moved(preview)}")
        self.screen.show(bar_lines(preview))

    def _named(self, action: Action) -> str:
        """The terms of a choice."""
        terms = self.session.vocabulary(self.looked.item.facet).by_id if self.looked else {}
        match action:
            case Accept():
                return f"accept {terms[action.term_id].label}"
            case Reject():
                return terms[action.term_id].label
            case SplitTag():
                return f"split into {' + '.join(terms[p].label if p in terms else p for p in action.parts)}"
            case NewTerm():
                return f"create the term {action.label}"
        return ""

    def _decide(self, action: Action) -> None:
        if self.looked is None:
            return
        item, ask = self.looked.item, self.looked.ask
        preview = self.session.preview(item.facet, item.key, action)
        entry = self.session.decide(item.facet, item.key, action)
        self.looked = None
        forms = self.session.progress(self.facet).gains[-1].forms
        more = f"; it decides {counted(forms - 1, 'more tag')}" if forms > 1 else ""
        self.screen.say(f"{entry.action}: {moved(preview)}{more}")
        if ask and can_be_judged(self.session.form(item.facet, item.key), self.session.rows(item.facet, item.key)):
            self.session.judge(item.facet, item.key, Verdict.ASKED)
            self.screen.say("asked for a second opinion")

    def _undo(self) -> None:
        last = self.session.last()
        if last is None:
            self.screen.say("There is nothing to undo.")
            return
        others = len(self.session.undo_bulk(last.entry)) - 1
        self.looked = None
        self.screen.say(undone(last, others))

    def _bulk_accept(self) -> None:
        classes, families = self.session.bulk_classes(self.facet), self.session.numbers.of(self.facet)[:SHOWN]
        if not classes and not families:
            self.screen.say("There is nothing to accept in bulk here.")
            return
        for number, one in enumerate(classes, 1):
            size = f"{counted(one.items, 'tag')}, {counted(one.uses, 'use')}"
            self.screen.say(f"  {number}  {one.facet}: {one.words}: {size}")
        for number, family in enumerate(families, len(classes) + 1):
            self.screen.say(f"  {number}  {family_line(self.session, family)}")
        listed: list[BulkClass | NumberFamily] = [*classes, *families]
        chosen = numbered(listed, self.screen.line("Number: "))
        if isinstance(chosen, NumberFamily):
            if decide_family(self.session, self.screen, chosen):
                self.looked = None
        elif chosen:
            self._accept_class(chosen)

    def _accept_class(self, chosen: BulkClass) -> None:
        shown, members = self.session.class_members(chosen.class_id)
        for number, (member, offer) in enumerate(members, 1):
            self.screen.say(f"  {number}  {member.raw} -> {offer.label} ({counted(member.uses, 'use')})")
        if shown.rest:
            self.screen.say(f"  these are the most used; {shown.rest:,} more come in the next step")
        every = by_term((member, Accept(offer.term_id)) for member, offer in members)
        preview = self.session.preview_together(shown.facet, every)
        self.screen.say(f"  all of them: {moved(preview)}")
        self.screen.show(bar_lines(preview))
        answer = self.screen.line("Accept all? y, or the numbers to leave out, or n: ") or "n"
        left = {int(word) for word in answer.replace(",", " ").split() if word.isdecimal()}
        if not left and answer.lower() != "y":
            return
        without = tuple(member.key for number, (member, _) in enumerate(members, 1) if number in left)
        entries = self.session.accept_class(shown.class_id, without)
        self.looked = None
        self.screen.say(f"accepted {counted(len(members) - len(without), 'tag')} for {counted(len(entries), 'term')}")
