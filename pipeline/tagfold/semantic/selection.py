"""Which model and which encoders a run uses; neither is loaded until it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tagfold.commands import command
from tagfold.errors import TaxonomyError
from tagfold.matching.weights import Weights, shipped_weights, weights_name
from tagfold.semantic.custom import named_encoder, named_meaning
from tagfold.semantic.encoder_files import EncoderFiles
from tagfold.semantic.installed import encoders_named
from tagfold.settings import NO_ENCODERS, EncoderChoice

if TYPE_CHECKING:
    from tagfold.matching.embedder import SemanticSimilarity
    from tagfold.matching.scorer import Scorer


@dataclass(frozen=True)
class Chosen:
    """The weights of a run, the names of its encoders (None: without), and the choice that they follow from.

    An encoder that a person named is used in place of those installed.
    """

    weights: Weights
    encoders: str | None
    asked: EncoderChoice
    named: EncoderFiles | None = None

    @cached_property
    def scorer(self) -> Scorer:
        """Both, ready to weigh evidence.

        Raises TaxonomyError if the weights are broken, WrongUsage if the named encoder is.
        """
        from tagfold.matching.scorer import scorer_of

        meaning = self._meaning()
        try:
            return scorer_of(self.weights, meaning)
        except ValueError as error:
            raise _unusable(f"the model cannot be used: {error}", self.weights.source) from None

    def _meaning(self) -> SemanticSimilarity | None:
        if self.named:
            return named_meaning(self.named, self.asked.cache)
        from tagfold.semantic.installed import installed_meaning

        return installed_meaning(self.asked.cache, self.asked.threads) if self.encoders else None


def choose(encoders: EncoderChoice = NO_ENCODERS, folder: Path | None = None) -> Chosen:
    """The encoders of a choice, with the model that the taxonomy's `folder` has learnt for them, else the one that
    comes with Tagfold.

    Raises WrongUsage if encoders are asked for that are not there, TaxonomyError if the model cannot be read.
    """
    named = named_encoder(encoders.folder) if encoders.folder is not None else None
    without = encoders.installed is False or named
    installed = None if without else encoders_named(wanted=bool(encoders.installed))
    names = named.name if named else installed
    own = own_weights(folder, semantic=names is not None) if folder else None
    return Chosen(own or shipped_weights(semantic=names is not None), names, encoders, named)


def own_weights(folder: Path, *, semantic: bool) -> Weights | None:
    """The model file of a taxonomy's folder, None if it has none."""
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
