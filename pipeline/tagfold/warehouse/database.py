"""A published database from Python, read-only: the macros by name, and any query."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tagfold.warehouse.parquet import quoted
from tagfold.warehouse.reading import explained, opened, refuse_missing

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


class Database:
    """A file that `tagfold ingest` wrote. It can be asked and not changed, and it asks no other file and no network.

    It keeps showing what the file held when it was opened, also while a new one takes its place.
    """

    def __init__(self, path: str | Path) -> None:
        """Raises WarehouseError if there is no such database."""
        self.path = Path(path)
        refuse_missing(self.path)
        with explained(self.path, reads=True):
            self._db = opened(self.path)

    def sql(self, query: str, parameters: list[object] | None = None) -> duckdb.DuckDBPyRelation:
        """The answer to a query as a DuckDB relation: `.df()`, `.pl()`, `.fetchall()`; each `?` is a parameter.

        A sum of whole numbers stays one in pandas, which has no place for the 128 bits that DuckDB sums in.
        """
        answer = self._db.sql(query, params=parameters or [])
        kinds = dict(zip(answer.columns, map(str, answer.types), strict=True)) if answer else {}
        wide = [quoted(name) for name, kind in kinds.items() if kind == "HUGEINT"]
        return answer.project(f"* REPLACE ({', '.join(f'{c}::BIGINT AS {c}' for c in wide)})") if wide else answer

    def count(self, term: str) -> pd.DataFrame:
        """In how many reports a term is, by label, id or any accepted spelling, with everything narrower."""
        return self._table("count_of(?)", term)

    def trend(self, term: str) -> pd.DataFrame:
        """Reports with a term by year: their number, and their share of the reports with any term of the facet."""
        return self._table("trend(?)", term)

    def goes_with(self, term: str, facet: str) -> pd.DataFrame:
        """The terms of a facet that are used in the same reports, the most frequent first, with share and lift."""
        return self._table("goes_with(?, ?)", term, facet)

    def trace(self, term: str) -> pd.DataFrame:
        """Where a term is used: file and line."""
        return self._table("trace(?)", term)

    def answers(self, question: str, country: str | None = None) -> pd.DataFrame:
        """The answers to a question in any of its wordings, of all countries or one."""
        return self._table("answers_to(?, ?)", question, country)

    def mentions(self, words: str) -> pd.DataFrame:
        """Where titles, summaries, answers and running text hold some words: file and line."""
        return self._table("mentions(?)", words)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _table(self, macro: str, *arguments: Any) -> pd.DataFrame:
        return self._db.execute(f"FROM {macro}", list(arguments)).df()
