"""rapidfuzz as analysts use it: one scorer, default processing, a cutoff of 90; clusters are what it connects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from benchmarks.protocol import MOST_GUESSES, Answered, Edge, Labels, best_first, joined, serve

CUTOFF = 90
CUTS = range(70, 101, 2)


class Rapidfuzz:
    """`token_sort_ratio` or `WRatio`."""

    distribution = "rapidfuzz"

    def __init__(self, words: Sequence[str]) -> None:
        self._scorer = getattr(fuzz, words[0])

    def cluster(self, tags: Sequence[str]) -> Labels:
        return joined(len(tags), self._edges(tags, CUTOFF), CUTOFF)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        edges = self._edges(tags, CUTS.start)
        return {str(cut): joined(len(tags), edges, cut) for cut in CUTS}

    def _edges(self, tags: Sequence[str], least: float) -> list[Edge]:
        texts = [default_process(tag) for tag in tags]
        scores = process.cdist(texts, texts, scorer=self._scorer, score_cutoff=least, dtype=np.float32)
        return [Edge(int(i), int(j), float(scores[i, j])) for i, j in np.argwhere(scores >= least) if i < j]

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        texts = [default_process(label) for label in listed]
        answers = []
        for query in queries:
            found = process.extract(default_process(query), texts, scorer=self._scorer, limit=MOST_GUESSES)
            answers.append(best_first([(listed[place], score) for _, score, place in found], CUTOFF))
        return answers


if __name__ == "__main__":
    serve(Rapidfuzz)
