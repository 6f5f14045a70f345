"""Write the docs that are made from the code: commands.md, data-dictionary.md, folding.svg, cookbook.ipynb, the answers
in cookbook.md, part of matching.md.

Run by `make docs`; with --check it writes nothing and fails when a file is not what it would write.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import duckdb
import typer
from cookbook_page import notebook, with_answers
from glued_tags import with_glued_tags
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.taxonomy.files import read_taxonomy

ROOT = Path(__file__).parent.parent

PICTURED = ("in-depth interviews", "focus groups", "participatory observation", "surveys")
"""The terms of the picture, as the sample reports fold them."""


def main() -> None:
    """Write the files, or compare them."""
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "sample.duckdb"
        ingest(Settings((ROOT / "data/raw",), ROOT / "taxonomy", database, workers=1))
        with duckdb.connect(str(database), read_only=True) as db:
            made = {
                "commands.md": "\n".join(commands()) + "\n",
                "data-dictionary.md": "\n".join(dictionary(db)) + "\n",
                "folding.svg": "\n".join(picture(db)) + "\n",
                "cookbook.md": with_answers((ROOT / "docs/cookbook.md").read_text(encoding="utf-8"), db),
            }
    made["cookbook.ipynb"] = notebook(made["cookbook.md"])
    matching = (ROOT / "docs/matching.md").read_text(encoding="utf-8")
    made["matching.md"] = with_glued_tags(matching, read_taxonomy(ROOT / "taxonomy"))
    for name, text in made.items():
        path = ROOT / "docs" / name
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(f"docs/{name}")
    if stale:
        sys.exit(f"{', '.join(stale)}: not what the code says; run 'make docs' and commit")


def commands() -> Iterator[str]:
    """The command reference: what `--help` prints of each command."""
    yield "# Commands"
    yield ""
    yield "Made from the commands' own `--help` by `make docs`."
    for words in _command_names(typer.main.get_command(app), ()):
        done = CliRunner().invoke(
            app, [*words, "--help"], env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}, prog_name="tagfold"
        )
        yield ""
        yield f"## {' '.join(('tagfold', *words))}"
        yield ""
        yield "```text"
        yield re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE).strip("\n")
        yield "```"


def _command_names(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _command_names(child, (*words, name))


def dictionary(db: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The data dictionary: every table, view, column and macro with its COMMENT."""
    yield "# Data dictionary"
    yield ""
    yield "Made from the comments in the database by `make docs`; `SELECT * FROM dictionary` says the same."
    views = {row[0] for row in db.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}
    tables = db.execute("SELECT table_name, comment FROM dictionary WHERE column_name IS NULL ORDER BY 1").fetchall()
    macros = db.execute("SELECT table_name FROM dictionary WHERE data_type LIKE 'macro%'").fetchall()
    yield from _macros(db)
    for heading, wanted in (("Views, for analysts", True), ("Tables", False)):
        yield ""
        yield f"## {heading}"
        for table, comment in tables:
            if (table in views) is wanted and (table,) not in macros:
                yield from _one_table(db, table, comment)


def _macros(db: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield ""
    yield "## Macros, to be asked like tables: `FROM count_of('interviews')`"
    yield ""
    yield "| macro | meaning |"
    yield "|---|---|"
    for name, arguments, meaning in db.execute(
        "SELECT table_name, data_type, comment FROM dictionary WHERE data_type LIKE 'macro%' ORDER BY 1"
    ).fetchall():
        yield f"| `{name}{arguments.removeprefix('macro')}` | {meaning} |"


def _one_table(db: duckdb.DuckDBPyConnection, table: str, comment: str) -> Iterator[str]:
    yield ""
    yield f"### {table}"
    yield ""
    yield comment
    yield ""
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column, kind, meaning in db.execute(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = ? AND NOT internal "
        "ORDER BY column_index",
        [table],
    ).fetchall():
        yield f"| `{column}` | {kind} | {meaning} |"


def picture(db: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """An SVG: spellings as the authors typed them on the left, the term that gathers them on the right."""
    rows = db.execute(
        "SELECT label, raw, count(*) FROM uses WHERE facet = 'datasources' "
        "AND list_contains(?::VARCHAR[], label) GROUP BY label, raw ORDER BY 3 DESC, raw",
        [list(PICTURED)],
    ).fetchall()
    step, top, gap = 24, 46, 18
    height = top + len(rows) * step + len(PICTURED) * gap
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" font-family="sans-serif" font-size="14">'
    yield "<title>Spellings in the sample reports, and the terms they are folded into</title>"
    yield f'<rect width="900" height="{height}" fill="#ffffff"/>'
    yield '<g fill="#555555" font-size="12"><text x="20" y="24">as typed, with uses</text>'
    yield '<text x="560" y="24">counted as</text></g>'
    y = top
    for label in PICTURED:
        spellings = [(raw, uses) for name, raw, uses in rows if name == label]
        middle = y + (len(spellings) - 1) * step / 2
        for raw, uses in spellings:
            shown = escape(raw.replace("\u00a0", " ").replace("\u200b", ""))
            yield f'<text x="236" y="{y + 5}" text-anchor="end" fill="#222222">{shown}</text>'
            yield f'<rect x="248" y="{y - 7}" width="{uses * 9}" height="14" rx="2" fill="#9db7cc"/>'
            yield f'<text x="{254 + uses * 9}" y="{y + 5}" fill="#555555">{uses}</text>'
            yield f'<path d="M {290 + uses * 9} {y} C 430 {y} 430 {middle} 544 {middle}" fill="none" stroke="#c9d3db"/>'
            y += step
        total = sum(uses for _, uses in spellings)
        yield f'<rect x="560" y="{middle - 9}" width="{total * 9}" height="18" rx="2" fill="#1f5f8b"/>'
        end = 568 + total * 9
        yield f'<text x="{end}" y="{middle + 5}" fill="#111111" font-weight="bold">{escape(label)} {total}</text>'
        y += gap
    yield "</svg>"


if __name__ == "__main__":
    main()
