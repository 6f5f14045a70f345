"""The uses of tags, for asking what another taxonomy would make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.warehouse.reading import reading


@dataclass(frozen=True, slots=True)
class TagUse:
    """A distinct tag in one report, and how many times it is there."""

    facet: str
    raw: str
    report_id: str
    uses: int


def distinct_tags(database: Path) -> list[tuple[str, str]]:
    """The distinct (facet, raw) pairs, in order. Raises WarehouseError if the database cannot be read."""
    with reading(database) as db:
        return db.execute("SELECT DISTINCT facet, raw FROM tags ORDER BY ALL").fetchall()


def uses_beside(database: Path, tags: Iterable[tuple[str, str]]) -> list[TagUse]:
    """The uses of `tags`, and of all other tags of the same facet in the same reports."""
    facets, raws = zip(*tags, strict=True) if (tags := list(tags)) else ((), ())
    with reading(database) as db:
        found = db.execute(
            "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS facet, unnest(?::VARCHAR[]) AS raw), "
            "places AS (SELECT DISTINCT report_id, facet FROM tags JOIN asked USING (facet, raw)) "
            "SELECT facet, raw, report_id, count(*) FROM tags SEMI JOIN places USING (report_id, facet) "
            "GROUP BY ALL ORDER BY ALL",
            [list(facets), list(raws)],
        ).fetchall()
    return [TagUse(*row) for row in found]


def reports_with(database: Path, facet: str, groups: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """For each group of tags how many reports have at least one of them; a group in none is left out."""
    pairs = [(name, raw) for name, raws in groups.items() for raw in raws]
    with reading(database) as db:
        found = db.execute(
            "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS name, unnest(?::VARCHAR[]) AS raw) "
            "SELECT name, count(DISTINCT report_id) FROM asked JOIN tags USING (raw) WHERE facet = ? GROUP BY name",
            [[name for name, _ in pairs], [raw for _, raw in pairs], facet],
        ).fetchall()
    return dict(found)
