"""Results in words for a person, and as plain data for JSON."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from decimal import Decimal
from pathlib import Path

from tagfold.commands import command
from tagfold.finding import counted
from tagfold.warehouse.runs import Run, source_paths
from tagfold.warehouse.summary import FacetCount, Summary

FIRST_QUERY = "SELECT label, reports, uses, spellings FROM term_uses WHERE facet = '{}' ORDER BY reports DESC LIMIT 10"

SHIPPED_TAXONOMY = (
    "Taxonomy: the one that comes with Tagfold, for there is no folder taxonomy here; "
    "`tagfold init FOLDER` makes a project with one of your own."
)

_NUMBER_COLUMNS = ("uses", "spellings", "mapped", "auto", "review", "new", "not a tag")


def run_lines(
    *,
    changed: bool,
    read: int,
    unchanged: int,
    forgotten: int,
    failed: int,
    seconds: float,
    rebuilt: str | None,
    fewer_decisions: Mapping[str, int],
    encoders: str | None,
    encoded: int,
    resumed: int,
) -> Iterator[str]:
    """What the run did, and what a person should know about the last database and the decisions."""
    if not changed:
        left_out = f" ({counted(failed, 'file')} could not be read)" if failed else ""
        yield f"Nothing has changed: {counted(unchanged, 'report')}{left_out}, checked in {seconds:.1f} s."
        return
    parts = [f"{read:,} read", f"{unchanged:,} unchanged", f"{failed:,} failed"]
    if forgotten:
        parts.append(f"{forgotten:,} removed (files deleted)")
    if rebuilt:
        yield f"Every report was read again: {rebuilt}."
    if resumed:
        yield f"Going on where a stopped run ended: {resumed:,} of {counted(read, 'report')} were parsed already."
    yield f"Reports: {', '.join(parts)}, in {seconds:.1f} s."
    if encoders:
        compared = f"{encoders} compared {counted(encoded, 'tag')}" if encoded else "not loaded, no new tag to compare"
        yield f"Sentence encoders: {compared}."
    if fewer_decisions:
        facets = ", ".join(f"{count:,} of {facet}" for facet, count in fewer_decisions.items())
        remedy = "if that is a mistake, restore the files with `git checkout`"
        yield f"Decisions gone from the taxonomy since the last run: {facets}; {remedy}."


def made_line(run: Run, reports: int, database: Path) -> str:
    """One line that says when and from what a database was made."""
    sources = ", ".join(source_paths(run, database))
    return (
        f"Made {run.started_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC from {counted(reports, 'report')} in {sources}, "
        f"with the taxonomy {run.taxonomy_version}, by Tagfold {run.tagfold_version}."
    )


def run_data(run: Run, database: Path) -> dict[str, object]:
    """The run that made a database, as data."""
    return {
        "made_at": run.started_at.astimezone(UTC).isoformat(),
        "sources": source_paths(run, database),
        "taxonomy_version": run.taxonomy_version,
        "taxonomy_sha256": run.taxonomy_sha256,
        "tagfold_version": run.tagfold_version,
        "encoders": run.encoders,
    }


def summary_data(summary: Summary, database: Path) -> dict[str, object]:
    """What the database holds, as data."""
    return {"database": str(database), **asdict(summary)}


def answer_data(columns: Sequence[str], rows: Sequence[Sequence[object]], more: bool) -> dict[str, object]:
    """The answer of a query, as data."""
    return {"columns": list(columns), "rows": [[_plain(cell) for cell in row] for row in rows], "more": more}


def _plain(value: object) -> object:
    """A value of DuckDB as JSON can hold it; what is neither number, text, list nor struct becomes text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float() | Decimal():
            return float(value) if math.isfinite(value) else None
        case list() | tuple():
            return [_plain(one) for one in value]
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
    return str(value)


def table(
    rows: Sequence[Sequence[object]], header: Sequence[str] = (), right: Collection[int] | None = None
) -> Iterator[str]:
    """Lines of a plain table: text to the left, the columns `right` (by default those of numbers) to the right."""
    cells = [["" if cell is None else " ".join(str(cell).splitlines()) for cell in row] for row in rows]
    lines = [[*header], *cells] if header else cells
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if right is None:
        numbers = (all(isinstance(row[i], int | float) for row in rows) for i in range(len(widths)))
        right = {i for i, only_numbers in enumerate(numbers) if rows and only_numbers}
    for line in lines:
        aligned = (c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True)))
        yield "  ".join(aligned).rstrip()


def summary_lines(summary: Summary, database: Path) -> Iterator[str]:
    """What the database holds, on one screen."""
    found = [counted(summary.tags, "tag"), counted(summary.answers, "answer"), counted(summary.places, "place")]
    yield f"Found {', '.join(found)}."
    decided = [facet for facet in summary.facets if facet.kind in ("curated", "closed")]
    plain = [facet for facet in summary.facets if facet.kind in ("structural", "private")]
    unknown = [facet for facet in summary.facets if facet.kind is None]
    if decided:
        yield ""
        yield from table([_facet_row(facet) for facet in decided], ("facet", *_NUMBER_COLUMNS))
    if plain:
        yield ""
        yield "As columns: " + ", ".join(f"{facet.facet} {facet.uses:,}" for facet in plain)
    if unknown:
        yield "Facets that facets.csv does not list: " + ", ".join(f"{f.facet} {f.uses:,}" for f in unknown)
    if summary.folds:
        yield ""
        yield "Folded most:"
        for fold in summary.folds:
            yield f"  {fold.label} ({fold.facet}): {fold.before:,} -> {fold.uses:,} uses, {fold.spellings} spellings"
    yield ""
    yield from _problem_lines(summary, database)
    yield ""
    yield f"Database: {database} (content {summary.content_sha256[:12]})"
    yield f"Try: {_next_command(summary, database)}"


def _next_command(summary: Summary, database: Path) -> str:
    """A first count, or a first list of terms where a count would be empty: the taxonomy of a new project is."""
    curated = [facet for facet in summary.facets if facet.kind == "curated"]
    if curated and not any(facet.mapped or facet.auto for facet in curated) and any(facet.new for facet in curated):
        return command("draft", db=database)
    return command("query", FIRST_QUERY.format(curated[0].facet if curated else "topics"), db=database)


def _facet_row(facet: FacetCount) -> tuple[object, ...]:
    return (
        facet.facet, facet.uses, facet.spellings, facet.mapped, facet.auto, facet.review, facet.new, facet.not_a_tag,
    )  # fmt: skip


def _problem_lines(summary: Summary, database: Path) -> Iterator[str]:
    total = sum(rows for _, rows, _ in summary.problems)
    if not total:
        yield "Problems: none."
        return
    yield f"Problems: {total:,} ({command('query', 'SELECT * FROM problems', db=database)})"
    yield from table([(f"  {code}", f"{number:>6,}", f"e.g. {example}") for code, number, example in summary.problems])
