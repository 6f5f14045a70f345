"""A vocabulary's decisions as an SSSOM mapping set in TSV, and statements out of one.

Simple Standard for Sharing Ontological Mappings, https://mapping-commons.github.io/sssom/.
Each row is a *literal mapping*: the tag as typed is the `subject_label`, its `subject_type` is `rdfs literal`
and it has no `subject_id`; the object is the term. The columns are in the order of the canonical format,
rows are sorted, columns without any value are left out, as the specification asks.

accept         skos:exactMatch (basis `other`: skos:closeMatch; a part of a split tag: skos:narrowMatch)
reject         the same with `predicate_modifier` Not
not_a_tag      skos:exactMatch to sssom:NoTermFound
unsure         left out, for SSSOM has no word for it

Coming in, weaker predicates are unsure, unless this tool wrote them: then `other` has basis and part. Slots that
hold for the whole set may be in the metadata, which PyYAML reads (`pip install 'tagfold[exchange]'`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tagfold.errors import TaxonomyError, located
from tagfold.records import BYTE_ORDER_MARK, Row, lines_of, read_records, read_rows, row_text
from tagfold.taxonomy.codec import confidence, confidence_cell, part, word
from tagfold.taxonomy.exchange.exchange_formats import UNSPECIFIED_LICENSE
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.proposals import Statement
from tagfold.taxonomy.model import Basis, Judgement, Mapping, Vocabulary

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


_SAME = {"skos:exactMatch", "owl:sameAs", "owl:equivalentClass"}
_PROPAGATED = ("subject_type", "object_type")


def sssom_statements(text: str, path: str, facet: str, addresses: Addresses) -> Iterator[Statement]:
    """What a mapping set says, row by row.

    Raises TaxonomyError, with `path` and line, if metadata or rows are not of the format.
    """
    lines = list(lines_of(text.removeprefix(BYTE_ORDER_MARK)))
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    with located(path):
        metadata = _read_metadata(lines[:head])
        prefixes = metadata.get("curie_map") or {}
        if not isinstance(prefixes, dict):
            raise TaxonomyError("curie_map is not a map", remedy="write prefix: IRI, one per line")
        shared = {slot: str(metadata[slot]) for slot in _PROPAGATED if slot in metadata}
        columns, rows = read_rows(read_records(lines[head:], first=head + 1, delimiter="\t"), fill=True)
        if missing := {"predicate_id", "object_id"} - set(columns):
            problem = f"there is no column '{min(missing)}'"
            raise TaxonomyError(problem, line=head + 1, remedy="give an SSSOM/TSV file")
        for line, row in rows:
            if _own(row).get("facet", facet) == facet:
                with located(path, line):
                    statement = _statement({**shared, **row}, prefixes, line, facet, addresses)
                yield statement


def _read_metadata(lines: list[str]) -> dict[str, object]:
    import yaml

    try:
        found = yaml.safe_load("".join(line[1:] for line in lines)) or {}
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        problem = "the lines that start with # are not YAML metadata"
        raise TaxonomyError(problem, line=1, remedy="correct them after the SSSOM/TSV specification")
    return found


def _statement(row: Row, prefixes: dict[str, object], line: int, facet: str, addresses: Addresses) -> Statement:
    own = _own(row)
    basis = word(Basis, "basis", own["basis"]) if "basis" in own else Basis.OTHER
    judgement = _judgement(row, "basis" in own)
    target, variant = row.get("object_id", ""), row.get("subject_label", "")
    if ":" not in target and target:
        doubt = f"the object '{target}' is not a CURIE"
    elif judgement is not Judgement.NOT_A_TAG and target.partition(":")[0] not in {*prefixes, "sssom"}:
        doubt = f"the prefix of '{target}' is not in the curie_map"
    else:
        doubt = "" if variant else "the mapping has no subject_label"
    prefix, _, local = target.partition(":")
    return Statement(
        label="" if judgement is Judgement.NOT_A_TAG else row.get("object_label", ""),
        variant=variant,
        part=part(own.get("part") or "1"),
        term_id=addresses.term_id(facet, f"{prefixes.get(prefix, '')}{local}"),
        judgement=judgement,
        basis=basis,
        confidence=confidence(row.get("confidence", "")),
        place=str(line),
        note="; ".join(filter(None, [_weaker(row, judgement), row.get("comment", "")])),
        doubt=doubt,
    )


def _own(row: Row) -> dict[str, str]:
    """What `other` says if this tool wrote it: facet, basis, part."""
    return dict(pair.partition("=")[::2] for pair in row.get("other", "").split("|"))


def _judgement(row: Row, ours: bool) -> Judgement:
    if row.get("object_id") == NO_TERM:
        return Judgement.NOT_A_TAG
    if row.get("predicate_id") not in _SAME and not ours:
        return Judgement.UNSURE
    return Judgement.REJECT if row.get("predicate_modifier") == "Not" else Judgement.ACCEPT


def _weaker(row: Row, judgement: Judgement) -> str:
    return (
        f"{row.get('predicate_modifier', '')} {row.get('predicate_id', '')}".strip()
        if judgement is Judgement.UNSURE
        else ""
    )
