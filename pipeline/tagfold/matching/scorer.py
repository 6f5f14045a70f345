"""What turns two tags into a probability: a model, and the encoder it was fitted with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tagfold.matching.candidates import REACH, Index
from tagfold.matching.embedder import SemanticSimilarity
from tagfold.matching.feature_table import numbers_of_many, of_one_identity
from tagfold.matching.form import number_family, without_numbers
from tagfold.matching.identity import SURE
from tagfold.matching.pair_model import Model, read_model
from tagfold.matching.postings import Reach
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.tag_table import TagTable
from tagfold.matching.weights import Weights, shipped_weights
from tagfold.matching.word_table import Floats, Places


@dataclass(frozen=True)
class Scorer:
    """A model with its sentence encoders; None for the model that does without. `reach` is how far to look for
    candidates. With `ignore_numbers`, tags that differ in a number alone (years, versions) are one, except those of the
    families in `numbers_kept`; None leaves it to what is known in the facet (see known_numbers).
    """

    model: Model
    meaning: SemanticSimilarity | None = None
    reach: Reach = REACH
    ignore_numbers: bool | None = None
    numbers_kept: frozenset[str] = frozenset()

    def tag(self, raw: str) -> PreparedTag:
        """`raw` taken apart."""
        if not self.ignore_numbers or number_family(raw) in self.numbers_kept:
            return tag(raw)
        return replace(tag(without_numbers(raw)), raw=raw)

    def index(self, tags: Iterable[PreparedTag]) -> Index:
        """Where to look for candidates among `tags`."""
        return Index(tags, self.meaning, reach=self.reach)

    def scores(self, left: TagTable, right: TagTable, one: Places, other: Places, near: Floats) -> list[float]:
        """The probability that the tags of a row are one concept (see feature_table.numbers_of_many)."""
        found = self.model.probabilities(numbers_of_many(left, right, one, other, near))
        for row in np.flatnonzero(of_one_identity(left, right, one, other)).tolist():
            found[row] = max(found[row], SURE)
        return found

    def of_facet(self, facet: str) -> Scorer:
        """The scorer with the thresholds of a facet."""
        return replace(self, model=self.model.of_facet(facet))


@cache
def shipped_scorer() -> Scorer:
    """The model that comes with Tagfold, without encoders."""
    return scorer_of(shipped_weights())


def scorer_of(weights: Weights, meaning: SemanticSimilarity | None = None) -> Scorer:
    """The scorer of these weights. Raises ValueError if they were fitted to other features."""
    return Scorer(read_model(weights.text), meaning)
