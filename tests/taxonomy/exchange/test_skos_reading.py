from __future__ import annotations

import pytest

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.skos import skos_statements

HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <https://vocab.example.org/> .
"""


def read(text: str) -> list[tuple[str, str, str, str, str]]:
    statements = skos_statements(HEAD + text, "theirs.ttl", "methods", Addresses(), "turtle")
    return [(s.variant, s.label, s.basis, s.note, s.doubt) for s in statements]


def test_languages_and_kinds_of_label_give_the_basis() -> None:
    text = """
    :talk a skos:Concept ; skos:prefLabel "interviews"@en, "entretiens"@fr ; skos:altLabel "talks"@en-GB, "mokarana"@gn,
        "chats" ; skos:hiddenLabel "intervews" ; skos:broader :ask ; skos:definition "Questions\\n put."@en .
    :ask a skos:Concept ; skos:prefLabel "asking" .
    """
    assert read(text) == [
        ("", "asking", "label", "", ""),
        ("", "interviews", "label", "broader: asking; Questions put.", ""),
        ("entretiens", "interviews", "translation", "French", ""),
        ("chats", "interviews", "synonym", "", ""),
        ("talks", "interviews", "synonym", "", ""),
        ("mokarana", "interviews", "translation", "language gn", ""),
        ("intervews", "interviews", "spelling", "", ""),
    ]


def test_nameless_and_retired_concepts_are_shown_with_a_doubt() -> None:
    text = ':a a skos:Concept . :b a skos:Concept ; skos:prefLabel "old"@en ; owl:deprecated true .'
    assert [(label, doubt) for _, label, _, _, doubt in read(text)] == [
        ("", "the concept has no preferred label"),
        ("old", "the concept is deprecated"),
    ]


def test_what_is_no_skos_is_refused() -> None:
    with pytest.raises(TaxonomyError, match=r"theirs.ttl: the file is not RDF in turtle syntax"):
        read("this is prose")
    with pytest.raises(TaxonomyError, match=r"theirs.ttl: the file holds no skos:Concept"):
        read(':a skos:prefLabel "a" .')
