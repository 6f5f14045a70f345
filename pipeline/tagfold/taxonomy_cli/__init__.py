"""The commands `tagfold taxonomy …`. No logic lives here."""

from __future__ import annotations

import typer

from tagfold.taxonomy_cli import check, editions, exchange, learning

app = typer.Typer(
    help="Check, compare, release and exchange the taxonomy, and learn from it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for commands in (check.app, editions.app, exchange.app, learning.app):
    app.add_typer(commands)
