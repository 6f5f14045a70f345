"""What every command does with errors: one sentence on stderr, and the exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from pipeline.errors import TagfoldError


@contextmanager
def plain_errors() -> Iterator[None]:
    """One sentence on stderr and the exit code, in place of a traceback."""
    try:
        yield
    except TagfoldError as error:
        typer.echo(f"tagfold: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        typer.echo("tagfold: stopped; the last database is as it was", err=True)
        raise typer.Exit(130) from None
