"""Fill a new database: row files and yesterday's unchanged reports in, then decisions, then views."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from tagfold.matching.decision import Decision
from tagfold.matching.form import normal_form
from tagfold.taxonomy.codec import MAPPING_COLUMNS, TERM_COLUMNS
from tagfold.taxonomy.model import Taxonomy
from tagfold.taxonomy.related import related_pairs
from tagfold.taxonomy.row_files import named_cells
from tagfold.warehouse.parquet import quoted
from tagfold.warehouse.publish import Building, define, sql
from tagfold.warehouse.query_progress import Part, QueryProgress
from tagfold.warehouse.rows import RowFiles, row_files

Decide = Callable[[Sequence[tuple[str, str]]], Iterable[Decision]]

Columns = Sequence[tuple[str, str]]

LATER = ("section_id", "question_id", "answered", "iso3", "country", "type", "same_as")
"""Columns that are filled once the tags are decided."""

ORDERS = {
    "reports": "path",
    "tags": "report_id, position",
    "answers": "report_id, position",
    "passages": "report_id, position",
    "places": "report_id, position",
    "problems": "path, line, code, message, remedy",
}
"""The tables that parsed rows go into, and the order of their rows."""

BYTES_OF_ROW = 200
"""Of yesterday's database, to say how long the rest may take."""

_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")

TAXONOMY_TABLES = ("facets", "terms", "mappings", "term_labels", "term_related", "term_scope_notes")
"""The tables that say what the taxonomy's files say."""

SMALL_ROW = 1 << 18
"""Bytes that DuckDB's JSON reader may take for a row at the least."""

MADE_HERE = ("unknown-facet", "quoted-answer", "same-file")
"""Codes of problems that depend on the taxonomy or on other reports, so they are found again in each build."""


def to_read_again(building: Building, *, same: bool) -> set[str]:
    """Paths whose answers in yesterday's database may not be as the parser gave them, so that it must say them again.

    A quoted answer went into the one above, and a question asked several times got numbers, which hang on its id. The
    ids of listed questions are the `same` as long as all is that decisions depend on.
    """
    if not building.yesterday:
        return set()
    numbered = "group_no IS NOT NULL" + (" AND question_id LIKE 'x-%'" if same else "")
    found = building.connection.execute(
        "SELECT path FROM yesterday.problems WHERE code = 'quoted-answer' UNION "
        f"SELECT path FROM yesterday.reports SEMI JOIN (FROM yesterday.answers WHERE {numbered}) USING (report_id)"
    )
    return {path for (path,) in found.fetchall()}


def load_reports(building: Building, unchanged: Sequence[str], part: Part = lambda done, total: None) -> None:
    """Take in the parsed row files, and the rows of the `unchanged` paths from yesterday's database.

    Answers wait in the temporary table `asked` until their questions are decided. All that is still to be done is for
    the `fresh` reports, and for files of which the content was `touched`. `part` is called with the bytes of the row
    files that are in, and of all of them.
    """
    db = building.connection
    if not building.amended:
        db.execute("CREATE TEMP TABLE gone (sha256 VARCHAR); CREATE TEMP TABLE stayed (report_id VARCHAR)")
    db.execute("CREATE TEMP TABLE kept (path VARCHAR, report_id VARCHAR)")
    if building.yesterday and unchanged:
        db.execute("CREATE TEMP TABLE same AS SELECT unnest(?::VARCHAR[]) AS path", [list(unchanged)])
        db.execute("INSERT INTO kept SELECT path, report_id FROM yesterday.reports JOIN same USING (path)")
    asked = [column for column in _columns(db, "answers") if column[0] not in LATER]
    db.execute(f"CREATE TEMP TABLE asked ({', '.join(f'{name} {kind}' for name, kind in asked)})")
    files = {table: row_files(building.folder, table) for table in ORDERS}
    kept = building.yesterday and bool(unchanged)
    sizes = {table: _size(db, table, files[table], kept=kept) for table in ORDERS}
    with QueryProgress(db, sum(sizes.values()), part) as progress:
        for table in ORDERS:
            progress.begin(sizes[table])
            _take_in(building, table, files[table], kept=kept)
        progress.begin(0)
    db.execute("CREATE TEMP TABLE fresh AS SELECT report_id FROM reports ANTI JOIN stayed USING (report_id)")
    db.execute(
        "CREATE TEMP TABLE touched AS SELECT sha256 FROM reports SEMI JOIN fresh USING (report_id) "
        "UNION SELECT sha256 FROM gone"
    )


def _size(db: duckdb.DuckDBPyConnection, table: str, files: Sequence[str], *, kept: bool) -> int:
    """About how many bytes there are to take in."""
    rows = db.execute(f"SELECT count(*) FROM yesterday.{table}").fetchall()[0][0] if kept else 0
    return sum(Path(file).stat().st_size for file in files) + int(rows) * BYTES_OF_ROW


def _take_in(building: Building, table: str, files: Sequence[str], *, kept: bool) -> None:
    """The rows of a table from row files and, if some reports are kept, from yesterday's database."""
    later = {*LATER, *building.own}
    columns = [column for column in _columns(building.connection, table) if column[0] not in later]
    parts = [f"SELECT * FROM {_read_json(files, columns)}"] if files else []
    if kept:
        parts.append(_yesterday(table, columns))
    if parts:
        names, target = ", ".join(name for name, _ in columns), "asked" if table == "answers" else table
        union = " UNION ALL BY NAME ".join(parts)
        building.connection.execute(
            f"INSERT INTO {target} ({names}) SELECT {names} FROM ({union}) ORDER BY {ORDERS[table]}"
        )


def _yesterday(table: str, columns: Columns) -> str:
    """The rows of the kept reports in yesterday's database."""
    names = ", ".join(name for name, _ in columns)
    if table == "problems":
        made_here = _listed(MADE_HERE, "()")
        kept = f"path IN (SELECT path FROM kept) AND code NOT IN {made_here}"
    else:
        kept = "report_id IN (SELECT report_id FROM kept)"
    return f"SELECT {names} FROM yesterday.{table} WHERE {kept}"


def load_taxonomy(building: Building, taxonomy: Taxonomy, answers: Mapping[str, str]) -> None:
    """Copy what the taxonomy says unless it is there, and report the facets that it does not know.

    How `answers` are kept, by question, waits in the temporary table `kept_as`.
    """
    building.connection.execute(
        "CREATE TEMP TABLE kept_as AS SELECT unnest(?::VARCHAR[]) AS question_id, unnest(?::VARCHAR[]) AS facet",
        [list(answers), list(answers.values())],
    )
    if not building.amended:
        _insert_taxonomy(building, taxonomy)
    known = [facet.name for facet in taxonomy.facets]
    building.connection.execute(
        "INSERT INTO problems SELECT r.path, t.line, 'unknown-facet', "
        "'the facet ''' || t.facet || ''' is not in facets.csv', 'write one that is; did you mean ''' || "
        "list_sort(list_transform(?::VARCHAR[], lambda k: {'d': damerau_levenshtein(k, t.facet), 'k': k}))[1].k || "
        "'''?' FROM tags t JOIN fresh USING (report_id) JOIN reports r USING (report_id) "
        "WHERE t.facet NOT IN (SELECT facet FROM facets)",
        [known],
    )


def _insert_taxonomy(building: Building, taxonomy: Taxonomy) -> None:
    with RowFiles(building.folder, "taxonomy", TAXONOMY_TABLES) as rows:
        for name, vocabulary in taxonomy.vocabularies.items():
            facet = vocabulary.facet
            description = {"label": facet.label, "kind": facet.kind, "description": facet.description}
            rows.write("facets", {"facet": name, **description})
            for term in vocabulary.terms:
                rows.write("terms", {"facet": name, **{column: getattr(term, column) for column in TERM_COLUMNS}})
            for mapping in vocabulary.mappings:
                form = normal_form(mapping.variant).text
                said = {column: getattr(mapping, column) for column in MAPPING_COLUMNS}
                said["decided_on"] = mapping.decided_on if _DAY.fullmatch(mapping.decided_on) else None
                rows.write("mappings", {"facet": name, "form": form, **said})
            for label in vocabulary.translations:
                rows.write("term_labels", {"facet": name, **named_cells(label)})
            for note in vocabulary.scope_notes:
                rows.write("term_scope_notes", {"facet": name, **named_cells(note)})
        pairs = related_pairs(taxonomy.vocabularies)
        for one, other in sorted([*pairs, *((other, one) for one, other in pairs)]):
            rows.write("term_related", {"term_id": one, "related_id": other})
    for table in TAXONOMY_TABLES:
        _insert(building, table)


def load_decisions(
    building: Building, decide: Decide, *, carry_over: bool = False, part: Part = lambda done, total: None
) -> None:
    """Decide each distinct tag, question and heading of a form once, and join the answers back, of which `part` is
    called with the number of queries that are done, and of all.

    `carry_over`: all that decisions depend on is what it was for yesterday's database, so its decisions still hold.
    """
    db = building.connection
    _carry_over(building, carry_over)
    distinct = db.execute(
        "SELECT DISTINCT facet, raw FROM tags SEMI JOIN fresh USING (report_id) "
        "ANTI JOIN decisions USING (facet, raw) ORDER BY ALL"
    ).fetchall()
    wordings = db.execute(
        "SELECT * FROM (SELECT DISTINCT 'questions' AS facet, question AS wording FROM asked UNION ALL "
        "SELECT DISTINCT 'sections', section FROM asked WHERE section IS NOT NULL) "
        "ANTI JOIN wordings USING (facet, wording) ORDER BY ALL"
    ).fetchall()
    listed = {
        (decision.facet, decision.raw): decision.term_id
        for decision in decide(wordings)
        if decision.outcome in ("mapped", "auto") and decision.part == 1
    }
    with RowFiles(building.folder, "decided", ("decisions", "wordings")) as rows:
        columns = [name for name, _ in _columns(db, "decisions")]
        for decision in decide(distinct):
            rows.write("decisions", {name: getattr(decision, name) for name in columns})
        for facet, wording in wordings:
            term_id = listed.get((facet, wording)) or unlisted_id(wording)
            rows.write("wordings", {"facet": facet, "wording": wording, "term_id": term_id})
    _insert(building, "decisions")
    kinds = [(name, "VARCHAR") for name in ("facet", "wording", "term_id")]
    db.execute(f"INSERT INTO wordings SELECT * FROM {_read_json(row_files(building.folder, 'wordings'), kinds)}")
    _join(building, part)
    if not building.amended:
        define(db, "views.sql")


def _join(building: Building, part: Part) -> None:
    """Join the decisions to the fresh reports, their answers and places."""
    db = building.connection
    scripts = ("reports.sql", "answers.sql", "places.sql")
    statements = [statement for name in scripts for statement in db.extract_statements(sql(name))]
    with QueryProgress(db, len(statements), part) as progress:
        for statement in statements:
            progress.begin(1)
            db.execute(statement)
        progress.begin(0)
    for facet in building.own:
        said = (
            "SELECT report_id, first(trim(raw) ORDER BY position) AS raw FROM tags SEMI JOIN fresh USING (report_id) "
            "WHERE facet = ? GROUP BY ALL"
        )
        column = quoted(facet)
        db.execute(
            f"UPDATE reports SET {column} = s.raw FROM ({said}) s WHERE s.report_id = reports.report_id", [facet]
        )


def _carry_over(building: Building, wanted: bool) -> None:
    """Take over the last decisions of tags that are still there, and, in the temporary table `wordings`, of questions
    and headings: yesterday's, or those of the database that is amended.
    """
    db = building.connection
    db.execute("CREATE TEMP TABLE wordings (facet VARCHAR, wording VARCHAR, term_id VARCHAR)")
    if building.amended:
        unused = "SELECT facet, raw FROM gone_tags ANTI JOIN tags USING (facet, raw)"
        db.execute(f"DELETE FROM decisions WHERE (facet, raw) IN (SELECT (facet, raw) FROM ({unused}))")
    elif wanted and building.yesterday:
        db.execute(
            "INSERT INTO decisions SELECT * FROM yesterday.decisions SEMI JOIN tags USING (facet, raw) ORDER BY ALL"
        )
    if building.amended or (wanted and building.yesterday):
        last = "answers" if building.amended else "yesterday.answers"
        for facet, wording, term_id in (
            ("questions", "question", "question_id"),
            ("sections", "section", "section_id"),
        ):
            db.execute(
                f"INSERT INTO wordings SELECT DISTINCT '{facet}', {wording}, {term_id} FROM {last} "
                f"WHERE {wording} IN (SELECT {wording} FROM asked)"
            )


def unlisted_id(wording: str) -> str:
    """The id of a question or heading that the taxonomy does not list: one for all spellings of one form."""
    return "x-" + hashlib.sha256(normal_form(wording).key.encode()).hexdigest()[:8]


def _insert(building: Building, table: str) -> None:
    source = _read_json(row_files(building.folder, table), _columns(building.connection, table))
    building.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {source} ORDER BY ALL")


def _columns(db: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """(name, type) of each column of a table of the new database."""
    return db.execute("SELECT name, type FROM pragma_table_info(?)", [f"build.{table}"]).fetchall()


def _read_json(files: Sequence[str], columns: Columns) -> str:
    """A table function over row files; each column has the type that the table gives it."""
    shape = ", ".join(f"{name}: '{kind}'" for name, kind in columns)
    return (
        f"read_json({_listed(files, '[]')}, columns = {{{shape}}}, format = 'newline_delimited', "
        f"maximum_object_size = {max(_longest_line(path) for path in files) + SMALL_ROW})"
    )


def _longest_line(path: str) -> int:
    """Bytes of the longest row; DuckDB sets memory aside by it, so it must not be guessed too large."""
    with Path(path).open("rb") as stream:
        return max(map(len, stream), default=0)


def _listed(words: Sequence[str], brackets: str) -> str:
    inner = ", ".join("'" + word.replace("'", "''") + "'" for word in words)
    return f"{brackets[0]}{inner}{brackets[1]}"
