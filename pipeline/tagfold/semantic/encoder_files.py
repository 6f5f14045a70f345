"""An encoder's folder, looked into but not loaded: what a run needs to know of it before it is used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.semantic.config import Recipe


@dataclass(frozen=True)
class EncoderFiles:
    """The encoder that a person named.

    `table` says which tensor of `weights` is a static encoder's table, None for an ONNX model. `name` ends in the hash
    of all that its vectors depend on.
    """

    name: str
    weights: Path
    tokenizer: Path
    recipe: Recipe
    table: str | None = None
