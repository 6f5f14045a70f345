"""What the report page shows, read from a published database: columns of indices, so that a mail can carry it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tagfold.warehouse.reading import reading

Rows = Callable[[str], list[tuple[Any, ...]]]

LONGEST_TAG = 120
"""Characters of a tag that the page shows: some undecided ones are paragraphs."""

_SHOWN = "SELECT facet FROM facets WHERE kind IN ('curated', 'closed')"
"""The facets of the page. Those of persons, and those that are columns of reports, are not among them."""


def page_data(database: Path) -> dict[str, Any]:
    """Everything that the page counts. The same database gives the same data, in the same order."""
    with reading(database) as db:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return db.execute(query).fetchall()

        facets = rows(
            f"SELECT facet, label, kind FROM facets WHERE facet IN ({_SHOWN}) AND facet IN (SELECT facet FROM tags) "
            "ORDER BY kind DESC, label, facet"
        )
        reports = rows(
            "SELECT report_id, coalesce(title, path), path, coalesce(type, 'not given'), year "
            "FROM reports ORDER BY path"
        )
        facet_number, report_number = _numbers(facets), _numbers(reports)
        terms, term_number = _terms(rows, facet_number)
        return {
            "facets": _columns(("name", "label", "kind"), facets),
            "terms": terms,
            "reports": {
                **_columns(("title", "path", "type", "year"), [row[1:] for row in reports]),
                "countries": _countries_of(rows, report_number),
            },
            "countries": _columns(("label", "iso3", "region"), rows(f"{_COUNTRIES} ORDER BY ALL")),
            **_tags(rows, facet_number, term_number, report_number),
            "runs": _runs(rows),
        }


def _numbers(rows: Iterable[tuple[Any, ...]]) -> dict[Any, int]:
    """The number of each row, by its first column."""
    return {row[0]: number for number, row in enumerate(rows)}


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _terms(rows: Rows, facet_number: dict[Any, int]) -> tuple[dict[str, list[Any]], dict[Any, int]]:
    """The terms that are used, with those above them."""
    found = rows(
        "SELECT term_id, facet, label, broader_id, coalesce(since, '') FROM terms WHERE term_id IN "
        "(SELECT p.broader_id FROM term_paths p JOIN uses u ON u.term_id = p.term_id) ORDER BY facet, label, term_id"
    )
    number = _numbers(found)
    placed = [
        (term, facet_number[facet], label, number.get(broader), since) for term, facet, label, broader, since in found
    ]
    return _columns(("id", "facet", "label", "broader", "since"), placed), number


_COUNTRIES = "SELECT DISTINCT country, iso3, region FROM report_countries"


def _countries_of(rows: Rows, report_number: dict[Any, int]) -> list[list[int]]:
    """The countries of each report, as numbers of the list of countries."""
    number = {row: i for i, row in enumerate(rows(f"{_COUNTRIES} ORDER BY ALL"))}
    found: list[list[int]] = [[] for _ in report_number]
    for report, *country in rows("SELECT report_id, country, iso3, region FROM report_countries ORDER BY ALL"):
        found[report_number[report]].append(number[tuple(country)])
    return found


def _tags(
    rows: Rows, facet_number: dict[Any, int], term_number: dict[Any, int], report_number: dict[Any, int]
) -> dict[str, Any]:
    """Each spelling with its outcome, its terms and whether the last run brought it, and each tag as the number of its
    spelling and its line, report by report.
    """
    spelled = rows(
        f"SELECT facet, raw, any_value(outcome), list(term_id ORDER BY part) FILTER (outcome IN ('mapped', 'auto')), "
        "any_value(run_id) > 1 AND any_value(run_id) = (SELECT max(run_id) FROM runs) "
        f"FROM decisions JOIN first_seen USING (facet, raw) WHERE facet IN ({_SHOWN}) GROUP BY ALL ORDER BY facet, raw"
    )
    number = {(facet, raw): i for i, (facet, raw, *_) in enumerate(spelled)}
    per_report = [0] * len(report_number)
    spelling, line = [], []
    for report, facet, raw, at in rows(
        f"SELECT report_id, facet, raw, line FROM tags JOIN reports USING (report_id) WHERE facet IN ({_SHOWN}) "
        "ORDER BY path, position, facet"
    ):
        per_report[report_number[report]] += 1
        spelling.append(number[facet, raw])
        line.append(at)
    placed = [
        (facet_number.get(facet, -1), _short(raw), outcome, [term_number[term] for term in terms or ()], is_new)
        for facet, raw, outcome, terms, is_new in spelled
    ]
    return {
        "spellings": _columns(("facet", "raw", "outcome", "terms", "is_new"), placed),
        "tags": {"per_report": per_report, "spelling": spelling, "line": line},
    }


def _short(raw: str) -> str:
    one_line = " ".join(raw.split())
    return one_line if len(one_line) <= LONGEST_TAG else one_line[: LONGEST_TAG - 1] + "…"


def _runs(rows: Rows) -> list[dict[str, Any]]:
    """The last two runs, the latest first."""
    names = ("day", "taxonomy", "version", "read", "forgotten")
    found = rows(
        "SELECT epoch_ms(started_at), taxonomy_version, tagfold_version, reports_read, reports_forgotten "
        "FROM runs ORDER BY run_id DESC LIMIT 2"
    )
    return [
        dict(zip(names, (datetime.fromtimestamp(at / 1000, UTC).date().isoformat(), *rest), strict=True))
        for at, *rest in found
    ]
