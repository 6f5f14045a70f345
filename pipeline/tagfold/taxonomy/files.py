"""The door to the CSV files: folder to `Taxonomy`, and vocabulary back to bytes.

Reading is strict, because a mistake in these files hides in every chart: a wrong header, an unknown word in a
column, a merge-conflict mark or a broken row is an error that names file and line. Writing sorts, so that
the same content gives the same bytes, whoever wrote it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tagfold.commands import TAXONOMY
from tagfold.errors import TaxonomyError, located
from tagfold.io import reading, shipped
from tagfold.records import BYTE_ORDER_MARK, decoded, lines_of, read_records, restored, table_records
from tagfold.taxonomy.codec import (
    ANSWER_COLUMNS,
    FACET_COLUMNS,
    facet_of,
)
from tagfold.taxonomy.conflicts import REMEDY, find_conflicts, has_conflicts
from tagfold.taxonomy.model import Facet, Mapping, Taxonomy, TaxonomyRow, Vocabulary
from tagfold.taxonomy.row_files import ROW_FILES
from tagfold.taxonomy.store import settled

Read = TypeVar("Read")

MODEL_FILES = ("model.json", "model-semantic.json")
"""What a taxonomy has learnt from its decisions, if anything: the model without sentence encoders, and with them."""


ANSWERS_FILE = "answers.csv"

WORKING = "working"
"""The version of a taxonomy that people edit, and not of a release or an earlier commit."""

Files = dict[str, bytes]
"""Files of a taxonomy's folder by their names there, all of one moment."""


def read_taxonomy(folder: Path, version: str = WORKING) -> Taxonomy:
    """Read facets.csv and, for each curated or closed facet, the `ROW_FILES` in its folder.

    A facet may lack the optional ones; one without a folder has no terms yet. Raises TaxonomyError at the first rule
    that a file breaks, and if a mappings.csv is missing, or the decisions in it would be lost: releases and commits of
    an earlier Tagfold may have none.
    """
    return taxonomy_of(read_files(folder), folder, version)


def read_files(folder: Path) -> Files:
    """The taxonomy's CSV files as they are between two changes."""
    if not (folder / "facets.csv").is_file():
        raise TaxonomyError(
            "no facets.csv in this folder",
            path=str(folder),
            remedy="name a taxonomy folder with --taxonomy, or make a project with `tagfold init`",
        )

    def read() -> Files:
        files = {}
        for path in [folder / "facets.csv", *sorted(folder.glob("*/*.csv"))]:
            if path.is_file():
                with reading(path, remedy="restore it from git"):
                    files[path.relative_to(folder).as_posix()] = path.read_bytes()
        return files

    return settled(folder, read)


def taxonomy_of(files: Files, folder: Path, version: str = WORKING) -> Taxonomy:
    """The taxonomy in these files of `folder`. Raises TaxonomyError at the first rule that one of them breaks."""
    vocabularies: dict[str, Vocabulary] = {}
    for facet in _read(files, folder, "facets.csv", FACET_COLUMNS, facet_of):
        if facet.name in vocabularies:
            problem, path = f"facet '{facet.name}' is listed twice", str(folder / "facets.csv")
            raise TaxonomyError(problem, path=path, line=facet.line, remedy="delete one")
        vocabularies[facet.name] = _read_vocabulary(files, folder, facet, version == WORKING)
    return Taxonomy(vocabularies, version, _sha256(files))


def kept_answers(folder: Path) -> dict[str, str]:
    """How the answers to some questions are kept, by the term of the question: as `model.PERSON` or as tags of a facet.

    What is personal does not depend on the release, so a release has the list of the taxonomy it is part of.
    Raises TaxonomyError if the list cannot be read.
    """
    home = folder if (folder / ANSWERS_FILE).exists() else folder.parent.parent
    if not (home / ANSWERS_FILE).exists() or not (home / "facets.csv").exists():
        return {}
    with reading(home / ANSWERS_FILE):
        files = {ANSWERS_FILE: (home / ANSWERS_FILE).read_bytes()}
    return dict(_read(files, home, ANSWERS_FILE, ANSWER_COLUMNS, lambda cells, line: (cells[0], cells[1])))


def default_taxonomy(folder: Path) -> Path:
    """`folder` if it is there, else the taxonomy that comes with Tagfold."""
    return folder if folder.is_dir() else shipped_taxonomy()


def shipped_taxonomy() -> Path:
    """The taxonomy that comes with Tagfold."""
    return shipped("taxonomy/shipped", TAXONOMY)


def _sha256(files: Files) -> str:
    """SHA-256 over the files, in hex: the same words give the same digest on every machine."""
    found = hashlib.sha256()
    for name, content in files.items():
        found.update(name.encode() + b"\0" + content + b"\0")
    return found.hexdigest()


def _read_vocabulary(files: Files, folder: Path, facet: Facet, needs_mappings: bool) -> Vocabulary:
    if not facet.kind.has_terms or not (folder / facet.name).is_dir():
        return Vocabulary(facet)
    rows: dict[str, tuple[TaxonomyRow, ...]] = {}
    for file in ROW_FILES:
        name, kind = f"{facet.name}/{file.name}", file.kind
        missing = file.optional or (kind is Mapping and not needs_mappings)
        if name in files or not missing:
            rows[file.rows] = tuple(_read(files, folder, name, file.columns, file.as_read))
    return Vocabulary(facet, **rows)  # type: ignore[arg-type]  # the fields are those that `ROW_FILES` names


def _read(
    files: Files, folder: Path, name: str, columns: Sequence[str], make: Callable[[Sequence[str], int], Read | None]
) -> Iterator[Read]:
    """The records of a CSV file; `make` turns one row and its line into one of them."""
    path = str(folder / name)
    with located(path):
        if name not in files:
            raise TaxonomyError("there is no such file", remedy=restored(columns))
        text = _text(files[name])
        for row in table_records(read_records(lines_of(text)), columns=columns)[1]:
            try:
                record = make(row.cells, row.line)
            except TaxonomyError as error:
                raise error.at(path, row.line) from None
            if record is not None:
                yield record


def _text(content: bytes) -> str:
    """The text of a file; conflict markers and wrong encodings are errors."""
    text = decoded(content)
    if text.startswith(BYTE_ORDER_MARK):
        remedy = "save it as UTF-8 without one"
        raise TaxonomyError("the file starts with a byte order mark", line=1, remedy=remedy)
    if has_conflicts(text):
        conflict = next(find_conflicts(text.split("\n")))
        raise TaxonomyError(str(conflict), line=conflict.line, remedy=REMEDY)
    return text
