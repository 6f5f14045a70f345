"""Tags in the queue by their words: the few of many that a new spelling may concern."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from tagfold.matching.form import bears_number, normal_form, number_family
from tagfold.matching.linker import Linker
from tagfold.matching.scorer import Scorer
from tagfold.matching.word_forms import english_stem
from tagfold.matching.word_frequencies import FILLERS, GENERIC, meaning

MAX_NEIGHBOURS = 40
"""Tags in the queue that are looked at when a spelling becomes known."""


class Neighbours:
    """An index from marks of words to the tags in the queue that have them."""

    def __init__(self, queued: Iterable[tuple[str, str, str]]) -> None:
        """`queued` are the facet, key and raw text of each tag."""
        self._tags: dict[tuple[str, str], str] = {}
        self._marked: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._families: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._numbered: dict[str, dict[str, dict[str, None]]] = defaultdict(dict)
        for tag in queued:
            self.add(*tag)

    def add(self, facet: str, key: str, raw: str) -> None:
        """A tag enters the queue."""
        self._tags[facet, key] = raw
        self._families[facet, word_family(raw)][key] = None
        if bears_number(raw):
            self._numbered[facet].setdefault(number_family(raw), {})[key] = None
        for mark in _marks(raw):
            self._marked[facet, mark][key] = None

    def drop(self, facet: str, key: str, raw: str) -> None:
        """A tag leaves the queue."""
        self._tags.pop((facet, key), None)
        self._families[facet, word_family(raw)].pop(key, None)
        self._numbered[facet].get(number_family(raw), {}).pop(key, None)
        for mark in _marks(raw):
            self._marked[facet, mark].pop(key, None)

    def family(self, facet: str, raw: str) -> list[str]:
        """Keys of queued tags with the same telling words in any inflection and order; at most `MAX_NEIGHBOURS`."""
        mark = word_family(raw)
        return list(islice(self._families[facet, mark], MAX_NEIGHBOURS)) if mark else []

    def number_families(self, facet: str) -> list[str]:
        """The keys that queued tags with a number have without it."""
        return [family for family, keys in self._numbered[facet].items() if keys]

    def numbered(self, facet: str, family: str) -> list[str]:
        """Keys of the queued tags with a number that have this key without it."""
        return list(self._numbered[facet].get(family, ()))

    def around(self, facet: str, spelling: str, most: int | None = MAX_NEIGHBOURS) -> list[str]:
        """Keys of queued tags that share words with a spelling, rare words first; at most `most`, None for all."""
        worth: dict[str, float] = defaultdict(float)
        for mark in _marks(spelling):
            keys = self._marked.get((facet, mark), {})
            if most is None or len(keys) <= 50 * MAX_NEIGHBOURS:
                for key in keys:
                    worth[key] += 1 / len(keys)
        return sorted(worth, key=lambda key: (-worth[key], key))[:most]

    def like(
        self, facet: str, spelling: str, scorer: Scorer | None = None, least: float = 0.01
    ) -> list[tuple[str, float]]:
        """Queued tags that the spelling's term may be suggested for, or speak against another, by key, with the
        probability, likeliest first.
        """
        keys = self.around(facet, spelling)
        if not keys:
            return []
        linker = Linker([(self._tags[facet, key], key) for key in keys], scorer)
        return [
            (found.key, found.score)
            for found in linker.proposals(spelling, most=MAX_NEIGHBOURS)
            if found.score >= least
        ]


@lru_cache(maxsize=200_000)
def word_family(raw: str) -> str:
    """The stems of a tag's telling words in alphabetical order."""
    words = [word for word in normal_form(raw).words if word not in FILLERS and word not in GENERIC]
    return " ".join(sorted({english_stem(meaning(word) or word) for word in words}))


def _marks(raw: str) -> Iterator[str]:
    """Stems of the telling words, the beginnings of long ones for typos, the run-together form, also without numbers,
    the initials.
    """
    found = set()
    form = normal_form(raw)
    for word in form.words[:14]:
        if word not in FILLERS:
            found.add(english_stem(meaning(word) or word))
            if len(word) > 5:
                found.update((f"{word[:4]}-", f"-{word[-4:]}"))
    found.update((f"={form.key[:40]}", f"={number_family(raw)[:40]}"))
    telling = [word for word in form.words[:14] if word not in FILLERS]
    initials = "".join(word[0] for word in telling) if len(telling) > 1 else form.key
    if 1 < len(initials) < 7:
        found.add(f"{initials}.")
    yield from sorted(found)
