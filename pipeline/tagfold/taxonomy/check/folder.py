"""A taxonomy's folder in, every finding out; and safe repairs, which decide nothing, so that nobody need be asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.finding import Finding, Severity
from tagfold.io import reading
from tagfold.records import csv_bytes, restored
from tagfold.taxonomy.check import rules_cells, rules_facets, rules_history
from tagfold.taxonomy.check.csvfile import Sheet
from tagfold.taxonomy.check.rule import FILE_OF, Keyed
from tagfold.taxonomy.check.rules import FILE_MISSING, FILE_UNREADABLE, vocabulary_findings
from tagfold.taxonomy.check.rules_history import PAST, ModelFault, history_findings, model_findings
from tagfold.taxonomy.check.rules_related import related_findings
from tagfold.taxonomy.check.rules_variants import redundant_mapping
from tagfold.taxonomy.codec import ANSWERS, FACETS, MAPPINGS, RELATED, Layout
from tagfold.taxonomy.files import ANSWERS_FILE
from tagfold.taxonomy.history import HISTORY
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Facet, Term, Vocabulary
from tagfold.taxonomy.releases import parse_version, read_release
from tagfold.taxonomy.row_files import FILE_NAMED, ROW_FILES
from tagfold.taxonomy.store import Rewrite, alone, settled, write_step


@dataclass
class Checked:
    """The findings, by path and line. `waiting` are facets whose rows could not all be read.

    Rules between the rows of such a facet are not asked: a row that seems to be missing may just be broken.
    """

    findings: list[Finding] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


def check_folder(folder: Path, key: Key, model_fault: ModelFault | None = None) -> Checked:
    """Check every rule on a taxonomy's folder; `key` gives the key of a text's normal form. With `model_fault`, look
    into its model files too.

    Raises WrongUsage if there is no such folder. Everything else that is wrong becomes a finding.
    """
    _refuse_missing(folder)
    return settled(folder, lambda: _checked(folder, key, model_fault))


def _checked(folder: Path, key: Key, model_fault: ModelFault | None) -> Checked:
    checked = Checked()
    facets = _facets(folder, checked)
    terms: dict[str, Sequence[Term]] = {}
    if facets is not None:
        folders = term_folders(folder)
        checked.findings += rules_facets.facet_findings(facets, folders)
        for facet in {facet.name: facet for facet in reversed(facets)}.values():
            if facet.kind.has_terms and facet.name in folders:
                terms[facet.name] = _facet_terms(folder, facet, key, checked)
        terms = {facet.name: terms[facet.name] for facet in facets if facet.name in terms}
        checked.findings += rules_facets.id_findings(terms)
        if not checked.waiting and (sheet := _opened(folder, ANSWERS_FILE, ANSWERS, checked)):
            checked.findings += rules_facets.answer_findings(sheet, terms, facets)
        for facet in facets if not checked.waiting else ():
            if facet.name in terms and (pairs := _opened(folder, f"{facet.name}/related.csv", RELATED, checked)):
                checked.findings += related_findings(pairs, facet, terms)
        checked.findings += _release_findings(folder, terms, checked.waiting)
    if _has_content(folder / HISTORY) and (past := _opened(folder, HISTORY, PAST, checked)):
        checked.findings += history_findings(past)
    if model_fault:
        checked.findings += model_findings(folder, model_fault)
    checked.findings.sort()
    return checked


def _has_content(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def term_folders(folder: Path) -> list[str]:
    """Names of the folders that hold a facet's files."""
    return sorted({path.parent.name for path in folder.glob("*/*.csv") if path.name in FILE_OF.values()})


def open_sheet(folder: Path, name: str, layout: Layout) -> Sheet | Finding | None:
    """The file `name` of the folder, None if there is none, or the finding that it cannot be read."""
    path = folder / name
    if not path.exists():
        return None
    try:
        with reading(path):
            return Sheet(name, layout, path.read_bytes())
    except TaxonomyError as error:
        return FILE_UNREADABLE.broken(name, 1, error.problem, error.remedy)


def _facets(folder: Path, checked: Checked) -> list[Facet] | None:
    """The facets, or None if their list cannot be trusted."""
    sheet = _opened(folder, rules_facets.FACETS_FILE, FACETS, checked, needed=True)
    if sheet is None:
        return None
    facets = list(rules_cells.records(sheet, rules_cells.facet))
    checked.findings += sheet.findings
    return None if sheet.damaged else facets


def _facet_terms(folder: Path, facet: Facet, key: Key, checked: Checked) -> Sequence[Term]:
    """Check one facet; its terms are handed on, its mappings are forgotten."""
    sheets: dict[str, Sheet | None] = {}
    for name in rules_cells.AS_RECORD:
        file = FILE_NAMED[name]
        sheets[name] = _opened(folder, f"{facet.name}/{name}", file.layout, checked, needed=not file.optional)
    vocabulary = _vocabulary(facet, sheets)
    checked.findings += [finding for sheet in sheets.values() if sheet for finding in sheet.findings]
    if sheets["terms.csv"] is None or any(sheet.damaged for sheet in sheets.values() if sheet):
        checked.waiting.append(facet.name)
    else:
        checked.findings += vocabulary_findings(Keyed(vocabulary, key))
    return vocabulary.terms


def _vocabulary(facet: Facet, sheets: dict[str, Sheet | None]) -> Vocabulary:
    """What can be read of a facet's files, each under its name."""
    rows = {
        FILE_NAMED[name].rows: tuple(rules_cells.records(sheet, rules_cells.AS_RECORD[name]))
        for name, sheet in sheets.items()
        if sheet
    }
    return Vocabulary(facet, **rows)  # type: ignore[arg-type]  # the fields are those that `ROW_FILES` names


def _opened(folder: Path, name: str, layout: Layout, checked: Checked, *, needed: bool = False) -> Sheet | None:
    sheet = open_sheet(folder, name, layout)
    if isinstance(sheet, Finding):
        checked.findings.append(sheet)
        return None
    if sheet is None and needed:
        checked.findings.append(FILE_MISSING.broken(name, 1, "the file is missing", restored(layout.columns)))
    return sheet


def _release_findings(folder: Path, terms: rules_facets.TermsByFacet, waiting: Sequence[str]) -> Iterator[Finding]:
    numbers = {path.name: number for path in folder.glob("releases/*") if (number := parse_version(path.name))}
    names = list(numbers)
    yield from rules_history.since_findings(terms, names)
    if not names:
        return
    for name in sorted(names, key=lambda name: numbers[name]):
        try:
            old = read_release(folder, name)
        except TaxonomyError as error:
            path = Path(error.path or "").relative_to(folder).as_posix()
            yield rules_history.RELEASE_UNREADABLE.broken(path, error.line or 1, error.problem, error.remedy)
            return
    before = {name: vocabulary.terms for name, vocabulary in old.vocabularies.items()}
    yield from rules_history.release_findings(terms, before, old.version, waiting)


def fix_folder(folder: Path, key: Key) -> list[Finding]:
    """Fix what can be fixed without a decision in a taxonomy's folder, and give the findings that this settles.

    What a spreadsheet changed (semicolons, days, numbers, encoding marks, line ends), stray white space, needless
    quotes and blank lines, rows that are there twice, redundant mappings, and the order of rows. A file with rows that
    cannot be read is left as it is.
    Fixing twice is the same as fixing once. Raises WrongUsage without a folder, TaxonomyError if a file cannot be
    written.
    """
    _refuse_missing(folder)
    with alone(folder):
        facets, found, rewrites = _fixed_file(folder, rules_facets.FACETS_FILE, FACETS)
        _, own_found, own_rewrites = _fixed_file(folder, ANSWERS_FILE, ANSWERS)
        found, rewrites = found + own_found, rewrites + own_rewrites
        if facets:
            listed = {facet.name: facet for facet in reversed(list(rules_cells.records(facets, rules_cells.facet)))}
            for name in term_folders(folder):
                if name in listed and listed[name].kind.has_terms:
                    own_found, own_rewrites = _fixed_facet(folder, listed[name], key)
                    found, rewrites = found + own_found, rewrites + own_rewrites
        write_step(folder, rewrites)
    return sorted(found)


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


def _fixed_facet(folder: Path, facet: Facet, key: Key) -> tuple[list[Finding], list[Rewrite]]:
    name = f"{facet.name}/mappings.csv"
    files = {file.name: _fixed_file(folder, f"{facet.name}/{file.name}", file.layout) for file in ROW_FILES}
    found = [finding for _, own_found, _ in files.values() for finding in own_found]
    rewrites = [rewrite for _, _, own_rewrites in files.values() for rewrite in own_rewrites]
    terms, mappings = files["terms.csv"][0], files["mappings.csv"][0]
    if terms and mappings:
        vocabulary = _vocabulary(facet, {one: files[one][0] for one in rules_cells.AS_RECORD})
        if not (terms.damaged or mappings.damaged):
            needless = list(redundant_mapping.findings(Keyed(vocabulary, key)))
            content, _ = fixed(name, MAPPINGS, mappings.content, {finding.line for finding in needless})
            rewrites = [replace(one, after=content) if one.path == folder / name else one for one in rewrites]
            found += needless
    return found, rewrites


def _fixed_file(folder: Path, name: str, layout: Layout) -> tuple[Sheet | None, list[Finding], list[Rewrite]]:
    """A file as it is once it is fixed, None if it cannot be read; the findings settled, and what to write."""
    sheet = open_sheet(folder, name, layout)
    if not isinstance(sheet, Sheet):
        return None, [], []
    content, found = fixed(name, layout, sheet.content)
    return Sheet(name, layout, content), found, [Rewrite(folder / name, sheet.content, content)]


def _refuse_missing(folder: Path) -> None:
    if not folder.is_dir():
        remedy = "name the taxonomy's folder, or make a project with `tagfold init`"
        raise WrongUsage(f"there is no folder {folder}", remedy=remedy)
