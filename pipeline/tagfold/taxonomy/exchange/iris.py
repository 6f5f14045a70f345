"""Names on the web for facets and terms: the IRIs that SKOS and SSSOM use.

The default base, `urn:tagfold:`, is neutral and resolves nowhere: good inside one organization. Who publishes
a taxonomy gives a base of their own, such as `https://vocab.example.org/tags/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from tagfold.errors import WrongUsage

NEUTRAL_BASE = "urn:tagfold:"

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*[:/#]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes IRIs under one base: the facet's scheme, and the facet's terms below it.

    >>> Addresses().concept("datasources", "ds-0042")
    'urn:tagfold:datasources:ds-0042'
    >>> Addresses("https://vocab.example.org/tags/").concept("datasources", "ds-0042")
    'https://vocab.example.org/tags/datasources/ds-0042'
    """

    base: str = NEUTRAL_BASE

    def __post_init__(self) -> None:
        if not _ABSOLUTE.fullmatch(self.base):
            raise WrongUsage(
                f"the base '{self.base}' is not an absolute IRI that ends in '/', '#' or ':'",
                remedy="write it like https://vocab.example.org/tags/",
            )

    def scheme(self, facet: str) -> str:
        """The IRI of a facet's concept scheme."""
        return self.base + quote(facet, safe="")

    def namespace(self, facet: str) -> str:
        """What the IRIs of a facet's terms begin with."""
        return self.scheme(facet) + (":" if self.base.endswith(":") else "/")

    def concept(self, facet: str, term_id: str) -> str:
        """The IRI of a term."""
        return self.namespace(facet) + quote(term_id, safe="")

    def elsewhere(self, facet: str, iri: str) -> bool:
        """Whether an IRI is this taxonomy's own, but of another facet."""
        return iri.startswith(self.base) and not iri.startswith(self.namespace(facet))

    def last_part(self, iri: str) -> str:
        """The term that an IRI of this taxonomy names, whatever its facet."""
        return unquote(re.split("[:/]", iri.removeprefix(self.base))[-1])

    def term_id(self, facet: str, iri: str) -> str:
        """The term that an IRI names, or "" for an IRI that is not one of this facet's."""
        namespace = self.namespace(facet)
        return unquote(iri.removeprefix(namespace)) if iri.startswith(namespace) else ""
