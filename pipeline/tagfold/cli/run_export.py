"""The command `tagfold export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Database
from tagfold.cli.screen import plain_errors, progress, say, say_aside, say_json
from tagfold.commands import DATABASE
from tagfold.finding import counted
from tagfold.outputs.formats import DatabaseFormat

app = typer.Typer()


@app.command(epilog="Examples:  tagfold export   |   tagfold export --format sqlite --out site && datasette site")
def export(
    db: Database = DATABASE,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder to write.")] = Path("export"),
    fmt: Annotated[
        DatabaseFormat,
        typer.Option("--format", help="Parquet or CSV with a data package, one Excel workbook, SQLite for Datasette."),
    ] = DatabaseFormat.PARQUET,
    as_json: AsJson = False,
) -> None:
    """Write all tables and views of the database to a folder, for other programs.

    The folder is replaced as a whole if an earlier export wrote it. The same database gives the same bytes.
    """
    from tagfold.outputs.export import export_database

    with plain_errors(db=db), progress("exporting") as watch:
        made = export_database(db, out, fmt, watch)
    if as_json:
        say_json({"out": str(out), "format": str(fmt), "files": made.files, "rows": made.rows, "cut": made.cells_cut})
        return
    rows = sum(made.rows.values())
    say(f"{out}: {counted(len(made.rows), 'table')}, {counted(rows, 'row')}; README.md says what they hold")
    if made.cells_cut:
        whole = "--format csv has them whole"
        say_aside(f"{counted(made.cells_cut, 'text')} longer than an Excel cell can hold, cut at its end; {whole}")
