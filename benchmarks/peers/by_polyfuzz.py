"""PolyFuzz's TF-IDF matcher: each string to its nearest, whatever the score; grouped from a similarity of 0.75."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polyfuzz import PolyFuzz

from benchmarks.protocol import MOST_GUESSES, Answered, Labels, best_first, serve

CUTOFF = 0.75
CUTS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


class TfIdf:
    """`PolyFuzz("TF-IDF")`, its quick start."""

    distribution = "polyfuzz"

    def __init__(self, words: Sequence[str]) -> None:
        del words

    def cluster(self, tags: Sequence[str]) -> Labels:
        return self._groups(tags, CUTOFF)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        return {str(cut): self._groups(tags, cut) for cut in CUTS}

    def _groups(self, tags: Sequence[str], cut: float) -> Labels:
        model = PolyFuzz("TF-IDF").match(list(tags))
        model.group(link_min_similarity=cut, group_all_strings=True)
        grouped = model.get_cluster_mappings()
        return [grouped.get(tag, tag) for tag in tags]

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        found = PolyFuzz("TF-IDF").match(list(queries), list(listed), top_n=MOST_GUESSES).get_matches()
        answers = []
        for row in found.to_dict("records"):
            ranks = ("", *(f"_{rank}" for rank in range(2, MOST_GUESSES + 1)))
            guesses = [
                (row[f"To{rank}"], float(row[f"Similarity{rank}"]))
                for rank in ranks
                if isinstance(row.get(f"To{rank}"), str)
            ]
            answers.append(best_first(guesses, 0.0))
        return answers


if __name__ == "__main__":
    serve(TfIdf)
