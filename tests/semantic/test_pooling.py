"""From the vectors of tokens to one of the sentence, against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from tagfold.errors import WrongUsage
from tagfold.semantic.config import Layer
from tagfold.semantic.pooling import Loaded, pooled, read_tensors

TOKENS = np.array([[[9, 0], [1, 4], [2, -2], [3, 1]]], np.float32)


@pytest.mark.parametrize(
    ("pooling", "all_of_it", "without_the_first"),
    [
        ("cls", [9, 0], [1, 4]),
        ("max", [9, 4], [3, 4]),
        ("mean", [3.75, 0.75], [2, 1]),
        ("mean_sqrt_len_tokens", [7.5, 1.5], [6 / 3**0.5, 3 / 3**0.5]),
        ("weightedmean", [(9 + 2 + 6 + 12) / 10, (8 - 6 + 4) / 10], [20 / 9, 6 / 9]),
        ("lasttoken", [3, 1], [3, 1]),
    ],
)
def test_each_pooling(pooling: str, all_of_it: list[float], without_the_first: list[float]) -> None:
    np.testing.assert_allclose(pooled(TOKENS, [pooling]), [all_of_it], rtol=1e-6)
    np.testing.assert_allclose(pooled(TOKENS, [pooling], 1), [without_the_first], rtol=1e-6)


def test_a_layer_turns_shifts_and_bends(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    bias = np.array([0.5, 0, 0], np.float16)
    save_file({"linear.weight": np.array([[1, 0], [0, 2], [1, 1]], np.float16), "linear.bias": bias}, weights)
    rows = np.array([[1, 3]], np.float32)
    np.testing.assert_allclose(Loaded(Layer(weights, tanh=False))(rows), [[1.5, 6, 4]])
    np.testing.assert_allclose(Loaded(Layer(weights, tanh=True))(rows), np.tanh([[1.5, 6, 4]]), rtol=1e-6)


def test_broken_weights_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not a table at all, whatever it is called")
    with pytest.raises(WrongUsage, match=r"model.safetensors: the encoder's weights cannot be read .*; copy the file"):
        read_tensors(tmp_path / "model.safetensors")
