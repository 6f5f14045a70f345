"""The commands `tagfold match` and `tagfold cluster`, for anyone with a column of messy tags."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Encoder, Semantic, encoders_of
from tagfold.cli.screen import plain_errors, say, say_json

Input = Annotated[Path, typer.Argument(metavar="INPUT.csv", help="Tags, in the column `variant` or else the first.")]
Output = Annotated[Path, typer.Option("--out", metavar="OUT.csv", help="The file to write.")]


app = typer.Typer()


@app.command(epilog="Example:  tagfold match tags.csv --terms terms.csv --mappings known.csv --out matched.csv")
def match(
    input_: Input,
    out: Output,
    terms: Annotated[Path, typer.Option(metavar="TERMS.csv", help="The list of terms: a column `label`.")],
    mappings: Annotated[
        Path | None,
        typer.Option(metavar="MAPPINGS.csv", help="Known variants: columns `variant,label`.", show_default=False),
    ] = None,
    semantic: Semantic = None,
    encoder: Encoder = None,
    as_json: AsJson = False,
) -> None:
    """Find each tag's term in a list of terms. Needs no database and no taxonomy.

    OUT.csv has a row for each row of INPUT.csv: outcome (mapped: known; auto: sure; review: the best candidate, for a
    person; new: none; not_a_tag), label, score (0 to 1), reason, and up to five candidates as JSON, best first.
    """
    from tagfold.finding import counted
    from tagfold.semantic.selection import choose
    from tagfold.tables import match_table

    with plain_errors():
        scorer = choose(encoders_of(semantic, encoder)).scorer
        counts = match_table(input_, terms, mappings, out, scorer)
        if as_json:
            say_json({"out": str(out), "tags": sum(counts.values()), "outcomes": counts})
            return
        said = ", ".join(f"{number:,} {outcome}" for outcome, number in counts.items() if number)
        say(f"{out}: {counted(sum(counts.values()), 'tag')}: {said or 'none'}")


@app.command(epilog="Example:  tagfold cluster tags.csv --out clusters.csv")
def cluster(
    input_: Input, out: Output, semantic: Semantic = None, encoder: Encoder = None, as_json: AsJson = False
) -> None:
    """Put tags of one meaning together. Needs no list of terms.

    OUT.csv has a row for each row of INPUT.csv: the tag, the label of its cluster (one of its tags), and how likely
    (0 to 1) the tag means the same as the label.
    """
    from tagfold.finding import counted
    from tagfold.semantic.selection import choose
    from tagfold.tables import cluster_table

    with plain_errors():
        scorer = choose(encoders_of(semantic, encoder)).scorer
        members = cluster_table(input_, out, scorer)
        joined = [member for member in members if member.raw != member.label]
        weakest = min(joined, key=lambda member: (member.score, member.raw), default=None)
        found = len({member.label for member in members})
        if as_json:
            link = {"tag": weakest.raw, "label": weakest.label, "score": round(weakest.score, 4)} if weakest else None
            say_json({"out": str(out), "tags": len(members), "clusters": found, "weakest_link": link})
            return
        say(f"{out}: {counted(len(members), 'tag')} in {counted(found, 'cluster')}")
        if weakest:
            say(f"the weakest link: '{weakest.raw}' under '{weakest.label}' ({weakest.score:.2f})")
