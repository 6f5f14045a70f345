"""string_grouper at its defaults: TF-IDF of letter trigrams, joined from a cosine of 0.8."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd
from string_grouper import group_similar_strings, match_strings

from benchmarks.protocol import MOST_GUESSES, Answered, Labels, best_first, serve

CUTOFF = 0.8
CUTS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
LEAST = 0.1
"""The cosine from which guesses are asked for, so that there are some below the cutoff too."""


class StringGrouper:
    """Groups by `group_similar_strings`, links by `match_strings`."""

    distribution = "string-grouper"

    def __init__(self, words: Sequence[str]) -> None:
        del words

    def cluster(self, tags: Sequence[str]) -> Labels:
        return self._groups(tags, CUTOFF)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        return {str(cut): self._groups(tags, cut) for cut in CUTS}

    def _groups(self, tags: Sequence[str], cut: float) -> Labels:
        groups = group_similar_strings(pd.Series(list(tags)), min_similarity=cut)
        return [int(place) for place in groups["group_rep_index"]]

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        pairs = match_strings(
            pd.Series(list(queries)), pd.Series(list(listed)), min_similarity=LEAST, max_n_matches=MOST_GUESSES
        )
        found: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for query, label, score in zip(pairs["left_index"], pairs["right_index"], pairs["similarity"], strict=True):
            found[int(query)].append((listed[int(label)], float(score)))
        return [best_first(found[place], CUTOFF) for place in range(len(queries))]


if __name__ == "__main__":
    serve(StringGrouper)
