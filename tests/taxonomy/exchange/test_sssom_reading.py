from __future__ import annotations

import pytest

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.exchange.iris import Addresses
from tagfold.taxonomy.exchange.sssom import sssom_statements

HEAD = (
    "#curie_map: {OTHER: 'https://vocab.example.org/', ds: 'urn:tagfold:datasources:'}\n#subject_type: rdfs literal\n"
)
COLUMNS = "subject_label\tpredicate_id\tpredicate_modifier\tobject_id\tobject_label\tcomment\n"


def read(*rows: str, head: str = HEAD + COLUMNS) -> list[tuple[str, str, str, str, str]]:
    text = head + "".join(row.replace(" | ", "\t") + "\n" for row in rows)
    statements = sssom_statements(text, "theirs.sssom.tsv", "datasources", Addresses())
    return [(s.variant, s.term_id or s.label, s.judgement, s.note, s.doubt) for s in statements]


def test_predicates_become_judgements() -> None:
    assert read(
        "alice | skos:exactMatch |  | OTHER:1 | alpha | ",
        'bob | skos:exactMatch | Not | ds:ds-0001 | interviews | "not, ""ever"""',
        "carol | skos:closeMatch |  | OTHER:2 | beta | looks alike",
        "dan | skos:exactMatch |  | sssom:NoTermFound |  | ",
    ) == [
        ("alice", "alpha", "accept", "", ""),
        ("bob", "ds-0001", "reject", 'not, "ever"', ""),
        ("carol", "beta", "unsure", "skos:closeMatch; looks alike", ""),
        ("dan", "", "not_a_tag", "", ""),
    ]


def test_rows_that_cannot_be_taken_say_why() -> None:
    assert [
        doubt for *_, doubt in read("a | skos:exactMatch |  | X:1 | x | ", " | skos:exactMatch |  | OTHER:1 | x | ")
    ] == [
        "the prefix of 'X:1' is not in the curie_map",
        "the mapping has no subject_label",
    ]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("#a: b: c\n" + COLUMNS, r":1: the lines that start with # are not YAML metadata"),
        (HEAD + "subject_label\tobject_id\n", r":3: there is no column 'predicate_id'"),
        (HEAD + COLUMNS + 'a\t"b\n', r":4: the row is not CSV"),
    ],
)
def test_other_files_are_refused_with_their_line(head: str, words: str) -> None:
    with pytest.raises(TaxonomyError, match=words):
        read(head=head)
