"""`tagfold taxonomy export` and `import`: options, words on the screen, exit codes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Folder
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import TAXONOMY
from tagfold.taxonomy.exchange.exchange_formats import UNSPECIFIED_LICENSE, ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.iris import NEUTRAL_BASE

app = typer.Typer()

Base = Annotated[str, typer.Option(help="What the taxonomy's IRIs begin with.", metavar="IRI")]


@app.command(
    epilog="Examples:  tagfold taxonomy export --format skos --out taxonomy.ttl   |   "
    "tagfold taxonomy export --format sssom --facet datasources --facet methods --out shared/"
)
def export(
    target: Annotated[ExportFormat, typer.Option("--format", help="What to write.")],
    out: Annotated[Path, typer.Option(help="A file, or a folder for one file per facet.", metavar="FILE_OR_DIR")],
    facet: Annotated[
        list[str] | None, typer.Option(help="A facet; give it again for more. [default: all]", show_default=False)
    ] = None,
    taxonomy: Folder = TAXONOMY,
    base: Base = NEUTRAL_BASE,
    license_iri: Annotated[
        str, typer.Option("--license", metavar="IRI", help="The licence that an SSSOM file names.")
    ] = UNSPECIFIED_LICENSE,
    as_json: AsJson = False,
) -> None:
    """Write the taxonomy as SKOS, SSSOM, JSON or spreadsheet-safe CSV."""
    from tagfold.taxonomy.exchange.export_import import Terms, export_taxonomy
    from tagfold.taxonomy.files import read_taxonomy

    with plain_errors():
        files = export_taxonomy(read_taxonomy(taxonomy), facet or [], target, out, Terms(base, license_iri))
    if as_json:
        say_json({"files": [str(file) for file in files]})
    else:
        for file in files:
            say(f"wrote {file}")


@app.command(
    "import",
    epilog="Examples:  tagfold taxonomy import clusters.json --format openrefine --facet methods --out proposals.csv "
    "  |   tagfold taxonomy import theirs.ttl --format skos --facet methods --out proposals.csv",
)
def import_(
    file: Annotated[Path, typer.Argument(help="What somebody else decided.", metavar="FILE")],
    source: Annotated[ImportFormat, typer.Option("--format", help="What the file is.")],
    facet: Annotated[str, typer.Option(help="The facet it is about.")],
    out: Annotated[
        Path, typer.Option(help="Where to write the proposals: .csv, or .xlsx for Excel.", metavar="PROPOSALS")
    ],
    taxonomy: Folder = TAXONOMY,
    base: Base = NEUTRAL_BASE,
    column: Annotated[
        str | None, typer.Option(help="The column, where an OpenRefine history edits several.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn other people's decisions into proposals to review. The taxonomy itself stays as it is."""
    from tagfold.matching.form import form_key
    from tagfold.matching.matcher import Matcher
    from tagfold.review.import_advice import with_known_terms
    from tagfold.tablefiles.table_file import write_table
    from tagfold.taxonomy.exchange.csv_format import proposal_table
    from tagfold.taxonomy.exchange.export_import import import_proposals
    from tagfold.taxonomy.exchange.proposals import Ask
    from tagfold.taxonomy.files import read_taxonomy
    from tagfold.taxonomy.model import vocabulary_of

    with plain_errors():
        every = read_taxonomy(taxonomy).vocabularies
        vocabulary, others = vocabulary_of(every, facet), [one for name, one in every.items() if name != facet]
        proposals = import_proposals(file, source, vocabulary, form_key, base, column, others)
        if source is ImportFormat.OPENREFINE:  # its clusters know the spellings of one column, and not the terms
            proposals = with_known_terms(proposals, Matcher(vocabulary))
        write_table(out, *proposal_table(proposals), inputs=[file])
    from tagfold.finding import counted

    counts = Counter(proposal.action for proposal in proposals)
    if as_json:
        say_json({"proposals": str(out), **{action.value: counts[action] for action in Ask}})
        return
    new = f"{counted(counts[Ask.ADD_TERM], 'new term')}, {counted(counts[Ask.ADD_MAPPING], 'new mapping')}"
    if counts[Ask.ADD_LABEL]:
        new += f", {counted(counts[Ask.ADD_LABEL], 'new label')} in other languages"
    if counts[Ask.ADD_RELATED]:
        new += f", {counted(counts[Ask.ADD_RELATED], 'new pair')} of related terms"
    if counts[Ask.ADD_SCOPE_NOTE]:
        new += f", {counted(counts[Ask.ADD_SCOPE_NOTE], 'new scope note')}"
    say(f"{file.name}: {new}, {counted(counts[Ask.CONFLICT], 'conflict')}, {counts[Ask.ALREADY_KNOWN]:,} already known")
    say(f"wrote the proposals to {out}; the taxonomy is unchanged")
