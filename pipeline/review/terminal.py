"""The queue in a terminal: the twin of the page, over the same desk and with the same keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from pipeline.errors import TagfoldError
from pipeline.review.actions import Accept, NewTerm, NotATag, Reject, Split, TagAction, Unsure
from pipeline.review.desk import Desk
from pipeline.review.preview import Preview
from pipeline.review.queue import Item, Offer

KEYS = (
    "a accept   r reject   1-8 another term   f find a term   n new term   s split   x not a tag   ? unsure\n"
    "u undo   w where it stands   c whole class   Enter next   q quit"
)

SHOWN = 8


@dataclass
class Screen:
    """`key` asks for one key ("" for Enter, None at the end of input), `line` for a line, `say` shows one."""

    key: Callable[[], str | None]
    line: Callable[[str], str | None]
    say: Callable[[str], None]


def review(desk: Desk, screen: Screen, facet: str | None = None) -> int:
    """Go through the queue until it is empty or the curator stops. Gives the number of decisions."""
    at, before = 0, len(desk.progress(facet).gains)
    screen.say(KEYS)
    while True:
        item = next(iter(desk.items(facet, at, 1)), None)
        if item is None and at:
            at = 0
            screen.say("That was the end of the queue; here is its beginning again.")
            continue
        if item is None:
            screen.say("Nothing waits. u takes the last decision back; any other key ends.")
            if screen.key() != "u":
                break
            _try(screen, lambda: _undo(desk, screen))
            continue
        offers = desk.offers(item, SHOWN)
        for text in _shown(desk, item, offers):
            screen.say(text)
        key = screen.key()
        if key is None or key == "q":
            break
        if key in ("", " ", "j"):
            at += 1
            continue
        _try(screen, partial(_do, desk, screen, item, offers, key))
    progress = desk.progress(facet)
    screen.say(f"{progress.share:.1%} of the uses are decided; {progress.items:,} tags wait.")
    return len(progress.gains) - before


def _try(screen: Screen, act: Callable[[], None]) -> None:
    """Do it, or say why not: what cannot be decided is no reason to stop."""
    try:
        act()
    except TagfoldError as error:
        screen.say(f"{error}.")


def _do(desk: Desk, screen: Screen, item: Item, offers: list[Offer], key: str) -> None:
    if key == "u":
        _undo(desk, screen)
    elif key == "w":
        for text in _places(desk, item):
            screen.say(text)
    elif key == "c":
        _whole_class(desk, screen, item)
    elif action := _action(desk, screen, item, offers, key):
        _decide(desk, screen, item, action)
    else:
        screen.say(KEYS)


def _action(desk: Desk, screen: Screen, item: Item, offers: list[Offer], key: str) -> TagAction | None:
    """The decision that a key stands for; None for a key that stands for none, or where nothing was named."""
    if key.isdecimal() and 0 < int(key) <= len(offers):
        return Accept(offers[int(key) - 1].term_id)
    match key:
        case "a" if offers:
            return Accept(offers[0].term_id)
        case "r" if offers:
            return Reject(offers[0].term_id)
        case "x":
            return NotATag()
        case "?":
            return Unsure(screen.line("Why? ") or "")
        case "f":
            return _found(desk, screen, item)
        case "n":
            return _new(desk, screen, item)
        case "s":
            parts = (screen.line("The terms, joined by | ") or "").split("|")
            return Split(tuple(part.strip() for part in parts if part.strip()))
    return None


def _found(desk: Desk, screen: Screen, item: Item) -> Accept | None:
    found = desk.search_terms(item.facet, screen.line("Find: ") or "", SHOWN)
    for number, term in enumerate(found, 1):
        also = f", as '{term.found_as}'" if term.found_as else ""
        screen.say(f"  {number}  {term.label} ({term.uses:,} uses{also})")
    if not found:
        screen.say("No term has that.")
        return None
    chosen = screen.line("Number: ") or ""
    return Accept(found[int(chosen) - 1].term_id) if chosen.isdecimal() and 0 < int(chosen) <= len(found) else None


def _new(desk: Desk, screen: Screen, item: Item) -> NewTerm | None:
    label = screen.line(f"Label [{item.raw}]: ")
    if label is None:
        return None
    above = screen.line("Under which term? [none] ") or ""
    broader = next(iter(desk.search_terms(item.facet, above, 1)), None) if above else None
    if above and broader is None:
        screen.say("No term has that.")
        return None
    alike = desk.alike(item)
    for one in alike:
        screen.say(f"  alike: {one.raw} ({one.uses:,} uses)")
    also = alike and (screen.line("Do they mean it too? y/n ") or "").lower() == "y"
    keys = tuple(one.key for one in alike) if also else ()
    definition = screen.line("Definition: ") or ""
    return NewTerm(label or item.raw, broader.term_id if broader else None, definition, keys)


def _decide(desk: Desk, screen: Screen, item: Item, action: TagAction) -> None:
    preview = desk.preview(item.facet, item.key, action)
    entry = desk.decide(item.facet, item.key, action)
    gain = desk.progress(item.facet).gains[-1]
    screen.say(f"{entry.action}: {_moved(preview)}{_more(gain.forms)}")


def _undo(desk: Desk, screen: Screen) -> None:
    undone = desk.undone()
    last = next((e for e in desk.history(500) if not e.undoes and e.entry not in undone), None)
    if last is None:
        screen.say("There is nothing to undo.")
        return
    desk.undo(last.entry)
    screen.say(f"undone: {last.action} of '{last.subject}' by {last.by}")


def _whole_class(desk: Desk, screen: Screen, item: Item) -> None:
    classes = desk.safe_classes(item.facet)
    if not classes:
        screen.say("No whole class waits in this facet.")
        return
    for number, one in enumerate(classes, 1):
        screen.say(f"  {number}  {one.words}: {one.items:,} tags, {one.uses:,} uses")
    chosen = screen.line("Number: ") or ""
    if not chosen.isdecimal() or not 0 < int(chosen) <= len(classes):
        return
    shown, members = desk.preview_class(classes[int(chosen) - 1].class_id)
    for number, (member, offer) in enumerate(members, 1):
        screen.say(f"  {number}  {member.raw} -> {offer.label} ({member.uses:,} uses)")
    answer = screen.line("Accept all? y, or the numbers to leave out, or n: ") or "n"
    if answer.lower() == "n":
        return
    left = {int(word) for word in answer.replace(",", " ").split() if word.isdecimal()}
    if not left and answer.lower() != "y":
        return
    without = tuple(member.key for number, (member, _) in enumerate(members, 1) if number in left)
    entries = desk.accept_class(shown.class_id, without)
    screen.say(f"accepted {len(members) - len(without):,} tags for {len(entries):,} terms")


def _shown(desk: Desk, item: Item, offers: list[Offer]) -> Iterator[str]:
    progress = desk.progress(item.facet)
    left = "" if progress.seconds_left is None else f", {progress.seconds_left / 60:.0f} minutes at this pace"
    yield ""
    yield f"{item.facet}: {item.raw}"
    others = [f"'{raw}' {uses:,}" for raw, uses in item.spellings[1:4]]
    spelled = f"; also {', '.join(others)}" if others else ""
    yield f"  {item.uses:,} uses in {item.reports:,} reports{spelled}"
    if item.unsure:
        yield f"  {item.unsure}"
    for number, offer in enumerate(offers, 1):
        guard = f"; look twice: {offer.guard}" if offer.guard else ""
        yield f"  {number}  {offer.label} ({offer.score:.2f}): {offer.reason}{guard}"
    if not offers:
        yield "  like no known term"
    yield f"  {progress.share:.1%} decided, {progress.items:,} tags wait{left}"


def _places(desk: Desk, item: Item) -> Iterator[str]:
    for place in desk.places(item, 3):
        yield f"  {place.path}:{place.line}  {place.title}".rstrip()
        for number, text in place.lines:
            yield f"    {'>' if number == place.line else ' '} {text}"


def _moved(preview: Preview) -> str:
    said = [
        f"{number:,} uses {word}"
        for number, word in ((preview.newly_mapped, "newly counted"), (preview.moved, "moved"), (preview.lost, "lost"))
        if number
    ]
    together = f", in {preview.collapsed:,} reports several tags become one" if preview.collapsed else ""
    return (" and ".join(said) or "no figure changes") + together


def _more(forms: int) -> str:
    return f"; {forms - 1:,} more tags are decided by it" if forms > 1 else ""
