"""Letter evidence: is an unknown tag a known spelling in another inflection, order, or with a typo?

Careful by design: three kinds of evidence that decide alone, because on curated pairs they hardly err; all
other likeness is for the model. The guards are about words: a word that a word list or the taxonomy knows
is never a typo of another, numbers must agree, an added prefix (un-, pre-, micro-) makes another word, and
words around "to" or "from" keep their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tagfold.inflection import singular
from tagfold.matching.form import Form, normal_form
from tagfold.matching.word_frequencies import zipf
from tagfold.taxonomy.lookup import KnownSpelling

SHORTEST_TYPO = 6
"""Letters a word must have for one wrong letter to be a typo; for two, twice as many less one."""

RARELY_A_WORD = 3.0
"""Zipf frequency (3: once in a million words) up to which a listed word may be a frequent typo ("goverment")."""

FAR_RARER = 2.0
"""By how much such a typo is rarer than the right word: a hundredfold."""

DIRECTIONS = frozenset(
    [
        "to",
        "from",
        "into",
        "toward",
        "towards",
        "by",
        "versus",
        "vs",
        "than",
        "a",
        "de",
        "desde",
        "hacia",
        "vers",
        "para",
        "por",
    ]
)
"""Words that give the words around them an order that means something."""

PREFIXES = {
    "a", "agro", "anti", "auto", "bi", "bio", "co", "counter", "de", "dis", "down", "e", "eco", "ex", "extra", "geo",
    "hyper", "hypo", "i", "il", "im", "in", "infra", "inter", "intra", "ir", "macro", "mal", "mega", "meso", "meta",
    "micro", "mid", "mini", "mis", "mono", "multi", "neo", "non", "off", "out", "over", "para", "poly", "post", "pre",
    "pro", "pseudo", "re", "semi", "socio", "sub", "super", "tele", "trans", "tri", "ultra", "un", "under", "uni", "up",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpellingMatch:
    """A known spelling that the form is another spelling of, how sure that is (0 to 1), and why in words."""

    known: KnownSpelling
    score: float
    reason: str


class SpellingIndex:
    """An index of known spellings that answers with evidence, best first, one per term."""

    def __init__(self, spellings: Iterable[KnownSpelling]) -> None:
        first = {normal_form(item.spelling): item for item in reversed(list(spellings))}
        items = {form.text: (form, item) for form, item in first.items()}.values()
        self._words = {word for form, _ in items for word in form.words}
        self._by_stems: dict[tuple[str, ...], list[KnownSpelling]] = defaultdict(list)
        self._by_joined: dict[str, list[KnownSpelling]] = defaultdict(list)
        self._by_gap: dict[tuple[str, ...], tuple[list[KnownSpelling], list[str]]] = {}
        for form, item in items:
            stems = tuple(map(singular, form.words))
            self._by_stems[_order(stems)].append(item)
            self._by_joined["".join(stems)].append(item)
            for gap, word in _gaps(form.words):
                known, words = self._by_gap.setdefault(gap, ([], []))
                known.append(item)
                words.append(word)

    def evidence(self, form: Form) -> list[SpellingMatch]:
        """What `form` is another spelling of: at most one per term, the surest first, then by term id."""
        best: dict[str, SpellingMatch] = {}
        for found in (*self._inflections(form), *self._typos(form)):
            kept = best.get(found.known.term.term_id)
            if kept is None or found.score > kept.score:
                best[found.known.term.term_id] = found
        return sorted(best.values(), key=lambda e: (-e.score, e.known.term.term_id))

    def _inflections(self, form: Form) -> Iterator[SpellingMatch]:
        """The same words but for singular and plural and where words are joined, or in another order."""
        stems = tuple(map(singular, form.words))
        for item in self._by_joined.get("".join(stems), ()):
            yield SpellingMatch(item, 0.98, f"differs from '{item.spelling}' only in singular or plural")
        for item in () if DIRECTIONS & set(stems) else self._by_stems.get(_order(stems), ()):
            yield SpellingMatch(item, 0.96, f"has the words of '{item.spelling}' in another order")

    def _typos(self, form: Form) -> Iterator[SpellingMatch]:
        """One word spelled wrong, all others equal."""
        for gap, word in _gaps(form.words):
            if word in self._words or len(word) < SHORTEST_TYPO or zipf(word) > RARELY_A_WORD:
                continue
            known, words = self._by_gap.get(gap, ((), ()))
            near = process.extract(word, words, scorer=OSA.distance, score_cutoff=2, limit=None)
            for place in sorted([place for *_, place in near]):
                item, right = known[place], words[place]
                if zipf(word) + FAR_RARER <= max(zipf(right), FAR_RARER) and is_typo(word, right):
                    yield SpellingMatch(item, 0.95, f"'{word}' looks like a typo for '{right}' in '{item.spelling}'")


def is_typo(word: str, right: str) -> bool:
    """Whether `word` is `right` with a wrong, missing, added or swapped letter (two in long words).

    >>> is_typo("partnerhsip", "partnership"), is_typo("unemployment", "employment"), is_typo("waste", "water")
    (True, False, False)
    """
    shorter = min(len(word), len(right))
    allowed = 0 if shorter < SHORTEST_TYPO - 1 else 1 if shorter < 2 * SHORTEST_TYPO - 1 else 2
    if not 0 < OSA.distance(word, right, score_cutoff=allowed) <= allowed:
        return False
    if any(letter.isdigit() for letter in word + right):
        return False
    return not _differ_in_prefix(word, right)


def adds_first_letter(shorter: str, longer: str) -> bool:
    """Whether one letter more at the start makes another word: in front of a word, it is seldom a typo ("xwindows"), in
    front of what is not a word it was missing ("nterviews").
    """
    return longer[1:] == shorter and (zipf(longer) == 0 or (longer[0] in PREFIXES and zipf(shorter) > 0))


def _differ_in_prefix(word: str, right: str) -> bool:
    """Whether one word is the other with a prefix, or both are one word with different prefixes."""
    longer, other = (word, right) if len(word) > len(right) else (right, word)
    if longer[1:] == other:
        return adds_first_letter(other, longer)
    if longer.endswith(other) and longer.removesuffix(other) in PREFIXES:
        return True
    fronts = [front for front in PREFIXES if len(front) > 2]  # two letters more are as often a typo
    stems = {right.removeprefix(front) for front in fronts if right.startswith(front)}
    return any(word.removeprefix(front) in stems for front in fronts if word.startswith(front))


def _order(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words))


def _gaps(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each word of `words` with the others around it, the gap marked by an empty string."""
    for index, word in enumerate(words):
        yield (*words[:index], "", *words[index + 1 :]), word
