"""The place for meaning: whoever can turn texts into vectors can add evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turns texts into vectors. Its cosine becomes the feature `semantic`: evidence, never a verdict."""

    @property
    def name(self) -> str:
        """What made the vectors, with its version, to be stored beside the decisions."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 for each text."""
