"""Write words.txt.xz from the `wordfreq` package (for developers; see pipeline/tagfold/matching/data/README.md).

Run: python -m benchmarks.measure.make_words   (needs: pip install wordfreq)
"""

from __future__ import annotations

import lzma
import math
import unicodedata
from pathlib import Path

import wordfreq

LEAST = {"en": 2.3, "es": 2.8, "fr": 2.8, "pt": 2.8}
"""Zipf frequency (log10 of uses in a billion words) from which a word is taken. Rarer ones are often slips."""


def main() -> None:
    """One line a word: the word without accents, then its Zipf frequency times ten in each language (0: not listed)."""
    zipfs: dict[str, list[int]] = {}
    for place, (language, least) in enumerate(LEAST.items()):
        for word, frequency in wordfreq.get_frequency_dict(language, "best").items():
            zipf = math.log10(frequency) + 9
            if zipf >= least and word.isalpha():
                plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
                row = zipfs.setdefault(plain, [0, 0, 0, 0])
                row[place] = max(row[place], round(zipf * 10))
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in sorted(zipfs.items()) if word]
    target = Path(__file__).parents[2] / "pipeline/tagfold/matching/data/words.txt.xz"
    target.write_bytes(lzma.compress(("\n".join(lines) + "\n").encode(), preset=9))


if __name__ == "__main__":
    main()
