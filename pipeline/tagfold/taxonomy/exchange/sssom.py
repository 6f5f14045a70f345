"""A vocabulary's decisions as an SSSOM mapping set in TSV.

Simple Standard for Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/.
Each row is a *literal mapping*: the tag as typed is the `subject_label`, its `subject_type` is `rdfs literal`
and it has no `subject_id`; the object is the term. The columns are in the order of the canonical format,
rows are sorted, columns without any value are left out, as the specification asks.

accept         skos:exactMatch (basis `other`: skos:closeMatch; a part of a split tag: skos:narrowMatch)
reject         the same with `predicate_modifier` Not
not_a_tag      skos:exactMatch to sssom:NoTermFound
unsure         left out, for SSSOM has no word for it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tagfold.records import row_text
from tagfold.taxonomy.codec import confidence_cell
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Vocabulary

UNSPECIFIED_LICENSE = "https://w3id.org/sssom/license/unspecified"
NO_TERM = "sssom:NoTermFound"

COLUMNS = (
    "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label", "mapping_justification",
    "author_label", "subject_type", "object_type", "mapping_date", "confidence", "other", "comment",
)  # fmt: skip

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def to_sssom(vocabularies: Iterable[Vocabulary], addresses: Addresses, license_iri: str = UNSPECIFIED_LICENSE) -> str:
    """The mapping set of the vocabularies. `license_iri` says under what terms others may use it."""
    chosen = list(vocabularies)
    rows = sorted({row for vocabulary in chosen for row in _rows(vocabulary)})
    used = [at for at, column in enumerate(COLUMNS) if column == "subject_label" or any(row[at] for row in rows)]
    metadata = "".join(f"{line}\n" for line in _metadata(chosen, addresses, license_iri))
    return metadata + "".join(row_text([row[at] for at in used], delimiter="\t") for row in (COLUMNS, *rows))


def _metadata(chosen: list[Vocabulary], addresses: Addresses, license_iri: str) -> Iterator[str]:
    facets = sorted(vocabulary.facet.name for vocabulary in chosen)
    yield "#curie_map:"
    for facet in facets:
        yield f"#  {facet}: {_yaml(addresses.namespace(facet))}"
    name = addresses.scheme(facets[0]) if len(facets) == 1 else addresses.base.rstrip("/#:")
    yield f"#mapping_set_id: {name}{':' if addresses.base.endswith(':') else '/'}mappings"
    yield f"#license: {_yaml(license_iri)}"


def _yaml(iri: str) -> str:
    """An IRI as a YAML scalar: plain where YAML allows it, which is not before a final colon."""
    return f'"{iri}"' if iri.endswith(":") else iri


def _rows(vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    facet = vocabulary.facet.name
    for mapping in vocabulary.mappings:
        term = vocabulary.by_id.get(mapping.term_id or "")
        if mapping.judgement is Judgement.NOT_A_TAG:
            yield _row(facet, mapping, "skos:exactMatch", NO_TERM, "", "")
        elif mapping.judgement is not Judgement.UNSURE and term:
            yield _row(facet, mapping, _predicate(mapping), f"{facet}:{term.term_id}", term.label, "skos concept")


def _predicate(mapping: Mapping) -> str:
    if mapping.judgement is Judgement.REJECT:
        return "skos:exactMatch"
    if mapping.basis is Basis.SPLIT:
        return "skos:narrowMatch"
    return "skos:closeMatch" if mapping.basis is Basis.OTHER else "skos:exactMatch"


def _row(facet: str, mapping: Mapping, predicate: str, object_id: str, label: str, object_type: str) -> tuple[str, ...]:
    return (
        mapping.variant,
        predicate,
        "Not" if mapping.judgement is Judgement.REJECT else "",
        object_id,
        label,
        "semapv:ManualMappingCuration",
        mapping.decided_by.replace("|", r"\|"),
        "rdfs literal",
        object_type,
        mapping.decided_on if _DATE.fullmatch(mapping.decided_on) else "",
        confidence_cell(mapping.confidence),
        f"facet={facet}|basis={mapping.basis}|part={mapping.part}",
        mapping.note,
    )
