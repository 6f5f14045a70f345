"""How commands meet the terminal. All goes through `say`: a terminal obeys some words, and many are other people's."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from tagfold.characters import visible
from tagfold.commands import options_in_force
from tagfold.errors import TagfoldError
from tagfold.watching import BarStep, Watch


@contextmanager
def output_as_it_is() -> Iterator[None]:
    """Standard output takes any character, whatever its encoding; one that cannot be written is one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        yield
    except OSError:
        try:
            typer.echo()  # if it was something else, this is a blank line above the traceback
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left over would be tried again at the end
            say_aside(f"tagfold: standard output cannot be written ({error.strerror}); send it somewhere else")
            raise SystemExit(1) from None
        raise


@contextmanager
def plain_errors(**options: object) -> Iterator[None]:
    """One sentence on stderr and the exit code, in place of a traceback.

    `options` are those of the command that printed commands are to have too.
    """
    try:
        with options_in_force(**options):
            yield
    except TagfoldError as error:
        say_aside(f"tagfold: {error}")
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        say_aside("tagfold: stopped; the last database is as it was")
        raise typer.Exit(130) from None


def say(line: str = "") -> None:
    """A line on stdout."""
    typer.echo(visible(line))


def say_text(text: str) -> None:
    """A whole text for another program on stdout, as it is."""
    typer.echo(text, nl=False)


def say_json(content: object) -> None:
    """One JSON document on stdout."""
    any_letter = (sys.stdout.encoding or "").lower().startswith("utf")
    say(json.dumps(content, ensure_ascii=not any_letter, indent=2))


def say_aside(line: str) -> None:
    """A line on stderr."""
    typer.echo(visible(line), err=True)


class PlainProgress:
    """Where a long step has got to, as a line on stderr every quarter of a minute, for logs."""

    EVERY = 15.0

    def __init__(self) -> None:
        self._step, self._began, self._said = "", 0.0, 0.0

    def watch(self, step: str, done: int, total: int) -> None:
        if isinstance(step, BarStep):
            return
        now = time.monotonic()
        if step != self._step:
            self._step, self._began, self._said = step, now, self._said or now
        if now - self._said >= self.EVERY and 0 < done < total:
            left = (now - self._began) / done * (total - done)
            say_aside(f"{step}: {done:,} of {total:,}, about {left:.0f} s left")
            self._said = now


@contextmanager
def progress(first: str = "reading reports") -> Iterator[Watch]:
    """A bar with an estimate on stderr when a person watches; otherwise a plain line now and then."""
    if not os.isatty(2):
        yield PlainProgress().watch
        return
    from rich.console import Console
    from rich.progress import Progress

    # of few large parts, the half minute that is usual would hold none
    with Progress(console=Console(stderr=True), transient=True, speed_estimate_period=3600) as bar:
        task = bar.add_task(first)

        def watch(step: str, done: int, total: int) -> None:
            if step != bar.tasks[0].description:
                bar.reset(task, description=step)
            bar.update(task, completed=done, total=total)

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
        return input(visible(question)).strip()
    except EOFError:
        return None


def git_name() -> str:
    """The name that git signs commits with, "" if there is none."""
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)  # noqa: S607
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
