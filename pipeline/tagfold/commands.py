"""Commands that are printed for a person to run: written once, here, so that each runs as it is printed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

REPORTS = Path("data/raw")
DATABASE = Path("data/processed/tagfold.duckdb")
TAXONOMY = Path("taxonomy")

OPTIONS = {
    "ingest": ("db", "taxonomy", "semantic", "encoder"),
    "query": ("db",),
    "report": ("db",),
    "review": ("db", "taxonomy"),
    "draft": ("db", "taxonomy", "semantic", "encoder"),
    "plan": ("db", "taxonomy", "semantic", "encoder"),
    "apply": ("taxonomy",),
    "taxonomy check": (),
    "taxonomy learn": ("taxonomy", "semantic", "encoder"),
}
"""The commands that Tagfold prints, each with the options that it shares with others."""

_DEFAULTS = {"db": DATABASE, "taxonomy": TAXONOMY}

_in_force: ContextVar[dict[str, object]] = ContextVar("options in force", default={})  # noqa: B039 (never changed)


@contextmanager
def options_in_force(**options: object) -> Iterator[None]:
    """While this lasts, printed commands get these options, by name; None for one that was not given."""
    before = _in_force.set(options)
    try:
        yield
    finally:
        _in_force.reset(before)


def command(name: str, *arguments: object, **options: object) -> str:
    """A command as a person must type it here, to go where the command that runs now went.

    It gets the options in force, unless others are given, but for those that it does not take and those that only
    repeat a default.

    >>> command("query", "SELECT 1", db=Path("my reports.duckdb"))
    'tagfold query "SELECT 1" --db "my reports.duckdb"'
    """
    given = {**_in_force.get(), **options}
    words = [*_program(), *name.split(), *map(str, arguments)]
    for option in OPTIONS[name]:
        value = given.get(option)
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        elif value is not None and str(value) != str(_DEFAULTS.get(option)):
            words += [f"--{option}", str(value)]
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    """A word as a shell takes it: in double quotes, which read best, unless something in it means more there."""
    plain = shlex.quote(word)
    return f'"{word}"' if plain != word and not set(word) & set('"$`\\!\n') else plain


def _program() -> list[str]:
    """How Tagfold was called: by its name, by the path to it, or as a module of a Python."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py" and called.parent.name == "tagfold":
        return [_as_called(Path(sys.executable)), "-m", "tagfold"]
    return [_as_called(called) if called.name == "tagfold" else "tagfold"]


def _as_called(program: Path) -> str:
    """The name of a program where the shell finds it by that, else the path to it, from here if it lies below."""
    if shutil.which(program.name) == str(program.absolute()):
        return program.name
    return os.path.relpath(program) if program.absolute().is_relative_to(Path.cwd()) else str(program)
