"""What the terminal asks for before a decision: a term, a new term, the parts of a split."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tagfold.finding import counted
from tagfold.review.actions import Accept, Action, NewTerm, SplitTag, action_of
from tagfold.review.new_terms import HeadingChoice
from tagfold.review.queue import TagForm
from tagfold.review.session import ReviewSession

_Line = TypeVar("_Line")

SHOWN = 9
NO_HEADING = "-"


@dataclass
class Screen:
    """`key` asks for one key ("" for Enter, None at the end of input), `line` for a line, `say` shows one."""

    key: Callable[[], str | None]
    line: Callable[[str], str | None]
    say: Callable[[str], None]

    def show(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line)


@dataclass
class TermPrompts:
    """The questions about one tag."""

    session: ReviewSession
    screen: Screen
    item: TagForm

    def found(self) -> Action | None:
        """A term that is looked for by a part of its name."""
        found = self.session.search_terms(self.item.facet, self.screen.line("Find: ") or "", SHOWN)
        for number, term in enumerate(found, 1):
            also = f", as '{term.found_as}'" if term.found_as else ""
            self.screen.say(f"  {number}  {term.label} ({counted(term.uses, 'use')}{also})")
        if not found:
            self.screen.say("No term found.")
            return None
        chosen = numbered(found, self.screen.line("Number: "))
        return Accept(chosen.term_id) if chosen else None

    def new_term(self) -> Action | None:
        """A label, a heading and a definition, each proposed as on the page; what speaks against it is said."""
        new = self.session.new_terms(self.item.facet)
        ready = new.proposal(self.item.raw)
        label = self.screen.line(f"Label [{ready.label}]: ")
        if label is None:
            return None
        label = label or ready.label
        for words in new.warnings_of_label(label):
            self.screen.say(f"  check: {words}")
        above = self._heading(ready.headings)
        if above is None:
            return None
        action = NewTerm(label, above or None, self.screen.line("Definition: ") or "")
        for words in new.warnings(action):
            self.screen.say(f"  check: {words}")
        return action

    def split(self, ready_parts: Sequence[str]) -> Action | None:
        """The parts a person names; Enter takes those that the tag seems to be made of. A new one gets its heading."""
        ready = f" [{' | '.join(ready_parts)}]" if ready_parts else ""
        typed = self.screen.line(f"The terms, joined by |{ready}: ")
        parts = [part.strip() for part in (typed or "").split("|") if part.strip()] or list(ready_parts)
        if typed is None or len(parts) < 2:
            return None
        new, above, definitions = self.session.new_terms(self.item.facet), list[str](), list[str]()
        for part in parts:
            made = new.is_new(part)
            if made:
                self.screen.say(f"  '{part}' is a new term")
            above.append((self._heading(new.proposal(part).headings) or "") if made else "")
            definitions.append((self.screen.line("Definition: ") or "") if made else "")
        return SplitTag(tuple(parts), broader_ids=tuple(above), definitions=tuple(definitions))

    def _heading(self, headings: Sequence[HeadingChoice]) -> str | None:
        """The id of the term to go under, "" for none; None if what was typed is not a term."""
        for number, heading in enumerate(headings, 1):
            self.screen.say(f"  {number}  {heading.label}: {heading.words}")
        ready = f" [{headings[0].label}]" if headings else ""
        typed = self.screen.line(f"Under which term? a number, a name, {NO_HEADING} for none{ready}: ") or ""
        if typed == NO_HEADING or not (typed or headings):
            return ""
        if chosen := headings[0] if not typed else numbered(headings, typed):
            return chosen.term_id
        if found := self.session.search_terms(self.item.facet, typed, 1):
            return found[0].term_id
        self.screen.say("No term found.")
        return None


def action_named(word: str, **fields: str | Sequence[str]) -> Action:
    """The action of a word of `ACTIONS`, of those fields that it has; an empty text is none."""
    given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in fields.items() if value}
    return action_of(word, lambda written: given.get(written.name, ()))


def numbered(lines: Sequence[_Line], typed: str | None) -> _Line | None:
    """The line with the number that was typed; None if there is none."""
    return lines[int(typed) - 1] if typed and typed.isdecimal() and 0 < int(typed) <= len(lines) else None
