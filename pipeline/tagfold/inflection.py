"""English singular and plural, by rule: the one place that knows, for matching and for the check of labels."""

from __future__ import annotations

NO_PLURALS = frozenset(["aids", "arms", "customs", "glasses", "goods", "means", "news", "series", "species", "works"])
"""Words whose s makes another word."""

PLURALS_IN_ICS = frozenset(["clinics", "critics", "fabrics", "graphics", "metrics", "mosaics", "picnics", "topics"])
"""All others in -ics are not plurals (economics, politics, statistics)."""


MIN_LETTERS = 4
"""A word with fewer letters is taken as it is."""


def plural(word: str) -> str:
    """`word` with the English plural ending of a regular noun; a plural stays as it is.

    >>> [plural(word) for word in ("survey", "policy", "process", "church", "surveys")]
    ['surveys', 'policies', 'processes', 'churches', 'surveys']
    """
    if singular(word) != word:
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def singular(word: str) -> str:
    """`word` without an English plural ending; words that are not plurals may lose an s as well.

    >>> [singular(word) for word in ("surveys", "policies", "processes", "analysis", "gas")]
    ['survey', 'policy', 'process', 'analysis', 'gas']
    """
    if len(word) < MIN_LETTERS or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in NO_PLURALS:
        return word
    if word.endswith("ics") and word not in PLURALS_IN_ICS:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]
