"""What the reconciliation service says of a term besides its name: the properties of its data extension."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tagfold.taxonomy.model import Term, Vocabulary

Json = dict[str, Any]

MAX_TERMS = 1000
"""Of one data extension; OpenRefine asks for ten at once."""


class BadQuery(ValueError):
    """What was asked is not a query of the API; the text says why."""


class TermCount(NamedTuple):
    """How often a term is used."""

    reports: int
    uses: int


Values = list[Json]
"""Of one property of one term; empty if it has none."""


def _text(text: str | None) -> Values:
    return [{"str": text}] if text else []


def _broader(term: Term, vocabulary: Vocabulary) -> Values:
    above = vocabulary.by_id.get(term.broader_id or "")
    return [{"id": above.term_id, "name": above.label}] if above else []


TAXONOMY_PROPERTIES: dict[str, tuple[str, Callable[[Term, Vocabulary], Values]]] = {
    "label": ("Label", lambda term, vocabulary: _text(term.label)),
    "definition": ("Definition", lambda term, vocabulary: _text(term.definition)),
    "broader": ("Broader term", _broader),
    "facet": ("Facet", lambda term, vocabulary: _text(vocabulary.facet.label)),
    "status": ("Status", lambda term, vocabulary: _text(term.status)),
}

COUNT_PROPERTIES: dict[str, tuple[str, Callable[[TermCount], int]]] = {
    "reports": ("Reports", lambda count: count.reports),
    "uses": ("Uses", lambda count: count.uses),
}
"""Only a database has them."""


class TermProperties:
    """The properties of terms; those that count if there are `counts` by term id."""

    def __init__(self, counts: Mapping[str, TermCount] | None = None) -> None:
        self._counts = counts
        named = {**TAXONOMY_PROPERTIES, **(COUNT_PROPERTIES if counts is not None else {})}
        self.listed: list[Json] = [{"id": key, "name": name} for key, (name, _) in named.items()]

    def extend(self, query: object, find: Callable[[str], tuple[Term, Vocabulary] | None]) -> Json:
        """The values of properties of terms: what a data extension query asks for. Raises BadQuery."""
        ids, asked = _asked(query)
        names = {one["id"]: one for one in self.listed}
        if unknown := [one for one in asked if one not in names]:
            raise BadQuery(f"there is no property '{unknown[0]}'; there are {', '.join(names)}")
        rows = {}
        for term_id in ids:
            found = find(term_id)
            rows[term_id] = {one: self._values(one, *found) if found else [] for one in asked}
        return {"meta": [names[one] for one in asked], "rows": rows}

    def _values(self, name: str, term: Term, vocabulary: Vocabulary) -> Values:
        if name in TAXONOMY_PROPERTIES:
            return TAXONOMY_PROPERTIES[name][1](term, vocabulary)
        count = (self._counts or {}).get(term.term_id, TermCount(0, 0))
        return [{"int": COUNT_PROPERTIES[name][1](count)}]


def _asked(query: object) -> tuple[list[str], list[str]]:
    """The ids of the terms and of the properties."""
    ids, asked = (query.get("ids"), query.get("properties")) if isinstance(query, dict) else (None, None)
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise BadQuery("extend must be a JSON object with a list of ids, which are texts")
    named = [one.get("id") for one in asked if isinstance(one, dict)] if isinstance(asked, list) else []
    names = [name for name in named if isinstance(name, str)]
    if not isinstance(asked, list) or len(names) < len(asked):
        raise BadQuery("extend must have a list of properties, each an object with an id")
    if len(ids) > MAX_TERMS:
        raise BadQuery(f"there are more than {MAX_TERMS} ids; send fewer at once")
    return ids, list(dict.fromkeys(names))
