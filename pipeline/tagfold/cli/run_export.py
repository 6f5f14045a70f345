"""The command `tagfold export`."""

from __future__ import annotations

from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Database
from tagfold.cli.screen import plain_errors, progress, say, say_aside, say_json
from tagfold.commands import DATABASE
from tagfold.finding import counted
from tagfold.outputs.formats import DatabaseFormat
from tagfold.store_url import StoreUrl, source_of

app = typer.Typer()


@app.command(epilog="Examples:  tagfold export   |   tagfold export --format sqlite --out site && datasette site")
def export(
    db: Database = DATABASE,
    out: Annotated[
        str, typer.Option(metavar="FOLDER", help="The folder to write, or an address such as s3://bucket/export.")
    ] = "export",
    fmt: Annotated[
        DatabaseFormat,
        typer.Option("--format", help="Parquet or CSV with a data package, one Excel workbook, SQLite for Datasette."),
    ] = DatabaseFormat.PARQUET,
    as_json: AsJson = False,
) -> None:
    """Write all tables and views of the database to a folder, for other programs.

    The folder is replaced as a whole if an earlier export wrote it; below an address of object storage nothing may lie
    yet. The same database gives the same bytes.
    """
    from tagfold.outputs.export import export_database, export_to_store

    with plain_errors(db=db), progress("exporting") as watch:
        place = source_of(out)
        if isinstance(place, StoreUrl):
            made = export_to_store(db, place, fmt, watch)
        else:
            made = export_database(db, place, fmt, watch)
    if as_json:
        say_json({"out": str(place), "format": str(fmt), "files": made.files, "rows": made.rows, "cut": made.cells_cut})
        return
    rows = sum(made.rows.values())
    say(f"{place}: {counted(len(made.rows), 'table')}, {counted(rows, 'row')}; README.md says what they hold")
    if made.cells_cut:
        whole = "--format csv has them whole"
        say_aside(f"{counted(made.cells_cut, 'text')} longer than an Excel cell can hold, cut at its end; {whole}")
