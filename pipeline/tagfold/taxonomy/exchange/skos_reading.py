"""Statements out of somebody's SKOS. Needs rdflib (`pip install 'tagfold[exchange]'`).

Each concept is a term, named by its English preferred label (else one without a language, else the first
by tag). Preferred labels in other languages and alternative labels with a foreign tag are translations, other
alternative labels synonyms, hidden labels spellings. Broader concept and definition go into the note.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.languages import language_note
from tagfold.taxonomy.exchange.statements import Statement
from tagfold.taxonomy.model import Basis

_HOME = "en"


def skos_statements(text: str, path: str, facet: str, addresses: Addresses, syntax: str) -> Iterator[Statement]:
    """What a SKOS document says, by concept in the order of their IRIs; our own other facets are passed over.

    `syntax` is rdflib's name of the RDF syntax, such as "turtle" or "xml". Raises TaxonomyError if the
    text is not of that syntax or holds no concept.
    """
    graph = _graph(text, path, syntax)
    concepts = sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)
    if not concepts:
        raise TaxonomyError("the file holds no skos:Concept", remedy="give a SKOS file", path=path)
    for concept in concepts:
        if not addresses.elsewhere(facet, str(concept)):
            yield from _concept(graph, concept, facet, addresses)


def _graph(text: str, path: str, syntax: str) -> Graph:
    graph = Graph()
    try:
        graph.parse(data=text, format=syntax)
    except Exception as error:  # noqa: BLE001  (each of rdflib's parsers has errors of its own)
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        problem = f"the file is not RDF in {syntax} syntax ({first})"
        raise TaxonomyError(
            problem, remedy="correct it or name it after its syntax (.ttl, .rdf, .nt)", path=path
        ) from None
    return graph


def _concept(graph: Graph, concept: Node, facet: str, addresses: Addresses) -> Iterator[Statement]:
    term_id = addresses.term_id(facet, str(concept)) if isinstance(concept, URIRef) else ""
    preferred = _literals(graph, concept, SKOS.prefLabel)
    main = min(preferred, key=lambda name: (_rank(name.language or ""), str(name)), default=None)
    place = f"<{concept}>"
    if main is None:
        yield Statement("", term_id=term_id, place=place, doubt="the concept has no preferred label")
        return
    label = str(main)
    if (concept, OWL.deprecated, Literal(True)) in graph:
        yield Statement(label, term_id=term_id, place=place, doubt="" if term_id else "the concept is deprecated")
        return
    yield Statement(label, term_id=term_id, basis=Basis.LABEL, place=place, note=_about(graph, concept))
    others = [(name, Basis.TRANSLATION) for name in preferred if name != main]
    others += [
        (name, Basis.TRANSLATION if _rank(name.language or "") == 2 else Basis.SYNONYM)
        for name in _literals(graph, concept, SKOS.altLabel)
    ]
    others += [(name, Basis.SPELLING) for name in _literals(graph, concept, SKOS.hiddenLabel)]
    for name, basis in others:
        note = language_note(name.language or "") if basis is Basis.TRANSLATION else ""
        yield Statement(label, str(name), term_id=term_id, basis=basis, place=place, note=note)


def _literals(graph: Graph, concept: Node, predicate: URIRef) -> list[Literal]:
    found = [value for value in graph.objects(concept, predicate) if isinstance(value, Literal)]
    return sorted(found, key=lambda value: (value.language or "", str(value)))


def _rank(tag: str) -> int:
    if tag.casefold().split("-")[0] == _HOME:
        return 0
    return 2 if tag else 1


def _about(graph: Graph, concept: Node) -> str:
    above = [
        name for broader in graph.objects(concept, SKOS.broader) for name in _literals(graph, broader, SKOS.prefLabel)
    ]
    above.sort(key=lambda name: (_rank(name.language or ""), str(name)))
    defined = sorted(
        _literals(graph, concept, SKOS.definition), key=lambda text: (_rank(text.language or ""), str(text))
    )
    parts = [f"broader: {above[0]}" if above else "", " ".join(str(defined[0]).split()) if defined else ""]
    return "; ".join(part for part in parts if part)
