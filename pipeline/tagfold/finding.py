"""What a check found: one class for the rules of a taxonomy and the advice to authors of reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # a figure or an id can go wrong, or a file cannot be read
    WARNING = "warning"  # a person should look; nothing is counted wrongly today
    INFO = "info"  # worth knowing


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Put `text` in place of the characters from `start` to `end`, `was`."""

    start: int
    end: int
    was: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something a person should know about a file. They sort by place.

    `path` is relative to the folder that is checked, with slashes; `line` and `column` count from 1, `column` is 0 if
    the whole line is meant. `code` is stable: scripts and people refer to it. What is `fixable` is settled by `--fix`
    without anybody deciding anything; `edit` is how, if the rest of the file does not change.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    problem: str
    remedy: str
    fixable: bool = False
    edit: TextEdit | None = None

    @property
    def place(self) -> str:
        """`path:line`, and `:column` if there is one."""
        return f"{self.path}:{self.line}:{self.column}" if self.column else f"{self.path}:{self.line}"

    @property
    def sentence(self) -> str:
        """`problem; remedy`."""
        return f"{self.problem}; {self.remedy}"

    def __str__(self) -> str:
        return f"{self.place}: {self.severity}: {self.sentence} [{self.code}]"


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "use"), counted(1200, "tag")
    ('1 use', '1,200 tags')
    """
    return f"{number:,} {noun}{'' if number in (1, -1) else 's'}"


def quoted(text: str, longest: int = 60) -> str:
    """A cell's words in quotes, on one line, cut where they are long.

    >>> quoted("in-depth interviews")
    "'in-depth interviews'"
    """
    line = "".join(character if character.isprintable() else " " for character in text)
    return f"'{line[: longest - 1]}…'" if len(line) > longest else f"'{line}'"
