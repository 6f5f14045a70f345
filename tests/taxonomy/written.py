"""Small taxonomies, as objects and as folders."""

from collections.abc import Sequence
from pathlib import Path

from tagfold.matching.form import normal_form
from tagfold.records import csv_bytes
from tagfold.taxonomy.codec import FACET_COLUMNS, MAPPING_COLUMNS, TERM_COLUMNS, mapping_cells, term_cells
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Taxonomy, Term, Vocabulary

FACET = Facet("datasources", "Data sources", Kind.CURATED, "Where data comes from.")


def key(text: str) -> str:
    return normal_form(text).key


def term(
    term_id: str, label: str, broader: str | None = None, *, into: str | None = None, dropped: bool = False,
    definition: str = "", since: str = "1.0.0",
) -> Term:  # fmt: skip
    status = Status.DEPRECATED if into or dropped else Status.ACTIVE
    return Term(term_id, label, broader, status, into, definition, since)


def said(
    variant: str, term_id: str | None, judgement: Judgement = Judgement.ACCEPT, part: int = 1, note: str = ""
) -> Mapping:
    return Mapping(variant, part, term_id, judgement, Basis.SYNONYM, 0.9, "curators", "2026-11-23", note)


def taxonomy(terms: Sequence[Term] = (), mappings: Sequence[Mapping] = (), facet: Facet = FACET) -> Taxonomy:
    return Taxonomy({facet.name: Vocabulary(facet, tuple(terms), tuple(mappings))})


def write(folder: Path, edition: Taxonomy) -> Path:
    """The folder with the edition's files in it."""
    rows = [(facet.name, facet.label, facet.kind.value, facet.description) for facet in edition.facets]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facets.csv").write_bytes(csv_bytes(FACET_COLUMNS, rows))
    for name, vocabulary in edition.vocabularies.items():
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "terms.csv").write_bytes(csv_bytes(TERM_COLUMNS, [*map(term_cells, vocabulary.terms)]))
        mappings = csv_bytes(MAPPING_COLUMNS, [*map(mapping_cells, vocabulary.mappings)])
        (folder / name / "mappings.csv").write_bytes(mappings)
    return folder
