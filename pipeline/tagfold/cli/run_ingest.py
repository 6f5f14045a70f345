"""The command `tagfold ingest`."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from tagfold.cli.options import AsJson, Database, Edition, Encoder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, progress, say, say_aside, say_json
from tagfold.commands import DATABASE, REPORTS, TAXONOMY
from tagfold.errors import WrongUsage
from tagfold.settings import Settings, memory_of
from tagfold.store_url import StoreUrl, source_of, store_url

if TYPE_CHECKING:
    from tagfold.ingestion.ingest import Result

app = typer.Typer()

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="Folders or archives of reports, or addresses such as s3://bucket/reports; tables that tagfold.toml "
        "explains. "
        "[default: the sources of tagfold.toml, else data/raw]",
        show_default=False,
    ),
]

KeyFile = Annotated[
    Path | None,
    typer.Option(
        envvar="TAGFOLD_KEY",
        metavar="FILE",
        help="The key of the pseudonyms; one key gives one person the same pseudonym everywhere. "
        "[default: .tagfold-key beside the database, made when it is missing]",
        show_default=False,
    ),
]


class EngineName(StrEnum):
    """Where the reports are parsed and the tags matched."""

    LOCAL = "local"
    SPARK = "spark"


Engine = Annotated[
    EngineName,
    typer.Option("--engine", help="Work in processes of this machine, or on a Spark cluster (docs/spark.md)."),
]

Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="The Spark cluster, such as spark://host:7077 or yarn. [default: local[*], this machine]",
        show_default=False,
    ),
]


Work = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Where Spark's workers leave their rows until they are fetched, such as s3://bucket/work. [default: a "
        "folder beside the database, which all machines share]",
        show_default=False,
    ),
]


@app.command(
    epilog="Examples:  tagfold ingest   |   tagfold ingest reports/2024 reports/2025 --db all.duckdb   |   "
    "tagfold ingest --taxonomy 1.0.0"
)
def ingest(
    sources: Sources = None,
    *,
    db: Database = DATABASE,
    taxonomy: Edition = None,
    full: Annotated[bool, typer.Option("--full", help="Read every file again, changed or not.")] = False,
    keep_personal: Annotated[
        bool, typer.Option("--keep-personal", help="Leave names, addresses and phone numbers as typed.")
    ] = False,
    key: KeyFile = None,
    semantic: Semantic = None,
    encoder: Encoder = None,
    memory: Annotated[
        str, typer.Option(metavar="SIZE", help="What the run may take; what does not fit goes to the disk meanwhile.")
    ] = "1GB",
    engine: Engine = EngineName.LOCAL,
    master: Master = None,
    work: Work = None,
    as_json: AsJson = False,
) -> None:
    """Read reports, fold their tags, publish the DuckDB file.

    Only files that changed are read again. Readers of the file are never blocked; if anything fails, the
    last good file stays. A run that was stopped goes on from the reports that it had parsed.
    """
    from tagfold.project.project_file import PROJECT_FILE, read_project
    from tagfold.taxonomy.resolve import folder_of

    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        folder, version = folder_of(taxonomy, TAXONOMY)
        shapes = read_project(PROJECT_FILE) if PROJECT_FILE.exists() else {}
        settings = Settings(
            sources=tuple(map(source_of, sources)) if sources else tuple(shapes) or (REPORTS,),
            taxonomy=folder,
            database=db,
            taxonomy_version=version,
            full=full,
            keep_personal=keep_personal,
            key=key,
            memory=memory_of(memory),
            encoders=encoders_of(semantic, encoder),
            shapes=shapes,
            **_cluster(engine, master, work),
        )
        _say(_run(settings), settings, as_json)


def _run(settings: Settings) -> Result:
    from tagfold.ingestion.ingest import ingest as run
    from tagfold.warehouse.publish import is_to_go_on

    try:
        with progress() as watch:
            return run(settings, watch)
    except KeyboardInterrupt:
        if is_to_go_on(settings.database) and not settings.full:
            say_aside("tagfold: what was parsed is kept; run this again to go on from there")
        raise


class _Cluster(TypedDict):
    master: str | None
    work: StoreUrl | None


def _cluster(engine: EngineName, master: str | None, work: str | None) -> _Cluster:
    """The Spark cluster, and where its workers leave their rows. Raises WrongUsage if they are not for this engine."""
    if engine is EngineName.SPARK:
        return {"master": master or "local[*]", "work": store_url(work) if work else None}
    if master or work:
        option = "--master names a Spark cluster" if master else "--work is for the workers of a Spark cluster"
        raise WrongUsage(option, remedy="add --engine spark")
    return {"master": None, "work": None}


def _say(result: Result, settings: Settings, as_json: bool) -> None:
    from tagfold.cli import render
    from tagfold.taxonomy.files import shipped_taxonomy

    db = settings.database

    did = {key: value for key, value in asdict(result).items() if key != "summary"}
    if as_json:
        say_json({**did, "taxonomy": str(settings.taxonomy), **render.summary_data(result.summary, db)})
        return
    if settings.taxonomy == shipped_taxonomy():
        say(render.SHIPPED_TAXONOMY)
    for line in [*render.run_lines(**did), *render.summary_lines(result.summary, db)]:
        say(line)
