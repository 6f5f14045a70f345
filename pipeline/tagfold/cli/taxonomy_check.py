"""`tagfold taxonomy check`: options, words on the screen, exit codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagfold.cli.options import AsJson
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import TAXONOMY

if TYPE_CHECKING:
    from tagfold.finding import Finding
    from tagfold.taxonomy.check.folder import Checked
    from tagfold.taxonomy.check.rule import Rule

app = typer.Typer()


@app.command(
    epilog="Examples:  tagfold taxonomy check   |   tagfold taxonomy check --fix   |   tagfold taxonomy check --rules"
)
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The taxonomy's folder.")] = TAXONOMY,
    fix: Annotated[bool, typer.Option("--fix", help="First fix what is safe to fix, and say what.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings count as errors.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check the taxonomy's files: their form, the terms, the mappings, and the ids against the latest release.

    Prints a line for each finding. Exit code 1 if there are errors.
    """
    from tagfold.finding import Severity
    from tagfold.matching.form import form_key
    from tagfold.matching.pair_model import model_fault
    from tagfold.taxonomy.check.folder import check_folder, fix_folder
    from tagfold.taxonomy.check.rules import RULES

    if rules:
        _say_rules(RULES, as_json)
        return
    with plain_errors():
        fixed = fix_folder(folder, form_key) if fix else []
        checked = check_folder(folder, form_key, model_fault)
    failed = checked.count(Severity.ERROR) + (checked.count(Severity.WARNING) if strict else 0)
    if as_json:
        say_json(_check_data(folder, checked, fixed))
    else:
        say(_check_text(folder, checked, fixed))
    if failed:
        raise typer.Exit(1)


def _check_text(folder: Path, checked: Checked, fixed: list[Finding]) -> str:
    from tagfold.finding import counted

    lines = [f"{folder / finding.path}:{finding.line}: fixed: {finding.problem} [{finding.code}]" for finding in fixed]
    lines += [str(folder / str(finding)) for finding in checked.findings]
    lines += [f"{folder / facet}: cross-row checks skipped until every row can be read" for facet in checked.waiting]
    counts = Counter(finding.severity.value for finding in checked.findings)
    said = [counted(counts[word], word) for word in ("error", "warning") if counts[word]]
    summary = ", ".join(said) if said else "no problems found"
    fixable = sum(finding.fixable for finding in checked.findings)
    more = f" ({fixable} fixable with --fix)" if fixable else ""
    return "\n".join([*lines, f"{folder}: {summary}{more}"])


def _check_data(folder: Path, checked: Checked, fixed: list[Finding]) -> dict[str, object]:
    return {
        "findings": [_finding_data(folder, finding) for finding in checked.findings],
        "fixed": [_finding_data(folder, finding) for finding in fixed],
        "skipped": checked.waiting,
    }


def _finding_data(folder: Path, finding: Finding) -> dict[str, object]:
    return {
        "path": str(folder / finding.path),
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity,
        "problem": finding.problem,
        "remedy": finding.remedy,
        "fixable": finding.fixable,
    }


def _say_rules(rules: Sequence[Rule], as_json: bool) -> None:
    from tagfold.cli.render import table

    if as_json:
        say_json([_rule_data(rule) for rule in rules])
        return
    rows = [(rule.code, rule.severity, rule.meaning + (" (--fix)" if rule.fixable else "")) for rule in rules]
    for line in table(rows):
        say(line)


def _rule_data(rule: Rule) -> dict[str, object]:
    return {"code": rule.code, "severity": rule.severity, "meaning": rule.meaning, "fixable": rule.fixable}
