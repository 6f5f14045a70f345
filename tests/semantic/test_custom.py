"""The encoder that a person names: which folders are taken, and what the others are told."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tagfold.errors import WrongUsage
from tagfold.semantic.custom import named_encoder, named_meaning
from tests.semantic.folders import onnx_folder, static_folder, vocabulary, write_json


def refused(folder: Path) -> str:
    with pytest.raises(WrongUsage) as said:
        named_meaning(named_encoder(folder), None)
    assert said.value.exit_code == 2
    return str(said.value)


def test_the_name_says_the_folder_and_the_hash_of_all_that_counts(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path / "words")
    before = named_encoder(folder).name
    assert re.fullmatch("words [0-9a-f]{12}", before)
    (folder / "README.md").write_text("what it is")
    assert named_encoder(folder).name == before
    names = {before}
    write_json(folder / "1_Pooling/config.json", {"pooling_mode": "cls"})
    names.add(named_encoder(folder).name)
    (folder / "onnx/model.onnx_data").write_bytes(b"more weights")
    names.add(named_encoder(folder).name)
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "query: "}})
    names.add(named_encoder(folder).name)
    tokenizer = folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace("[CLS]", "[cls]"))
    names.add(named_encoder(folder).name)
    assert len(names) == 5


def test_the_model_may_lie_beside_its_tokenizer_or_under_another_name(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    (folder / "onnx/model.onnx").rename(folder / "model.onnx")
    assert named_encoder(folder).weights == folder / "model.onnx"
    (folder / "model.onnx").rename(folder / "onnx/model_quantized.onnx")
    assert named_encoder(folder).weights == folder / "onnx/model_quantized.onnx"
    shutil.copy(folder / "onnx/model_quantized.onnx", folder / "onnx/model_O1.onnx")
    assert refused(folder) == (
        f"{folder}: there are 2 ONNX files and none is called model.onnx; rename the one to use, such as model_O1.onnx"
    )


def test_what_is_missing_is_said_with_what_to_do(tmp_path: Path) -> None:
    assert (
        refused(tmp_path / "none") == f"there is no folder {tmp_path / 'none'}; name the folder of a sentence encoder"
    )
    assert refused(tmp_path) == (
        f"{tmp_path}: there is no sentence encoder in this folder; "
        "name a folder that holds model.onnx, or a static encoder's model.safetensors"
    )
    folder = static_folder(tmp_path / "static")
    (folder / "tokenizer.json").unlink()
    assert refused(folder).startswith(f"{folder}: the encoder's folder has no tokenizer.json; save it there with")
    (folder / "tokenizer.json").write_text("{}")
    assert refused(folder).startswith(f"{folder / 'tokenizer.json'}: the encoder's tokenizer cannot be read")


def test_weights_for_pytorch_alone_are_told_how_to_be_exported(tmp_path: Path) -> None:
    told = (
        f"{tmp_path}: these are PyTorch weights, which Tagfold does not run; export them once "
        "(pip install 'sentence-transformers[onnx]'), in Python: "
        f"SentenceTransformer('{tmp_path}', backend='onnx').save_pretrained('{tmp_path}')"
    )
    (tmp_path / "pytorch_model.bin").write_bytes(b"weights")
    assert refused(tmp_path) == told
    save_file({"embeddings.word_embeddings.weight": np.zeros((2, 2), np.float32)}, tmp_path / "model.safetensors")
    assert refused(tmp_path) == told
    (tmp_path / "model.safetensors").write_bytes(b"version https://git-lfs.github.com/spec/v1")
    assert refused(tmp_path).endswith("; copy the file again")


def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = static_folder(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    told = "what runs an encoder of your own is not installed; run: pip install 'tagfold[onnx]'"
    assert refused(folder) == told


def test_an_encoder_that_tells_no_meanings_is_refused(tmp_path: Path) -> None:
    folder = static_folder(tmp_path)
    numbers, _ = vocabulary()
    chance = np.random.default_rng(1).normal(size=(len(numbers), 32)).astype(np.float32)
    save_file({"embeddings": chance}, folder / "model.safetensors")
    told = r"is of no use: of pairs of words that mean the same it puts only \d of \d+ nearer than chance would"
    assert re.search(told, refused(folder))
    save_file({"embeddings": np.ones_like(chance)}, folder / "model.safetensors")
    assert re.search(told.replace(r"\d of", "0 of"), refused(folder))


def test_its_vectors_are_kept_apart_from_those_of_others(tmp_path: Path) -> None:
    for place in ("one", "two"):
        named_meaning(named_encoder(static_folder(tmp_path / place)), tmp_path / "cache")
    assert len(list((tmp_path / "cache").glob("vectors-*.sqlite"))) == 2


def test_a_static_table_goes_before_the_onnx_twin_that_model2vec_puts_beside_it(tmp_path: Path) -> None:
    folder = static_folder(tmp_path)
    (folder / "onnx").mkdir()
    for name in ("model_O1.onnx", "model_O2.onnx"):  # which would be one too many
        (folder / "onnx" / name).write_bytes(b"it asks for offsets")
    named = named_encoder(folder)
    assert (named.weights, named.table) == (folder / "model.safetensors", "embeddings")


def test_pytorch_weights_beside_an_onnx_model_are_passed_over_even_if_broken(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    (folder / "model.safetensors").write_text("version https://git-lfs")
    assert named_encoder(folder).weights == folder / "onnx/model.onnx"


def test_a_text_of_another_script_may_come_alone_first_and_with_others_later(tmp_path: Path) -> None:
    named = named_encoder(onnx_folder(tmp_path / "words", marks=True))
    for _ in range(2):  # the second time from the cache
        meaning = named_meaning(named, tmp_path / "cache")
        alone, together = meaning.vectors(["水资源"]), meaning.vectors(["水资源", "water"])
        np.testing.assert_array_equal(alone[0], together[0])
        assert not together[0].any()
        assert together[1].any()


def test_an_empty_model_is_one_that_cannot_be_loaded(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    (folder / "onnx/model.onnx").write_bytes(b"")
    assert "model.onnx: the encoder's model cannot be loaded (" in refused(folder)
