"""`match` and `cluster` on other people's tables: every column comes back, and the decisions after them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from tagfold.engines.deciding import decide_with
from tagfold.errors import TableError
from tagfold.matching.clusters import Member, Watch, clusters
from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.settings import cores
from tagfold.tablefile import Table, read_table
from tagfold.tagcolumn import Columns, Tags, read_tags
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Term, Vocabulary
from tagfold.workbook import Cell

MATCH_COLUMNS = ("outcome", "label", "score", "reason", "candidates")
CLUSTER_COLUMNS = ("label", "score")

CERTAINTY = (Outcome.NOT_A_TAG, Outcome.MAPPED, Outcome.AUTO, Outcome.REVIEW, Outcome.NEW)
"""The outcomes of the parts of a cell: the last of them is the outcome of the cell."""

MOST_CANDIDATES = 5


Tell = Callable[[str], None]


class Score(float):
    """A score from 0 to 1, with four digits as text."""

    def __new__(cls, value: float) -> Score:
        return super().__new__(cls, round(value, 4))

    def __str__(self) -> str:
        return f"{float(self):.4f}"


def read_vocabulary(terms: Table, mappings: Table | None, column: str = "label") -> Vocabulary:
    """A list of terms, and the variants known of them, as a vocabulary. Raises TableError."""
    listed = _terms(terms, column)
    by_label = {normal_form(term.label).key: term for term in reversed(listed)}
    known: dict[str, tuple[Term, Mapping]] = {}
    if mappings:
        for (line, variant), (_, label) in zip(mappings.column("variant"), mappings.column("label"), strict=True):
            term = by_label.get(normal_form(label).key)
            if term is None:
                problem = f"'{label}' is not a label in {terms.name}"
                raise TableError(problem, path=mappings.name, line=line, remedy="add it there, or correct it here")
            key = normal_form(variant).key
            if key in known and known[key][0] != term:
                problem = f"'{variant}' was said to be '{known[key][0].label}' in line {known[key][1].line}"
                raise TableError(problem, path=mappings.name, line=line, remedy="keep one of the two rows")
            known[key] = (
                term,
                Mapping(
                    variant,
                    1,
                    term.term_id,
                    Judgement.ACCEPT,
                    Basis.OTHER,
                    None,
                    mappings.name,
                    f"line {line}",
                    line=line,
                ),
            )
    facet = Facet("input", "input", Kind.CURATED, "")
    return Vocabulary(facet, tuple(listed), tuple(mapping for _, mapping in known.values()))


def _terms(table: Table, column: str) -> list[Term]:
    """One term a label; a list without `term_id` has its labels for ids."""
    found: dict[str, Term] = {}
    if column == "label" and column not in table.columns:
        problem = "there is no column 'label'"
        remedy = f"name the column of the terms with --terms-column: {', '.join(table.columns)}"
        raise TableError(problem, path=table.name, line=1, remedy=remedy)
    ids = table.column("term_id" if "term_id" in table.columns else column)
    for (line, label), (_, given) in zip(table.column(column), ids, strict=True):
        if not label.strip():
            raise TableError("the row has no label", path=table.name, line=line, remedy="fill it in or delete it")
        term_id = given or label
        if term_id in found and found[term_id].label != label:
            problem = f"the term_id '{term_id}' was given to '{found[term_id].label}' in line {found[term_id].line}"
            raise TableError(problem, path=table.name, line=line, remedy="give each term an id of its own")
        found.setdefault(term_id, Term(term_id, label, line=line))
    return list(found.values())


@dataclass(frozen=True)
class Lists:
    """What tags are matched with: a table of terms, in the column `column`, and one of the variants known of them."""

    terms: Path
    mappings: Path | None = None
    column: str = "label"


def match_table(
    source: Path,
    lists: Lists,
    out: Path,
    scorer: Scorer | None = None,
    *,
    columns: Columns,
    tell: Tell = lambda line: None,
    watch: Watch = lambda step, done, total: None,
) -> tuple[Tags, dict[str, int]]:
    """Decide the tags of each row, write `out`; the tags, and their number by outcome. Raises TableError."""
    tags = read_tags(source, columns)
    listed, known = read_table(lists.terms), read_table(lists.mappings) if lists.mappings else None
    names = (*MATCH_COLUMNS, "term_id") if "term_id" in listed.columns else MATCH_COLUMNS
    vocabulary = read_vocabulary(listed, known, lists.column)
    for line in [*tags.notes(names), *listed.notes(), *(known.notes() if known else [])]:
        tell(line)
    cells = list(tags.parts())
    distinct = list(dict.fromkeys(part for parts in cells for part in parts))
    made: dict[str, Matched] = {}
    decided = decide_with(_matched, vocabulary, distinct, scorer, cores())
    for done, (raw, matched) in enumerate(zip(distinct, decided, strict=True), 1):
        made[raw] = matched
        watch("matching tags", done, len(distinct))
    rows = [_row([made[part] for part in parts], tags.joint)[: len(names)] for parts in cells]
    tags.write(out, names, rows, [source, lists.terms, *([lists.mappings] if lists.mappings else [])])
    counts = dict.fromkeys((str(outcome) for outcome in Outcome), 0)
    for parts in cells:
        for part in parts:
            counts[str(made[part].outcome)] += 1
    return tags, counts


@dataclass(frozen=True, slots=True)
class Matched:
    """What a row of the output needs of the decision about a tag, with its candidates as JSON: of a million tags, whole
    decisions take gigabytes.
    """

    raw: str
    outcome: Outcome
    term_id: str
    score: float | None
    reason: str
    label: str
    candidates: str


def _matched(matcher: Matcher, raws: Sequence[str]) -> list[Matched]:
    terms = matcher.lookup.vocabulary.by_id
    found = []
    for raw, (decision, *_) in zip(raws, matcher.decide_each(raws, compare_mapped=True), strict=True):
        label = terms[decision.term_id].label if decision.term_id else ""
        near = candidates_of(raw, decision, matcher, matcher.lookup.vocabulary)
        listed = [{"label": name, "score": score} for name, score in near]
        shown = orjson.dumps(listed).decode()
        found.append(
            Matched(raw, decision.outcome, decision.term_id or "", decision.score, decision.reason, label, shown)
        )
    return found


def _row(parts: Sequence[Matched], joint: str) -> tuple[Cell, ...]:
    """The added cells of a row: those of its least certain part, with the labels of all."""
    if not parts:
        return (None,) * (len(MATCH_COLUMNS) + 1)
    weakest = max(parts, key=lambda part: CERTAINTY.index(part.outcome))
    scores = [part.score for part in parts if part.score is not None]
    return (
        str(weakest.outcome),
        _joined([part.label for part in parts], joint),
        Score(min(scores)) if weakest.score is not None else None,
        weakest.reason if len(parts) == 1 else f"{weakest.raw}: {weakest.reason}",
        weakest.candidates,
        _joined([part.term_id for part in parts], joint),
    )


def _joined(labels: Sequence[str], joint: str) -> str:
    """The labels of the parts in their places, "" if none has one."""
    return joint.join(labels) if any(labels) else ""


def candidates_of(raw: str, decision: Decision, matcher: Matcher, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Up to five labels with their scores: the decided term first, then the others, the most similar first."""
    first = matcher.ranked(raw, decision)[:MOST_CANDIDATES]
    return [(vocabulary.by_id[term_id].label, round(score, 4)) for term_id, score in first]


def cluster_table(
    source: Path,
    out: Path,
    scorer: Scorer | None = None,
    *,
    columns: Columns,
    tell: Tell = lambda line: None,
    watch: Watch = lambda step, done, total: None,
) -> tuple[Tags, list[Member]]:
    """Cluster the tags of all rows, write `out`; the tags, and one member for each of them. Raises TableError."""
    tags = read_tags(source, columns)
    for line in tags.notes(CLUSTER_COLUMNS):
        tell(line)
    cells = list(tags.parts())
    members = clusters([part for parts in cells for part in parts], scorer, watch=watch)
    following = iter(members)
    rows: list[tuple[Cell, ...]] = []
    for parts in cells:
        of_row = [next(following) for _ in parts]
        label = _joined([member.label for member in of_row], tags.joint)
        rows.append((label, Score(min(member.score for member in of_row))) if of_row else (None, None))
    tags.write(out, CLUSTER_COLUMNS, rows, [source])
    return tags, members
