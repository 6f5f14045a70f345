"""The summary of a run, in words for a person and as JSON for a script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tagfold.warehouse.summary import FacetCount, Summary

FIRST_QUERY = "SELECT label, uses, spellings FROM term_uses WHERE facet = 'datasources' ORDER BY uses DESC LIMIT 10"

_NUMBER_COLUMNS = ("uses", "spellings", "mapped", "auto", "review", "new", "not a tag")


def run_line(changed: bool, read: int, unchanged: int, forgotten: int, failed: int, seconds: float) -> str:
    """One line that says what the run did."""
    if not changed:
        left_out = f" ({count(failed, 'file')} could not be read)" if failed else ""
        return f"Nothing has changed: {count(unchanged, 'report')}{left_out}, checked in {seconds:.1f} s."
    parts = [f"{read:,} read", f"{unchanged:,} unchanged", f"{failed:,} failed"]
    if forgotten:
        parts.append(f"{forgotten:,} forgotten (their files are gone)")
    return f"Reports: {', '.join(parts)}, in {seconds:.1f} s."


def summary_text(summary: Summary, database: Path, command: str = "tagfold") -> str:
    """What the database holds, on one screen."""
    return "\n".join(_summary_lines(summary, database, command))


def summary_json(result: dict[str, object], summary: Summary, database: Path) -> str:
    """The same as one JSON object; `result` holds what the run did."""
    return json.dumps({**result, "database": str(database), **asdict(summary)}, ensure_ascii=False, indent=2)


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Lines of a plain table: text to the left, numbers to the right."""
    cells = [["" if cell is None else " ".join(str(cell).splitlines()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    right = [bool(rows) and all(isinstance(row[i], int | float) for row in rows) for i in range(len(header))]
    for line in ([*header], *cells):
        aligned = (c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True))
        yield "  ".join(aligned).rstrip()


def count(number: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "report"), count(1200, "report")
    ('1 report', '1,200 reports')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _summary_lines(summary: Summary, database: Path, command: str) -> Iterator[str]:
    found = [count(summary.tags, "tag"), count(summary.answers, "answer"), count(summary.places, "place")]
    yield f"They hold {', '.join(found)}."
    decided = [facet for facet in summary.facets if facet.kind in ("curated", "closed")]
    plain = [facet for facet in summary.facets if facet.kind in ("structural", "private")]
    unknown = [facet for facet in summary.facets if facet.kind is None]
    if decided:
        yield ""
        yield from table(("facet", *_NUMBER_COLUMNS), [_facet_row(facet) for facet in decided])
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
    yield from _problem_lines(summary, command)
    yield ""
    yield f"Database: {database} (content {summary.content_sha256[:12]})"
    yield f'Try: {command} query "{FIRST_QUERY}"'


def _facet_row(facet: FacetCount) -> tuple[object, ...]:
    return (
        facet.facet, facet.uses, facet.spellings, facet.mapped, facet.auto, facet.review, facet.new, facet.not_a_tag,
    )  # fmt: skip


def _problem_lines(summary: Summary, command: str) -> Iterator[str]:
    total = sum(rows for _, rows, _ in summary.problems)
    if not total:
        yield "Problems: none."
        return
    yield f'Problems: {total:,} ({command} query "SELECT * FROM problems")'
    rows = [(f"  {code}", number, f"e.g. {example}") for code, number, example in summary.problems]
    widest = max(len(row[0]) for row in rows)
    for code, number, example in rows:
        yield f"{code.ljust(widest)}  {number:>6,}  {example}"
