"""The command `tagfold init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson
from tagfold.cli.screen import plain_errors, say, say_json

app = typer.Typer()


@app.command(epilog="Examples:  tagfold init   |   tagfold init my-project")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder; made if it is not there.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Start a project of your own: tagfold.toml, a taxonomy with one empty facet, three sample reports.

    Nothing that is there is overwritten, and nothing is asked.
    """
    from tagfold.beginning import start_project
    from tagfold.commands import command

    with plain_errors():
        written = start_project(folder)
        then = [
            *([f"cd {folder}"] if folder != Path() else []),
            f"{command('ingest')}    # reads data/raw/ into data/processed/tagfold.duckdb",
            f"{command('review')}    # says what each new tag means: your taxonomy grows",
            f"{command('report')}    # a page with charts: report.html",
        ]
        if as_json:
            say_json({"folder": str(folder), "written": [place.as_posix() for place in written], "next": then})
            return
        say(f"Written: {', '.join(place.as_posix() for place in written)}")
        say("Your facets are in taxonomy/facets.csv, and what is read is in tagfold.toml. Next:")
        for line in then:
            say(f"  {line}")
