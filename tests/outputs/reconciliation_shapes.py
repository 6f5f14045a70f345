"""The shapes of answers that the Reconciliation Service API 0.2 (W3C Community Group report) asks for, as JSON Schema.

Written from its sections on the manifest, queries, suggestions and data extension. They are stricter than it is: a key
that it does not know is an error, so that a typo in an optional one shows.
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]

TEXT: Shape = {"type": "string"}


def _object(needed: Shape, optional: Shape | None = None) -> Shape:
    known = {**needed, **(optional or {})}
    return {"type": "object", "properties": known, "required": list(needed), "additionalProperties": False}


def _list(items: Shape) -> Shape:
    return {"type": "array", "items": items}


NAMED = _object({"id": TEXT, "name": TEXT}, {"description": TEXT})
ADDRESS = {"type": "string", "pattern": "^https?://"}
WITH_ID = {"type": "string", "pattern": r"\{\{id\}\}"}
PLACE = _object({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}})

MANIFEST = _object(
    {
        "versions": {**_list(TEXT), "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": TEXT,
        "schemaSpace": TEXT,
    },
    {
        "defaultTypes": {**_list(NAMED), "uniqueItems": True},
        "view": _object({"url": WITH_ID}),
        "preview": _object({"url": WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": PLACE, "property": PLACE, "type": PLACE}),
        "extend": _object({}, {"propose_properties": PLACE, "property_settings": _list({"type": "object"})}),
    },
)

CANDIDATE = _object(
    {"id": TEXT, "name": TEXT, "score": {"type": "number"}},
    {"description": TEXT, "type": _list(NAMED), "match": {"type": "boolean"}},
)
RESULTS: Shape = {"type": "object", "additionalProperties": _object({"result": _list(CANDIDATE)})}

SUGGESTED_ENTITIES = _object(
    {"result": _list(_object({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": _list(NAMED)}))}
)
SUGGESTED_PROPERTIES = SUGGESTED_TYPES = _object({"result": _list(NAMED)})
PROPOSED_PROPERTIES = _object({"properties": _list(NAMED)}, {"type": TEXT, "limit": {"type": "integer"}})

VALUE: Shape = {
    "oneOf": [
        NAMED,
        _object({"str": TEXT}),
        _object({"int": {"type": "integer"}}),
        _object({"float": {"type": "number"}}),
        _object({"date": TEXT}),
    ]
}
EXTENSION = _object(
    {
        "meta": _list(_object({"id": TEXT, "name": TEXT}, {"type": NAMED, "service": ADDRESS})),
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _list(VALUE)},
        },
    }
)
