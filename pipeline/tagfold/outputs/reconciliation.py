"""A taxonomy as a reconciliation service of the W3C Community Group's API 0.2, for OpenRefine and other clients.

Facets are the types, terms the entities. A candidate is a match only where the matcher decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tagfold.matching.decision import Decision, Outcome
from tagfold.matching.form import normal_form
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.outputs.term_properties import BadQuery, Json, TermCount, TermProperties
from tagfold.taxonomy.exchange.iris import NEUTRAL_BASE
from tagfold.taxonomy.model import Status, Taxonomy, Term, Vocabulary

SKOS = "http://www.w3.org/2004/02/skos/core#Concept"

DEFAULT_LIMIT, MAX_LIMIT = 5, 50
"""Candidates of a query."""

MAX_QUERIES = 1000
LONGEST_QUERY = 1000
"""Queries in a batch, and characters of one: no term is that long."""

SUGGESTED = ("entity", "property", "type")

SUGGESTIONS = 20
"""Of one answer; a client asks for those that follow."""


class ReconciliationService:
    """Answers queries about the active terms of a taxonomy; `counts`, by term id, are those of a database."""

    def __init__(
        self, taxonomy: Taxonomy, scorer: Scorer | None = None, counts: Mapping[str, TermCount] | None = None
    ) -> None:
        self.version = taxonomy.version
        self._vocabularies = {
            name: one for name, one in taxonomy.vocabularies.items() if one.facet.kind.has_terms and one.terms
        }
        self._scorer = scorer
        self.properties = TermProperties(counts)
        self._matchers: dict[str, Matcher] = {}
        self._home = {term.term_id: one for one in self._vocabularies.values() for term in one.terms}

    @property
    def types(self) -> list[Json]:
        """The facets with terms."""
        return [_type(vocabulary) for vocabulary in self._vocabularies.values()]

    @property
    def terms(self) -> int:
        """How many terms there are to find."""
        return sum(term.status is Status.ACTIVE for one in self._vocabularies.values() for term in one.terms)

    def manifest(self, base: str) -> Json:
        """What the service offers, and where; `base` is its address."""
        return {
            "versions": ["0.2"],
            "name": f"Tagfold taxonomy ({self.version})",
            "identifierSpace": NEUTRAL_BASE,
            "schemaSpace": SKOS,
            "defaultTypes": self.types,
            "view": {"url": f"{base}/term?id={{{{id}}}}"},
            "preview": {"url": f"{base}/term?id={{{{id}}}}", "width": 400, "height": 200},
            "suggest": {kind: {"service_url": base, "service_path": f"/suggest/{kind}"} for kind in SUGGESTED},
            "extend": {
                "propose_properties": {"service_url": base, "service_path": "/properties"},
                "property_settings": [],
            },
        }

    def answers(self, batch: object) -> Json:
        """The candidates of each query of a batch, by its key. Raises BadQuery."""
        if not isinstance(batch, dict) or not all(isinstance(one, dict) for one in batch.values()):
            raise BadQuery("queries must be a JSON object of query objects")
        if len(batch) > MAX_QUERIES:
            raise BadQuery(f"there are more than {MAX_QUERIES} queries; send fewer at once")
        return {key: {"result": self._candidates(query)} for key, query in batch.items()}

    def _candidates(self, query: Json) -> list[Json]:
        text, limit = query.get("query", ""), query.get("limit", DEFAULT_LIMIT)
        if not isinstance(text, str):
            raise BadQuery("a query must be a text")
        if isinstance(limit, bool) or not isinstance(limit, int | float) or not 1 <= limit < math.inf:
            raise BadQuery("the limit must be a number from 1 on")
        if not text.strip() or len(text) > LONGEST_QUERY:
            return []
        found: list[tuple[float, bool, Term, Vocabulary]] = []
        for name in self._facets(query.get("type")):
            vocabulary, matcher = self._vocabularies[name], self._matcher(name)
            decisions = matcher.decide(text)
            sure = _sure(decisions)
            scores: dict[str, float] = {}
            for term_id, score in (ranked for one in decisions for ranked in matcher.ranked(text, one)):
                scores[term_id] = max(score, scores.get(term_id, 0.0))
            found += [(score, key == sure, vocabulary.by_id[key], vocabulary) for key, score in scores.items()]
        found.sort(key=lambda one: (-one[1], -one[0], one[2].label, one[2].term_id))
        alone = sum(matched for _, matched, *_ in found) == 1  # two facets may each have it: then a person chooses
        return [
            {**_entity(term, vocabulary), "type": [_type(vocabulary)], "score": round(100 * score, 2), "match": matched
             and alone}
            for score, matched, term, vocabulary in found[: min(int(limit), MAX_LIMIT)]
        ]  # fmt: skip

    def _facets(self, asked: object) -> Sequence[str]:
        """The facets to look in: those that are asked for, else all."""
        if asked is None or asked in ("", []):
            return list(self._vocabularies)
        names = [asked] if isinstance(asked, str) else asked
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise BadQuery("a type must be the name of a facet, or a list of names")
        return [name for name in dict.fromkeys(names) if name in self._vocabularies]

    def _matcher(self, facet: str) -> Matcher:
        if facet not in self._matchers:
            self._matchers[facet] = Matcher(self._vocabularies[facet], self._scorer)
        return self._matchers[facet]

    def suggested_terms(self, prefix: str, after: int) -> list[Json]:
        """Active terms of which a word begins so, from number `after` on."""
        found = [
            {**_entity(term, vocabulary), "notable": [_type(vocabulary)]}
            for vocabulary in self._vocabularies.values()
            for term in vocabulary.terms
            if term.status is Status.ACTIVE and (term.term_id == prefix or _begins(term.label, prefix))
        ]
        found.sort(key=lambda one: (len(one["name"]), one["name"], one["id"]))
        return found[after : after + SUGGESTIONS]

    def suggested_types(self, prefix: str) -> list[Json]:
        """Facets that are called so."""
        return [one for one in self.types if one["id"] == prefix or _begins(one["name"], prefix)]

    def suggested_properties(self, prefix: str) -> list[Json]:
        """Properties that are called so."""
        return [one for one in self.properties.listed if one["id"] == prefix or _begins(one["name"], prefix)]

    def proposed_properties(self, facet: str, limit: str) -> Json:
        """The properties to offer for the terms of a facet: all facets have the same."""
        listed = self.properties.listed
        if limit.isdecimal() and 0 < (most := int(limit[:9])) < len(listed):
            return {"type": facet, "limit": most, "properties": listed[:most]}
        return {"type": facet, "properties": listed}

    def extension(self, query: object) -> Json:
        """The values that a data extension query asks for. Raises BadQuery."""
        return self.properties.extend(query, self.term)

    def term(self, term_id: str) -> tuple[Term, Vocabulary] | None:
        """A term with its facet, also a deprecated one."""
        vocabulary = self._home.get(term_id)
        return (vocabulary.by_id[term_id], vocabulary) if vocabulary else None


def _sure(decisions: list[Decision]) -> str | None:
    """The term that the whole text means, if that is decided. A text of several terms means none of them."""
    if len(decisions) == 1 and decisions[0].outcome in (Outcome.MAPPED, Outcome.AUTO):
        return decisions[0].term_id
    return None


def _begins(name: str, prefix: str) -> bool:
    return f" {normal_form(prefix).text}" in f" {normal_form(name).text}"


def _type(vocabulary: Vocabulary) -> Json:
    return {"id": vocabulary.facet.name, "name": vocabulary.facet.label}


def _entity(term: Term, vocabulary: Vocabulary) -> Json:
    return {"id": term.term_id, "name": term.label, "description": term.definition or vocabulary.facet.label}


def broader(term: Term, vocabulary: Vocabulary) -> Iterator[Term]:
    """The terms above a term, the nearest first."""
    seen = {term.term_id}
    while (above := vocabulary.by_id.get(term.broader_id or "")) and above.term_id not in seen:
        seen.add(above.term_id)
        yield (term := above)
