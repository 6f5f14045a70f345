"""A vocabulary as SKOS in Turtle. Needs rdflib (`pip install 'tagfold[exchange]'`).

SKOS Reference, https://www.w3.org/TR/skos-reference/. One concept scheme per facet, one concept per term:
the label is `prefLabel` in English, accepted variants are `altLabel` or `hiddenLabel` (see `labels`), the
term_id is the `notation`. A deprecated term stays, marked `owl:deprecated` and `dct:isReplacedBy`, outside
of the hierarchy. What SKOS cannot say (rejects, unsure, split tags, who decided) goes out as SSSOM.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef

from tagfold.taxonomy.exchange.broader import broader_terms
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.names import Names, names
from tagfold.taxonomy.model import Status, Term, Vocabulary

LABEL_LANGUAGE = "en"
"""Labels and definitions are English (see the curators' rules)."""


def to_turtle(vocabularies: Iterable[Vocabulary], addresses: Addresses) -> str:
    """The vocabularies in one Turtle document; the same words give the same bytes.

    Raises TaxonomyError if the hierarchy is broken.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("skos", SKOS), ("dct", DCTERMS), ("owl", OWL), ("rdf", RDF)):
        graph.bind(prefix, namespace)
    for vocabulary in vocabularies:
        graph.bind(vocabulary.facet.name, Namespace(addresses.namespace(vocabulary.facet.name)))
        _add_scheme(graph, vocabulary, addresses)
    return graph.serialize(format="turtle")


def _add_scheme(graph: Graph, vocabulary: Vocabulary, addresses: Addresses) -> None:
    facet = vocabulary.facet
    scheme = URIRef(addresses.scheme(facet.name))
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, SKOS.notation, Literal(facet.name)))
    graph.add((scheme, DCTERMS.title, _english(facet.label or facet.name)))
    if facet.description:
        graph.add((scheme, DCTERMS.description, _english(facet.description)))
    known = names(vocabulary)
    above = broader_terms(vocabulary)
    for term in vocabulary.terms:
        concept = URIRef(addresses.concept(facet.name, term.term_id))
        graph.add((concept, SKOS.inScheme, scheme))
        _describe(graph, concept, term, known.get(term.term_id, Names()))
        if term.status is Status.DEPRECATED:
            _retire(graph, concept, vocabulary.current(term.term_id), addresses, facet.name)
        else:
            broader = above.get(term.term_id)
            _place(graph, concept, scheme, URIRef(addresses.concept(facet.name, broader)) if broader else None)


def _describe(graph: Graph, concept: URIRef, term: Term, known: Names) -> None:
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.notation, Literal(term.term_id)))
    graph.add((concept, SKOS.prefLabel, _english(term.label)))
    if term.definition:
        graph.add((concept, SKOS.definition, _english(term.definition)))
    for name in known.alternative:
        graph.add((concept, SKOS.altLabel, Literal(name.text, lang=name.language or None)))
    for name in known.hidden:
        graph.add((concept, SKOS.hiddenLabel, Literal(name.text)))


def _place(graph: Graph, concept: URIRef, scheme: URIRef, broader: URIRef | None) -> None:
    if broader is None:
        graph.add((concept, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, concept))
    else:
        graph.add((concept, SKOS.broader, broader))
        graph.add((broader, SKOS.narrower, concept))


def _retire(graph: Graph, concept: URIRef, successor: Term | None, addresses: Addresses, facet: str) -> None:
    graph.add((concept, OWL.deprecated, Literal(True)))
    if successor:
        graph.add((concept, DCTERMS.isReplacedBy, URIRef(addresses.concept(facet, successor.term_id))))


def _english(text: str) -> Literal:
    return Literal(text, lang=LABEL_LANGUAGE)
