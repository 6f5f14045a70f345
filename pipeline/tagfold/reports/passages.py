"""Running text, paragraph by paragraph: what is left of a report without its title, tags, questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tagfold.reports.answers import Loose, clean_question, without_embedded
from tagfold.reports.entities import decode_entities
from tagfold.reports.report import Passage

_ONLY_TAGS = re.compile(r"(?:\s*\[\[[^\[\]\n]*\]\])+\s*")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})(?:[ \t\u00a0]+(.*)|$)")
_MARKS = re.compile(r"\[\[[^\[\]\n]*\]\]")


def read_passages(loose: Loose, position: int) -> Iterator[Passage]:
    """The paragraphs of a text, numbered after `position`; a heading with nothing below it is one of them."""
    heading, lines, start, alone = loose.heading, list[str](), 0, False
    for number, line in enumerate([*_decoded_lines(loose.text), ""], loose.line):
        said = line.strip()
        mark = _HEADING.fullmatch(line) if said.startswith("#") else None
        is_text = bool(said) and not mark and not (said.startswith("[[") and _ONLY_TAGS.fullmatch(line))
        if lines and not is_text:
            position += 1
            yield Passage(position, heading, without_embedded("\n".join(lines).strip()), start)
            lines, alone = [], False
        if mark:
            if alone and heading:
                position += 1
                yield Passage(position, heading, heading, start)
            heading, start = clean_question(_MARKS.sub("", mark[2] or "")) or None, number
            alone = mark[1] != "#"  # of the first level it is the title
            heading = heading if alone else None
        elif is_text:
            start = start if lines else number
            lines.append(line)
    if alone and heading:
        yield Passage(position + 1, heading, heading, start)


def _decoded_lines(text: str) -> list[str]:
    lines = text.split("\n")
    return [decode_entities(line) for line in lines] if "&" in text else lines
