"""How commands meet the terminal: errors, JSON, progress, and what a person types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from tagfold.commands import options_in_force
from tagfold.errors import TagfoldError


@contextmanager
def plain_errors(**options: object) -> Iterator[None]:
    """One sentence on stderr and the exit code, in place of a traceback.

    `options` are those of the command that printed commands are to have too.
    """
    try:
        with options_in_force(**options):
            yield
    except TagfoldError as error:
        typer.echo(f"tagfold: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("tagfold: stopped; the last database is as it was", err=True)
        raise typer.Exit(130) from None


def say_json(content: object) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def say_aside(line: str) -> None:
    """A line on stderr."""
    typer.echo(line, err=True)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar with an estimate on stderr when a person watches; nothing otherwise."""
    if not os.isatty(2):
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading reports")

        def watch(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield watch


def typed_key() -> str | None:
    """One key of a person at a terminal; one line of any other input."""
    if not sys.stdin.isatty():
        return typed_line("")
    try:
        pressed = typer.getchar()
    except (EOFError, KeyboardInterrupt):
        return None
    return "" if pressed in "\r\n" else None if pressed == "\x04" else pressed


def typed_line(question: str) -> str | None:
    """The answer to a question, None at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return None


def git_name() -> str:
    """The name that git signs commits with, "" if there is none."""
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)  # noqa: S607
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
