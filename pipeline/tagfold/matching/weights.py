"""The text of a model and its hash, known without loading what weighs with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from tagfold.taxonomy.files import MODEL_FILES


@dataclass(frozen=True)
class Weights:
    """A model as written: JSON, made by `benchmarks/measure/fit_model.py` or `tagfold taxonomy learn`."""

    text: str
    source: str = "the weights that come with Tagfold"
    """The file, for messages."""

    @cached_property
    def sha256(self) -> str:
        """Names the weights and their thresholds, to be stored with what they decided."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def weights_name(*, semantic: bool) -> str:
    """The file of the weights that were fitted with sentence encoders, or of those fitted without."""
    return MODEL_FILES[semantic]


@cache
def shipped_weights(*, semantic: bool = False) -> Weights:
    """The weights that come with Tagfold."""
    path = resources.files("tagfold.matching") / "data" / weights_name(semantic=semantic)
    return Weights(path.read_text(encoding="utf-8"))
