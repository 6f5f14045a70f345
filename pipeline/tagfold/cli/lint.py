"""`tagfold lint`: options, words on the screen, exit codes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import Edition
from tagfold.cli.screen import plain_errors, say_json
from tagfold.commands import TAXONOMY

app = typer.Typer()


class Format(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@app.command(
    epilog="Examples:  tagfold lint report.md   |   tagfold lint --fix drafts/   |   "
    "tagfold lint --format github reports/"
)
def lint(
    reports: Annotated[list[Path], typer.Argument(metavar="REPORT", help="Reports, or folders of them.")],
    taxonomy: Edition = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write in the reports what curators have settled; nothing else changes.")
    ] = False,
    shape: Annotated[Format, typer.Option("--format", help="How to show what is found.")] = Format.TEXT,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """Tell a report's author which tags exist under another spelling, are glued, or cannot be read.

    Exit code 0 where all is well (what is said for information does not count), 1 where something is found,
    2 where the command is used wrongly.
    """
    from tagfold.encoders.chosen import choose
    from tagfold.lint import words
    from tagfold.lint.advice import Adviser
    from tagfold.lint.files import lint_files
    from tagfold.taxonomy.check.finding import Severity
    from tagfold.taxonomy.editions import folder_of
    from tagfold.taxonomy.files import read_taxonomy

    with plain_errors():
        folder, version = folder_of(taxonomy, TAXONOMY)
        adviser = Adviser(read_taxonomy(folder, version), choose(folder=folder).scorer)
        linted = list(lint_files(reports, adviser, fix))
    if as_json or shape is Format.JSON:
        say_json(words.as_rows(linted))
    else:
        for line in words.for_github(linted) if shape is Format.GITHUB else words.lines(linted):
            typer.echo(line)
    if any(finding.severity is not Severity.INFO for report in linted for finding in report.findings):
        raise typer.Exit(1)
