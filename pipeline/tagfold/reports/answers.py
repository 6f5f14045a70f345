"""Read the form in a report: `## Section`, `> Question`, answer text, `<div class="group">` for repeats.

The forms wrap each question of a repeated block (a partner's name, sector, role …) in a group of its own,
so a block starts again where a question of it comes back. A question without words (`> `) asks the one
above it once more. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from tagfold.reports.entities import decode_entities
from tagfold.reports.report import Answer

_MARK = re.compile(
    r"^[^\S\n]*(?:(?P<question>>.*(?:\n[^\S\n]*>.*)*)|##(?!#)(?P<section>.*)"
    r"|(?P<open><div(?:\s[^<>\n]*)?>)[^\S\n]*|(?P<close></div>)[^\S\n]*)$",
    re.MULTILINE,
)
"""A line that gives the form its shape; all between two of them is answer text."""

_GROUP = re.compile(r"class=\"(?:[^\"]*\s)?group[\s\"]")
_EMBEDDED = re.compile(r"(data:[\w./+-]{1,80};base64,)[A-Za-z0-9+/=\s]{64,}")


@dataclass
class _Form:
    """Where reading has got to: the section, the open `<div>`s, the question whose answer is being read."""

    section: str | None = None
    divs: list[bool] = field(default_factory=list)  # for each open one, whether it is a group
    groups_open: int = 0
    parent: str | None = None
    block: set[str] = field(default_factory=set)
    group_no: int = 0
    question: str | None = None
    is_repeat: bool = False
    question_line: int = 0
    question_group: int | None = None
    text: list[str] = field(default_factory=list)

    def open_div(self, *, is_group: bool) -> None:
        self.divs.append(is_group)
        self.groups_open += is_group

    def close_div(self) -> None:
        if self.divs:
            self.groups_open -= self.divs.pop()


@dataclass(frozen=True, slots=True)
class Loose:
    """Text of a form that answers no question, below a heading or none; `line` is where it starts."""

    heading: str | None
    text: str
    line: int


def read_form(text: str) -> Iterator[Answer | Loose]:
    """Yield the answers of a form in order, and between them the text that belongs to no question."""
    if ">" not in text:
        yield Loose(None, text, 1)
        return
    form = _Form()
    position, line, end = 0, 1, 0
    for mark in _MARK.finditer(text):
        between = text[end : mark.start()]
        if form.question is not None:
            form.text.append(between)
        elif between.strip():
            yield Loose(form.section, between, line)
        line += text.count("\n", end, mark.start())
        match mark.lastgroup:
            case "question":
                position = yield from _finish(form, position)
                _ask(form, _question_words(mark["question"]), line)
            case "section":
                position = yield from _finish(form, position)
                form.section = clean_question(mark["section"]) or None
                form.parent, form.group_no = None, 0
                form.block.clear()
            case "open":
                form.open_div(is_group=bool(_GROUP.search(mark["open"])))
            case _:
                form.close_div()
        line += text.count("\n", mark.start(), mark.end())
        end = mark.end()
    if form.question is None:
        yield Loose(form.section, text[end:], line)
    form.text.append(text[end:])
    yield from _finish(form, position)


def without_embedded(text: str) -> str:
    """The text without the bytes of the images in it."""
    return _EMBEDDED.sub(r"\1…", text) if ";base64," in text else text


def clean_question(words: str) -> str:
    r"""A question as people read it: entities decoded, white space (NBSP too) made single.

    >>> clean_question("methods &amp;\u00a0tools?")
    'methods & tools?'
    """
    return " ".join(decode_entities(words).split())


def _question_words(lines: str) -> str:
    """The words of a question from its lines, each of which begins with `>`."""
    return clean_question(" ".join(line.lstrip()[1:] for line in lines.split("\n")))


def _ask(form: _Form, words: str, line: int) -> None:
    """Make `words` the current question, and work out the group it belongs to.

    An empty question asks once more what was asked last; one that never was asked is the empty string.
    """
    form.question_line = line
    form.is_repeat = not words
    if not form.groups_open:
        form.question, form.question_group = words or form.parent or "", None
        form.parent, form.group_no = form.question, 0
        return
    if form.group_no == 0 or words in form.block:
        form.group_no += 1
        form.block.clear()
    form.block.add(words)
    form.question = words or form.parent or ""
    form.question_group = form.group_no


def _finish(form: _Form, position: int) -> Generator[Answer, None, int]:
    """Yield the answer read so far, if a question is open; return the new position.

    A question that was asked and left empty is a row; an empty repeat of it is not, unless in a group.
    """
    text = decode_entities("".join(form.text)).strip()
    if form.question is not None and (text or not form.is_repeat or (form.question and form.question_group)):
        answer = without_embedded(text) if text.strip("-") else None  # a list of choices without a choice is "-"
        position += 1
        yield Answer(position, form.section, form.question_group, form.question, answer, form.question_line)
    form.question = None
    form.text = []
    return position
