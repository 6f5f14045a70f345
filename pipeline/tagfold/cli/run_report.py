"""The command `tagfold report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Database
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import DATABASE

app = typer.Typer()


@app.command(epilog="Examples:  tagfold report   |   tagfold report --db all.duckdb --out all.html")
def report(
    db: Database = DATABASE,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The page to write.")] = Path("report.html"),
    as_json: AsJson = False,
) -> None:
    """Write one HTML page with charts of what the database holds.

    It opens in any browser without a network, so it can be sent by mail.
    """
    from tagfold.outputs.html_page import write_page

    with plain_errors(db=db):
        size = write_page(db, out)
        if as_json:
            say_json({"out": str(out), "bytes": size})
        else:
            say(f"{out}: {size / 1_000_000:.1f} MB, with everything in it; open it in a browser or send it by mail")
