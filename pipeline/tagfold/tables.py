"""The door to plain CSV files for `match` and `cluster`: rows in, decisions, rows out.

Unlike the files of the taxonomy these are other people's: a byte order mark, other columns and any order are fine.
What a spreadsheet would run is written with an apostrophe in front, which reading takes away again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from tagfold.characters import unguarded
from tagfold.errors import TableError, located
from tagfold.io import reading, save
from tagfold.matching.clusters import Member, clusters
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.records import BYTE_ORDER_MARK, decoded, lines_of, read_records, read_rows
from tagfold.taxonomy.exchange.csv_format import to_csv
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Term, Vocabulary

MATCH_COLUMNS = ("variant", "outcome", "label", "score", "reason", "candidates")
CLUSTER_COLUMNS = ("variant", "label", "score")

MOST_CANDIDATES = 5

OUT = "name another place with --out"


@dataclass(frozen=True)
class Table:
    """A CSV file: its columns, and its rows by column name with the line each starts on."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]

    def column(self, name: str) -> Iterator[tuple[int, str]]:
        """The cells of a column with their lines. Raises TableError if it is missing."""
        if name not in self.columns:
            raise TableError(
                f"there is no column '{name}'", path=str(self.path), line=1, remedy="name it in the header"
            )
        for line, row in self.rows:
            yield line, row[name]


def read_table(path: Path) -> Table:
    """The file's rows. Raises TableError, with the line, for what is not UTF-8, not CSV or of uneven width."""
    with located(str(path)), reading(path, TableError, remedy="name a CSV file that is there"):
        text = decoded(path.read_bytes(), TableError).removeprefix(BYTE_ORDER_MARK)
        columns, rows = read_rows(read_records(lines_of(text), TableError), TableError)
        plain = ((line, {name: unguarded(cell) for name, cell in row.items()}) for line, row in rows)
        return Table(path, columns, tuple(plain))


def read_variants(path: Path) -> list[str]:
    """The tags of a file: its column `variant`, else its first."""
    table = read_table(path)
    name = "variant" if "variant" in table.columns else table.columns[0]
    return [cell for _, cell in table.column(name)]


def read_vocabulary(terms: Path, mappings: Path | None) -> Vocabulary:
    """A list of terms, and the variants known of them, as a vocabulary. Raises TableError."""
    listed = _terms(read_table(terms))
    by_label = {normal_form(term.label).key: term for term in reversed(listed)}
    known: dict[str, tuple[Term, Mapping]] = {}
    if mappings:
        table = read_table(mappings)
        for (line, variant), (_, label) in zip(table.column("variant"), table.column("label"), strict=True):
            term = by_label.get(normal_form(label).key)
            if term is None:
                problem = f"'{label}' is not a label in {terms}"
                raise TableError(problem, path=str(mappings), line=line, remedy="add it there, or correct it here")
            key = normal_form(variant).key
            if key in known and known[key][0] != term:
                problem = f"'{variant}' was said to be '{known[key][0].label}' in line {known[key][1].line}"
                raise TableError(problem, path=str(mappings), line=line, remedy="keep one of the two rows")
            known[key] = (
                term,
                Mapping(
                    variant,
                    1,
                    term.term_id,
                    Judgement.ACCEPT,
                    Basis.OTHER,
                    None,
                    str(mappings),
                    f"line {line}",
                    line=line,
                ),
            )
    facet = Facet("input", "input", Kind.CURATED, "")
    return Vocabulary(facet, tuple(listed), tuple(mapping for _, mapping in known.values()))


def _terms(table: Table) -> list[Term]:
    """One term a label; a list without `term_id` has its labels for ids."""
    found: dict[str, Term] = {}
    ids = table.column("term_id" if "term_id" in table.columns else "label")
    for (line, label), (_, given) in zip(table.column("label"), ids, strict=True):
        if not label.strip():
            raise TableError("the row has no label", path=str(table.path), line=line, remedy="fill it in or delete it")
        term_id = given or label
        if term_id in found and found[term_id].label != label:
            problem = f"the term_id '{term_id}' was given to '{found[term_id].label}' in line {found[term_id].line}"
            raise TableError(problem, path=str(table.path), line=line, remedy="give each term an id of its own")
        found.setdefault(term_id, Term(term_id, label, line=line))
    return list(found.values())


def match_table(
    source: Path, terms: Path, mappings: Path | None, out: Path, scorer: Scorer | None = None
) -> dict[str, int]:
    """Decide each row of `source`, write `out`; the number of rows by outcome. Raises TableError."""
    raws = read_variants(source)
    vocabulary = read_vocabulary(terms, mappings)
    matcher = Matcher(vocabulary, scorer)
    matcher.prepare(raws)
    counts = dict.fromkeys((str(outcome) for outcome in Outcome), 0)
    with_id = "term_id" in read_table(terms).columns
    distinct = list(dict.fromkeys(raws))
    decided = matcher.decide_each(distinct, compare_mapped=True)
    made = {
        raw: _matched(raw, decisions[0], matcher, vocabulary, with_id)
        for raw, decisions in zip(distinct, decided, strict=True)
    }
    for raw in raws:
        counts[made[raw][1]] += 1
    columns = (*MATCH_COLUMNS, "term_id") if with_id else MATCH_COLUMNS
    read = [source, terms, *([mappings] if mappings else [])]
    save(out, to_csv(columns, [made[raw] for raw in raws]), TableError, remedy=OUT, inputs=read)
    return counts


def _matched(raw: str, decision: Decision, matcher: Matcher, vocabulary: Vocabulary, with_id: bool) -> tuple[str, ...]:
    label = vocabulary.by_id[decision.term_id].label if decision.term_id else ""
    score = "" if decision.score is None else f"{decision.score:.4f}"
    candidates = orjson.dumps(list(_candidates(raw, decision, matcher, vocabulary))).decode()
    cells = (raw, str(decision.outcome), label, score, decision.reason, candidates)
    return (*cells, decision.term_id or "") if with_id else cells


def _candidates(
    raw: str, decision: Decision, matcher: Matcher, vocabulary: Vocabulary
) -> Iterator[dict[str, str | float]]:
    """The decided term first, then the others by likeness."""
    if decision.outcome is Outcome.NOT_A_TAG:
        return
    by_person = decision.outcome is Outcome.MAPPED  # what was decided so was not compared with any term
    scores = {p.key: p.score for p in matcher.proposals(raw)} if by_person else dict(decision.candidates)
    if decision.term_id:
        scores = {decision.term_id: decision.score or 0.0, **{k: v for k, v in scores.items() if k != decision.term_id}}
    for term_id, score in list(scores.items())[:MOST_CANDIDATES]:
        yield {"label": vocabulary.by_id[term_id].label, "score": round(score, 4)}


def cluster_table(source: Path, out: Path, scorer: Scorer | None = None) -> list[Member]:
    """Cluster the rows of `source`, write `out`; one member for each row. Raises TableError."""
    members = clusters(read_variants(source), scorer)
    rows = [(m.raw, m.label, f"{m.score:.4f}") for m in members]
    save(out, to_csv(CLUSTER_COLUMNS, rows), TableError, remedy=OUT, inputs=[source])
    return members
