"""Bytes to text: UTF-8, with or without a mark, UTF-16 with one; anything else is reported, not guessed."""

from __future__ import annotations

import codecs
import re

from tagfold.characters import CONTROLS
from tagfold.reports.report import Problem

_CONTROL = re.compile(f"[{CONTROLS}]")
_CONTROL_BYTES = bytes(code for code in range(128) if _CONTROL.match(chr(code)))


def decode_report(content: bytes) -> tuple[str | None, list[Problem]]:
    """The text of a report file, or None if it is not text, and what a person should know.

    Bytes that are not UTF-8 become U+FFFD, so that the tags around them still count; control characters are left out.
    """
    text, problems = _decoded(content)
    if len(content.translate(None, _CONTROL_BYTES)) == len(content):
        return text, problems  # in every encoding that is read, these characters are among the bytes
    if text is not None and (first := _CONTROL.search(text)):
        line = text.count("\n", 0, first.start()) + 1
        text, number = _CONTROL.subn("", text)
        message = f"control characters were left out ({number:,}, the first is U+{ord(first[0]):04X})"
        problems.append(Problem(line, "control-characters", message, "delete them"))
    return text, problems


def _decoded(content: bytes) -> tuple[str | None, list[Problem]]:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            text = content.decode(encoding, "replace")
            return text, [Problem(1, "utf-16", "the file is UTF-16", "save it as UTF-8")]
    if b"\0" in content:
        return None, [Problem(1, "binary", "the file is not text, so it was left out", "remove it from the folder")]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode(), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"the byte {content[error.start]:#04x} is not UTF-8"
        return content.decode("utf-8", "replace"), [Problem(line, "not-utf-8", message, "save the file as UTF-8")]
