"""The laws of `tests.fuzz`, tried on a few examples in each run of the tests."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.conftest import examples
from tests.fuzz.laws import LAWS, ODD


@pytest.mark.parametrize("name", LAWS)
def test_law_of_any_text(name: str) -> None:
    settings(deadline=None, max_examples=examples(200))(given(ODD)(LAWS[name]))()
