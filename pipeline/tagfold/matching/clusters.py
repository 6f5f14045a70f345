"""Tags of one meaning put together, without a list of terms and without chains.

Each tag is compared with the label of its cluster and with nothing else, so that "A like B, B like C" never
joins A and C. Two tags' likeness does not depend on the other tags, nor on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tagfold.matching.evidence import Evidence, evidence
from tagfold.matching.form import normal_form
from tagfold.matching.guards import apart_as_wholes
from tagfold.matching.pair_model import Model
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.word_frequencies import zipf

_AT_ONCE = 20_000
"""Pairs scored in one go."""


@dataclass(frozen=True, slots=True)
class Member:
    """A spelling, the label of its cluster, and the probability (0 to 1) that it is one with that label."""

    raw: str
    label: str
    score: float


def clusters(
    raws: Sequence[str], scorer: Scorer | None = None, rejected: Iterable[tuple[str, str]] = ()
) -> list[Member]:
    """One member for each raw, in the order given; equal labels are one cluster.

    `rejected` are pairs of spellings that a person keeps apart: neither is ever put under the other's label.
    A raw tag without letters or digits is a cluster of its own.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for raw in raws:
        spellings[normal_form(raw).key or raw][raw] += 1
    keys = sorted(spellings)
    shown = [_best_spelling(spellings[key]) for key in keys]
    counts = [spellings[key].total() for key in keys]
    apart = {frozenset((normal_form(a).key, normal_form(b).key)) for a, b in rejected}
    likeness: dict[int, dict[int, float]] = defaultdict(dict)
    for i, j, score in _similar_pairs([tag(raw) for raw in shown], scorer or shipped_scorer()):
        if frozenset((keys[i], keys[j])) not in apart:
            likeness[i][j] = likeness[j][i] = score
    centre = _centres(shown, counts, likeness)
    place = {key: i for i, key in enumerate(keys)}
    found = []
    for raw in raws:
        i = place[normal_form(raw).key or raw]
        score = 1.0 if centre[i] == i else likeness[i][centre[i]]
        found.append(Member(raw, shown[centre[i]], score))
    return found


def _best_spelling(spellings: Counter[str]) -> str:
    """The most frequent; of those, the most careful one: not all in capitals, without marks, the first by letters."""

    def care(raw: str) -> tuple[int, bool, bool, int, str]:
        return (-spellings[raw], raw.isupper() and len(raw) > 5, raw != raw.strip(), raw.count("_"), raw)

    return min(spellings, key=care)


def _similar_pairs(tags: Sequence[PreparedTag], scorer: Scorer) -> Iterator[tuple[int, int, float]]:
    """The pairs of places that may share a cluster, with their probability."""
    index = scorer.index(tags)
    pairs: list[tuple[int, int]] = []
    found: list[Evidence] = []
    seen: set[tuple[int, int]] = set()
    vectors = [index.vector(i) for i in range(len(tags))]
    for i, candidates in enumerate(index.candidates_of(tags, vectors)):
        for j, *near in candidates if tags[i].form.key else ():
            pair = (i, j) if i < j else (j, i)
            if i == j or pair in seen:
                continue
            seen.add(pair)
            if apart_as_wholes(tags[i], tags[j]):
                continue
            pairs.append(pair)
            found.append(evidence(tags[pair[0]], tags[pair[1]], *near))
            if len(found) >= _AT_ONCE:
                yield from _sure(pairs, found, scorer.model)
                pairs, found = [], []
    yield from _sure(pairs, found, scorer.model)


def _sure(pairs: list[tuple[int, int]], found: list[Evidence], model: Model) -> Iterator[tuple[int, int, float]]:
    for (i, j), said, score in zip(pairs, found, model.probabilities(found), strict=True):
        if score >= model.thresholds.cluster and not said.apart:
            yield i, j, score


def _centres(shown: Sequence[str], counts: Sequence[int], likeness: dict[int, dict[int, float]]) -> list[int]:
    """For each place, the place of its label.

    Labels are chosen in the order of the uses they would gather; each then takes what is like it, and last, each tag
    goes to the label most like it.
    """

    def support(i: int) -> float:
        return counts[i] + sum(counts[j] * score for j, score in likeness.get(i, {}).items())

    def rank(i: int) -> tuple[float, float, int, str]:
        known = min((zipf(word) for word in normal_form(shown[i]).words), default=0.0)
        return (-round(support(i), 4), -min(known, 3.5), -counts[i], shown[i])

    labels: set[int] = set()
    taken: set[int] = set()
    for i in sorted(range(len(shown)), key=rank):
        if i not in taken:
            labels.add(i)
            taken.update((i, *likeness.get(i, ())))
    centre = []
    for i in range(len(shown)):
        offers = [] if i in labels else [j for j in likeness[i] if j in labels]
        centre.append(min(offers, key=lambda j: (-likeness[i][j], rank(j))) if offers else i)
    return centre
