"""Safe repairs: those that decide nothing, so that nobody need be asked. Files are written whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tagfold.errors import WrongUsage
from tagfold.finding import Finding
from tagfold.io import save
from tagfold.records import csv_bytes
from tagfold.taxonomy.check import rules_cells, rules_facets
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.folder import open_sheet, term_folders
from tagfold.taxonomy.check.index import Keyed
from tagfold.taxonomy.check.layout import FACETS, MAPPINGS, TERMS, Layout
from tagfold.taxonomy.check.rules_variants import redundant_mapping
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Facet, Vocabulary


def fix_folder(folder: Path, key: Key) -> list[Finding]:
    """Fix what can be fixed without a decision in a taxonomy's folder, and give the findings that this settles.

    Encoding marks, line ends, stray white space, needless quotes and blank lines, rows that are there twice,
    redundant mappings, and the order of rows. A file with rows that cannot be read is left as it is.
    Fixing twice is the same as fixing once. Raises WrongUsage without a folder, TaxonomyError if a file cannot be
    written.
    """
    if not folder.is_dir():
        raise WrongUsage(f"there is no folder {folder}", remedy="name the taxonomy's folder")
    content, fixed = _fixed_file(folder, rules_facets.FACETS_FILE, FACETS)
    if content is None:
        return []
    facets = list(rules_cells.records(Sheet(rules_facets.FACETS_FILE, FACETS, content), rules_cells.facet))
    _replace(folder / rules_facets.FACETS_FILE, content, fixed)
    listed = {facet.name: facet for facet in reversed(facets)}
    for name in term_folders(folder):
        if name in listed and listed[name].kind.has_terms:
            fixed += _fixed_facet(folder, listed[name], key)
    return sorted(fixed)


def fixed(path: str, layout: Layout, content: bytes, without: Collection[int] = ()) -> tuple[bytes, list[Finding]]:
    """The content of one file as the tool would write it, less the rows that start on the lines `without`.

    With the findings that this settles: if there are none, and no row to leave out, the content stays as it is.
    """
    sheet = Sheet(path, layout, content)
    rows = [row for row in sheet.rows() if row.line not in without]
    settled = [finding for finding in sheet.findings if finding.fixable]
    if sheet.damaged or not (settled or without):
        return content, []
    cells = [row.cells for row in rows]
    if layout.order:
        cells.sort(key=layout.order)
    return csv_bytes(layout.columns, cells), settled


def _fixed_facet(folder: Path, facet: Facet, key: Key) -> list[Finding]:
    terms_name, mappings_name = f"{facet.name}/terms.csv", f"{facet.name}/mappings.csv"
    terms, settled = _fixed_file(folder, terms_name, TERMS)
    if terms is not None:
        _replace(folder / terms_name, terms, settled)
    mappings, also = _fixed_file(folder, mappings_name, MAPPINGS)
    if mappings is None:
        return settled
    if terms is not None:
        vocabulary = _vocabulary(facet, terms, mappings)
        needless = list(redundant_mapping.findings(Keyed(vocabulary, key))) if vocabulary else []
        if needless:
            lines = {finding.line for finding in needless}
            mappings, _ = fixed(mappings_name, MAPPINGS, mappings, lines)
            also = also + needless
    _replace(folder / mappings_name, mappings, also)
    return settled + also


def _vocabulary(facet: Facet, terms: bytes, mappings: bytes) -> Vocabulary | None:
    """The facet's vocabulary, or None if some of its rows cannot be read."""
    sheets = Sheet(f"{facet.name}/terms.csv", TERMS, terms), Sheet(f"{facet.name}/mappings.csv", MAPPINGS, mappings)
    own = tuple(rules_cells.records(sheets[0], rules_cells.term))
    decided = tuple(rules_cells.records(sheets[1], rules_cells.mapping))
    return None if any(sheet.damaged for sheet in sheets) else Vocabulary(facet, own, decided)


def _fixed_file(folder: Path, name: str, layout: Layout) -> tuple[bytes | None, list[Finding]]:
    """The file's content after fixing, or None if there is nothing to read."""
    sheet = open_sheet(folder, name, layout)
    return fixed(name, layout, sheet.content) if isinstance(sheet, Sheet) else (None, [])


def _replace(path: Path, content: bytes, settled: Collection[Finding]) -> None:
    """Put the content in the file's place with one rename: a reader sees the old file or the new one."""
    if settled:
        save(path, content)
