"""The commands `tagfold taxonomy …`. No logic lives here."""

from __future__ import annotations

import typer

from tagfold.cli import taxonomy_check, taxonomy_exchange, taxonomy_learn, taxonomy_releases

app = typer.Typer(
    help="Check, compare, release and exchange the taxonomy, and learn from it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for commands in (taxonomy_check.app, taxonomy_releases.app, taxonomy_exchange.app, taxonomy_learn.app):
    app.add_typer(commands)
