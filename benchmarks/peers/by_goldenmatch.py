"""GoldenMatch with no configuration: `dedupe_df` and `match_df` of a table with one column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import goldenmatch
import pyarrow

from benchmarks.protocol import Answered, Labels, best_first, serve

CUTS = (0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98)


class GoldenMatch:
    """The settings are what it finds for itself; only the sweep names a threshold."""

    distribution = "goldenmatch"

    def __init__(self, words: Sequence[str]) -> None:
        del words

    def cluster(self, tags: Sequence[str]) -> Labels:
        return self._clusters(tags, None)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        return {str(cut): self._clusters(tags, cut) for cut in CUTS}

    def _clusters(self, tags: Sequence[str], cut: float | None) -> Labels:
        table = pyarrow.table({"tag": list(tags)})
        result = goldenmatch.dedupe_df(table, fuzzy=None if cut is None else {"tag": cut})
        labels = [-1 - place for place in range(len(tags))]
        for name, found in result.clusters.items():
            for place in found["members"]:
                labels[place] = name
        return labels

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        asked, known = pyarrow.table({"tag": list(queries)}), pyarrow.table({"tag": list(listed)})
        found: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for row in goldenmatch.match_df(asked, known).matched.to_pylist():
            # The texts come back rewritten; rows are numbered through both tables.
            label = listed[row["__ref_row_id__"] - len(queries)]
            found[row["__target_row_id__"]].append((label, float(row["__match_score__"])))
        return [best_first(found[place], 0.0) for place in range(len(queries))]


if __name__ == "__main__":
    serve(GoldenMatch)
