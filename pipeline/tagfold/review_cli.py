"""The commands `tagfold review`, `plan` and `apply`: options, words on the screen, exit codes."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tagfold.errors import WrongUsage
from tagfold.screen import Encoder, Semantic, plain_errors

Database = Annotated[Path, typer.Option("--db", help="The DuckDB file.", metavar="FILE")]
Folder = Annotated[Path, typer.Option("--taxonomy", help="The taxonomy's folder.", metavar="DIR")]
Curator = Annotated[
    str | None,
    typer.Option("--as", help="The curator. [default: git config user.name]", metavar="NAME", show_default=False),
]
DATABASE = Path("data/processed/tagfold.duckdb")
TAXONOMY = Path("taxonomy")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(
        epilog="Examples:  tagfold review   |   tagfold review --as Ada --no-browser   |   "
        "tagfold review --terminal --facet datasources"
    )(review)
    app.command(
        epilog="Example:  tagfold plan decisions.csv --out decisions.plan   |   the columns of decisions.csv: facet, "
        "action, tag, term, into, label, definition, note (see docs/review.md)"
    )(plan)
    app.command(epilog="Example:  tagfold apply decisions.plan --as Ada")(apply)


def review(
    db: Database = DATABASE,
    taxonomy: Folder = TAXONOMY,
    curator: Curator = None,
    facet: Annotated[str | None, typer.Option(help="Only this facet.", show_default=False)] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Decide in the terminal, not on a page.")] = False,
    machine: Annotated[
        bool, typer.Option("--machine", help="Look through what the machine decided alone, the least sure first.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port on 127.0.0.1; 0 takes one that is free.")
    ] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    *,
    semantic: Semantic = None,
    encoder: Encoder = None,
) -> None:
    """Decide the tags that wait: accept, reject, split, name new terms. Each decision is written at once.

    Opens a page on 127.0.0.1 (pip install 'tagfold[review]'), until Ctrl-C; or goes through them in the terminal.
    """
    with plain_errors():
        from tagfold.encoders.chosen import choose, default_cache
        from tagfold.review.session import ReviewSession

        scorer = choose(semantic=semantic, encoder=encoder, cache=default_cache(), folder=taxonomy).scorer
        desk = ReviewSession(taxonomy, db, curator or git_name(), lambda: datetime.now(UTC), scorer, _aside)
        if facet:
            desk.vocabulary(facet)
        walk = "doubt" if machine else ""
        if not terminal:  # the page
            from tagfold.review.web.launch import launch

            launch(desk, typer.echo, port=port, browser=browser, facet=facet, listing=walk)
            return
        from tagfold.review.terminal import Screen
        from tagfold.review.terminal import review as go_through

        made = go_through(desk, Screen(_key, _line, typer.echo), facet, walk)
        typer.echo(f"{made:,} decisions by {desk.curator}; 'tagfold ingest' brings them into the database")


def plan(
    decisions: Annotated[Path, typer.Argument(metavar="DECISIONS.csv", help="Decisions, or the plan of an import.")],
    out: Annotated[Path, typer.Option(help="Where to write the plan.", metavar="PLAN")] = Path("decisions.plan"),
    db: Database = DATABASE,
    taxonomy: Folder = TAXONOMY,
    limit: Annotated[int, typer.Option(min=0, help="Lines of each list to show; 0 shows all.")] = 10,
    semantic: Semantic = None,
    encoder: Encoder = None,
) -> None:
    """Show what a table of decisions would change, and write a plan to apply. The taxonomy stays as it is."""
    with plain_errors():
        from tagfold.encoders.chosen import choose, default_cache
        from tagfold.review.decisions import read_decisions
        from tagfold.review.plan import make_plan, write_plan
        from tagfold.review.preview import chart_lines, impact_lines

        try:
            text = decisions.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUsage(f"cannot read {decisions} ({error})", remedy="name a CSV file in UTF-8") from None
        requests, passed = read_decisions(text, str(decisions))
        scorer = choose(semantic=semantic, encoder=encoder, cache=default_cache(), folder=taxonomy).scorer
        content, previews = make_plan(taxonomy, db, requests, str(decisions), scorer)
        for preview in previews:
            typer.echo(f"{preview.facet}:")
            for line in (*impact_lines(preview.impact, preview.label, limit), *chart_lines(preview.chart, limit)):
                typer.echo(f"  {line}")
        write_plan(out, content)
    asks = f"; {passed:,} rows ask for nothing" if passed else ""
    typer.echo(f"{len(requests):,} decisions{asks}; 'tagfold apply {out}' writes them if the taxonomy stays as it is")


def apply(
    file: Annotated[Path, typer.Argument(metavar="PLAN", help="What 'tagfold plan' wrote.")],
    taxonomy: Folder = TAXONOMY,
    curator: Curator = None,
) -> None:
    """Write the decisions of a plan. Refuses if the taxonomy changed since the plan was made."""
    with plain_errors():
        from tagfold.review.plan import apply_plan

        entries = apply_plan(file, taxonomy, curator or git_name(), lambda: datetime.now(UTC))
    typer.echo(f"{len(entries):,} decisions are written to {taxonomy}; 'tagfold ingest' brings them into the database")


def git_name() -> str:
    """The name that git signs commits with, "" where there is none."""
    try:
        done = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)  # noqa: S607
    except FileNotFoundError:
        return ""
    return done.stdout.strip()


def _key() -> str | None:
    """One key of a person at a terminal; one line of any other input."""
    if not sys.stdin.isatty():
        return _line("")
    try:
        pressed = typer.getchar()
    except (EOFError, KeyboardInterrupt):
        return None
    return "" if pressed in "\r\n" else None if pressed == "\x04" else pressed


def _aside(line: str) -> None:
    typer.echo(line, err=True)


def _line(question: str) -> str | None:
    try:
        return input(question).strip()
    except EOFError:
        return None
