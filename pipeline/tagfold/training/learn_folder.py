"""The door: a taxonomy's folder in, its model file out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.errors import WrongUsage
from tagfold.io import save
from tagfold.matching.weights import weights_name
from tagfold.semantic.selection import choose, own_weights
from tagfold.settings import NO_ENCODERS, EncoderChoice
from tagfold.taxonomy.files import read_taxonomy
from tagfold.taxonomy.model import vocabulary_of
from tagfold.taxonomy.releases import MANIFEST
from tagfold.taxonomy.store import alone
from tagfold.training.learn import Asked, Learned, learn
from tagfold.training.model_file import LEARNT, learnt_text
from tagfold.training.trees import require_lightgbm


@dataclass(frozen=True)
class LearnResult:
    """What came out, with the model file's `path` and `text` (None: nothing to write).

    `same`: the file says exactly that already. `stays`: there is a file with weights learnt earlier, which today's
    decisions do not bear out; it is left for a person to keep or delete.
    """

    learned: Learned
    path: Path
    text: str | None
    same: bool
    stays: bool


def learn_from(folder: Path, asked: Asked, encoders: EncoderChoice = NO_ENCODERS) -> LearnResult:
    """Learn from the decisions in a taxonomy's folder; nothing is written yet.

    It always continues from the weights that come with Tagfold, so that the outcome depends on the decisions alone and
    not on how often it was asked for. Raises WrongUsage if LightGBM or the encoders asked for are not installed.
    """
    require_lightgbm()
    if (folder / MANIFEST).is_file():
        raise WrongUsage(f"{folder} is a release, which is never edited", remedy="name the taxonomy's folder")
    taxonomy = read_taxonomy(folder)
    for facet in asked.facets:
        vocabulary_of(taxonomy.vocabularies, facet)
    chosen = choose(encoders)
    learned = learn(taxonomy, chosen.scorer, asked)
    path = folder / weights_name(semantic=chosen.encoders is not None)
    before = own_weights(folder, semantic=chosen.encoders is not None)
    stays = before is not None and not learned.trees and f'"{LEARNT}"' in before.text
    text = None if stays else learnt_text(learned, chosen.weights, anyway=before is not None)
    return LearnResult(learned, path, text, before is not None and before.text == text, stays)


def write(outcome: LearnResult) -> None:
    """Write the model file, whole or not at all."""
    if outcome.text is not None:
        with alone(outcome.path.parent):
            save(outcome.path, outcome.text)
