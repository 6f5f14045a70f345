"""Tags of one meaning put together, without a list of terms and without chains.

Each tag is compared with the label of its cluster and with nothing else, so that "A like B, B like C" never
joins A and C. Two tags' likeness does not depend on the other tags, nor on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np

from tagfold.matching.feature_table import apart_of_many
from tagfold.matching.form import normal_form
from tagfold.matching.identity import defined
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.tag_table import TagTable
from tagfold.matching.word_frequencies import zipf

Watch = Callable[[str, int, int], None]

_AT_ONCE = 20_000
"""Pairs scored in one go."""


@dataclass(frozen=True, slots=True)
class Member:
    """A spelling, the label of its cluster, and the probability (0 to 1) that it is one with that label."""

    raw: str
    label: str
    score: float


def clusters(
    raws: Sequence[str],
    scorer: Scorer | None = None,
    rejected: Iterable[tuple[str, str]] = (),
    watch: Watch = lambda step, done, total: None,
    *,
    labels: Iterable[str] = (),
) -> list[Member]:
    """One member for each raw, in the order given; equal labels are one cluster.

    `rejected` are pairs of spellings that a person keeps apart: neither is ever put under the other's label.
    An abbreviation that one of them defines, "Building Information Modeling (BIM)", is known in all.
    `labels` are those of the raws that are labels whatever is like them: each is a cluster of its own.
    A raw tag without letters or digits is a cluster of its own. `watch` is told the step, and how much of it is done.
    """
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for raw in raws:
        spellings[normal_form(raw).key or raw][raw] += 1
    keys = sorted(spellings)
    fixed = {normal_form(label).key: label for label in labels}
    shown = [fixed.get(key) or _best_spelling(spellings[key]) for key in keys]
    counts = [spellings[key].total() for key in keys]
    apart = {frozenset((normal_form(a).key, normal_form(b).key)) for a, b in rejected}
    likeness: dict[int, dict[int, float]] = defaultdict(dict)
    for i, j, score in _similar_pairs([tag(raw) for raw in shown], scorer or shipped_scorer(), watch):
        if frozenset((keys[i], keys[j])) not in apart:
            likeness[i][j] = likeness[j][i] = score
    centre = _centres(shown, counts, likeness, {i for i, key in enumerate(keys) if key in fixed})
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


def _similar_pairs(tags: Sequence[PreparedTag], scorer: Scorer, watch: Watch) -> Iterator[tuple[int, int, float]]:
    """The pairs of places that may share a cluster, with their probability."""
    known = defined(one.identity for one in tags)
    tags = [one.as_defined(known) for one in tags]
    index = scorer.index(tags)
    vectors = [index.vector(i) for i in range(len(tags))]
    found = []
    for i, some in enumerate(index.candidates_of(tags, vectors)):
        watch("looking for candidates", i, len(tags))
        if tags[i].form.key:
            found += [(min(i, j), max(i, j), *near) for j, *near in some if i != j]
    if not found:
        return
    one, other, *numbers = map(np.array, zip(*found, strict=True))
    table = TagTable(tags)
    _, pairs = np.unique(one * len(tags) + other, return_index=True)
    for column in (table.numbers, table.letters):  # what keeps two tags apart before anything is compared
        pairs = pairs[column[one[pairs]] == column[other[pairs]]]
    for start in range(0, len(pairs), _AT_ONCE):
        watch("comparing tags", start, len(pairs))
        rows = pairs[start : start + _AT_ONCE]
        near = np.column_stack([column[rows] for column in numbers])
        scores = scorer.scores(table, table, one[rows], other[rows], near)
        sure = np.flatnonzero(np.array(scores) >= scorer.model.thresholds.cluster)
        sure = sure[~apart_of_many(table, table, one[rows[sure]], other[rows[sure]])]
        for row, at in zip(sure.tolist(), rows[sure].tolist(), strict=True):
            yield int(one[at]), int(other[at]), scores[row]


def _centres(
    shown: Sequence[str], counts: Sequence[int], likeness: dict[int, dict[int, float]], fixed: Set[int]
) -> list[int]:
    """For each place, the place of its label.

    After the `fixed` ones, labels are chosen in the order of the uses they would gather; each then takes what is like
    it, and last, each tag goes to the label most like it.
    """

    def support(i: int) -> float:
        return counts[i] + sum(counts[j] * score for j, score in likeness.get(i, {}).items())

    def rank(i: int) -> tuple[float, float, int, str]:
        known = min((zipf(word) for word in normal_form(shown[i]).words), default=0.0)
        return (-round(support(i), 4), -min(known, 3.5), -counts[i], shown[i])

    labels = set(fixed)
    taken = {j for i in fixed for j in (i, *likeness.get(i, ()))}
    for i in sorted(range(len(shown)), key=rank):
        if i not in taken:
            labels.add(i)
            taken.update((i, *likeness.get(i, ())))
    centre = []
    for i in range(len(shown)):
        offers = [] if i in labels else [j for j in likeness[i] if j in labels]
        centre.append(min(offers, key=lambda j: (-likeness[i][j], rank(j))) if offers else i)
    return centre
