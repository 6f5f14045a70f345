"""A static encoder: a table with one vector for each token, of which a text is the mean, as model2vec makes them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tagfold.errors import WrongUsage
from tagfold.matching.embedder import Vectors
from tagfold.semantic.pooling import read_tensors
from tagfold.semantic.tokens import Tokens, read_tokens

if TYPE_CHECKING:
    from tagfold.semantic.encoder_files import EncoderFiles


class StaticTable:
    """The encoder of a folder with such a table in model.safetensors.

    model2vec may keep weights of tokens, and a mapping where several tokens share a row, in the same file.
    """

    def __init__(self, named: EncoderFiles) -> None:
        self.name = named.name
        self._weights, self._tokenizer, self._longest = named.weights, named.tokenizer, named.recipe.longest
        self._table = named.table or ""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text; zeros where the tokenizer reads none of it."""
        rows = np.zeros((len(texts), self._tensors[self._table].shape[1]), np.float32)
        for place, ids in enumerate(self._tokens.bare(texts)):
            if ids:
                rows[place] = self._row(ids)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        return rows

    def _row(self, ids: list[int]) -> Vectors:
        mapping, weights = self._tensors.get("mapping"), self._tensors.get("weights")
        try:
            found = self._tensors[self._table][ids if mapping is None else mapping[ids].astype(np.int64)]
            return np.asarray((found if weights is None else found * weights[ids][:, None]).mean(0), np.float32)
        except IndexError:
            problem = "the encoder's table is too short for its tokenizer"
            raise WrongUsage(problem, path=str(self._weights), remedy="save the two together again") from None

    @cached_property
    def _tokens(self) -> Tokens:
        return read_tokens(self._tokenizer, self._longest)

    @cached_property
    def _tensors(self) -> dict[str, Vectors]:
        return read_tensors(self._weights)
