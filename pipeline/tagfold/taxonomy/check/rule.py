"""A rule of the taxonomy's files."""

from __future__ import annotations

from dataclasses import dataclass

from tagfold.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked. `code` is stable: scripts and people refer to it.

    `meaning` is a sentence for people. `--fix` settles a `fixable` rule without anybody deciding anything.
    """

    code: str
    severity: Severity
    meaning: str
    fixable: bool = False

    def broken(self, path: str, line: int, problem: str, remedy: str) -> Finding:
        """The finding that `path` breaks this rule at `line`."""
        return Finding(path, line, 0, self.code, self.severity, problem, remedy, self.fixable)
