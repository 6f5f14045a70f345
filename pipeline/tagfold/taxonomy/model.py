"""The vocabulary: facets, terms, mappings, and the rules that hold between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from tagfold.errors import WrongUsage

PERSON = "person"
"""What an answer is kept as that says who somebody is or how to reach them: a pseudonym."""


class Kind(StrEnum):
    """What a facet's values are."""

    CURATED = "curated"  # free text, folded into terms that curators keep
    CLOSED = "closed"  # follows an outside list; only misspellings are mapped
    STRUCTURAL = "structural"  # a fact about the report; becomes a column
    PRIVATE = "private"  # personal data; kept as a pseudonym

    @property
    def has_terms(self) -> bool:
        return self in (Kind.CURATED, Kind.CLOSED)


class Status(StrEnum):
    """Where a term is in its life."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"


class Judgement(StrEnum):
    """What a person said about a variant."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"
    NOT_A_TAG = "not_a_tag"


class Basis(StrEnum):
    """Why a variant is a term, after the classes that SSSOM and thesaurus practice use."""

    LABEL = "label"
    SPELLING = "spelling"
    INFLECTION = "inflection"
    WORD_ORDER = "word_order"
    ABBREVIATION = "abbreviation"
    SYNONYM = "synonym"
    TRANSLATION = "translation"
    SPLIT = "split"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of tag, such as `datasources`. `line` is where facets.csv says so."""

    name: str
    label: str
    kind: Kind
    description: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """A concept with one label. Its `term_id` is opaque, minted once, never reused."""

    term_id: str
    label: str
    broader_id: str | None = None
    status: Status = Status.ACTIVE
    replaced_by: str | None = None
    definition: str = ""
    since: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Mapping:
    """One decision by a person: `variant`, or its part number `part`, is (or is not) the term `term_id`.

    `confidence` is 0 to 1, or None if nobody gave one. `term_id` is None for `not_a_tag`, and for an
    `unsure` that names no candidate.
    """

    variant: str
    part: int
    term_id: str | None
    judgement: Judgement
    basis: Basis
    confidence: float | None
    decided_by: str
    decided_on: str
    note: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class TermLabel:
    """The name of a term in another language than the taxonomy's own. `language` is a BCP 47 tag such as `pt-BR`."""

    term_id: str
    language: str
    label: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class RelatedTerms:
    """Two terms that have to do with each other without one being above the other; the second may be of any facet."""

    term_id: str
    related_id: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class ScopeNote:
    """How to use a term, in one line; a definition says what it means."""

    term_id: str
    note: str
    line: int = 0


TaxonomyRow = Term | Mapping | TermLabel | RelatedTerms | ScopeNote


@dataclass(frozen=True)
class Vocabulary:
    """The terms and mappings of one facet, in file order.

    `translations` are its labels in other languages, `related` the pairs of which the first term is in this facet.
    """

    facet: Facet
    terms: tuple[Term, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    translations: tuple[TermLabel, ...] = ()
    related: tuple[RelatedTerms, ...] = ()
    scope_notes: tuple[ScopeNote, ...] = ()
    by_id: Lookup[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {term.term_id: term for term in self.terms})

    def current(self, term_id: str) -> Term | None:
        """The term that `term_id` leads to today: a deprecated term leads to the one that replaced it.

        None if the term is unknown, or was dropped without a successor.
        """
        term = self.by_id.get(term_id)
        return self._successors[term_id] if term and term.status is Status.DEPRECATED else term

    def scope_note(self, term_id: str) -> ScopeNote | None:
        """How to use a term, if somebody wrote it down."""
        return self._notes.get(term_id)

    @cached_property
    def _notes(self) -> dict[str, ScopeNote]:
        return {note.term_id: note for note in reversed(self.scope_notes)}

    def headings(self, term_id: str) -> set[str]:
        """The ids of all terms above one; a circle of broader terms ends where it closes."""
        found: set[str] = set()
        at = self.by_id.get(term_id)
        while at and at.broader_id and at.broader_id not in found:
            found.add(at.broader_id)
            at = self.by_id.get(at.broader_id)
        return found

    @cached_property
    def _successors(self) -> dict[str, Term | None]:
        """Where each deprecated term leads, in linear time: no chain is walked over twice."""
        found: dict[str, Term | None] = {}
        for start in self.by_id.values():
            path: dict[str, None] = {}
            at: Term | None = start
            while at and at.status is Status.DEPRECATED and at.term_id not in found and at.term_id not in path:
                path[at.term_id] = None
                at = self.by_id.get(at.replaced_by or "")
            end = None if at is None or at.term_id in path else found.get(at.term_id, at)
            found |= dict.fromkeys(path, end)
        return found


@dataclass(frozen=True)
class Taxonomy:
    """All facets and their vocabularies. `version` is a release's number, or "working" for an edited folder.

    `sha256` is the digest of exactly the bytes that were read, "" if it is not read from files.
    """

    vocabularies: Lookup[str, Vocabulary]
    version: str = "working"
    sha256: str = field(default="", compare=False)

    @property
    def facets(self) -> Iterable[Facet]:
        return (vocabulary.facet for vocabulary in self.vocabularies.values())


def circles(parents: Lookup[str, str]) -> Iterator[list[str]]:
    """Each circle that following `parents` closes, once, child before parent. Linear: no id is walked over twice."""
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}  # a set that keeps its order
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = parents.get(at)
        done.update(path)
        if at in path:
            ring = list(path)
            yield ring[ring.index(at) :]


def vocabulary_of(vocabularies: Lookup[str, Vocabulary], facet: str) -> Vocabulary:
    """The vocabulary of a facet with terms. Raises WrongUsage, with the facets to name, for any other."""
    found = vocabularies.get(facet)
    if found is None or not found.facet.kind.has_terms:
        known = ", ".join(sorted(name for name, one in vocabularies.items() if one.facet.kind.has_terms))
        raise WrongUsage(f"'{facet}' is not a facet with terms", remedy=f"name one of: {known}")
    return found
