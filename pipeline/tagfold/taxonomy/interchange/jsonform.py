"""Whole vocabularies as plain JSON, for programs; reads back to the same objects.

{"format": "tagfold-taxonomy", "format_version": 1, "version": "1.0.0", "facets": [
  {"facet": …, "label": …, "kind": …, "description": …,
   "terms": [{"term_id", "label", "broader_id", "status", "replaced_by", "definition", "since"}],
   "mappings": [{"variant", "part", "term_id", "judgement", "basis", "confidence",
                 "decided_by", "decided_on", "note"}]}]}

Names and meanings are those of the CSV files. All values are text; "" means that there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.interchange.plain import mapping_cells, mapping_of, term_cells, term_of, word
from tagfold.taxonomy.model import Facet, Kind, Taxonomy, Vocabulary

FORMAT, FORMAT_VERSION = "tagfold-taxonomy", 1


def to_json(vocabularies: Iterable[Vocabulary], version: str) -> str:
    """The vocabularies as indented JSON; `version` is the taxonomy's release, or "working"."""
    facets = [
        {
            "facet": v.facet.name,
            "label": v.facet.label,
            "kind": v.facet.kind.value,
            "description": v.facet.description,
            "terms": [term_cells(term) for term in v.terms],
            "mappings": [mapping_cells(mapping) for mapping in v.mappings],
        }
        for v in vocabularies
    ]
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, "version": version, "facets": facets}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str, path: str) -> Taxonomy:
    """The taxonomy that `to_json` wrote. Raises TaxonomyError for anything else."""
    try:
        whole = json.loads(text)
        if (whole["format"], whole["format_version"]) == (FORMAT, FORMAT_VERSION):
            vocabularies = [_vocabulary(facet, path) for facet in whole["facets"]]
            return Taxonomy({v.facet.name: v for v in vocabularies}, whole["version"])
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    problem = f"the file is not {FORMAT} JSON, version {FORMAT_VERSION}"
    raise TaxonomyError(problem, remedy="export it again with --format json", path=path)


def _vocabulary(facet: dict[str, Any], path: str) -> Vocabulary:
    return Vocabulary(
        Facet(facet["facet"], facet["label"], word(Kind, facet["kind"], path, None), facet["description"]),
        tuple(term_of(cells, path, None) for cells in facet["terms"]),
        tuple(mapping_of(cells, path, None) for cells in facet["mappings"]),
    )
