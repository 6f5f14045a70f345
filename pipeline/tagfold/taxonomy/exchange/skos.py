"""A vocabulary as SKOS, and statements out of somebody's SKOS. Needs rdflib (`pip install 'tagfold[exchange]'`).

SKOS Reference, https://www.w3.org/TR/skos-reference/. One concept scheme per facet, one concept per term:
the label is `prefLabel` in English, those of labels.csv are `prefLabel` in their languages, accepted variants are
`altLabel` or `hiddenLabel` (see `names`), the term_id is the `notation`. A deprecated term stays, marked
`owl:deprecated` and `dct:isReplacedBy`, outside of the hierarchy. What SKOS cannot say (rejects, unsure, split tags,
who decided) goes out as SSSOM.

Coming in, each concept is a term, named by its English preferred label (else one without a language, else the
first by tag). Preferred labels in other languages are its labels there, one per language; further ones, and
alternative labels with a foreign tag, are translations, other alternative labels synonyms, hidden labels spellings.
Broader concept and definition go into the note. Related concepts are related terms; the scope
note in English, else one without a language, else the first by tag, is the term's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.names import Names, names
from tagfold.taxonomy.exchange.proposals import Statement
from tagfold.taxonomy.languages import LABEL_LANGUAGE, language_name, written_tag
from tagfold.taxonomy.model import Basis, Status, Term, TermLabel, Vocabulary, circles
from tagfold.taxonomy.related import related_pairs


def broader_terms(vocabulary: Vocabulary) -> dict[str, str]:
    """The broader term of each active term that has one, by term_id.

    A replaced broader term counts as the one that replaced it. Raises TaxonomyError, with the line of
    terms.csv, where the broader term is not in the vocabulary or a term is above itself.
    """
    above: dict[str, str] = {}
    for term in vocabulary.terms:
        if term.status is Status.ACTIVE and term.broader_id:
            broader = vocabulary.current(term.broader_id)
            if broader is None and term.broader_id not in vocabulary.by_id:
                raise _broken(vocabulary, term, f"the broader term '{term.broader_id}' of '{term.term_id}' is missing")
            if broader and broader.term_id != term.term_id:
                above[term.term_id] = broader.term_id
    for first, *_ in circles(above):
        raise _broken(vocabulary, vocabulary.by_id[first], f"the term '{first}' is broader than itself")
    return above


def _broken(vocabulary: Vocabulary, term: Term, problem: str) -> TaxonomyError:
    path = f"{vocabulary.facet.name}/terms.csv"
    return TaxonomyError(problem, path=path, line=term.line or None, remedy="correct its broader_id")


def to_turtle(vocabularies: Iterable[Vocabulary], addresses: Addresses) -> str:
    """The vocabularies in one Turtle document; the same words give the same bytes.

    Raises TaxonomyError if the hierarchy is broken.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("skos", SKOS), ("dct", DCTERMS), ("owl", OWL), ("rdf", RDF)):
        graph.bind(prefix, namespace)
    chosen = list(vocabularies)
    for vocabulary in chosen:
        graph.bind(vocabulary.facet.name, Namespace(addresses.namespace(vocabulary.facet.name)))
        _add_scheme(graph, vocabulary, addresses)
    _relate(graph, chosen, addresses)
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
    translations: dict[str, list[TermLabel]] = defaultdict(list)
    for label in vocabulary.translations:
        translations[label.term_id].append(label)
    for term in vocabulary.terms:
        concept = URIRef(addresses.concept(facet.name, term.term_id))
        graph.add((concept, SKOS.inScheme, scheme))
        _describe(graph, concept, term, known.get(term.term_id, Names()))
        if note := vocabulary.scope_note(term.term_id):
            graph.add((concept, SKOS.scopeNote, _english(note.note)))
        for label in translations[term.term_id]:
            graph.add((concept, SKOS.prefLabel, Literal(label.label, lang=label.language)))
        if term.status is Status.DEPRECATED:
            _retire(graph, concept, vocabulary.current(term.term_id), addresses, facet.name)
        else:
            broader = above.get(term.term_id)
            _place(graph, concept, scheme, URIRef(addresses.concept(facet.name, broader)) if broader else None)


def _relate(graph: Graph, chosen: Sequence[Vocabulary], addresses: Addresses) -> None:
    """Related terms, both ways. Terms that were dropped, or are of facets not in the document, are left out."""
    concepts = {
        term.term_id: URIRef(addresses.concept(vocabulary.facet.name, term.term_id))
        for vocabulary in chosen
        for term in vocabulary.terms
        if term.status is Status.ACTIVE
    }
    for one, other in related_pairs({vocabulary.facet.name: vocabulary for vocabulary in chosen}):
        graph.add((concepts[one], SKOS.related, concepts[other]))
        graph.add((concepts[other], SKOS.related, concepts[one]))


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
    preferred, main = _literals(graph, concept, SKOS.prefLabel), _main_label(graph, concept)
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
    named: set[str] = set()
    for name, basis in others:
        note = language_name(name.language or "") if basis is Basis.TRANSLATION else ""
        tag = _label_language(name) if name in preferred else ""
        language = "" if tag in named else tag
        named.add(language)
        yield Statement(label, str(name), term_id=term_id, basis=basis, place=place, note=note, language=language)
    notes = sorted(_literals(graph, concept, SKOS.scopeNote), key=lambda text: (_rank(text.language or ""), str(text)))
    for note in notes[:1]:
        yield Statement(label, term_id=term_id, place=place, scope_note=" ".join(note.split()))
    for other, other_id in _related(graph, concept, facet, addresses):
        yield Statement(label, term_id=term_id, place=place, related=other, related_id=other_id)


def _main_label(graph: Graph, concept: Node) -> Literal | None:
    """The label that names a concept's term."""
    preferred = _literals(graph, concept, SKOS.prefLabel)
    return min(preferred, key=lambda name: (_rank(name.language or ""), str(name)), default=None)


def _related(graph: Graph, concept: Node, facet: str, addresses: Addresses) -> Iterator[tuple[str, str]]:
    """Label and term_id of each related concept; our own of other facets go by their ids alone."""
    for iri in sorted(map(str, set(graph.objects(concept, SKOS.related)))):
        abroad = addresses.elsewhere(facet, iri)
        label = "" if abroad else str(_main_label(graph, URIRef(iri)) or iri)
        yield label, addresses.last_part(iri) if abroad else addresses.term_id(facet, iri)


def _label_language(name: Literal) -> str:
    """The tag of the language that a label may have in labels.csv; "" for one without, in English, or in no known form.

    rdflib gives tags in small letters: `pt-br` is `pt-BR`.
    """
    language, *more = (name.language or "").split("-")
    regional = (part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in more)
    try:
        return written_tag("-".join([language, *regional]))
    except TaxonomyError:
        return ""


def _literals(graph: Graph, concept: Node, predicate: URIRef) -> list[Literal]:
    found = [value for value in graph.objects(concept, predicate) if isinstance(value, Literal)]
    return sorted(found, key=lambda value: (value.language or "", str(value)))


def _rank(tag: str) -> int:
    if tag.casefold().split("-")[0] == LABEL_LANGUAGE:
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
