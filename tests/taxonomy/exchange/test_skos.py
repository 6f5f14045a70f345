from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCTERMS, OWL, RDF, SKOS, Graph, Literal, URIRef

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.skos import to_turtle
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Term, Vocabulary

# pySHACL calls names of rdflib that are on their way out
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib", "ignore::DeprecationWarning:pyshacl")

SHAPES = Path(__file__).with_name("shapes.ttl")
PROJECT = Path(__file__).parents[3]


def breaches(graph: Graph) -> str:
    conforms, _, words = validate(graph, shacl_graph=str(SHAPES), advanced=True)
    return "" if conforms else str(words)


def concept(term_id: str) -> URIRef:
    return URIRef(f"urn:tagfold:datasources:{term_id}")


@pytest.fixture
def graph(sources: Vocabulary) -> Graph:
    return Graph().parse(data=to_turtle([sources], Addresses()), format="turtle")


def test_labels_are_of_three_kinds(graph: Graph) -> None:
    interviews = concept("ds-0001")
    assert list(graph.objects(interviews, SKOS.prefLabel)) == [Literal("interviews", lang="en")]
    assert set(graph.objects(interviews, SKOS.altLabel)) == {
        Literal("entrevistas", lang="es"),
        Literal("entrevistas", lang="pt"),
    }
    assert set(graph.objects(interviews, SKOS.hiddenLabel)) == {Literal("intervews"), Literal("#field notes")}
    assert list(graph.objects(interviews, SKOS.notation)) == [Literal("ds-0001")]


def test_a_replaced_term_stays_and_its_variants_move_on(graph: Graph) -> None:
    polls, surveys = concept("ds-0004"), concept("ds-0003")
    assert (polls, OWL.deprecated, Literal(True)) in graph
    assert list(graph.objects(polls, DCTERMS.isReplacedBy)) == [surveys]
    assert list(graph.objects(surveys, SKOS.altLabel)) == [Literal("opinion poll")]
    assert list(graph.objects(concept("ds-0005"), SKOS.broader)) == [surveys]


def test_rejects_and_split_tags_are_no_labels(graph: Graph) -> None:
    texts = {str(text) for kind in (SKOS.altLabel, SKOS.hiddenLabel) for text in graph.objects(None, kind)}
    assert texts == {"deep interviews", "entrevistas", "intervews", "opinion poll", "#field notes"}


def test_the_scheme_has_its_top_concepts(graph: Graph) -> None:
    scheme = URIRef("urn:tagfold:datasources")
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == {concept("ds-0001"), concept("ds-0003")}


def test_the_shapes_hold(graph: Graph) -> None:
    assert breaches(graph) == ""


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "words"),
    [
        ("ds-0001", SKOS.prefLabel, Literal("talks", lang="en"), "S14"),
        ("ds-0002", SKOS.hiddenLabel, Literal("deep interviews"), "S13"),
        ("ds-0001", SKOS.broader, concept("ds-0002"), "broader than itself"),
        ("ds-0099", RDF.type, SKOS.Concept, "in a scheme"),
    ],
)
def test_the_shapes_find_what_is_wrong(
    graph: Graph, subject: str, predicate: URIRef, value: URIRef | Literal, words: str
) -> None:
    graph.add((concept(subject), predicate, value))
    assert words in breaches(graph)


def test_the_project_s_own_taxonomy_holds_the_shapes() -> None:
    vocabularies = read_taxonomy(PROJECT / "taxonomy").vocabularies
    for facet in ("datasources", "country"):
        text = to_turtle([vocabularies[facet]], Addresses())
        assert breaches(Graph().parse(data=text, format="turtle")) == ""


def test_the_same_words_give_the_same_bytes(sources: Vocabulary) -> None:
    turned = Vocabulary(sources.facet, sources.terms[::-1], sources.mappings[::-1])
    assert to_turtle([turned], Addresses()) == to_turtle([sources], Addresses())


def test_a_circle_is_refused_with_its_line(sources: Vocabulary) -> None:
    terms = (Term("a", "A", broader_id="b", line=2), Term("b", "B", broader_id="a", line=3))
    with pytest.raises(TaxonomyError, match=r"datasources/terms.csv:2: the term 'a' is broader than itself"):
        to_turtle([Vocabulary(sources.facet, terms)], Addresses())
