"""Circles among terms, and the one way to name a facet that has terms."""

from __future__ import annotations

import pytest

from tagfold.errors import WrongUsage
from tagfold.taxonomy.model import Facet, Kind, Vocabulary, circles, vocabulary_of
from tests.taxonomy.written import FACET


def test_each_circle_is_found_once_child_before_parent_and_what_leads_into_it_is_not_in_it() -> None:
    parents = {"tail": "a", "a": "b", "b": "a", "c": "top", "own": "own", "late": "tail"}
    assert list(circles(parents)) == [["a", "b"], ["own"]]
    assert list(circles({"a": "b", "b": "c"})) == []


def test_a_facet_without_terms_is_refused_with_those_that_have_some() -> None:
    tools = Vocabulary(Facet("tools", "Tools", Kind.CLOSED, ""))
    year = Vocabulary(Facet("year", "Year", Kind.STRUCTURAL, ""))
    known = {"tools": tools, "year": year, "datasources": Vocabulary(FACET)}
    assert vocabulary_of(known, "tools") is tools
    for name in ("year", "tool"):
        with pytest.raises(WrongUsage) as caught:
            vocabulary_of(known, name)
        assert str(caught.value) == f"'{name}' is not a facet with terms; name one of: datasources, tools"
