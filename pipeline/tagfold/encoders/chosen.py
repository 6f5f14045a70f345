"""Which model and which encoders a run uses; neither is loaded until it is needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tagfold.commands import command
from tagfold.encoders.folder import Named
from tagfold.encoders.installed import encoders_named
from tagfold.encoders.named import named_encoder, named_meaning
from tagfold.errors import TaxonomyError, WrongUsage
from tagfold.matching.weights import Weights, shipped_weights, weights_name

if TYPE_CHECKING:
    from tagfold.matching.embedder import Meaning
    from tagfold.matching.scorer import Scorer


@dataclass(frozen=True)
class Chosen:
    """The weights of a run, the names of its encoders (None: without), and the folder that keeps their vectors.

    An encoder that a person named is heard in place of those installed.
    """

    weights: Weights
    encoders: str | None
    cache: Path | None
    named: Named | None = None

    @cached_property
    def scorer(self) -> Scorer:
        """Both, ready to weigh evidence.

        Raises TaxonomyError where the weights are broken, WrongUsage where the named encoder is.
        """
        from tagfold.matching.scorer import scorer_of

        meaning = self._meaning()
        try:
            return scorer_of(self.weights, meaning)
        except ValueError as error:
            raise _unusable(f"the model cannot be used: {error}", self.weights.source) from None

    def _meaning(self) -> Meaning | None:
        if self.named:
            return named_meaning(self.named, self.cache)
        from tagfold.encoders.installed import installed_meaning

        return installed_meaning(self.cache) if self.encoders else None


def choose(
    *,
    semantic: bool | None = None,
    encoder: Path | None = None,
    cache: Path | None = None,
    folder: Path | None = None,
) -> Chosen:
    """With encoders (True), without (False), or (None) as TAGFOLD_SEMANTIC (0 or 1) in the environment says, else where
    they are installed or named; with the model that the taxonomy's `folder` has learnt for that, else the one that
    comes along. `encoder` is the folder of an encoder to hear in place of those installed, else TAGFOLD_ENCODER is.

    Raises WrongUsage where encoders are asked for and not to be had, TaxonomyError where the model cannot be read.
    """
    if encoder is not None and semantic is False:
        raise WrongUsage("--encoder asks for an encoder and --no-semantic for none", remedy="give one of the two")
    if semantic is None and encoder is None and (said := os.environ.get("TAGFOLD_SEMANTIC", "")):
        semantic = said not in ("0", "false", "no")
    if encoder is None and semantic is not False and (place := os.environ.get("TAGFOLD_ENCODER", "")):
        encoder = Path(place).expanduser()
    named = named_encoder(encoder) if encoder is not None else None
    installed = None if semantic is False or named else encoders_named(wanted=bool(semantic))
    encoders = named.name if named else installed
    own = own_weights(folder, semantic=encoders is not None) if folder else None
    return Chosen(own or shipped_weights(semantic=encoders is not None), encoders, cache, named)


def own_weights(folder: Path, *, semantic: bool) -> Weights | None:
    """The model file of a taxonomy's folder, None where it has none."""
    path = folder / weights_name(semantic=semantic)
    try:
        return Weights(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(f"the model cannot be read ({error})", str(path)) from None


def _unusable(problem: str, path: str) -> TaxonomyError:
    learn = command("taxonomy learn", taxonomy=Path(path).parent)
    remedy = f"run `{learn}` or delete it; in a release, use the version of Tagfold that the file names"
    return TaxonomyError(problem, path=path, remedy=remedy)


def default_cache() -> Path:
    """The user's folder for what can be computed again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tagfold"
