"""What the terminal says of an item: the lines, without asking or deciding anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tagfold.review.desk import Desk
from tagfold.review.keys import KEYS, QUIT
from tagfold.review.page.words import lasting
from tagfold.review.places import Place
from tagfold.review.preview import Preview
from tagfold.review.queue import Item, Offer, SplitOffer
from tagfold.taxonomy.history import Entry

TOLD = 0.05
"""The score from which the reason for a term is worth its line."""

BARS = 5
"""Terms whose figures are shown before and after."""


def key_lines() -> Iterator[str]:
    """The table of keys, and the one that ends the terminal's queue."""
    for key, words in (*KEYS, (QUIT, "stop")):
        yield f"  {key:6} {words}"


def item_lines(
    desk: Desk, item: Item, offers: Sequence[Offer], split: SplitOffer | None, alone: int = 0
) -> Iterator[str]:
    """The tag, its uses and spellings, the terms it may mean with score and reason, and how far the work is; where the
    machine decided it, how many others it decided `alone`.
    """
    progress = desk.progress(item.facet)
    left = "" if progress.seconds_left is None else f", {lasting(progress.seconds_left)} at this pace"
    yield ""
    yield f"{item.facet}: {item.raw}"
    others = [f"'{raw}' {uses:,}" for raw, uses in item.spellings[1:4]]
    spelled = f"; also {', '.join(others)}" if others else ""
    yield f"  {item.uses:,} uses in {item.reports:,} reports{spelled}"
    if item.unsure:
        yield f"  {item.unsure}"
    if split:
        yield f"  seems to be {len(split.parts)} tags, {split.why}:"
        for part in split.parts:
            known = f"is {part.label} ({part.score:.2f})" if part.term_id else "has no term yet"
            yield f"    '{part.text}' {known}"
    for number, offer in enumerate(offers, 1):
        why = f": {offer.reason}" + (f"; look twice: {offer.guard}" if offer.guard else "")
        yield f"  {number}  {offer.label} ({offer.score:.2f}){why if offer.score >= TOLD else ''}"
    if alone:
        term = desk.vocabulary(item.facet).by_id.get(item.term_id or "")
        yield f"  the machine: {term.label if term else item.term_id} ({item.score or 0.0:.2f}): {item.reason}"
    if not offers:
        yield "  like no known term"
    if alone:
        yield f"  {alone:,} tags are decided by the machine alone, the least sure first"
    else:
        yield f"  {progress.share:.1%} decided, {progress.items:,} tags wait{left}"


def place_lines(places: Iterable[Place]) -> Iterator[str]:
    """Where the tag stands, with the lines around it."""
    for place in places:
        yield f"  {place.path}:{place.line}  {place.title}".rstrip()
        for number, text in place.lines:
            yield f"    {'>' if number == place.line else ' '} {text}"


def moved(preview: Preview) -> str:
    """What a decision would move, as part of a sentence."""
    said = [
        f"{number:,} uses {word}"
        for number, word in ((preview.newly_mapped, "newly counted"), (preview.moved, "moved"), (preview.lost, "lost"))
        if number
    ]
    reports = f" in {preview.reports:,} reports" if preview.reports else ""
    one = preview.collapsed
    together = f", {one.uses:,} collapsed in {one.reports:,} of them (tags that become one)" if one.uses else ""
    return (" and ".join(said) or "no figure changes") + reports + together


def bar_lines(preview: Preview) -> Iterator[str]:
    """The chart's bars that change, before and after."""
    for bar in [bar for bar in preview.chart if bar.changed][:BARS]:
        yield f"     {bar.label}: {bar.uses_before:,} -> {bar.uses_after:,} uses"


def undone(last: Entry, others: int) -> str:
    """What was taken back: a decision, and `others` that were made in one step with it."""
    said = f"undone: {last.action} of '{last.subject}' by {last.by}"
    return f"{said}, and {others:,} more made in one step with it" if others else said
