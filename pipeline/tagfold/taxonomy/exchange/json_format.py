"""Whole vocabularies as plain JSON, for programs.

{"format": "tagfold-taxonomy", "format_version": 1, "version": "1.0.0", "facets": [
  {"facet": …, "label": …, "kind": …, "description": …,
   "terms": [{"term_id", "label", "broader_id", "status", "replaced_by", "definition", "since"}],
   "mappings": [{"variant", "part", "term_id", "judgement", "basis", "confidence",
                 "decided_by", "decided_on", "note"}],
   "related": [[term_id, related_id]],                only if there are related terms
   "scope_notes": [{"term_id", "note"}],              only if there are scope notes
   "labels": [{"term_id", "language", "label"}]}]}    only if there are labels in other languages

Names and meanings are those of the CSV files. All values are text; "" means that there is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tagfold.taxonomy.model import Vocabulary
from tagfold.taxonomy.row_files import named_cells

FORMAT, FORMAT_VERSION = "tagfold-taxonomy", 1


def to_json(vocabularies: Iterable[Vocabulary], version: str) -> str:
    """The vocabularies as indented JSON; `version` is the taxonomy's release, or "working"."""
    facets = [
        {
            "facet": v.facet.name,
            "label": v.facet.label,
            "kind": v.facet.kind.value,
            "description": v.facet.description,
            "terms": [named_cells(term) for term in v.terms],
            "mappings": [named_cells(mapping) for mapping in v.mappings],
            **({"related": [[pair.term_id, pair.related_id] for pair in v.related]} if v.related else {}),
            **({"scope_notes": [named_cells(note) for note in v.scope_notes]} if v.scope_notes else {}),
            **({"labels": [named_cells(label) for label in v.translations]} if v.translations else {}),
        }
        for v in vocabularies
    ]
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, "version": version, "facets": facets}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
