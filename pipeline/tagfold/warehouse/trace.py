"""Where a term is used, down to file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import WarehouseError
from tagfold.warehouse.reading import reading
from tagfold.warehouse.runs import last_run, report_root


@dataclass(frozen=True, slots=True)
class TracedUse:
    """One use of a term: the file and line, the tag as typed and the term that it means."""

    path: str
    line: int
    facet: str
    raw: str
    label: str
    outcome: str


def trace_of(database: Path, term: str, limit: int) -> tuple[list[TracedUse], int]:
    """The first places where a term or a narrower one is used, and how many there are.

    Raises WarehouseError if no term is called so.
    """
    with reading(database) as db:
        if not db.execute("FROM terms_named(?)", [term]).fetchall():
            remedy = "write its label, its id or an accepted spelling"
            raise WarehouseError(f"no term is called '{term}'", remedy=remedy)
        root = report_root(last_run(db), database)
        rows = db.execute(
            "SELECT path, line, facet, raw, label, outcome FROM trace(?) LIMIT ?", [term, limit]
        ).fetchall()
        ((uses,),) = db.execute("SELECT count(*) FROM uses_of(?)", [term]).fetchall()
    return [TracedUse(str(root / path), *rest) for path, *rest in rows], uses
