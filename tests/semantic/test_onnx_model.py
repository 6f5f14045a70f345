"""Real ONNX models, small enough to work out by hand what they must say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from safetensors.numpy import save_file

from tagfold.errors import WrongUsage
from tagfold.matching.embedder import Vectors
from tagfold.semantic.custom import embedder_of, named_encoder
from tests.semantic.folders import onnx_folder, unit, vocabulary, write_json

NUMBERS, TABLE = vocabulary()


def vectors(folder: Path, *texts: str) -> Vectors:
    return embedder_of(named_encoder(folder)).vectors(texts)


def row(word: str) -> Vectors:
    return np.asarray(TABLE[NUMBERS[word]])


def mean(*words: str) -> Vectors:
    return unit(np.mean([row(word) for word in words], 0))


def test_the_mean_of_the_tokens_at_length_one(tmp_path: Path) -> None:
    found = vectors(onnx_folder(tmp_path), "water waste", "energy", "solar water energy", "Water  WASTE")
    expected = [mean("water", "waste"), mean("energy"), mean("solar", "water", "energy"), mean("water", "waste")]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_the_pooling_is_the_folder_s(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path, pooling={"pooling_mode": "cls"})
    np.testing.assert_allclose(vectors(folder, "water waste"), [mean("water")], atol=1e-6)


def test_the_marks_around_a_text_are_pooled_too(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path, marks=True, pooling={"pooling_mode": "max"})
    np.testing.assert_allclose(vectors(folder, "water"), [unit(np.maximum(row("water"), 0))], atol=1e-6)


def test_vectors_of_sentences_are_taken_as_they_are(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path, output="sentence_embedding", pooling={"pooling_mode": "cls"})
    np.testing.assert_allclose(vectors(folder, "water waste"), [mean("water", "waste")], atol=1e-6)


def test_an_output_of_another_name_is_found_by_its_shape(tmp_path: Path) -> None:
    np.testing.assert_allclose(vectors(onnx_folder(tmp_path, output="463"), "water"), [mean("water")], atol=1e-6)


def test_the_prompt_goes_before_each_text(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path, marks=True)
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "energy "}})
    np.testing.assert_allclose(vectors(folder, "water"), [mean("energy", "water")], atol=1e-6)
    write_json(folder / "1_Pooling/config.json", {"pooling_mode": "mean", "include_prompt": False})
    np.testing.assert_allclose(vectors(folder, "water"), [mean("water")], atol=1e-6)


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 2})
    np.testing.assert_allclose(vectors(folder, "water waste energy"), [mean("water", "waste")], atol=1e-6)


def test_a_layer_follows_the_pooling(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Dense": "Dense"}
    write_json(folder / "modules.json", [{"path": path, "type": f"m.{kind}"} for path, kind in kinds.items()])
    write_json(folder / "2_Dense/config.json", {"activation_function": "torch.nn.modules.activation.Tanh"})
    save_file({"linear.weight": np.eye(3, TABLE.shape[1], dtype=np.float32)}, folder / "2_Dense/model.safetensors")
    np.testing.assert_allclose(vectors(folder, "water"), [unit(np.tanh(row("water")[:3]))], atol=1e-6)


def test_what_it_cannot_read_has_no_vector(tmp_path: Path) -> None:
    found = vectors(onnx_folder(tmp_path, marks=True), "水资源 管理", "water", "水资源 water")
    assert not found[0].any()
    assert found[1].any()
    assert found[2].any()
    assert not vectors(tmp_path, "水资源", "管理").any()


def test_other_texts_do_not_change_a_vector_even_where_numbers_are_rounded_by_the_batch(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path, rounded=True)
    words = ["water", "waste", "energy", "health", "education"]
    alone = np.vstack([vectors(folder, word) for word in words])
    np.testing.assert_array_equal(vectors(folder, *words), alone)
    assert np.abs(alone - [mean(word) for word in words]).max() > 1e-4


def test_a_model_that_is_none_or_asks_for_more_is_one_sentence(tmp_path: Path) -> None:
    folder = onnx_folder(tmp_path)
    good = onnx.load(folder / "onnx/model.onnx")
    (folder / "onnx/model.onnx").write_bytes(b"a page that says 404")
    with pytest.raises(WrongUsage, match=r"model.onnx: the encoder's model cannot be loaded .*; export it again"):
        vectors(folder, "water")
    asks = onnx.ModelProto()
    asks.CopyFrom(good)
    asks.graph.input.append(helper.make_tensor_value_info("past_key_values.0.key", TensorProto.FLOAT, ["batch"]))
    onnx.save(asks, folder / "onnx/model.onnx")
    with pytest.raises(WrongUsage, match=r"asks for 'past_key_values.0.key', which no sentence has; export it again"):
        vectors(folder, "water")
    short = onnx.ModelProto()
    short.CopyFrom(good)
    short.graph.initializer[0].CopyFrom(onnx.numpy_helper.from_array(TABLE[:5], "table"))
    onnx.save(short, folder / "onnx/model.onnx")
    with pytest.raises(WrongUsage, match=r"the encoder's model cannot be run .*; export it again"):
        vectors(folder, "water education")
    scores = helper.make_tensor_value_info("logits", TensorProto.INT64, ["batch", "sequence"])
    classes = helper.make_graph(
        [helper.make_node("Identity", ["input_ids"], ["logits"])], "c", good.graph.input, [scores]
    )
    onnx.save(
        helper.make_model(classes, opset_imports=[helper.make_opsetid("", 18)], ir_version=9),
        folder / "onnx/model.onnx",
    )
    with pytest.raises(WrongUsage, match="the encoder's model gives no vectors of tokens; export it again"):
        vectors(folder, "water")
