"""`tagfold taxonomy learn`: options, words on the screen, exit codes."""

from __future__ import annotations

from typing import Annotated

import typer

from tagfold.cli.options import AsJson, DryRun, Encoder, Folder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import TAXONOMY
from tagfold.errors import WrongUsage

app = typer.Typer()

LEAST, MOST = 0.5, 0.9999


@app.command(
    epilog="Examples:  tagfold taxonomy learn --dry-run   |   tagfold taxonomy learn --no-semantic   |   "
    "tagfold taxonomy learn --precision 0.99 --facet-precision datasources=0.995"
)
def learn(
    taxonomy: Folder = TAXONOMY,
    precision: Annotated[
        float, typer.Option(min=LEAST, max=MOST, help="How often what is decided without a person must be right.")
    ] = 0.99,
    facet_precision: Annotated[
        list[str] | None,
        typer.Option(metavar="FACET=SHARE", help="The same for one facet; give it again for more.", show_default=False),
    ] = None,
    semantic: Semantic = None,
    encoder: Encoder = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Refit the matching model from the taxonomy's own accepts and rejects, if that makes it better.

    The new weights are compared with the old on concepts that they had not seen, and kept only if they are better by
    more than chance. Each facet gets the threshold that keeps the asked precision, as far as its decisions can tell.
    Writes model.json in the taxonomy's folder (model-semantic.json with the extra `semantic`), which ingest and all
    others then use. Needs pip install 'tagfold[learn]'.
    """
    from tagfold.cli.render_learning import data, lines
    from tagfold.training.learn import Asked
    from tagfold.training.learn_folder import learn_from, write

    with plain_errors(taxonomy=taxonomy, semantic=semantic, encoder=encoder):
        asked = Asked(precision, dict(_facet_precision(given) for given in facet_precision or []))
        outcome = learn_from(taxonomy, asked, encoders_of(semantic, encoder))
        if not dry_run:
            write(outcome)
    if as_json:
        say_json(data(outcome, dry_run=dry_run))
        return
    for line in lines(outcome, dry_run=dry_run):
        say(line)


def _facet_precision(given: str) -> tuple[str, float]:
    facet, _, share = given.rpartition("=")
    try:
        value = float(share)
    except ValueError:
        value = 0.0
    if not facet or not LEAST <= value <= MOST:
        raise WrongUsage(f"'{given}' is not a facet with a precision", remedy="write it as datasources=0.995")
    return facet, value
