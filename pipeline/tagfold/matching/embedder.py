"""Meaning beyond single words: anything that turns texts into vectors can add evidence."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Protocol

import ftfy
import numpy as np
from numpy.typing import NDArray

from tagfold.matching.form import beginning
from tagfold.matching.word_frequencies import glossary_groups

LONGEST_TEXT = 200
"""Characters of a tag that an embedder is given; what is longer is a sentence, whatever comes after."""

BY_CHANCE = 99
"""Percent of the pairs of unrelated words that are less similar than a pair must be to count as known."""

LEAST_KNOWN = 0.1
"""The share of the glossary's pairs that an embedder must know; by chance it knows one in a hundred."""

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors. Their cosine becomes evidence (`semantic`, `semantic_first`), never a verdict."""

    @property
    def name(self) -> str:
        """What makes the vectors, with a version or hash that changes when they do."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row for each text; a row of zeros is a text that it can read nothing of, and is like no other."""


@dataclass(frozen=True)
class Scale:
    """What one embedder's vectors are measured by, from the words of the packaged glossary.

    `centre`: the mean of their vectors. `same`, `unlike`: the middle cosine of words that mean the same, and of others.
    """

    centre: Vectors
    same: float
    unlike: float


ASKED_AT_ONCE = 16
"""Rows that are compared together, which is faster than one by one. Fewer are filled up with zeros: in products of one
size the sums are made in one way, so a tag has the same likeness in whatever company it is asked.
"""


class SemanticSimilarity:
    """One embedder, or several used together, on one scale: about 0 for unrelated words, 1 for those of one meaning.

    The scale is set by the packaged glossary: the cosines of words that mean the same against those of words that
    do not. So the cosines of one encoder, crowded between 0.8 and 1, say the same as those of another.
    """

    def __init__(self, embedders: Sequence[Embedder], *, every_language: bool = True) -> None:
        """`every_language`: the embedders know all those of the glossary; else the scale is set by what they know."""
        self._embedders, self._every_language = list(embedders), every_language

    @property
    def name(self) -> str:
        return " + ".join(embedder.name for embedder in self._embedders)

    @property
    def is_packaged(self) -> bool:
        """Whether the embedders are those that Tagfold packages a scale for, as any machine may have them."""
        return all(embedder.name in packaged_scales() for embedder in self._embedders)

    def prepare(self) -> None:
        """Set the scale, if that is not done. Raises ValueError if an embedder cannot tell words apart."""
        _ = self._scales

    def vectors(self, raws: Sequence[str]) -> Vectors:
        """A row for each tag as typed. The product of two rows is their likeness, once `likeness` has shifted it."""
        texts = [as_read(raw) for raw in raws]
        parts = [
            weight * _directions(embedder.vectors(texts), centre)
            for embedder, (centre, weight, _) in zip(self._embedders, self._scales, strict=True)
        ]
        return np.hstack(parts).astype(np.float32)

    def likeness(self, rows: Vectors, row: Vectors) -> NDArray[np.float64]:
        """How similar each of `rows` is to `row`: see `likenesses`."""
        return next(self.likenesses(rows, row[np.newaxis]))

    def likenesses(self, rows: Vectors, asked: Vectors) -> Iterator[NDArray[np.float64]]:
        """For each row of `asked`, how similar each of `rows` is to it, rounded so that the processor's way of adding
        does not show: a column for all embedders together and one for the first alone, the most telling.

        Exactly 0 if one of the two could not be read: such tags are never candidates.
        """
        centre, _, shift = self._scales[0]
        own, shifts = len(centre), sum(shift for _, _, shift in self._scales)
        for start in range(0, len(asked), ASKED_AT_ONCE):
            some = asked[start : start + ASKED_AT_ONCE]
            filled = np.vstack([some, np.zeros((ASKED_AT_ONCE - len(some), asked.shape[1]), np.float32)])
            firsts, others = filled[:, :own] @ rows[:, :own].T, filled[:, own:] @ rows[:, own:].T
            for first, other in zip(firsts[: len(some)], others, strict=False):
                together = _shifted(first + other, shifts, 1)
                yield np.column_stack([together, _shifted(first, shift, len(self._embedders))])

    @cached_property
    def _scales(self) -> list[tuple[Vectors, float, float]]:
        """For each embedder: the centre of its vectors, the weight of its rows, and what to take from its products."""
        packaged = packaged_scales() if self._every_language else {}
        scales = []
        for embedder in self._embedders:
            scale = packaged.get(embedder.name) or measured_scale(embedder, every_language=self._every_language)
            share = 1 / (scale.same - scale.unlike) / len(self._embedders)
            scales.append((scale.centre, float(np.sqrt(share)), scale.unlike * share))
        return scales


@cache
def packaged_scales() -> dict[str, Scale]:
    """The scales of the encoders of the extra `semantic`, by name, so that a run need not encode the glossary first.

    Another version of an encoder has another name, and so its scale is measured.
    """
    text = (resources.files("tagfold.matching") / "data" / "scales.json").read_text(encoding="utf-8")
    return {
        name: Scale(np.array(row["centre"], np.float32), row["same"], row["unlike"])
        for name, row in json.loads(text).items()
    }


def measured_scale(embedder: Embedder, *, every_language: bool) -> Scale:
    """The scale from an embedder's own vectors of the glossary; `every_language` as in Meaning."""
    groups = glossary_groups()
    words = [word for group in groups for word in group]
    place = {word: i for i, word in enumerate(words)}
    one = [place[group[0]] for group in groups]
    other = [place[group[-1]] for group in groups]
    vectors = embedder.vectors(words)
    read = vectors.any(1)
    centre = vectors[read].mean(0) if read.any() else vectors[0]
    rows = _directions(vectors, centre)
    cosines = rows[one] @ rows[other].T
    pairs, others = np.diag(cosines), cosines[~np.eye(len(one), dtype=bool)]
    if not every_language:
        group = np.repeat(np.arange(len(groups)), [len(words) for words in groups])
        pairs = _known(pairs, (rows @ rows.T)[group[:, None] != group])
    return Scale(centre, float(np.median(pairs)), float(np.median(others)))


def as_read(raw: str) -> str:
    """A tag as an embedder should read it: small letters, accents kept, marks between words as spaces.

    >>> as_read("Economía_Circular ")
    'economía circular'
    """
    text = unicodedata.normalize("NFKC", ftfy.fix_text(beginning(raw)[: LONGEST_TEXT * 2])).casefold()
    return " ".join(text.replace("_", " ").replace("-", " ").split())[:LONGEST_TEXT] or "-"


def _known(pairs: Vectors, others: Vectors) -> Vectors:
    """The cosines of the pairs that an embedder knows to be of one meaning: those that chance hardly reaches.

    `others` are the cosines of unrelated words, of one language or of two: those of one are nearer.

    An English encoder knows `waste` and `rubbish`, not `waste` and `dechets`. Were its scale set by both, all that is
    merely related would be at 1 and above.
    """
    known = pairs[pairs > np.percentile(others, BY_CHANCE)]
    if len(known) < LEAST_KNOWN * len(pairs):
        share = f"{len(known)} of {len(pairs)}"
        raise ValueError(f"of pairs of words that mean the same it puts only {share} nearer than chance would")
    return known


def _shifted(products: Vectors, shift: float, times: int) -> NDArray[np.float64]:
    exact = products.astype(np.float64)
    return np.where(exact == 0, 0.0, np.round((exact - shift) * times, 4))


def _directions(vectors: Vectors, centre: Vectors) -> Vectors:
    rows = np.where(vectors.any(1, keepdims=True), vectors - centre, 0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
