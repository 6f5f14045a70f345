"""The command `tagfold serve`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Edition, Encoder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import TAXONOMY
from tagfold.errors import WrongUsage
from tagfold.finding import counted

app = typer.Typer()


@app.command(epilog="Examples:  tagfold serve   |   tagfold serve --taxonomy 1.0.0 --port 9000")
def serve(
    db: Annotated[
        Path | None,
        typer.Option(help="Serve the taxonomy that this database was made with.", metavar="FILE", show_default=False),
    ] = None,
    taxonomy: Edition = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0 takes one that is free.")
    ] = 8743,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Serve the taxonomy to OpenRefine, as a reconciliation service on this machine, until Ctrl-C.

    Needs pip install 'tagfold[review]'. It only reads.
    """
    with plain_errors(db=db, taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        if db and taxonomy:
            raise WrongUsage("--db and --taxonomy both name a taxonomy", remedy="give one of them")
        if find_spec("flask") is None or find_spec("waitress") is None:
            raise WrongUsage("the service needs waitress", remedy="pip install 'tagfold[review]'")
        from tagfold.localserver import serving
        from tagfold.outputs.reconciliation import ReconciliationService
        from tagfold.outputs.reconciliation_http import MAX_BATCH, ReconciliationEndpoint
        from tagfold.outputs.term_properties import TermCount
        from tagfold.semantic.selection import choose
        from tagfold.taxonomy.files import read_taxonomy
        from tagfold.taxonomy.resolve import folder_of
        from tagfold.warehouse.queries import counts_of_terms, taxonomy_in

        folder = counts = None
        if db:
            read = taxonomy_in(db)
            counts = {term_id: TermCount(*found) for term_id, found in counts_of_terms(db).items()}
        else:
            folder, version = folder_of(taxonomy, TAXONOMY)
            read = read_taxonomy(folder, version)
        service = ReconciliationService(read, choose(encoders_of(semantic, encoder), folder).scorer, counts)
        with serving(lambda at: ReconciliationEndpoint(service, at), MAX_BATCH, port) as served:
            if as_json:
                say_json({"address": served.door.address, "terms": service.terms})
            else:
                say(f"Reconciliation service: {served.door.address}")
                say(f"{counted(service.terms, 'term')} in {counted(len(service.types), 'facet')}. Ctrl-C stops it.")
            served.run()
