from __future__ import annotations

import re

import pytest

from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Mapping, Status, Term, Vocabulary


def fold(text: str) -> str:
    """A small stand-in for the normal form: letters and digits, lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def decided(
    variant: str,
    term_id: str | None,
    basis: Basis = Basis.SYNONYM,
    judgement: Judgement = Judgement.ACCEPT,
    part: int = 1,
    note: str = "",
) -> Mapping:
    return Mapping(variant, part, term_id, judgement, basis, 0.95, "ana", "2025-03-01", note)


@pytest.fixture
def sources() -> Vocabulary:
    facet = Facet("datasources", "Data sources", Kind.CURATED, "Where the data come from.")
    terms = (
        Term("ds-0001", "interviews", definition="Questions put to people."),
        Term("ds-0002", "in-depth interviews", broader_id="ds-0001"),
        Term("ds-0003", "surveys"),
        Term("ds-0004", "polls", status=Status.DEPRECATED, replaced_by="ds-0003"),
        Term("ds-0005", "baseline surveys", broader_id="ds-0004"),
    )
    mappings = (
        decided("deep interviews", "ds-0002"),
        decided("entrevistas", "ds-0001", Basis.TRANSLATION, note="Spanish, Portuguese"),
        decided("intervews", "ds-0001", Basis.SPELLING),
        decided("opinion poll", "ds-0004"),
        decided("surveys and interviews", "ds-0003", Basis.SPLIT, part=1),
        decided("surveys and interviews", "ds-0001", Basis.SPLIT, part=2),
        decided("surveyors", "ds-0003", Basis.OTHER, Judgement.REJECT, note="people"),
        decided("n/a here", None, Basis.OTHER, Judgement.NOT_A_TAG),
        decided("#field notes", "ds-0001", Basis.OTHER),
    )
    return Vocabulary(facet, terms, mappings)
