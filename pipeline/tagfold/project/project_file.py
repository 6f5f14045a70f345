"""`tagfold.toml`: what a project reads, if it is more than one folder of reports."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tagfold.errors import ProjectError, located
from tagfold.reports.tags import facet_name
from tagfold.shapes import FacetColumn, Notes, Shape, TableShape
from tagfold.store_url import Source, is_url, store_url

PROJECT_FILE = Path("tagfold.toml")

NOTES_KEYS = {"notes": bool, "front_matter": dict, "hashtags": str}
TABLE_KEYS = {
    "facets": dict, "id": str, "title": str, "text": list, "private": list, "leave_out": list, "delimiter": str,
    "encoding": str, "header": bool, "table": str,
}  # fmt: skip

_WORDS = {bool: "true or false", dict: "a table of names", str: "a text", list: "a list of texts"}


def read_project(path: Path) -> dict[Source, Shape]:
    """The sources of a project, in their order, each with how it is written; paths are relative to the file's folder.

    Raises ProjectError, with the line where it is known, for what is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
        given = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise ProjectError(f"it cannot be read ({error})", path=str(path), remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise ProjectError(f"this is not TOML ({error})", path=str(path), line=line, remedy="fix the line") from None
    unknown = [key for key in given if key != "source"]
    sources = given.get("source", [])
    if unknown or not isinstance(sources, list) or not sources:
        problem = f"the key '{unknown[0]}' means nothing here" if unknown else "it names no source"
        line = _line(text, unknown[0]) if unknown else None
        raise ProjectError(problem, path=str(path), line=line, remedy="write [[source]] with a path for each source")
    shapes: dict[Source, Shape] = {}
    for number, source in enumerate(sources, 1):
        try:
            place, shape = _source(source)
        except _WrongKeyError as error:
            where = f"source {number}: "
            line = _line(text, error.key, number)
            raise ProjectError(where + error.problem, path=str(path), line=line, remedy=error.remedy) from None
        with located(str(path)):
            shapes[store_url(place) if is_url(place) else path.parent / place] = shape
    return shapes


class _WrongKeyError(Exception):
    def __init__(self, key: str, problem: str, remedy: str) -> None:
        self.key, self.problem, self.remedy = key, problem, remedy


def _source(given: Mapping[str, Any]) -> tuple[str, Shape]:
    place = given.get("path")
    if not isinstance(place, str) or not place:
        raise _WrongKeyError("[[source]]", "it has no path", 'write path = "…"')
    known = NOTES_KEYS if "notes" in given else TABLE_KEYS if "facets" in given else {}
    for key, value in given.items():
        if key == "path":
            continue
        if key not in known:
            others = [name for name, keys in (("notes = true", NOTES_KEYS), ("facets", TABLE_KEYS)) if key in keys]
            remedy = f"it goes with {others[0]}" if others else f"write one of {', '.join(NOTES_KEYS | TABLE_KEYS)}"
            raise _WrongKeyError(key, f"the key '{key}' means nothing here", remedy)
        if not isinstance(value, known[key]) or not all(isinstance(part, str) for part in _parts(value)):
            raise _WrongKeyError(key, f"'{key}' must be {_WORDS[known[key]]}", "see docs/your-data.md")
    if given.get("notes"):
        return place, _notes(given)
    if "facets" in given:
        if is_url(place):
            raise _WrongKeyError("path", "a table cannot be read from object storage", "copy it into a folder")
        return place, _table(given)
    return place, None


def _notes(given: Mapping[str, Any]) -> Notes:
    for key, facet in given.get("front_matter", {}).items():
        if not isinstance(facet, str):
            raise _WrongKeyError(key, f"the facet of '{key}' must be a text", 'write for example tags = "topics"')
    facets = tuple((key, facet_name(facet)) for key, facet in given.get("front_matter", {}).items())
    return Notes(facets, given.get("hashtags"))


def _table(given: Mapping[str, Any]) -> TableShape:
    columns = []
    for facet, column in given["facets"].items():
        named = {"column": column} if isinstance(column, str) else column
        if (
            not isinstance(named, dict)
            or not isinstance(named.get("column"), str)
            or named.keys() - {"column", "split"}
        ):
            remedy = f'write {facet} = "column" or {facet} = {{ column = "…", split = ";" }}'
            raise _WrongKeyError(facet, f"the column of '{facet}' is not named", remedy)
        columns.append(FacetColumn(facet_name(facet), named["column"], named.get("split") or None))
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in given.items()
        if key not in ("path", "facets")
    }
    return TableShape(tuple(columns), **rest)


def _parts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _line(text: str, key: str, source: int = 1) -> int | None:
    """The line of a key, at or after the source with that number."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.strip() == "[[source]]"]
    start = starts[source - 1] if source <= len(starts) else 0
    for number, line in enumerate(lines[start:], start + 1):
        if re.match(rf'\s*"?{re.escape(key)}', line):
            return number
    return None
