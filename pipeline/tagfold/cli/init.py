"""The commands `tagfold init` and `tagfold demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson
from tagfold.cli.screen import plain_errors, progress, say, say_json
from tagfold.finding import counted

app = typer.Typer()


@app.command(epilog="Examples:  tagfold init   |   tagfold init my-project")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder; made if it is not there.")] = Path(),
    as_json: AsJson = False,
) -> None:
    """Start a project of your own: tagfold.toml, a taxonomy with one empty facet, three sample reports.

    Nothing that is there is overwritten, and nothing is asked.
    """
    from tagfold.commands import command
    from tagfold.project.beginning import start_project

    with plain_errors():
        written = start_project(folder)
        then = [
            *([f"cd {folder}"] if folder != Path() else []),
            f"{command('ingest')}    # reads data/raw/ into data/processed/tagfold.duckdb",
            f"{command('draft')}    # puts similar tags together: a first list of terms, for you to read",
            f"{command('report')}    # a page with charts: report.html",
        ]
        if as_json:
            say_json({"folder": str(folder), "written": [place.as_posix() for place in written], "next": then})
            return
        say(f"Written: {', '.join(place.as_posix() for place in written)}")
        say("Your facets are in taxonomy/facets.csv, and what is read is in tagfold.toml. Next:")
        for line in then:
            say(f"  {line}")


@app.command(epilog="Examples:  tagfold demo   |   tagfold demo --no-open")
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the database and the page.")] = Path("tagfold-demo"),
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in a browser.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the invented sample reports, and open a page with charts of them."""
    import webbrowser

    from tagfold.commands import command
    from tagfold.ingestion.ingest import ingest
    from tagfold.outputs.html_page import write_page
    from tagfold.project.beginning import sample_reports
    from tagfold.settings import Settings
    from tagfold.taxonomy.files import shipped_taxonomy

    database, page = folder / "tagfold.duckdb", folder / "report.html"
    with plain_errors(db=database):
        with progress() as watch:
            result = ingest(Settings((sample_reports(),), shipped_taxonomy(), database), watch)
        write_page(database, page)
        query = command("query", "SELECT label, reports, spellings FROM term_uses ORDER BY reports DESC LIMIT 10")
        if as_json:
            say_json({"database": str(database), "page": str(page), "reports": result.summary.reports})
            return
        say(f"{counted(result.summary.reports, 'report')} read into {database}; the page is {page.resolve().as_uri()}")
        say(f"Ask it: {query}")
        if not no_open:
            webbrowser.open(page.resolve().as_uri())
