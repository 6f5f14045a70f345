"""The commands that ask a database: `tagfold status`, `query`, `trace` and `explain`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Database, Edition, Encoder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, say, say_json, say_text
from tagfold.commands import DATABASE, TAXONOMY
from tagfold.finding import counted

app = typer.Typer()


@app.command(epilog="Examples:  tagfold status   |   tagfold status --db all.duckdb --exit-code")
def status(
    db: Database = DATABASE,
    taxonomy: Edition = None,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help="Exit with 1 if the last run could not read files or brought tags to decide."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what the database holds: when it was made and from what, tags by outcome, problems.

    And what has changed since the run before and since the last release of the taxonomy.
    """
    from tagfold.cli import render
    from tagfold.cli.render_status import agreement_lines, status_lines
    from tagfold.review.second_opinion import agreement_of
    from tagfold.taxonomy.history import read_history
    from tagfold.taxonomy.releases import last_release
    from tagfold.taxonomy.resolve import folder_of
    from tagfold.warehouse.reading import reading
    from tagfold.warehouse.runs import last_run
    from tagfold.warehouse.status import status_of
    from tagfold.warehouse.summary import summarize

    with plain_errors(db=db, taxonomy=taxonomy):
        folder = folder_of(taxonomy, TAXONOMY)[0]
        release, agreement = last_release(folder), agreement_of(read_history(folder))
        with reading(db) as connection:
            run, summary, changed = last_run(connection), summarize(connection), status_of(connection, release)
        if as_json:
            say_json(
                {
                    **render.run_data(run, db),
                    **render.summary_data(summary, db),
                    **asdict(changed),
                    "agreement": list(map(asdict, agreement)),
                }
            )
        else:
            for line in (
                render.made_line(run, summary.reports, db),
                *status_lines(changed),
                *agreement_lines(agreement),
            ):
                say(line)
            for line in render.summary_lines(summary, db):
                say(line)
    if exit_code and changed.asks_for_somebody:
        raise typer.Exit(1)


@app.command(epilog='Example:  tagfold query "SELECT * FROM coverage"')
def query(
    sql: Annotated[str, typer.Argument(help="One SQL query.")],
    db: Database = DATABASE,
    rows: Annotated[int, typer.Option(min=1, help="Rows to show at most.")] = 40,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every row as CSV, for other programs.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every row to a Parquet file.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run one SQL query on the DuckDB file, read-only, and show the answer as a table."""
    from tagfold.cli.render import answer_data, table
    from tagfold.taxonomy.exchange.csv_format import to_csv
    from tagfold.warehouse.reading import ask, write_parquet

    with plain_errors(db=db):
        if parquet:
            say(f"{parquet}: {counted(write_parquet(db, sql, parquet), 'row')}")
            return
        columns, found, more = ask(db, sql, sys.maxsize - 1 if as_csv else rows)
        if as_csv:
            say_text(to_csv(columns, [["" if cell is None else str(cell) for cell in row] for row in found]))
        elif as_json:
            say_json(answer_data(columns, found, more))
        else:
            for line in table(found, columns):
                say(line)
            if more:
                say(f"… more rows; --rows {rows * 10} shows more")


@app.command(epilog='Example:  tagfold trace "in-depth interviews"')
def trace(
    term: Annotated[str, typer.Argument(help="A term, by its label, its id or any accepted spelling.")],
    db: Database = DATABASE,
    limit: Annotated[int, typer.Option(min=1, help="How many places to list.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Show where a term, or a narrower one, is used: file and line of every use."""
    from tagfold.warehouse.trace import trace_of

    with plain_errors(db=db):
        places, uses = trace_of(db, term, limit)
        if as_json:
            say_json({"term": term, "uses": uses, "places": [asdict(place) for place in places]})
            return
        for place in places:
            means = "" if place.raw == place.label else f"  ({place.label})"
            say(f"{place.path}:{place.line}  {place.facet}: {place.raw}{means}")
        if uses > len(places):
            say(f"… and {uses - len(places):,} more; --limit {uses} lists all")


@app.command(epilog='Example:  tagfold explain datasources "deep interviews"')
def explain(
    facet: Annotated[str, typer.Argument(help="The facet, such as datasources.")],
    value: Annotated[str, typer.Argument(help="The tag, in any spelling.")],
    db: Database = DATABASE,
    taxonomy: Edition = None,
    limit: Annotated[int, typer.Option(min=0, help="How many places of use to list.")] = 10,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Show what a tag means, who said so or why, and the reports (file:line) behind it."""
    from tagfold.cli.render_explanation import explanation_data, explanation_lines
    from tagfold.explanation import explain as explained
    from tagfold.taxonomy.resolve import folder_of
    from tagfold.warehouse.runs import ingest_again

    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        home, encoders = folder_of(taxonomy, TAXONOMY), encoders_of(semantic, encoder)
        found = explained(db, home, encoders, facet, value, limit)
        if as_json:
            say_json(explanation_data(found))
            return
        for line in explanation_lines(found, ingest_again(db)):
            say(line)
