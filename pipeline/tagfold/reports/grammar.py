"""The grammar of a report: one pure function from text to `Report`, linear in the length of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tagfold.reports.answers import Loose, read_form
from tagfold.reports.dates import parse_date
from tagfold.reports.entities import decode_entities
from tagfold.reports.notes import read_note
from tagfold.reports.passages import read_passages
from tagfold.reports.places import read_places
from tagfold.reports.report import Answer, Passage, Problem, Report, Tag
from tagfold.reports.tags import scan_tags
from tagfold.shapes import Notes

PROSE_TYPES = frozenset({"blog", "publication", "publications", "story"})
"""Report types that are running text, where a line that starts with `>` is a quotation, not a question."""

MOST_PROBLEMS_OF_A_KIND = 100
"""Beyond this many problems of one code in one file, the rest share one row that counts them."""

READ_HERE = frozenset({"ai_summary", "audio", "consent", "country", "date", "latlng", "source", "type", "year"})
"""Facets whose values become parts of a report; any other structural facet is a column of its own."""

MENU_LINES = frozenset({"Skip to main content"})
"""What a copied web page has above its title."""

SHORTEST_CUT_TITLE, LONGEST_TITLE = 20, 300
"""Characters of a cut title that must be the start of an answer, and of a title that an answer gives."""

MOST_DATES = 5
"""Dates of one report that are tried; to try one in every language takes long."""

MOST_TAGS = 20_000
"""Tags of one report that are read. Nobody types so many; a list pasted into one file would hold up all others."""

LONGEST_TEXT = 200_000
"""Characters of a title, a question or an answer that are kept: a book has no more, and the database must hold it."""

_TITLE = re.compile(r"^#[ \t\u00a0]+(\S[^\r\n]*)", re.MULTILINE)


def parse_report(text: str, notes: Notes | None = None) -> Report:
    r"""Read one report. Nothing is dropped in silence: what is not understood is in `problems`.

    `notes` says that it is a note of a vault, and how that is written.

    >>> parse_report("# Bees\n[[type:blog]]\n[[methods:Foresight]]").tags[1].raw
    'Foresight'
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")  # lines as old Macs ended them
    note = read_note(text, notes) if notes else None
    found = [*note.tags, *note.problems] if note else list(scan_tags(text))
    text = note.text if note else text
    problems = [item for item in found if isinstance(item, Problem)]
    tags = _first_tags([item for item in found if isinstance(item, Tag)], problems)
    problems += _problems_of_tags(tags)
    title = _read_title(text) or (note.title if note else None)
    if title in MENU_LINES:
        says = "the title '{}' is the menu of a web page, so the report has none"
        problems.append(Problem(1, "menu-title", says, "write the page's own title", title))
        title = None
    elif title is None and not note:
        problems.append(Problem(1, "no-title", "there is no line '# Title'", "add one at the top"))
    kind = _report_type(tags)
    if kind is None and not note:
        problems.append(Problem(1, "no-type", "there is no report type", "add a line such as [[type:solution]]"))
    answers, passages = _read_text(text, problems, prose=bool(note) or kind in PROSE_TYPES)
    answers += note.answers if note else []
    return assembled(title, tags, answers, passages, problems)


def assembled(
    title: str | None,
    tags: Sequence[Tag],
    answers: Sequence[Answer],
    passages: Sequence[Passage],
    problems: list[Problem],
) -> Report:
    """The report that has these parts: places, dates and the like are read from its tags."""
    tags = _first_tags(tags, problems)
    places, place_problems = read_places(tags)
    problems += place_problems
    first = _first_values(tags)
    year = _read_year(tags, problems)
    published_on = _read_date(tags, problems)
    return Report(
        title=_beginning(_whole_title(title, answers), 1, problems),
        type=_report_type(tags),
        year=year,
        published_on=published_on,
        source=first.get("source"),
        consent=first.get("consent"),
        audio=_unescaped(first.get("audio")),
        summary=first.get("ai_summary"),
        tags=tuple(tags),
        answers=tuple(answers),
        passages=tuple(passages),
        places=tuple(places),
        problems=tuple(_fold(problems)),
    )


def _first_tags(tags: Sequence[Tag], problems: list[Problem]) -> Sequence[Tag]:
    """The tags, no more of them than are read."""
    if len(tags) > MOST_TAGS:
        says = f"the report has {len(tags):,} tags, of which the first {MOST_TAGS:,} are read"
        problems.append(Problem(tags[MOST_TAGS].line, "too-many-tags", says, "make several reports of it"))
    return tags[:MOST_TAGS]


def _report_type(tags: Iterable[Tag]) -> str | None:
    return next((tag.raw for tag in tags if tag.facet == "type"), "").strip().lower() or None


def _cut(answer: Answer, problems: list[Problem]) -> Answer:
    """The answer with no more of each text than is kept."""
    if max(map(len, (answer.section or "", answer.question, answer.answer or ""))) <= LONGEST_TEXT:
        return answer
    return replace(
        answer,
        section=_beginning(answer.section, answer.line, problems),
        question=_beginning(answer.question, answer.line, problems) or "",
        answer=_beginning(answer.answer, answer.line, problems),
    )


def _beginning(text: str | None, line: int, problems: list[Problem]) -> str | None:
    if text is None or len(text) <= LONGEST_TEXT:
        return text
    says = f"a text of {len(text):,} characters was cut"
    problems.append(Problem(line, "long-text", says, f"keep it under {LONGEST_TEXT:,}"))
    return text[:LONGEST_TEXT] + "…"


def _read_title(text: str) -> str | None:
    match = _TITLE.search(text)
    return " ".join(decode_entities(match[1]).split()) if match else None


def _whole_title(title: str | None, answers: Iterable[Answer]) -> str | None:
    """A title that a form's page cut short ("Circular economy for t…"), from the answer that has it whole."""
    if not title or not title.endswith(("…", "...")):
        return title
    start = title.rstrip(".… ")
    for item in answers:
        first = " ".join((item.answer or "").split("\n", 1)[0].split())
        if len(start) >= SHORTEST_CUT_TITLE and first.casefold().startswith(start.casefold()):
            return first[:LONGEST_TITLE]
    return title


def _read_text(text: str, problems: list[Problem], *, prose: bool) -> tuple[list[Answer], list[Passage]]:
    answers: list[Answer] = []
    passages: list[Passage] = []
    for item in [Loose(None, text, 1)] if prose else read_form(text):
        if isinstance(item, Answer):
            answers.append(_cut(item, problems))
        else:
            for passage in read_passages(item, len(passages)):
                cut = _beginning(passage.text, passage.line, problems) or ""
                passages.append(passage if cut == passage.text else replace(passage, text=cut))
    return answers, passages


def _first_values(tags: Iterable[Tag]) -> dict[str, str]:
    """The first value of each facet, stripped; later ones stay in `tags`."""
    first: dict[str, str] = {}
    for tag in tags:
        first.setdefault(tag.facet, tag.raw.strip())
    return first


def _unescaped(url: str | None) -> str | None:
    r"""A URL without the backslashes that a Markdown writer put in (`blob\.core`)."""
    return re.sub(r"\\([._\-&])", r"\1", url) if url else None


_YEAR = re.compile(r"\s*((?:19|20)\d\d)(?:-(?:0\d|1[0-2])-[0-3]\d(?:[ T][\d:.]+)?)?\s*")
"""A year, or a day and perhaps a time of it, as the timestamps of a survey are."""


def _read_year(tags: Iterable[Tag], problems: list[Problem]) -> int | None:
    years = [tag for tag in tags if tag.facet == "year"]
    for tag in years:
        if found := _YEAR.fullmatch(tag.raw):
            return int(found[1])
        problems.append(Problem(tag.line, "bad-year", "'{}' is not a year", "write four digits", tag.raw))
    return None


def _read_date(tags: Iterable[Tag], problems: list[Problem]) -> date | None:
    dates = [tag for tag in tags if tag.facet == "date"]
    for tag in dates[:MOST_DATES]:
        if day := parse_date(tag.raw.strip()):
            return day
        says = "the date '{}' cannot be read"
        problems.append(Problem(tag.line, "bad-date", says, "write it as 2024-05-31", tag.raw))
    return None


def _problems_of_tags(tags: Iterable[Tag]) -> Iterable[Problem]:
    """Tags that were read, but that an author should look at."""
    types = [tag for tag in tags if tag.facet == "type"]
    named = list(dict.fromkeys(tag.raw.strip().lower() for tag in types))
    if len(named) > 1:
        says = "the report has several types ({}), of which the first counts"
        yield Problem(types[1].line, "several-types", says, "keep one of them", ", ".join(named))
    for tag in tags:
        if "\n" in tag.raw:
            says, words = "the tag '{}' runs over several lines", f"[[{tag.facet}:{tag.raw.strip()}"
            yield Problem(tag.line, "tag-over-lines", says, "put it on one", words)


def _fold(problems: list[Problem]) -> Iterable[Problem]:
    """Problems in order of line; a kind that comes too often ends in one row that says how many more."""
    seen: Counter[str] = Counter()
    for problem in sorted(problems, key=lambda p: (p.line, p.code)):
        seen[problem.code] += 1
        if seen[problem.code] <= MOST_PROBLEMS_OF_A_KIND:
            yield problem
    for code, count in sorted(seen.items()):
        if count > MOST_PROBLEMS_OF_A_KIND:
            more = count - MOST_PROBLEMS_OF_A_KIND
            yield Problem(0, code, f"{more} more of this kind in this file", "fix the ones above first")
