"""The parts of a report, each with the line it is on (1-based, as editors and grep count)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LONGEST_QUOTE = 60
"""Characters of a file's own words that a message quotes."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One `[[facet:value]]`. `raw` is the value exactly as typed; `facet` is lower case with underscores."""

    position: int
    facet: str
    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form and what was answered; `answer` (Markdown, entities decoded) is None if the
    field was left empty.

    `section` is the heading above. `group_no` numbers the repeats of a block of questions (partner 1,
    partner 2, …) and is None outside such blocks.
    """

    position: int
    section: str | None
    group_no: int | None
    question: str
    answer: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of text below its heading: neither tag nor question nor answer. Markdown, entities decoded."""

    position: int
    heading: str | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """A `[[country:…]]` with the `[[latlng:…]]` that goes with it, in degrees; either may be missing."""

    position: int
    country: str | None
    latitude: float | None
    longitude: float | None
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that a person should look at. `code` is stable; `message` says what is wrong, `remedy`
    what to do. `line` is 0 if the whole file is meant. What the message says of the file's own words is in `quote`,
    which takes the place of `{}` in `says`.
    """

    line: int
    code: str
    says: str
    remedy: str
    quote: str = ""

    @property
    def message(self) -> str:
        return self.quoting(self.quote)

    def quoting(self, quote: str) -> str:
        """The message with other words for the file's own: the first ones, on one line."""
        words = " ".join(quote.split())
        return self.says.replace("{}", words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…")


@dataclass(frozen=True, slots=True)
class Report:
    """All that one report says, as typed; nothing is repaired here."""

    title: str | None
    type: str | None
    year: int | None
    published_on: date | None
    source: str | None
    consent: str | None
    audio: str | None
    summary: str | None
    tags: tuple[Tag, ...]
    answers: tuple[Answer, ...]
    passages: tuple[Passage, ...]
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]
