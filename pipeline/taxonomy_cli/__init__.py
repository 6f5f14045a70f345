"""The commands `tagfold taxonomy …`. No logic lives here."""

from __future__ import annotations

import typer

from pipeline.taxonomy_cli import check, editions, exchange

app = typer.Typer(
    help="Check, compare, release and exchange the taxonomy.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for commands in (check.app, editions.app, exchange.app):
    app.add_typer(commands)
