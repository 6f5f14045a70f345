"""`tagfold lint`: options, words on the screen, exit codes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tagfold.cli.options import AsJson, Edition
from tagfold.cli.screen import plain_errors, say, say_json
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
        bool, typer.Option("--fix", help="Correct in the reports what curators have decided; nothing else changes.")
    ] = False,
    shape: Annotated[Format, typer.Option("--format", help="How to show what is found.")] = Format.TEXT,
    as_json: AsJson = False,
) -> None:
    """Tell a report's author which tags exist under another spelling, are glued, or cannot be read.

    Exit code 0 if nothing is found (information does not count), 1 if something is, 2 if the command is used wrongly.
    """
    from tagfold.cli import render_lint
    from tagfold.finding import Severity
    from tagfold.lint.advice import Adviser
    from tagfold.lint.run import lint_files
    from tagfold.semantic.selection import choose
    from tagfold.taxonomy.files import read_taxonomy
    from tagfold.taxonomy.resolve import folder_of

    with plain_errors():
        folder, version = folder_of(taxonomy, TAXONOMY)
        adviser = Adviser(read_taxonomy(folder, version), choose(folder=folder).scorer)
        linted = list(lint_files(reports, adviser, fix))
    if as_json or shape is Format.JSON:
        say_json(render_lint.lint_data(linted))
    else:
        for line in render_lint.github_lines(linted) if shape is Format.GITHUB else render_lint.lint_lines(linted):
            say(line)
    if any(finding.severity is not Severity.INFO for report in linted for finding in report.findings):
        raise typer.Exit(1)
