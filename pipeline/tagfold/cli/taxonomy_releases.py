"""`tagfold taxonomy diff` and `release`: options, words on the screen, exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagfold.cli.options import AsJson, DryRun, Folder, encoders_of
from tagfold.cli.screen import plain_errors, say, say_json
from tagfold.commands import DATABASE, TAXONOMY
from tagfold.errors import WrongUsage

if TYPE_CHECKING:
    from tagfold.review.impact import Impact
    from tagfold.taxonomy.model import Taxonomy

app = typer.Typer()


@app.command(
    epilog="Examples:  tagfold taxonomy diff   |   tagfold taxonomy diff 1.0.0 2.0.0   |   "
    "tagfold taxonomy diff HEAD~3   |   tagfold taxonomy diff 1.0.0 ../proposal/taxonomy --json"
)
def diff(
    before: Annotated[
        str | None,
        typer.Argument(metavar="A", help="A release, a folder, or a git revision. [default: latest release]"),
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="B", help="The same. [default: the taxonomy's folder as it is]")
    ] = None,
    taxonomy: Folder = TAXONOMY,
    db: Annotated[
        Path | None,
        typer.Option(
            "--db", metavar="FILE", help=f"Count uses in this DuckDB file. [default: {DATABASE}, if it exists]"
        ),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="Lines of each kind to show; 0 for all.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show what changed from A to B and, with a database, in how many uses and reports."""
    from tagfold.matching.form import form_key
    from tagfold.review.preview import impact_json, impact_lines
    from tagfold.taxonomy import diff_text, resolve
    from tagfold.taxonomy.diff import diff as compare

    with plain_errors(db=db, taxonomy=taxonomy):
        one = resolve.edition(before, taxonomy) if before else resolve.earlier(taxonomy)
        other = resolve.edition(after, taxonomy) if after else resolve.working(taxonomy)
        found = compare(one.taxonomy, other.taxonomy, form_key)
        moved = _impact(one.taxonomy, other.taxonomy, taxonomy, db) if found.changes else None
    if as_json:
        result: dict[str, object] = {"before": one.name, "after": other.name, **diff_text.plain(found)}
        if moved:
            result["impact"] = impact_json(moved)
        say_json(result)
        return
    say(f"{one.name} -> {other.name}")
    if not found.changes:
        say("Nothing has changed.")
    for line in diff_text.screen(found, limit):
        say(line)
    if found.changes:
        say(f"A release of this would be {diff_text.reason(found)}")
    if moved:
        say()
        for line in impact_lines(moved, found.label, limit):
            say(line)


def _impact(before: Taxonomy, after: Taxonomy, home: Path, db: Path | None) -> Impact | None:
    """What moves in a database from one to the other, both read by the model of `home`; None without a database."""
    from tagfold.review.impact import impact_on
    from tagfold.semantic.selection import choose

    database = db or (DATABASE if DATABASE.exists() else None)
    if database is None:
        return None
    return impact_on(database, before, after, choose(encoders_of(), home).scorer)


@app.command(epilog="Examples:  tagfold taxonomy release --dry-run   |   tagfold taxonomy release --date 2026-12-01")
def release(
    taxonomy: Folder = TAXONOMY,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The release's date. [default: today, UTC]")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create a numbered, read-only release of the taxonomy.

    The number follows from what changed since the latest release: the first part rises when a use can move
    from one term to another, the second when uses without a term gain one, the third when only words changed.
    """
    from tagfold.matching.form import form_key
    from tagfold.taxonomy.release import make_release, prepare_release

    with plain_errors():
        planned = prepare_release(taxonomy, _date(date), form_key, _check)
        folder = None if dry_run else make_release(taxonomy, planned)
    if as_json:
        result = {
            "version": str(planned.version),
            "date": planned.date,
            "why": planned.why,
            "changelog": planned.section,
        }
        say_json({**result, "folder": str(folder) if folder else None})
        return
    say(f"{'Would release' if dry_run else 'Released'} {planned.version}: {planned.why}")
    say(planned.section.rstrip() if dry_run else f"Frozen in {folder}; commit it with {taxonomy / 'CHANGELOG.md'}.")


def _check(folder: Path) -> Sequence[str]:
    """What is wrong with a taxonomy folder: its errors, in words."""
    from tagfold.finding import Severity
    from tagfold.matching.form import form_key
    from tagfold.matching.pair_model import model_fault
    from tagfold.taxonomy.check.folder import check_folder

    findings = check_folder(folder, form_key, model_fault).findings
    return [str(finding) for finding in findings if finding.severity is Severity.ERROR]


def _date(text: str | None) -> str:
    if text is None:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        raise WrongUsage(f"'{text}' is not a valid date", remedy="write it as 2026-12-01") from None
