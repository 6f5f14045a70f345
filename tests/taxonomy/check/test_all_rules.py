from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagfold.errors import TaxonomyError
from tagfold.ingestion.ingest import ingest
from tagfold.settings import Settings
from tagfold.taxonomy.check.rule import Keyed
from tagfold.taxonomy.check.rules import VOCABULARY_RULES, errors_that_miscount
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import Facet, Kind, Status, Term, Vocabulary
from tests.taxonomy.check.slips import DEEP, METHODS, NO_TAG, SLIPS
from tests.taxonomy.check.slips import MAPPINGS as MAPPINGS_FILE
from tests.taxonomy.check.small import Slip, key, places, write_small_taxonomy

MISCOUNTS = {rule.code for rule in VOCABULARY_RULES if rule.miscounts} | {"id-in-two-facets"}


@pytest.mark.parametrize("slip", [slip for slip in SLIPS if slip.code in MISCOUNTS], ids=lambda slip: slip.code)
def test_what_would_miscount_is_found_in_a_read_taxonomy(slip: Slip, tmp_path: Path) -> None:
    slip.make(write_small_taxonomy(tmp_path))
    assert places(errors_that_miscount(read_taxonomy(tmp_path), key)) == [slip.place]


def test_what_only_looks_bad_does_not_stop_a_count(tmp_path: Path) -> None:
    write_small_taxonomy(tmp_path)
    Slip("", METHODS, b"Workshops for a design.", b"", 0).make(tmp_path)
    assert errors_that_miscount(read_taxonomy(tmp_path), key) == []


def test_a_row_that_stands_twice_would_count_twice(tmp_path: Path) -> None:
    Slip("", MAPPINGS_FILE, DEEP, DEEP + DEEP, 0).make(write_small_taxonomy(tmp_path))
    assert places(errors_that_miscount(read_taxonomy(tmp_path), key)) == [("variant-twice", MAPPINGS_FILE, 4)]


def test_ingest_refuses_a_taxonomy_that_would_miscount(tmp_path: Path) -> None:
    folder = write_small_taxonomy(tmp_path / "taxonomy")
    also = DEEP.replace(b"ds-0002", b"ds-0003") + NO_TAG.replace(b"n/a", b"Interviews")
    Slip("", MAPPINGS_FILE, NO_TAG, also, 0).make(folder)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.md").write_text("# A\n[[datasources:deep interviews]]\n")
    database = tmp_path / "tagfold.duckdb"
    with pytest.raises(TaxonomyError) as raised:
        ingest(Settings(sources=(tmp_path / "raw",), taxonomy=folder, database=database))
    assert str(raised.value) == (
        f"{folder}/datasources/mappings.csv:4: 'deep interviews' is accepted for 'ds-0003' and for 'ds-0002' (line 3); "
        f"keep one, or number them as parts of a split (`tagfold taxonomy check {folder}` shows this and 1 more)"
    )
    assert not database.exists()


ids = st.sampled_from([f"ds-{number}" for number in range(7)])


@given(st.lists(st.tuples(ids, st.sampled_from(Status), st.none() | ids), max_size=9))
def test_current_terms_are_those_of_the_vocabulary(given_terms: list[tuple[str, Status, str | None]]) -> None:
    terms = tuple(Term(own, own, status=status, replaced_by=successor) for own, status, successor in given_terms)
    vocabulary = Vocabulary(Facet("datasources", "", Kind.CURATED, ""), terms)
    assert Keyed(vocabulary, key).current == {term.term_id: vocabulary.current(term.term_id) for term in terms}
