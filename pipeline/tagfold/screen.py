"""What commands have in common: how they take an error that the user can mend, and an option of several."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tagfold.errors import TagfoldError

Semantic = Annotated[
    bool | None,
    typer.Option(
        "--semantic/--no-semantic",
        help="Hear the sentence encoders of the extra `semantic`, or not. [default: TAGFOLD_SEMANTIC (0 or 1), "
        "else where it is installed]",
        show_default=False,
    ),
]

Encoder = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="FOLDER",
        help="Hear a sentence encoder of your own in their place: a folder with a model.onnx of sentence-transformers, "
        "or of model2vec (docs/encoders.md). [default: TAGFOLD_ENCODER]",
        show_default=False,
    ),
]


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
