"""Which model and which encoders a run uses; neither is loaded until it is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.encoders.installed import encoders_named
from pipeline.matching.weights import Weights, shipped_weights

if TYPE_CHECKING:
    from pipeline.matching.scorer import Scorer


@dataclass(frozen=True)
class Chosen:
    """The weights of a run, the names of its encoders (None: without), and the folder that keeps their vectors."""

    weights: Weights
    encoders: str | None
    cache: Path | None

    @cached_property
    def scorer(self) -> Scorer:
        """Both, ready to weigh evidence."""
        from pipeline.encoders.installed import installed_meaning
        from pipeline.matching.scorer import scorer_of

        return scorer_of(self.weights, installed_meaning(self.cache) if self.encoders else None)


def choose(*, semantic: bool | None = None, cache: Path | None = None) -> Chosen:
    """With encoders (True), without (False), or as the environment's TAGFOLD_SEMANTIC (0 or 1) has it (None).

    Where that is not set, they are used where they are installed. Raises WrongUsage where they are asked for and not
    installed.
    """
    if semantic is None and (said := os.environ.get("TAGFOLD_SEMANTIC", "")):
        semantic = said not in ("0", "false", "no")
    encoders = None if semantic is False else encoders_named(wanted=bool(semantic))
    return Chosen(shipped_weights(semantic=encoders is not None), encoders, cache)


def default_cache() -> Path:
    """The user's folder for what can be computed again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tagfold"
