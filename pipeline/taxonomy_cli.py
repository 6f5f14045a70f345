"""The commands `tagfold taxonomy …`: options, words on the screen, exit codes. No logic lives here."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Check, compare, release and exchange the taxonomy.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
