"""Splink without labels, on DuckDB: u by random sampling, m by expectation maximisation, clusters from 0.95.

Splink compares records and a tag is one string, so a tag becomes a record: its words, the same words sorted, the
first and the last of them. Of seven sets of comparisons tried on the thematic areas this one did best.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.protocol import Answered, Edge, Labels, best_first, joined, serve

CUTOFF = 0.95
CUTS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)
BLOCKS = ("first_word", "last_word", "SUBSTR(joined, 1, 5)")


class Splink:
    """Trained on the tags themselves, each time anew."""

    distribution = "splink"

    def __init__(self, words: Sequence[str]) -> None:
        del words
        logging.getLogger("splink").setLevel(logging.ERROR)

    def cluster(self, tags: Sequence[str]) -> Labels:
        return joined(len(tags), self._edges(tags), CUTOFF)

    def sweep(self, tags: Sequence[str]) -> Mapping[str, Labels]:
        edges = self._edges(tags)
        return {str(cut): joined(len(tags), edges, cut) for cut in CUTS}

    def _edges(self, tags: Sequence[str]) -> list[Edge]:
        found = predicted("dedupe_only", records(tags))
        return [Edge(*row) for row in found]

    def link(self, listed: Sequence[str], queries: Sequence[str]) -> list[Answered]:
        guesses: dict[int, list[tuple[str, float]]] = defaultdict(list)
        for one, other, score in predicted("link_only", records(listed), records(queries, len(listed))):
            label, query = min(one, other), max(one, other)
            guesses[query].append((listed[label], score))
        return [best_first(guesses[len(listed) + place], 0.5) for place in range(len(queries))]


def records(tags: Sequence[str], first: int = 0) -> pd.DataFrame:
    """One record a tag."""
    words = [re.findall(r"\w+", tag.lower()) or [""] for tag in tags]
    return pd.DataFrame({
        "unique_id": range(first, first + len(tags)), "tag": [" ".join(each) for each in words],
        "first_word": [each[0] for each in words], "last_word": [each[-1] for each in words],
        "joined": ["".join(sorted(each)) for each in words],
    })  # fmt: skip


def predicted(kind: str, *tables: pd.DataFrame) -> list[tuple[int, int, float]]:
    """Pairs of ids with their match probability."""
    database = DuckDBAPI()
    linker = Linker(
        [database.register(table) for table in tables],
        SettingsCreator(
            link_type=kind,
            comparisons=[
                compare.JaroWinklerAtThresholds("tag", [0.95, 0.88]),
                compare.LevenshteinAtThresholds("joined", [1, 2, 4]),
            ],
            blocking_rules_to_generate_predictions=[block_on(block) for block in BLOCKS],
        ),
    )
    train(linker, [column for column in ("joined", "first_word", "last_word") if any_same(tables, column)])
    found: Any = linker.inference.predict().as_pandas_dataframe()
    rows = zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True)
    return [(int(one), int(other), float(score)) for one, other, score in rows]


def any_same(tables: Sequence[pd.DataFrame], column: str) -> bool:
    """Whether there are two records to compare that agree in a column."""
    keys = [list(table[column]) for table in tables]
    return bool(set(keys[0]) & set(keys[1])) if len(keys) > 1 else len(set(keys[0])) < len(keys[0])


def train(linker: Any, shared: Sequence[str]) -> None:
    """As in Splink's tutorial, as far as records agree in the `shared` columns; else its own defaults stay."""
    if "joined" in shared:
        linker.training.estimate_probability_two_random_records_match([block_on("joined")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in ("first_word", "last_word"):
        if block in shared:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(block))


if __name__ == "__main__":
    serve(Splink)
