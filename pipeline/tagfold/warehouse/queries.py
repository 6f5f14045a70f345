"""What other rooms ask a database: tags and their uses, where they are, what a term counts, the lines of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Groups
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from tagfold.taxonomy.model import (
    Basis,
    Facet,
    Judgement,
    Kind,
    Mapping,
    Status,
    Taxonomy,
    Term,
    TermLabel,
    Vocabulary,
)  # fmt: skip
from tagfold.warehouse.reading import reading
from tagfold.warehouse.runs import last_run


@dataclass(frozen=True, slots=True)
class Spelling:
    """A distinct tag of a facet with terms. `terms` are those that figures count it for, by part.

    `candidate` is the best term for one in the queue. `reports` are the numbers of the reports it is in.
    """

    facet: str
    raw: str
    form: str
    outcome: str
    terms: tuple[str, ...]
    candidate: str | None
    score: float | None
    reason: str
    guard: str | None
    spelling: str | None
    uses: int


@dataclass(frozen=True, slots=True)
class KnownRows:
    """Terms, mappings and labels of a facet as an ingest read them, without definitions and notes."""

    terms: list[Term] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    labels: list[TermLabel] = field(default_factory=list)

    def of(self, facet: Facet) -> Vocabulary:
        """The vocabulary that they make."""
        return Vocabulary(facet, tuple(self.terms), tuple(self.mappings), tuple(self.labels))


def spellings(database: Path) -> list[Spelling]:
    """Every distinct tag that has decisions, by facet and spelling, with its uses."""
    with reading(database) as db:
        found = db.execute(
            # a file of an earlier version has neither guard nor spelling
            "WITH made AS (SELECT * FROM decisions UNION ALL BY NAME "
            "SELECT NULL::VARCHAR AS guard, NULL::VARCHAR AS spelling WHERE false), "
            "said AS (SELECT facet, raw, any_value(form) AS form, min_by(outcome, part) AS outcome, "
            "coalesce(list(term_id ORDER BY part) FILTER (outcome IN ('mapped', 'auto') AND term_id IS NOT NULL), []) "
            "AS terms, min_by(term_id, part) FILTER (outcome = 'review') AS candidate, "
            "min_by(score, part) AS score, min_by(reason, part) AS reason, arg_min_null(guard, part) AS guard, "
            "arg_min_null(spelling, part) AS spelling FROM made GROUP BY facet, raw), "
            "used AS (SELECT facet, raw, count(*) AS uses FROM tags GROUP BY facet, raw) "
            "SELECT facet, raw, form, outcome, terms, candidate, score, reason, guard, spelling, uses "
            "FROM said JOIN used USING (facet, raw) ORDER BY facet, raw"
        ).fetchall()
    return [
        Spelling(facet, raw, form, outcome, tuple(terms), *rest) for facet, raw, form, outcome, terms, *rest in found
    ]


def reports_of_forms(database: Path) -> dict[tuple[str, str], int]:
    """Reports that have each form, by facet and form."""
    with reading(database) as db:
        found = db.execute(
            "SELECT d.facet, d.form, count(DISTINCT t.report_id) FROM "
            "(SELECT DISTINCT facet, raw, form FROM decisions) d JOIN tags t USING (facet, raw) GROUP BY ALL"
        ).fetchall()
    return {(facet, form): reports for facet, form, reports in found}


def known_to(database: Path) -> dict[str, KnownRows]:
    """What the taxonomy said when the database was made, by facet."""
    with reading(database) as db:
        terms = db.execute(
            "SELECT facet, term_id, label, broader_id, status, replaced_by FROM terms ORDER BY facet, term_id"
        ).fetchall()
        mappings = db.execute(
            "SELECT facet, variant, part, term_id, judgement, basis, confidence, decided_by, decided_on::VARCHAR "
            "FROM mappings ORDER BY facet, variant, part, term_id"
        ).fetchall()
        labels = db.execute(
            "SELECT facet, term_id, language, label FROM term_labels ORDER BY facet, term_id, language"
        ).fetchall()
    found: dict[str, KnownRows] = defaultdict(KnownRows)
    for facet, term_id, language, label in labels:
        found[facet].labels.append(TermLabel(term_id, language, label))
    for facet, term_id, label, broader, status, successor in terms:
        found[facet].terms.append(Term(term_id, label, broader or None, Status(status), successor or None))
    for facet, variant, part, term_id, judgement, basis, sure, by, on in mappings:
        row = Mapping(variant, part, term_id or None, Judgement(judgement), Basis(basis), sure, by or "", on or "")
        found[facet].mappings.append(row)
    return found


def countries_and_years(database: Path) -> tuple[list[str], list[str]]:
    """The countries and the years that reports have, in order."""
    with reading(database) as db:
        countries = db.execute("SELECT DISTINCT country FROM report_countries ORDER BY ALL").fetchall()
        years = db.execute("SELECT DISTINCT year::VARCHAR FROM reports WHERE year IS NOT NULL ORDER BY ALL").fetchall()
    return [country for (country,) in countries], [year for (year,) in years]


def tags_of(database: Path, country: str, year: str) -> set[tuple[str, str]]:
    """The tags, by facet and value, of the reports of a country and a year; an empty text is any."""
    with reading(database) as db:
        found = db.execute(
            "SELECT DISTINCT facet, raw FROM tags JOIN reports USING (report_id) "
            "WHERE (? = '' OR report_id IN (SELECT report_id FROM report_countries WHERE country = ?)) "
            "AND (? = '' OR year::VARCHAR = ?)",
            [country, country, year, year],
        ).fetchall()
    return {(facet, raw) for facet, raw in found}


def taxonomy_in(database: Path) -> Taxonomy:
    """The taxonomy that the database was made with, without notes."""
    known = known_to(database)
    with reading(database) as db:
        facets = db.execute("SELECT facet, label, kind, description FROM facets ORDER BY facet").fetchall()
        definitions = dict(db.execute("SELECT term_id, coalesce(definition, '') FROM terms").fetchall())
        version = last_run(db).taxonomy_version
    vocabularies = {}
    for name, label, kind, description in facets:
        terms = (replace(term, definition=definitions[term.term_id]) for term in known[name].terms)
        read = known[name].of(Facet(name, label, Kind(kind), description))
        vocabularies[name] = replace(read, terms=tuple(terms))
    return Taxonomy(vocabularies, version)


def counts_of_terms(database: Path) -> dict[str, tuple[int, int]]:
    """For each term, by id, the reports that have it and its uses."""
    with reading(database) as db:
        return {
            term_id: (reports, uses)
            for term_id, reports, uses in db.execute("SELECT term_id, reports, uses FROM term_uses").fetchall()
        }


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a spelling is used."""

    raw: str
    path: str
    line: int
    title: str | None


@dataclass(frozen=True, slots=True)
class TermTrace:
    """A term with what the taxonomy says of it and how it is used."""

    term_id: str
    label: str
    definition: str
    broader: str | None
    since: str | None
    uses: int
    reports: int
    spellings: list[tuple[str, int]]


def uses_of(db: duckdb.DuckDBPyConnection, facet: str, raws: list[str], limit: int) -> list[Use]:
    """Where the tags `raws` are, by path and line."""
    found = db.execute(
        "SELECT t.raw, r.path, t.line, r.title FROM tags t JOIN reports r USING (report_id) "
        "WHERE t.facet = ? AND list_contains(?::VARCHAR[], t.raw) ORDER BY r.path, t.line LIMIT ?",
        [facet, raws, limit],
    ).fetchall()
    return [Use(*row) for row in found]


def spellings_of(db: duckdb.DuckDBPyConnection, facet: str, form: str) -> list[tuple[str, int]]:
    """The spellings of one normal form that occur, with their uses, the most used first."""
    return db.execute(
        "SELECT d.raw, count(*) AS uses FROM (SELECT DISTINCT facet, raw, form FROM decisions) d "
        "JOIN tags t USING (facet, raw) WHERE d.facet = ? AND replace(d.form, ' ', '') = replace(?, ' ', '') "
        "GROUP BY ALL ORDER BY uses DESC, d.raw",
        [facet, form],
    ).fetchall()


def term_trace(db: duckdb.DuckDBPyConnection, term_id: str) -> TermTrace | None:
    """What is known of a term."""
    row = db.execute(
        "SELECT t.term_id, t.label, coalesce(t.definition, ''), b.label, t.since, u.uses, u.reports FROM terms t "
        "LEFT JOIN terms b ON b.term_id = t.broader_id LEFT JOIN term_uses u ON u.term_id = t.term_id "
        "WHERE t.term_id = ?",
        [term_id],
    ).fetchone()
    if row is None:
        return None
    spellings = db.execute(
        "SELECT raw, count(*) AS uses FROM tag_terms WHERE term_id = ? AND outcome IN ('mapped', 'auto') "
        "GROUP BY ALL ORDER BY uses DESC, raw",
        [term_id],
    ).fetchall()
    term, label, definition, broader, since, uses, reports = row
    return TermTrace(term, label, definition, broader, since, uses, reports, spellings)


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


def reports_with(database: Path, facet: str, groups: Groups[str, Sequence[str]]) -> dict[str, int]:
    """For each group of tags how many reports have at least one of them; a group in none is left out."""
    pairs = [(name, raw) for name, raws in groups.items() for raw in raws]
    with reading(database) as db:
        found = db.execute(
            "WITH asked AS (SELECT unnest(?::VARCHAR[]) AS name, unnest(?::VARCHAR[]) AS raw) "
            "SELECT name, count(DISTINCT report_id) FROM asked JOIN tags USING (raw) WHERE facet = ? GROUP BY name",
            [[name for name, _ in pairs], [raw for _, raw in pairs], facet],
        ).fetchall()
    return dict(found)
