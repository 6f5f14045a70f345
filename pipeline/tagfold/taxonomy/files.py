"""The door to the CSV files: folder to `Taxonomy`, and vocabulary back to bytes.

Reading is strict, for a slip in these files hides in every chart: a wrong header, an unknown word in a
column, a merge-conflict mark or a broken row is an error that names file and line. Writing sorts, so that
the same content gives the same bytes, whoever wrote it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TypeVar

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.conflicts import MARKS, conflict_words
from tagfold.taxonomy.model import (
    Basis,
    Facet,
    Judgement,
    Kind,
    Mapping,
    Status,
    Taxonomy,
    Term,
    Vocabulary,
)
from tagfold.taxonomy.records import row_text

FACET_COLUMNS = ("facet", "label", "kind", "description")
TERM_COLUMNS = ("term_id", "label", "broader_id", "status", "replaced_by", "definition", "since")
MAPPING_COLUMNS = (
    "variant", "part", "term_id", "judgement", "basis", "confidence", "decided_by", "decided_on", "note",
)  # fmt: skip

MODEL_FILES = ("model.json", "model-semantic.json")
"""What a taxonomy has learnt from its decisions, if anything: the model without sentence encoders, and with them."""

Row = dict[str, str]
Word = TypeVar("Word", bound=StrEnum)


def read_taxonomy(folder: Path, version: str = "working") -> Taxonomy:
    """Read facets.csv and, for each curated or closed facet, its terms.csv and mappings.csv.

    A facet without a folder has no terms yet. Raises TaxonomyError at the first rule that a file breaks.
    """
    if not (folder / "facets.csv").is_file():
        raise TaxonomyError(
            "no facets.csv in this folder", path=str(folder), remedy="name a taxonomy folder with --taxonomy"
        )
    vocabularies: dict[str, Vocabulary] = {}
    for facet in _read(folder / "facets.csv", FACET_COLUMNS, _facet):
        if facet.name in vocabularies:
            raise _broken(folder / "facets.csv", facet.line, f"facet '{facet.name}' is listed twice", "delete one")
        vocabularies[facet.name] = _read_vocabulary(folder / facet.name, facet)
    return Taxonomy(vocabularies, version)


def default_taxonomy(folder: Path) -> Path:
    """`folder` if it is there, else the taxonomy that comes with an installed Tagfold."""
    if folder.is_dir():
        return folder
    shipped = Path(str(resources.files("tagfold.taxonomy"))) / "shipped"
    return shipped if shipped.is_dir() else folder


def taxonomy_digest(folder: Path) -> str:
    """SHA-256 over the taxonomy's CSV files, in hex: the same words give the same digest on every machine."""
    digest = hashlib.sha256()
    for path in [folder / "facets.csv", *sorted(folder.glob("*/*.csv"))]:
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """CSV bytes: UTF-8, LF, quotes only where needed."""
    cells = (["" if cell is None else str(cell) for cell in row] for row in (columns, *rows))
    return "".join(row_text(row, "\n") for row in cells).encode()


def _read_vocabulary(folder: Path, facet: Facet) -> Vocabulary:
    if not facet.kind.has_terms or not folder.is_dir():
        return Vocabulary(facet)
    terms = tuple(_read(folder / "terms.csv", TERM_COLUMNS, _term))
    mappings: tuple[Mapping, ...] = ()
    if (folder / "mappings.csv").exists():
        mappings = tuple(_read(folder / "mappings.csv", MAPPING_COLUMNS, _mapping))
    return Vocabulary(facet, terms, mappings)


Record = TypeVar("Record")


def _read(path: Path, columns: Sequence[str], make: Callable[[Path, int, Row], Record]) -> Iterator[Record]:
    """The records of a CSV file; `make` turns one row into one record."""
    for line, cells in _rows(path):
        if line == 1:
            if tuple(cells) != tuple(columns):
                raise _broken(path, 1, "the header is not the one expected", f"write it as {','.join(columns)}")
            continue
        if len(cells) != len(columns):
            problem = f"the row has {len(cells)} cells, not {len(columns)}"
            raise _broken(path, line, problem, "put cells with commas in double quotes")
        yield make(path, line, dict(zip(columns, cells, strict=True)))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they start on; conflict marks and wrong encodings are errors."""
    text = _text(path)
    lines = text.split("\n")
    for number, words in enumerate(lines, 1):
        if words.startswith(MARKS):
            said = conflict_words(lines, number - 1)
            raise _broken(path, number, said, "keep one side of the conflict, or both, and delete the marks")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise _broken(path, start, f"the row is no CSV ({error})", "look for a stray double quote") from None


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except FileNotFoundError:
        raise _broken(path, 0, "the file is missing", "restore it from git") from None
    except OSError as error:
        raise _broken(path, 0, f"cannot read the file ({error.strerror})", "mend its permissions") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _broken(path, line, "the file is not UTF-8", "save it as UTF-8 without a mark") from None
    if text.startswith("\ufeff"):
        raise _broken(path, 1, "the file starts with a byte order mark", "save it as UTF-8 without one")
    return text


def _facet(path: Path, line: int, row: Row) -> Facet:
    return Facet(row["facet"], row["label"], _word(Kind, path, line, "kind", row), row["description"], line)


def _term(path: Path, line: int, row: Row) -> Term:
    for column in ("term_id", "label"):
        if not row[column].strip():
            raise _broken(path, line, f"the row has no {column}", "fill it in or delete the row")
    status = _word(Status, path, line, "status", row)
    broader, successor = row["broader_id"] or None, row["replaced_by"] or None
    return Term(row["term_id"], row["label"], broader, status, successor, row["definition"], row["since"], line)


def _mapping(path: Path, line: int, row: Row) -> Mapping:
    judgement = _word(Judgement, path, line, "judgement", row)
    if not row["variant"].strip():
        raise _broken(path, line, "the row has no variant", "fill it in or delete the row")
    if not row["part"].isascii() or not row["part"].isdigit() or row["part"].startswith("0"):
        raise _broken(path, line, f"part '{row['part']}' is not a number from 1", "write 1 for a whole tag")
    if judgement in (Judgement.ACCEPT, Judgement.REJECT) and not row["term_id"]:
        raise _broken(path, line, f"'{judgement}' needs a term_id", "name the term")
    return Mapping(
        variant=row["variant"],
        part=int(row["part"]),
        term_id=row["term_id"] or None,
        judgement=judgement,
        basis=_word(Basis, path, line, "basis", row),
        confidence=_confidence(path, line, row["confidence"]),
        decided_by=row["decided_by"],
        decided_on=row["decided_on"],
        note=row["note"],
        line=line,
    )


def _confidence(path: Path, line: int, cell: str) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise _broken(path, line, f"confidence '{cell}' is not between 0 and 1", "write it as 0.95")
    return value


def _word(words: type[Word], path: Path, line: int, column: str, row: Row) -> Word:
    """One of a column's allowed words."""
    try:
        return words(row[column])
    except ValueError:
        allowed = ", ".join(words)
        raise _broken(path, line, f"{column} '{row[column]}' is not known", f"write one of: {allowed}") from None


def _broken(path: Path, line: int, problem: str, remedy: str) -> TaxonomyError:
    return TaxonomyError(problem, path=str(path), line=line or None, remedy=remedy)
