"""A rule, and the finding of a place that breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # a figure or an id can go wrong, or a file cannot be read
    WARNING = "warning"  # a person should look; nothing is counted wrongly today
    INFO = "info"  # worth knowing


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked. `code` is stable: scripts and people refer to it.

    `meaning` is a sentence for people. `fixable` rules are mended by `--fix` without anybody deciding anything.
    """

    code: str
    severity: Severity
    meaning: str
    fixable: bool = False

    def broken(self, path: str, line: int, problem: str, remedy: str) -> Finding:
        """The finding that `path` breaks this rule at `line`."""
        return Finding(path, line, self.code, self.severity, problem, remedy, self.fixable)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule. `path` is relative to the taxonomy's folder, with slashes; `line` counts from 1."""

    path: str
    line: int
    code: str
    severity: Severity
    problem: str
    remedy: str
    fixable: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.severity}: {self.problem}; {self.remedy} [{self.code}]"


def quoted(text: str, longest: int = 60) -> str:
    """A cell's words in quotes, on one line, cut where they are long.

    >>> quoted("in-depth interviews")
    "'in-depth interviews'"
    """
    line = "".join(character if character.isprintable() else " " for character in text)
    return f"'{line[: longest - 1]}…'" if len(line) > longest else f"'{line}'"
