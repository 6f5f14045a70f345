"""From the vectors of tokens to one of the sentence, as sentence-transformers' modules Pooling and Dense do it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from tagfold.errors import WrongUsage
from tagfold.matching.embedder import Vectors
from tagfold.semantic.config import Layer


def pooled(tokens: Vectors, poolings: Sequence[str], skipped: int = 0) -> Vectors:
    """One row for each text, from its `tokens` (texts x tokens x numbers, none padded) but for the first `skipped`.

    >>> pooled(np.array([[[1.0, 0.0], [3.0, 4.0]]], np.float32), ["mean", "cls"]).tolist()
    [[2.0, 2.0, 1.0, 0.0]]
    """
    places = np.arange(1 + skipped, tokens.shape[1] + 1, dtype=np.float32)[None, :, None]
    return np.hstack([_POOLED[pooling](tokens[:, skipped:], places) for pooling in poolings])


class Loaded:
    """A linear layer, in memory."""

    def __init__(self, layer: Layer) -> None:
        tensors = read_tensors(layer.weights)
        self._weight = tensors["linear.weight"].T
        self._bias = tensors.get("linear.bias", np.zeros(1, np.float32))
        self._tanh = layer.tanh

    def __call__(self, rows: Vectors) -> Vectors:
        """The rows after it."""
        found = rows @ self._weight + self._bias
        return np.tanh(found) if self._tanh else found


def read_tensors(path: Path) -> dict[str, Vectors]:
    """The numbers of a safetensors file, by name. Raises WrongUsage if it is broken."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return {name: tensor.astype(np.float32) for name, tensor in load_file(path).items()}
    except (SafetensorError, KeyError, TypeError, OSError) as error:  # bfloat16, which numpy has not, is a KeyError
        problem = f"the encoder's weights cannot be read ({error})"
        raise WrongUsage(problem, path=str(path), remedy="copy the file again, or save it as float32") from None


_POOLED: dict[str, Callable[[Vectors, Vectors], Vectors]] = {
    "cls": lambda tokens, places: tokens[:, 0],
    "max": lambda tokens, places: tokens.max(1),
    "mean": lambda tokens, places: tokens.mean(1),
    "mean_sqrt_len_tokens": lambda tokens, places: tokens.sum(1) / np.float32(np.sqrt(tokens.shape[1])),
    "weightedmean": lambda tokens, places: (tokens * places).sum(1) / places.sum(),
    "lasttoken": lambda tokens, places: tokens[:, -1],
}
