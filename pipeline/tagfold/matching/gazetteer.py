"""Known spellings, for finding them inside other text: is this one, which does a text mention, what is it made of?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tagfold.matching.form import normal_form
from tagfold.matching.spelling import RARELY_A_WORD, SHORTEST_TYPO, is_typo
from tagfold.matching.word_forms import american_singular
from tagfold.matching.word_frequencies import FILLERS, zipf

LONGEST_SPELLING = 7
"""Words of a known spelling that is looked for inside a text."""


class Gazetteer:
    """Known spellings, each with the key of its term; singular and plural, British and American count as one.

    `wholes` are fixed expressions without a term of their own ("research and development").
    """

    def __init__(self, known: Iterable[tuple[str, Hashable]], wholes: Iterable[str] = ()) -> None:
        self._keys: dict[str, Hashable] = {}
        self._wholes: set[str] = set()
        self._contents: set[frozenset[str]] = set()
        self._several: set[str] = set()
        self._vocabulary: set[str] = set()
        self._typos: dict[str, str] = {}
        for spelling, key in known:
            if stems := stemmed(normal_form(spelling).words):
                self._keys.setdefault("".join(stems), key)
                self._vocabulary.update(stems)
                if len(stems) > 1:
                    self._several.add("".join(stems))
                self._keep_whole(stems)
        for spelling in wholes:
            self._keep_whole(stemmed(normal_form(spelling).words))

    def _keep_whole(self, stems: list[str]) -> None:
        self._wholes.add("".join(stems))
        if len(content := _content(stems)) > 1:
            self._contents.add(content)

    def key(self, text: str) -> Hashable | None:
        """The key of the term that `text` is a known spelling of; words that no list knows may have typos."""
        words = stemmed(normal_form(text).words)
        exact = self._keys.get("".join(words))
        return exact if exact is not None else self._keys.get("".join(map(self._corrected, words)))

    def has(self, text: str) -> bool:
        """Whether `text` is a known spelling."""
        return self.key(text) is not None

    def is_whole(self, text: str) -> bool:
        """Whether `text` is one name: a known spelling, in whatever order of words."""
        words = [self._corrected(word) for word in stemmed(normal_form(text).words)]
        return "".join(words) in self._wholes or _content(words) in self._contents

    def segments(self, words: Sequence[str]) -> list[list[str]]:
        """All ways, at most ten, in which known spellings lined up make the whole of `words`, fewest parts first."""
        ways: dict[int, list[list[str]]] = defaultdict(list, {0: [[]]})
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - LONGEST_SPELLING), end):
                if ways[start] and self.has(part := " ".join(words[start:end])):
                    ways[end] += [[*way, part] for way in ways[start]]
            ways[end] = sorted(ways[end], key=len)[:10]
        return ways[len(words)]

    def mentions(self, words: Sequence[str]) -> list[str]:
        """The known spellings of two words or more that are in a text, each once, longest first at each place."""
        stems = [self._corrected(stem) for stem in stemmed(words)]
        found: dict[str, str] = {}
        place = 0
        while place < len(stems):
            for end in range(min(len(stems), place + LONGEST_SPELLING), place + 1, -1):
                joined = "".join(stems[place:end])
                if joined in self._several and stems[end - 1] not in FILLERS:
                    found.setdefault(joined, " ".join(words[place:end]))
                    place = end - 1
                    break
            place += 1
        return list(found.values())

    def _corrected(self, word: str) -> str:
        """The known word that an unlisted word is a typo of."""
        if word not in self._typos:
            self._typos[word] = self._looked_up(word)
        return self._typos[word]

    def _looked_up(self, word: str) -> str:
        if word in self._vocabulary or len(word) < SHORTEST_TYPO or zipf(word) > RARELY_A_WORD:
            return word
        found = process.extract(word, self._by_start[word[0]], scorer=OSA.distance, score_cutoff=2, limit=None)
        near = [known for known, *_ in found if is_typo(word, known)]
        return min(near, key=lambda known: (-zipf(known), known), default=word)

    @cached_property
    def _by_start(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._vocabulary:
            found[word[0]].append(word)
        return found


def stemmed(words: Iterable[str]) -> list[str]:
    """The words in the singular and in American spelling."""
    return [american_singular(word) for word in words]


def _content(stems: Iterable[str]) -> frozenset[str]:
    return frozenset(stems) - FILLERS
