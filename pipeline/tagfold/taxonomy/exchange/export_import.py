"""The door to files: vocabularies out in a format, proposals in from a format. Nothing here decides."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import WrongUsage, located
from tagfold.io import reading, save, save_all
from tagfold.records import decoded
from tagfold.taxonomy.exchange import csv_format, json_format, openrefine, sssom
from tagfold.taxonomy.exchange.exchange_formats import UNSPECIFIED_LICENSE, ExportFormat, ImportFormat
from tagfold.taxonomy.exchange.iris import NEUTRAL_BASE, Addresses
from tagfold.taxonomy.exchange.proposals import Proposal, Statement, propose
from tagfold.taxonomy.exchange.term_proposals import propose_about_terms
from tagfold.taxonomy.lookup import Key
from tagfold.taxonomy.model import Taxonomy, Vocabulary, vocabulary_of

ENDINGS = {
    ExportFormat.SKOS: ".ttl",
    ExportFormat.SSSOM: ".sssom.tsv",
    ExportFormat.JSON: ".json",
    ExportFormat.CSV: ".csv",
}

_SYNTAXES = {".rdf": "xml", ".owl": "xml", ".xml": "xml", ".nt": "nt", ".jsonld": "json-ld", ".n3": "n3"}


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and rights that go out with a taxonomy: the base of its IRIs, and the licence's IRI."""

    base: str = NEUTRAL_BASE
    license_iri: str = UNSPECIFIED_LICENSE


PLAIN_TERMS = Terms()


def export_taxonomy(
    taxonomy: Taxonomy, facets: Sequence[str], target: ExportFormat, out: Path, terms: Terms = PLAIN_TERMS
) -> list[Path]:
    """Write the facets (all that have terms, if none is named) and give the files written.

    `out` is a file for all, or a folder for one file per facet: a folder if it is one, or has no ending.
    Raises WrongUsage for a facet without terms or a missing library, TaxonomyError for a broken hierarchy.
    """
    chosen = _chosen(taxonomy, facets)
    if not (out.is_dir() or not out.suffix):
        save(out, _written(taxonomy, chosen, target, terms))
        return [out]
    texts = {one.facet.name + ENDINGS[target]: _written(taxonomy, [one], target, terms) for one in chosen}
    return save_all(out, texts)


def import_proposals(
    file: Path,
    source: ImportFormat,
    vocabulary: Vocabulary,
    key: Key,
    base: str = NEUTRAL_BASE,
    column: str | None = None,
    others: Collection[Vocabulary] = (),
) -> list[Proposal]:
    """What a file's statements propose for a vocabulary. The taxonomy is not touched.

    `key` gives the key of a text's normal form, `base` is the base of the taxonomy's own IRIs, `column` picks
    a column of an OpenRefine history. `others` are other facets, to whose terms those of this one may be related.
    """
    facet, path = vocabulary.facet.name, str(file)
    text, addresses = _text(file), Addresses(base)
    readers: dict[ImportFormat, Callable[[], Sequence[Statement]]] = {
        ImportFormat.SKOS: lambda: _skos(text, file, facet, addresses),
        ImportFormat.SSSOM: lambda: _sssom(text, path, facet, addresses),
        ImportFormat.OPENREFINE: lambda: list(openrefine.openrefine_statements(text, path, column)),
        ImportFormat.CSV: lambda: list(csv_format.table_statements(text, path, facet)),
    }
    statements = readers[source]()
    about_terms = propose_about_terms(vocabulary, statements, key, file.name, others)
    return [*propose(vocabulary, statements, key, file.name), *about_terms]


def _chosen(taxonomy: Taxonomy, facets: Sequence[str]) -> list[Vocabulary]:
    full = {name: v for name, v in taxonomy.vocabularies.items() if v.terms}
    return [vocabulary_of(full, name) for name in sorted(set(facets) or full)]


def _written(taxonomy: Taxonomy, chosen: list[Vocabulary], target: ExportFormat, terms: Terms) -> str:
    if target is ExportFormat.JSON:
        return json_format.to_json(chosen, taxonomy.version)
    if target is ExportFormat.CSV:
        return csv_format.to_table(chosen)
    if target is ExportFormat.SSSOM:
        return sssom.to_sssom(chosen, Addresses(terms.base), terms.license_iri)
    need("rdflib", "SKOS")
    from tagfold.taxonomy.exchange.skos import to_turtle

    return to_turtle(chosen, Addresses(terms.base))


def _skos(text: str, file: Path, facet: str, addresses: Addresses) -> list[Statement]:
    need("rdflib", "SKOS")
    from tagfold.taxonomy.exchange.skos import skos_statements

    return list(skos_statements(text, str(file), facet, addresses, _SYNTAXES.get(file.suffix.casefold(), "turtle")))


def _sssom(text: str, path: str, facet: str, addresses: Addresses) -> list[Statement]:
    need("yaml", "reading SSSOM")
    from tagfold.taxonomy.exchange.sssom import sssom_statements

    return list(sssom_statements(text, path, facet, addresses))


def need(library: str, what: str) -> None:
    """Raise WrongUsage, with the command that installs it, if an optional library is not installed."""
    if importlib.util.find_spec(library) is None:
        raise WrongUsage(f"{what} needs the library {library}", remedy="run: pip install 'tagfold[exchange]'")


def _text(file: Path) -> str:
    with located(str(file)), reading(file, remedy="name a file that is there"):
        return decoded(file.read_bytes())
