"""Which words of two tags answer to each other, which are left over, and which are one word elsewhere."""

from __future__ import annotations

import pytest

from tagfold.matching.alignment import align, runs_together
from tagfold.matching.tag import tag


@pytest.mark.parametrize(
    ("one", "other", "pairs", "left", "right", "joined", "reordered"),
    [
        ("solar panel", "solar panel", ["solar solar SAME", "panel panel SAME"], "", "", False, False),
        (
            "household surveys", "survey of households", ["household households PLURAL", "survey surveys PLURAL"],
            "", "", False, True,
        ),
        ("water pump repair", "pump repair", ["pump pump SAME", "repair repair SAME"], "water", "", False, False),
        ("data data", "data", ["data data SAME"], "data", "", False, False),
        ("survey", "census", [], "survey", "census", False, False),
        ("indepth talks", "in depth talks", ["indepth indepth SAME", "talks talks SAME"], "", "", True, False),
        ("in depth talks", "indepth talks", ["indepth indepth SAME", "talks talks SAME"], "", "", True, False),
        ("hub start up", "hub startups", ["hub hub SAME", "startup startups PLURAL"], "", "", True, False),
        ("micro credit", "microcredits now", ["microcredit microcredits PLURAL"], "", "now", True, False),
        ("health care", "healthcare worker", ["healthcare healthcare SAME"], "", "worker", True, False),
        ("green houses", "greenhouse", ["greenhouse greenhouses PLURAL"], "", "", True, False),
        ("work shopp", "workshop", ["workshop workshopp TYPO"], "", "", True, False),
        ("green home", "greenhouse", ["green greenhouse LOOKALIKE"], "home", "", False, False),
        ("work shops", "wrkshops", [], "work shops", "wrkshops", False, False),
    ],
)  # fmt: skip
def test_words_answer_to_each_other(
    one: str, other: str, pairs: list[str], left: str, right: str, joined: bool, reordered: bool
) -> None:
    found = align(tag(one), tag(other))
    assert [f"{' '.join(pair.words)} {pair.kind.name}" for pair in found.pairs] == pairs
    assert (" ".join(found.left), " ".join(found.right)) == (left, right)
    assert (found.joined, found.reordered) == (joined, reordered)
    assert runs_together(tag(one).words, tag(other).words) == joined
    back = align(tag(other), tag(one))
    assert (back.joined, back.reordered, back.left, back.right) == (joined, reordered, found.right, found.left)
