"""The commands: options, words on the screen, exit codes. No logic lives here.

Exit codes: 0 done, 1 a problem with the data, 2 wrong usage.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tagfold import __version__
from tagfold.errors import WrongUsage
from tagfold.lint_cli import add_to as add_lint_to
from tagfold.review_cli import add_to as add_review_to
from tagfold.screen import Encoder, Semantic, plain_errors
from tagfold.settings import Settings
from tagfold.tables_cli import add_to
from tagfold.taxonomy_cli import app as taxonomy_app

app = typer.Typer(
    help="Fold free-text tags into a taxonomy, and count them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.add_typer(taxonomy_app, name="taxonomy")

add_to(app)
add_lint_to(app)
add_review_to(app)

REPORTS = Path("data/raw")
DATABASE = Path("data/processed/tagfold.duckdb")
TAXONOMY = Path("taxonomy")

Database = Annotated[Path, typer.Option("--db", help="The DuckDB file.", metavar="FILE")]
Edition = Annotated[
    str | None,
    typer.Option(
        "--taxonomy",
        help="The taxonomy's folder, or a release such as 1.0.0. [default: taxonomy]",
        metavar="DIR|VERSION",
        show_default=False,
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tagfold {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Fold free-text tags into a taxonomy, and count them."""


@app.command(
    epilog="Examples:  tagfold ingest   |   tagfold ingest reports/2024 reports/2025 --db all.duckdb   |   "
    "tagfold ingest --taxonomy 1.0.0"
)
def ingest(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(metavar="SOURCE", help="Folders of reports. [default: data/raw]", show_default=False),
    ] = None,
    db: Database = DATABASE,
    taxonomy: Edition = None,
    full: Annotated[bool, typer.Option("--full", help="Read every file again, changed or not.")] = False,
    keep_personal: Annotated[
        bool, typer.Option("--keep-personal", help="Leave e-mail addresses and phone numbers as typed.")
    ] = False,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read reports, fold their tags, publish the DuckDB file.

    Only files that changed are read again. Readers of the file are never blocked; if anything fails, the
    last good file stays.
    """
    from tagfold.encoders.chosen import default_cache
    from tagfold.ingest import ingest as run
    from tagfold.outputs import words
    from tagfold.taxonomy.editions import folder_of

    with plain_errors():
        folder, version = folder_of(taxonomy, TAXONOMY)
    settings = Settings(
        sources=tuple(sources or [REPORTS]),
        taxonomy=folder,
        database=db,
        taxonomy_version=version,
        full=full,
        keep_personal=keep_personal,
        semantic=semantic,
        encoder=encoder,
        cache=default_cache(),
    )
    with plain_errors(), _progress() as watch:
        result = run(settings, watch)
    did = {key: value for key, value in asdict(result).items() if key != "summary"}
    if as_json:
        typer.echo(words.summary_json(did, result.summary, db))
    else:
        typer.echo(words.run_line(**did))
        typer.echo(words.summary_text(result.summary, db, _called_as()))


@app.command(epilog='Example:  tagfold explain datasources "deep interviews"')
def explain(
    facet: Annotated[str, typer.Argument(help="The facet, such as datasources.")],
    value: Annotated[str, typer.Argument(help="The tag, in any spelling.")],
    db: Database = DATABASE,
    taxonomy: Edition = None,
    limit: Annotated[int, typer.Option(min=0, help="How many places of use to list.")] = 10,
    semantic: Semantic = None,
    encoder: Encoder = None,
) -> None:
    """Show what a tag means, who said so or why, and the reports (file:line) behind it."""
    from tagfold.encoders.chosen import choose, default_cache
    from tagfold.matching.matcher import Matcher
    from tagfold.outputs.explain import explain as lines
    from tagfold.taxonomy.editions import folder_of
    from tagfold.taxonomy.files import read_taxonomy
    from tagfold.warehouse.reading import reading

    with plain_errors():
        folder, version = folder_of(taxonomy, TAXONOMY)
        vocabularies = read_taxonomy(folder, version).vocabularies
        vocabulary = vocabularies.get(facet)
        if vocabulary is None or not vocabulary.facet.kind.has_terms:
            known = ", ".join(name for name, v in vocabularies.items() if v.facet.kind.has_terms)
            raise WrongUsage(f"'{facet}' is not a facet with terms", remedy=f"name one of: {known}")
        scorer = choose(semantic=semantic, encoder=encoder, cache=default_cache(), folder=folder).scorer
        with reading(db) as connection:
            for line in lines(connection, facet, value, Matcher(vocabulary, scorer).decide(value), limit):
                typer.echo(line)


@app.command(epilog='Example:  tagfold query "SELECT * FROM coverage"')
def query(
    sql: Annotated[str, typer.Argument(help="One SQL query.")],
    db: Database = DATABASE,
    rows: Annotated[int, typer.Option(min=1, help="Rows to show at most.")] = 40,
) -> None:
    """Ask the DuckDB file a question, read-only, and show the answer as a table."""
    from tagfold.outputs import words
    from tagfold.warehouse.reading import ask

    with plain_errors():
        columns, found, more = ask(db, sql, rows)
        for line in words.table(columns, found):
            typer.echo(line)
        if more:
            typer.echo(f"… more rows; --rows {rows * 10} shows more")


def _called_as() -> str:
    """How to call this command again, as the person did: `tagfold`, or the path to it."""
    called = Path(sys.argv[0])
    if shutil.which(called.name) == str(called.absolute()) or called.name != "tagfold":
        return "tagfold"
    return os.path.relpath(called) if called.is_relative_to(Path.cwd()) else str(called)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar with an estimate on stderr when a person watches; nothing otherwise."""
    if not os.isatty(2):
        yield lambda step, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading reports")

        def watch(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield watch
