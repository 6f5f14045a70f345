"""The parts of a report, each with the line it is on (1-based, as editors and grep count)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tag:
    """One `[[facet:value]]`. `raw` is the value exactly as typed; `facet` is lower case with underscores."""

    position: int
    facet: str
    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form and what was answered; `answer` is None if the field was left empty.

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
    what to do. `line` is 0 if the whole file is meant.
    """

    line: int
    code: str
    message: str
    remedy: str


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
    places: tuple[Place, ...]
    problems: tuple[Problem, ...]
