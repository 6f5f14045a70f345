"""Other people's lists of terms, and tables of what they decided about variants, as a vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import TableError
from tagfold.matching.form import normal_form
from tagfold.tablefiles.table_file import Table, read_table
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Term, Vocabulary

FACET = Facet("input", "input", Kind.CURATED, "")


@dataclass(frozen=True)
class Lists:
    """What tags are matched with: a table of terms, in the column `column`, one of the variants known of them, and one
    of known pairs to learn from, which are known variants too.
    """

    terms: Path
    mappings: Path | None = None
    column: str = "label"
    known: Path | None = None

    @property
    def paths(self) -> list[Path]:
        return [path for path in (self.terms, self.mappings, self.known) if path]


@dataclass(frozen=True)
class TermList:
    """The lists as read: whether the terms came with ids, and what was found out about the files."""

    vocabulary: Vocabulary
    paths: tuple[Path, ...]
    has_ids: bool = False
    notes: tuple[str, ...] = ()


def read_lists(lists: Lists) -> TermList:
    """Read them all. Raises TableError."""
    terms = read_table(lists.terms)
    tables = [read_table(path) for path in lists.paths[1:]]
    vocabulary = vocabulary_from(terms, tables, lists.column)
    notes = tuple(note for table in (terms, *tables) for note in table.notes())
    return TermList(vocabulary, tuple(lists.paths), "term_id" in terms.columns, notes)


def read_known(path: Path) -> TermList:
    """Known pairs alone: the terms are those that they name. Raises TableError."""
    table = read_table(path)
    labels = {normal_form(label).key: label for _, label in reversed(table.column(_label_column(table)))}
    terms = [Term(label, label) for label in reversed(labels.values()) if label.strip()]
    return TermList(_vocabulary(terms, [table], table.name), (path,), notes=tuple(table.notes()))


def vocabulary_from(terms: Table, known: Iterable[Table], column: str = "label") -> Vocabulary:
    """A list of terms, and what people decided about variants of them. Raises TableError."""
    return _vocabulary(_terms(terms, column), known, terms.name)


def _vocabulary(terms: list[Term], known: Iterable[Table], source: str) -> Vocabulary:
    by_label = {normal_form(term.label).key: term for term in reversed(terms)}
    kept: dict[tuple[str, Judgement, str | None], Mapping] = {}
    of_key: dict[str, list[Mapping]] = defaultdict(list)
    for table in known:
        for row in _decided(table, by_label, source):
            key = normal_form(row.variant).key
            if old := next((old for old in of_key[key] if _contradict(old, row)), None):
                where = f"line {old.line}" if old.decided_by == table.name else f"line {old.line} of {old.decided_by}"
                problem = f"'{row.variant}' was said {_in_words(old)} in {where}"
                raise TableError(problem, path=table.name, line=row.line, remedy="keep one of the two rows")
            of_key[key].append(row)
            kept.setdefault((key, row.judgement, row.term_id), row)
    return Vocabulary(FACET, tuple(terms), tuple(kept.values()))


def _label_column(known: Table) -> str:
    return "term" if "term" in known.columns else "label"


def _decided(known: Table, by_label: dict[str, Term], source: str) -> Iterator[Mapping]:
    """The rows of a table with the columns variant, label (or term), and perhaps judgement: without it all are
    accepted. What a person was unsure of says nothing.
    """
    labels = known.column(_label_column(known))
    judged = known.column("judgement") if "judgement" in known.columns else [(line, "") for line, _ in labels]
    for (line, variant), (_, label), (_, word) in zip(known.column("variant"), labels, judged, strict=True):
        judgement = _judgement(word, known, line)
        term = by_label.get(normal_form(label).key)
        if term is None and judgement in (Judgement.ACCEPT, Judgement.REJECT):
            problem = f"'{label}' is not a label in {source}"
            raise TableError(problem, path=known.name, line=line, remedy="add it there, or correct it here")
        if judgement is not Judgement.UNSURE:
            term_id = term.term_id if term and judgement is not Judgement.NOT_A_TAG else None
            yield Mapping(
                variant, 1, term_id, judgement, Basis.OTHER, None, known.name, f"line {line}", label, line=line
            )


def _judgement(word: str, known: Table, line: int) -> Judgement:
    try:
        return Judgement(word.strip().lower() or Judgement.ACCEPT)
    except ValueError:
        problem, words = f"'{word}' is not a judgement", ", ".join(Judgement)
        raise TableError(problem, path=known.name, line=line, remedy=f"write one of: {words}") from None


def _contradict(one: Mapping, other: Mapping) -> bool:
    """Whether two rows about one form cannot both hold."""
    both = {one.judgement, other.judgement}
    if both == {Judgement.ACCEPT}:
        return one.term_id != other.term_id
    return Judgement.ACCEPT in both and (Judgement.NOT_A_TAG in both or one.term_id == other.term_id)


def _in_words(row: Mapping) -> str:
    if row.judgement is Judgement.NOT_A_TAG:
        return "not to be a tag"
    return f"to be '{row.note}'" if row.judgement is Judgement.ACCEPT else f"not to be '{row.note}'"


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
