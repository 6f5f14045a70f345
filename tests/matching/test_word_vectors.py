"""What the packaged table of meanings knows of words."""

from __future__ import annotations

import numpy as np
import pytest

from tagfold.matching.word_vectors import common_sense, likeness, nearness, sense


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("water", "agua", "law"),
        ("livestock", "cattle", "election"),
        ("housing", "logement", "bee"),
        ("conservation", "conservacion", "conversation"),
    ],
)
def test_words_of_one_meaning_lie_closer(one: str, near: str, far: str) -> None:
    close, distant = nearness(one, near), nearness(one, far)
    assert close is not None
    assert distant is not None
    assert close > 0.55 > distant


def test_a_word_in_no_list_has_no_meaning() -> None:
    assert sense("qwertzuiop") is None
    assert nearness("water", "qwertzuiop") is None
    assert not common_sense(("qwertzuiop",)).any()


def test_several_words_make_one_direction_of_length_one() -> None:
    both = common_sense(("collective", "intelligence"))
    assert np.linalg.norm(both) == pytest.approx(1, abs=1e-5)
    assert likeness(both, common_sense(("intelligence", "collective"))) == pytest.approx(1, abs=1e-3)
