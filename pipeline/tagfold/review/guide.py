"""What a new curator reads first: what to do, and when two tags are one term."""

from __future__ import annotations

from collections.abc import Iterator

STEPS = (
    "Each tag in the queue is a spelling that nobody decided about. Say which term it means.",
    "The suggested term, its score and the effect on the counts are shown; nothing is written before you accept.",
    "Every decision is saved at once and can be undone, today or later.",
)
"""What to do."""

RULES = (
    ("One spelling habit apart: one term", "recycle and recycling, a plural, a typo, another word order"),
    ("Abbreviation and expansion: one term", "SME and small and medium enterprises; but MSME adds micro"),
    ("Translation: one term", "economía circular and circular economy"),
    ("True synonyms: one term", "solar power and solar energy"),
    ("Broader, opposite or merely related: keep apart", "waste and plastic waste; unemployment and job creation"),
    ("Several concepts: split; when torn, keep apart", "transparency and accountability are two terms"),
)
"""When two tags are one term, each with an example."""


def guide_lines() -> Iterator[str]:
    """The guide for a terminal."""
    yield from STEPS
    yield "Two tags are one term if a reader of a chart would lose nothing:"
    for number, (rule, example) in enumerate(RULES, 1):
        yield f"  {number}. {rule}: {example}."
