"""The uses of tags, for asking what another taxonomy would make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.warehouse.reading import reading


@dataclass(frozen=True, slots=True)
class TagUse:
    """A distinct tag in one report, and how many times it stands there."""

    facet: str
    raw: str
    report_id: str
    uses: int


def distinct_tags(database: Path) -> list[tuple[str, str]]:
    """The distinct (facet, raw) pairs, in order. Raises WarehouseError where the database cannot be read."""
    with reading(database) as db:
        return db.execute("SELECT DISTINCT facet, raw FROM tags ORDER BY ALL").fetchall()


def uses_beside(database: Path, tags: Iterable[tuple[str, str]]) -> list[TagUse]:
    """The uses of `tags`, and of all other tags that stand beside them: in the same report, of the same facet."""
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
