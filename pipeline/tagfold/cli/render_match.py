"""What `match` and `cluster` found out: outcomes, terms that look like one, and what known pairs say of the score from
which to act, in words and as plain data.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from tagfold.cli.render import table
from tagfold.finding import counted
from tagfold.matching.known_numbers import KnownNumbers
from tagfold.matching.twins import Twins
from tagfold.tables.match_and_cluster import MatchResult
from tagfold.training.known_pairs import KnownFigures
from tagfold.training.thresholds import CONFIDENCE, enough_for

HEADINGS = ("score", "precision", "decided", "pairs")


MOST_TWINS = 3
"""Pairs of terms that are named on the screen."""


def match_lines(result: MatchResult) -> Iterator[str]:
    """How many tags, by outcome, and which terms of the list look like one."""
    said = ", ".join(f"{number:,} {outcome}" for outcome, number in result.counts.items() if number)
    yield f"{counted(sum(result.counts.values()), 'tag')}: {said or 'none'}"
    if found := result.twins:
        named = ", ".join(f"'{pair.one}' and '{pair.other}' ({pair.score:.2f})" for pair in found[:MOST_TWINS])
        more = f", and {counted(len(found) - MOST_TWINS, 'more pair')} (--json)" if len(found) > MOST_TWINS else ""
        yield f"labels of the list that look like one term: {named}{more}"


def twins_data(found: Sequence[Twins]) -> list[dict[str, Any]]:
    """Which terms of the list look like one, as data."""
    return [{"one": pair.one, "other": pair.other, "score": round(pair.score, 4)} for pair in found]


def known_lines(figures: KnownFigures) -> Iterator[str]:
    """In one sentence the score and why, then the curve; nothing of it if no pair would be taken at any score."""
    yield known_verdict(figures)
    rows = [
        (
            f"{point.score:g}",
            f"{point.precision:.1%}",
            f"{point.share:.1%}",
            f"{point.correct} of {point.decisions}",
        )
        for point in figures.curve
        if point.decisions
    ]
    if rows:
        yield from table(rows, HEADINGS, right=(0, 1, 2, 3))


def numbers_line(numbers: KnownNumbers) -> str:
    """Why numbers are ignored."""
    counts = f"{numbers.one:,} of {numbers.pairs:,} known pairs that differ in one alone mean one term"
    return f"numbers are ignored: {counts} (--keep-numbers otherwise)"


def known_verdict(figures: KnownFigures) -> str:
    """The score from which to act, and why."""
    check, what = figures.check, "matches" if figures.of == "match" else "links"
    counts = f"{check.correct:,} of {check.decisions:,} known pairs right when held out"
    asked = f"{check.precision:.0%}"
    if math.isinf(check.auto):
        return f"no {figures.of} is taken: no score keeps {asked} of the known pairs right when held out"
    taken = f"{what} are taken from a score of {check.auto:g} on"
    if figures.meeting:
        pair = f"'{figures.meeting.one}' and '{figures.meeting.other}'"
        return f"{taken}, above that of two terms of the list that look like one, {pair}: {counts}"
    if check.auto < figures.before:
        return f"{taken}, not {figures.before:g}: {counts}, which proves {asked} with {CONFIDENCE:.0%} confidence"
    if check.auto > figures.before:
        return f"{taken}, not {figures.before:g}, where fewer than {asked} would be right: {counts}"
    if check.said == "proven":
        return f"{taken}, as before: {counts}, which proves {asked} with {CONFIDENCE:.0%} confidence"
    needed = enough_for(check.precision)
    few = f", and {needed:,} without an error are needed to prove {asked}" if check.decisions < needed else ""
    return f"{taken}, as before: {counts}{few or f', which does not prove {asked} at a lower one'}"


def known_data(figures: KnownFigures) -> dict[str, Any]:
    """The same as data; a score of null takes nothing."""
    check, meeting = figures.check, figures.meeting
    return {
        "of": figures.of,
        "score": None if math.isinf(check.auto) else check.auto,
        "before": figures.before,
        "asked": check.precision,
        "pairs": check.asked,
        "decided": check.decisions,
        "right": check.correct,
        "precision_at_least": round(check.least, 4),
        "verdict": known_verdict(figures),
        "meeting": twins_data([meeting])[0] if meeting else None,
        "curve": [
            {
                "score": point.score,
                "precision": round(point.precision, 4),
                "share": round(point.share, 4),
                "pairs": point.decisions,
            }
            for point in figures.curve
        ],
    }
