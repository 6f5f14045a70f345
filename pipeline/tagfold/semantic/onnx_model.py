"""A sentence-transformers model in ONNX, run by ONNX Runtime on the processor."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tagfold.errors import WrongUsage
from tagfold.matching.embedder import Vectors
from tagfold.semantic.pooling import Loaded, pooled
from tagfold.semantic.tokens import Tokens, read_tokens

if TYPE_CHECKING:
    from tagfold.semantic.encoder_files import EncoderFiles

BATCH = 64
"""Texts run in one go. All have the same number of tokens, so that none is padded and none changes another's vector."""

SENTENCES = "sentence_embedding"
TOKENS = ("token_embeddings", "last_hidden_state")
"""What exports call their outputs: a vector for each sentence, or one for each token, which is then pooled."""

_EXPORT = "export it again with sentence-transformers (backend='onnx')"


class OnnxModel:
    """The encoder of a folder with a model.onnx."""

    def __init__(self, named: EncoderFiles) -> None:
        self.name = named.name
        self._weights, self._tokenizer, self._recipe = named.weights, named.tokenizer, named.recipe

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text; zeros where the tokenizer reads none of it."""
        ids = self._tokens.framed(texts, self._recipe.prompt)
        readable = [place for place, bare in enumerate(self._tokens.bare(texts)) if bare]
        rows = np.zeros((len(texts), self._width), np.float32)
        for places in _similar_pairs([len(one) for one in ids], readable, self._batch):
            found = self._encode(np.array([ids[place] for place in places], np.int64))
            lengths = np.linalg.norm(found, axis=1, keepdims=True)
            rows[places] = found / np.where(lengths > 0, lengths, 1)
        return rows

    def _encode(self, ids: NDArray[np.int64]) -> Vectors:
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
            "position_ids": np.tile(np.arange(ids.shape[1]), (len(ids), 1)),
        }
        asked = {one.name: given[one.name].astype(_INTEGERS[one.type]) for one in self._session.get_inputs()}
        try:
            (found,) = self._session.run([self._output], asked)
        except Exception as error:  # noqa: BLE001 - ONNX Runtime's errors have no base of their own
            raise self._refused(f"cannot be run ({_first_line(error)})") from None
        if self._output == SENTENCES:
            return np.asarray(found, np.float32)
        skipped = 0 if self._recipe.counts_prompt else self._tokens.prompt_length(self._recipe.prompt)
        rows = pooled(np.asarray(found, np.float32), self._recipe.poolings, skipped)
        for layer in self._layers:
            rows = layer(rows)
        return rows

    @cached_property
    def _width(self) -> int:
        """How many numbers a vector has, tried with the first of all tokens: graphs need not say it."""
        skipped = 0 if self._recipe.counts_prompt else self._tokens.prompt_length(self._recipe.prompt)
        return int(self._encode(np.zeros((1, 1 + skipped), np.int64)).shape[1])

    @cached_property
    def _tokens(self) -> Tokens:
        return read_tokens(self._tokenizer, self._recipe.longest)

    @cached_property
    def _layers(self) -> list[Loaded]:
        return [Loaded(layer) for layer in self._recipe.layers]

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors; warnings about graphs that still run help nobody here
        try:
            session = onnxruntime.InferenceSession(str(self._weights), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # noqa: BLE001 - as above
            raise self._refused(f"cannot be loaded ({_first_line(error)})") from None
        strange = [one.name for one in session.get_inputs() if one.name not in _INPUTS or one.type not in _INTEGERS]
        if strange:
            raise self._refused(f"asks for '{strange[0]}', which no sentence has")
        return session

    @cached_property
    def _output(self) -> str:
        """The vectors of sentences where the export brings them, else those of tokens."""
        outputs: dict[str, int] = {
            one.name: len(one.shape) for one in self._session.get_outputs() if one.type in _FLOATS
        }
        tokens = [name for name, dimensions in outputs.items() if dimensions == 3]
        for name in (SENTENCES, *TOKENS, *tokens):
            if name in outputs:
                return name
        raise self._refused("gives no vectors of tokens")

    @cached_property
    def _batch(self) -> int:
        """One where numbers are rounded by what else is in the batch: a tag's vector must not depend on other tags."""
        return 1 if _holds(self._weights, b"DynamicQuantize") else BATCH

    def _refused(self, why: str) -> WrongUsage:
        return WrongUsage(f"the encoder's model {why}", path=str(self._weights), remedy=_EXPORT)


_INPUTS = {"input_ids", "attention_mask", "token_type_ids", "position_ids"}
_INTEGERS = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}
_FLOATS = {"tensor(float)", "tensor(float16)", "tensor(double)"}


def _similar_pairs(lengths: Sequence[int], places: Sequence[int], most: int) -> Iterator[list[int]]:
    """The places in groups of equal length, `most` at a time."""
    groups: dict[int, list[int]] = {}
    for place in places:
        groups.setdefault(lengths[place], []).append(place)
    for group in groups.values():
        for i in range(0, len(group), most):
            yield group[i : i + most]


def _holds(path: Path, word: bytes) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(word) >= 0


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
