"""Statements out of an SSSOM mapping set in TSV. Needs PyYAML (`pip install 'tagfold[exchange]'`).

The subject's label is the variant, the object is the term. `skos:exactMatch` is an accept, with the modifier
Not a reject, to sssom:NoTermFound a not_a_tag. Weaker predicates are unsure, unless this tool wrote them:
then `other` tells basis and part. Slots that hold for the whole set may be in the metadata.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tagfold.errors import TaxonomyError, located
from tagfold.records import BYTE_ORDER_MARK, Row, lines_of, read_records, read_rows
from tagfold.taxonomy.codec import confidence, part, word
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.sssom import NO_TERM
from tagfold.taxonomy.exchange.statements import Statement
from tagfold.taxonomy.model import Basis, Judgement

_SAME = {"skos:exactMatch", "owl:sameAs", "owl:equivalentClass"}
_PROPAGATED = ("subject_type", "object_type")


def sssom_statements(text: str, path: str, facet: str, addresses: Addresses) -> Iterator[Statement]:
    """What a mapping set says, row by row.

    Raises TaxonomyError, with `path` and line, if metadata or rows are not of the format.
    """
    lines = list(lines_of(text.removeprefix(BYTE_ORDER_MARK)))
    head = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    with located(path):
        metadata = _metadata(lines[:head])
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


def _metadata(lines: list[str]) -> dict[str, object]:
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
