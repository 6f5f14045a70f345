"""Small sentence encoders in folders as sentence-transformers and model2vec write them: real files, words for weights.

Each word has a direction of its own but for the groups of the glossary, and those that a test adds: words of one group
share a direction. So the encoders know English, Spanish, French and Portuguese words, and whatever else is wanted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from tagfold.matching.word_frequencies import glossary_groups

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
NUMBERS = 48
Table = NDArray[np.float32]


def vocabulary(groups: Sequence[Sequence[str]] = ()) -> tuple[dict[str, int], Table]:
    """Words with their numbers, and a row for each; the marks' rows are zero."""
    words = [UNKNOWN, START, END]
    rows = [np.zeros(NUMBERS, np.float32)] * 3
    source = np.random.default_rng(7)
    for group in [*groups, *glossary_groups()]:
        row = source.normal(size=NUMBERS).astype(np.float32)
        for word in group:
            if word not in words:
                words.append(word)
                rows.append(row)
    return {word: place for place, word in enumerate(words)}, np.array(rows)


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def write_tokenizer(path: Path, numbers: Mapping[str, int], *, marks: bool = False) -> None:
    """Words between spaces; with `marks`, [CLS] and [SEP] around them. It asks for padding, as many saved ones do."""
    tokenizer = Tokenizer(models.WordLevel(dict(numbers), unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    if marks:
        ends = [(START, numbers[START]), (END, numbers[END])]
        tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    tokenizer.enable_padding(length=32)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))


def onnx_graph(table: Table, *, output: str = "last_hidden_state", rounded: bool = False) -> onnx.ModelProto:
    """Tokens in, a row of the table for each out; the mean where the output is a sentence's.

    `rounded`: rows go through eight bits whose step depends on the largest number of the whole batch.
    """
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["rows"])]
    last = "rows"
    if rounded:
        nodes += [
            helper.make_node("DynamicQuantizeLinear", ["rows"], ["bytes", "step", "zero"]),
            helper.make_node("DequantizeLinear", ["bytes", "step", "zero"], ["back"]),
        ]
        last = "back"
    shape: list[str | int] = ["batch", "sequence", table.shape[1]]
    if output == "sentence_embedding":
        nodes.append(helper.make_node("ReduceMean", [last, "axis"], [output], keepdims=0))
        shape = ["batch", table.shape[1]]
    else:
        nodes.append(helper.make_node("Identity", [last], [output]))
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    graph = helper.make_graph(
        nodes,
        "words",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "sequence"]) for name in inputs],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(table, "table"), numpy_helper.from_array(np.array([1], np.int64), "axis")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def onnx_folder(
    folder: Path,
    groups: Sequence[Sequence[str]] = (),
    *,
    pooling: Mapping[str, object] | None = None,
    marks: bool = False,
    output: str = "last_hidden_state",
    rounded: bool = False,
) -> Path:
    """A folder as `SentenceTransformer(…, backend="onnx").save_pretrained(folder)` leaves it."""
    numbers, table = vocabulary(groups)
    write_tokenizer(folder / "tokenizer.json", numbers, marks=marks)
    (folder / "onnx").mkdir()
    onnx.save(onnx_graph(table, output=output, rounded=rounded), folder / "onnx/model.onnx")
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [{"path": path, "type": f"sentence_transformers.models.{kind}"} for path, kind in kinds.items()]
    write_json(folder / "modules.json", modules)
    write_json(folder / "1_Pooling/config.json", pooling or {"pooling_mode_mean_tokens": True})
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 128})
    return folder


def static_folder(folder: Path, groups: Sequence[Sequence[str]] = (), **more: NDArray[Any]) -> Path:
    """A folder as `StaticModel.save_pretrained(folder)` of model2vec leaves it."""
    numbers, table = vocabulary(groups)
    write_tokenizer(folder / "tokenizer.json", numbers)
    save_file({"embeddings": table, **more}, folder / "model.safetensors")
    write_json(
        folder / "modules.json", [{"path": ".", "type": "sentence_transformers.models.StaticEmbedding", "name": "0"}]
    )
    write_json(folder / "config.json", {"normalize": True})
    return folder


def unit(row: Table) -> Table:
    """The row at length 1."""
    return np.asarray(row / np.linalg.norm(row), np.float32)
