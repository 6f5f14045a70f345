"""Sentences that the web page and the terminal show: the keys, what a decision did, a tag and its effect in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tagfold.finding import counted
from tagfold.review.impact import UseChange
from tagfold.review.occurrences import Occurrence
from tagfold.review.preview import Preview
from tagfold.review.queue import TagForm
from tagfold.review.session import ReviewSession
from tagfold.review.suggestions import Offer, SplitOffer
from tagfold.taxonomy.history import Entry

NUMBERED = 9
"""Terms that have a key of their own."""

QUIT = "q"
"""Ends the terminal's queue; the page is closed like any other."""

KEYS = (
    ("a", "accept the suggested term"),
    ("r", "reject it: never suggested again for this tag"),
    ("1 – 9", "choose a term; its effect is shown"),
    ("t", "another term: type a part of its name"),
    ("n", "new term"),
    ("s", "split the tag into several terms"),
    ("x", "not a tag"),
    ("u", "skip for now: the tag moves to the end of the queue"),
    ("m", "tick all similar tags, to decide them together"),
    ("w", "write a note"),
    ("z", "undo the last decision or bulk accept; press again for the one before"),
    ("c", "bulk accept: tags with harmless differences"),
    ("f", "find any tag, decided or not"),
    ("o", "ask another curator to confirm a decision"),
    ("y", "confirm another curator's decision"),
    ("d", "dispute it, with a comment"),
    ("j", "next tag, without a decision"),
    ("k", "previous tag"),
    ("?", "show these keys"),
)
"""What is pressed, and what it does."""


def letters() -> set[str]:
    """Every single key of the table.

    >>> sorted(letters())[:4]
    ['1', '2', '3', '4']
    """
    numbers = {str(number) for number in range(1, NUMBERED + 1)}
    return numbers | {key for key, _ in KEYS if len(key) == 1}


def likely(score: float | None) -> str:
    """How sure a proposal is.

    >>> [likely(score) for score in (0.97, 0.8, 0.5, 0.1, None)]
    ['almost certain', 'likely', 'possible', 'doubtful', 'no score']
    """
    if score is None:
        return "no score"
    steps = ((0.9, "almost certain"), (0.7, "likely"), (0.4, "possible"))
    return next((words for least, words in steps if score >= least), "doubtful")


def duration(seconds: float | None) -> str:
    """A time as people say it.

    >>> [duration(seconds) for seconds in (None, 20, 130, 5400, 20000)]
    ['not known yet', 'less than a minute', '2 minutes', '1 h 30 min', '5 h 30 min']
    """
    if seconds is None:
        return "not known yet"
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    rest = minutes % 60 // 10 * 10
    return f"{minutes // 60} h {rest} min" if rest else f"{minutes // 60} h"


MIN_SCORE_FOR_REASON = 0.05
"""The score from which the reason for a term is worth its line."""

MAX_BARS = 5
"""Terms whose figures are shown before and after."""


def key_lines() -> Iterator[str]:
    """The table of keys, and the one that ends the terminal's queue."""
    for key, words in (*KEYS, (QUIT, "stop")):
        yield f"  {key:6} {words}"


def item_lines(
    session: ReviewSession,
    item: TagForm,
    offers: Sequence[Offer],
    others: Sequence[Offer],
    split: SplitOffer | None,
    alone: int = 0,
) -> Iterator[str]:
    """The tag, its uses and spellings, the suggested one of its `offers` and by number the `others`, each with score
    and reason, and how far the work is; if it is auto-decided, how many tags are (`alone`).
    """
    progress = session.progress(item.facet)
    left = "" if progress.seconds_left is None else f", about {duration(progress.seconds_left)} left"
    yield ""
    yield f"{item.facet}: {item.raw}"
    written = [f"'{raw}' {uses:,}" for raw, uses in item.spellings[1:4]]
    spelled = f"; also {', '.join(written)}" if written else ""
    yield f"  {counted(item.uses, 'use')} in {counted(item.reports, 'report')}{spelled}"
    if item.unsure:
        yield f"  {item.unsure}"
    for opinion in session.opinions().of(item.facet, item.key):
        yield f"  {opinion.words}"
    if split:
        yield f"  looks like {len(split.parts)} tags, {split.why}:"
        for part in split.parts:
            known = f"is {part.label} ({part.score:.2f})" if part.term_id else "has no term yet"
            yield f"    '{part.text}' {known}"
    for offer in offers:
        if offer not in others:
            yield f"  {'auto-decided' if alone else 'suggested'}: {_offer_words(offer)}"
    for number, offer in enumerate(others, 1):
        yield f"  {number}  {_offer_words(offer)}"
    if not offers:
        yield "  nothing similar found"
    if alone:
        yield f"  {counted(alone, 'tag')} auto-decided, the least sure first"
    else:
        yield f"  {progress.share:.1%} decided, {counted(progress.items, 'tag')} to review{left}"


def _offer_words(offer: Offer) -> str:
    why = f": {offer.reason}" + (f"; check: {offer.guard}" if offer.guard else "")
    return f"{offer.label} ({offer.score:.2f}){why if offer.score >= MIN_SCORE_FOR_REASON else ''}"


def occurrence_lines(occurrences: Iterable[Occurrence]) -> Iterator[str]:
    """Where the tag is used, with the lines around it."""
    for place in occurrences:
        yield f"  {place.path}:{place.line}  {place.title}".rstrip()
        for number, text in place.lines:
            yield f"    {'>' if number == place.line else ' '} {text}"


def moved(preview: Preview) -> str:
    """What a decision would move, as part of a sentence."""
    impact = preview.impact
    said = [
        f"{counted(number, 'use')} {word}"
        for number, word in (
            (impact.totals[UseChange.NEWLY_MAPPED].uses, "added"),
            (impact.totals[UseChange.MOVED].uses, "moved"),
            (impact.totals[UseChange.LOST].uses, "lost"),
        )
        if number
    ]
    reports = f" in {counted(impact.reports, 'report')}" if impact.reports else ""
    one = impact.collapsed
    together = f", {counted(one.uses, 'duplicate')} merged in {one.reports:,} of them" if one.uses else ""
    return (" and ".join(said) or "no effect on the counts") + reports + together


def bar_lines(preview: Preview) -> Iterator[str]:
    """The chart's bars that change, before and after."""
    for bar in [bar for bar in preview.chart if bar.changed][:MAX_BARS]:
        yield f"     {bar.label}: {bar.uses_before:,} -> {bar.uses_after:,} uses"


def undone(last: Entry, others: int) -> str:
    """What was undone: a decision, and `others` that were made in one step with it."""
    said = f"undone: {last.action} of '{last.subject}' by {last.by}"
    return f"{said}, and {others:,} more made in the same step" if others else said
