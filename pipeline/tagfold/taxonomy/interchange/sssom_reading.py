"""Statements out of an SSSOM mapping set in TSV. Needs PyYAML (`pip install 'tagfold[exchange]'`).

The subject's label is the variant, the object is the term. `skos:exactMatch` is an accept, with the modifier
Not a reject, to sssom:NoTermFound a not_a_tag. Weaker predicates are unsure, unless this tool wrote them:
then `other` tells basis and part. Slots that hold for the whole set may stand in the metadata.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

import yaml

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.interchange.addresses import Addresses
from tagfold.taxonomy.interchange.plain import confidence, part, word
from tagfold.taxonomy.interchange.sssom import NO_TERM
from tagfold.taxonomy.interchange.statements import Statement
from tagfold.taxonomy.model import Basis, Judgement

_SAME = {"skos:exactMatch", "owl:sameAs", "owl:equivalentClass"}
_PROPAGATED = ("subject_type", "object_type")

Row = dict[str, str]


def sssom_statements(text: str, path: str, facet: str, addresses: Addresses) -> Iterator[Statement]:
    """What a mapping set says, row by row.

    Raises TaxonomyError, with `path` and line, where metadata or rows are not of the format.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    metadata = _metadata(lines[:head], path)
    prefixes = metadata.get("curie_map") or {}
    if not isinstance(prefixes, dict):
        raise TaxonomyError("curie_map is no map", remedy="write prefix: IRI, one a line", path=path)
    shared = {slot: str(metadata[slot]) for slot in _PROPAGATED if slot in metadata}
    for line, row in _rows(lines[head:], head, path):
        if _own(row).get("facet", facet) == facet:
            yield _statement({**shared, **row}, prefixes, (path, line), facet, addresses)


def _metadata(lines: list[str], path: str) -> dict[str, object]:
    try:
        found = yaml.safe_load("\n".join(line[1:] for line in lines)) or {}
    except yaml.YAMLError:
        found = None
    if not isinstance(found, dict):
        problem = "the lines that start with # are no YAML metadata"
        raise TaxonomyError(problem, remedy="mend them after the SSSOM/TSV specification", path=path, line=1)
    return found


def _rows(lines: list[str], above: int, path: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader([line + "\n" for line in lines], delimiter="\t", strict=True)
    columns: list[str] = []
    start = 1
    try:
        for cells in reader:
            if start == 1:
                columns = cells
            elif any(cells):
                yield above + start, dict(zip(columns, cells, strict=False))
            start = reader.line_num + 1
    except csv.Error as error:
        problem = f"the row is no SSSOM/TSV ({error})"
        raise TaxonomyError(problem, remedy="look for a stray double quote", path=path, line=above + start) from None
    missing = {"predicate_id", "object_id"} - set(columns)
    if missing:
        problem = f"no column '{min(missing)}'"
        raise TaxonomyError(problem, remedy="give an SSSOM/TSV file", path=path, line=above + 1)


def _statement(
    row: Row, prefixes: dict[str, object], at: tuple[str, int], facet: str, addresses: Addresses
) -> Statement:
    path, line = at
    own = _own(row)
    basis = word(Basis, own["basis"], path, line) if "basis" in own else Basis.OTHER
    judgement = _judgement(row, "basis" in own)
    target, variant = row.get("object_id", ""), row.get("subject_label", "")
    if ":" not in target and target:
        doubt = f"the object '{target}' is no CURIE"
    elif judgement is not Judgement.NOT_A_TAG and target.partition(":")[0] not in {*prefixes, "sssom"}:
        doubt = f"the prefix of '{target}' is not in the curie_map"
    else:
        doubt = "" if variant else "the mapping has no subject_label"
    prefix, _, local = target.partition(":")
    return Statement(
        label="" if judgement is Judgement.NOT_A_TAG else row.get("object_label", ""),
        variant=variant,
        part=part(own.get("part", ""), path, line),
        term_id=addresses.term_id(facet, f"{prefixes.get(prefix, '')}{local}"),
        judgement=judgement,
        basis=basis,
        confidence=confidence(row.get("confidence", ""), path, line),
        place=str(line),
        note="; ".join(filter(None, [_weaker(row, judgement), row.get("comment", "")])),
        doubt=doubt,
    )


def _own(row: Row) -> dict[str, str]:
    """What `other` says where this tool wrote it: facet, basis, part."""
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
