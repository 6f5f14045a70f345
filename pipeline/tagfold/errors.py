"""One family of errors. Each is a single sentence that names the place and the remedy.

Only the command line prints them: the message to stderr, `exit_code` to the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Self


class TagfoldError(Exception):
    """Something the user can fix.

    `problem` says what is wrong, `remedy` what to do, `path` and `line` where; `str()` joins them as
    ``path:line: problem; remedy``.
    """

    exit_code = 1

    def __init__(self, problem: str, *, remedy: str, path: str | None = None, line: int | None = None) -> None:
        self.problem, self.remedy, self.path, self.line = problem, remedy, path, line
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Callable[[], Self], tuple[()]]:
        """Pickled with its remedy, so that it can come from a process that reads a file."""
        again = partial(type(self), self.problem, remedy=self.remedy, path=self.path, line=self.line)
        return again, ()

    def __str__(self) -> str:
        place = self.path or ""
        if self.path and self.line:
            place = f"{self.path}:{self.line}"
        return f"{place}: {self.problem}; {self.remedy}" if place else f"{self.problem}; {self.remedy}"

    def at(self, path: str, line: int | None = None) -> Self:
        """The same error with its place: the file, and the line unless the error knows it already."""
        self.path, self.line = path, self.line or line or None
        self.args = (str(self),)
        return self


@contextmanager
def located(path: str, line: int | None = None) -> Iterator[None]:
    """Give the errors that are raised inside their place: code that is handed text or cells does not know it."""
    try:
        yield
    except TagfoldError as error:
        raise error.at(path, line) from None


class SourceError(TagfoldError):
    """The reports cannot be reached: no folder, nothing in it, no permission."""


class ProjectError(TagfoldError):
    """The project file, tagfold.toml, says something that is not understood."""


class TableError(TagfoldError):
    """A table of other people cannot be read as what it should be, or not be written."""


class TaxonomyError(TagfoldError):
    """A taxonomy file breaks one of its rules."""


class WarehouseError(TagfoldError):
    """The database cannot be read, built or published."""


class WrongUsage(TagfoldError):
    """The command was called with something it cannot take."""

    exit_code = 2
