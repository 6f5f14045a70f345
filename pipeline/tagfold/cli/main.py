"""`tagfold`: its commands, in the order of the work."""

from __future__ import annotations

import gc
import os
from typing import Annotated, Any

import typer

import tagfold
from tagfold.cli import (
    init,
    lint,
    match,
    query,
    review,
    run_export,
    run_ingest,
    run_report,
    run_serve,
    taxonomy,
)
from tagfold.cli.screen import output_as_it_is, say

OBJECTS_BEFORE_COLLECTION = 50_000
"""Objects made before Python looks for garbage that refers to itself. Nearly all that a run makes it keeps, so that to
look after every 700 took an eighth of its time.
"""


class CommandLine(typer.Typer):
    """The commands, each with its process made ready first."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        gc.set_threshold(OBJECTS_BEFORE_COLLECTION, *gc.get_threshold()[1:])
        # numpy's second thread waits in a loop between products as small as ours: a third of the processor's time.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        with output_as_it_is():
            return super().__call__(*args, **options)


app = CommandLine(
    help="Fold free-text tags into a taxonomy, and count them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for commands in (init.app, run_ingest.app, query.app, run_report.app, run_export.app, review.app):
    app.add_typer(commands)
app.add_typer(taxonomy.app, name="taxonomy")
for commands in (match.app, run_serve.app, lint.app):
    app.add_typer(commands)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"tagfold {tagfold.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Fold free-text tags into a taxonomy, and count them."""
