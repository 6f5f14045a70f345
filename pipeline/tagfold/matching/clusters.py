"""Tags of one meaning put together, without a list of terms and without chains.

Each tag is compared with the label of its cluster and with nothing else, so that "A like B, B like C" never
joins A and C. Two tags' likeness does not depend on the other tags, nor on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from tagfold.matching.candidates import Index
from tagfold.matching.feature_table import apart_of_many
from tagfold.matching.form import normal_form
from tagfold.matching.identity import defined
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag, may_define
from tagfold.matching.tag_table import TagColumns, TagsByRaw, TagTable
from tagfold.matching.word_frequencies import zipf
from tagfold.matching.word_table import Floats, Places
from tagfold.watching import Watch

Task = TypeVar("Task")
Result = TypeVar("Result")


class Share(Protocol):
    """Does some work for each of several tasks, in this process or in copies of it; the results in their order."""

    def __call__(self, work: Callable[[Task], Result], tasks: Sequence[Task], /) -> Iterable[Result]: ...


_AT_ONCE = 20_000
"""Pairs scored in one go."""

MOST_KEPT = 20_000
"""Tags up to which what was worked out of each is kept; more would take gigabytes."""

MOST_SHARED = 300_000
"""Tags up to which pairs are scored by several processes. Each comes to hold most of the tags' texts itself, since
looking at a text writes down that it is used: of a million tags 1.5 GB for two.
"""


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
    share: Share = map,
) -> list[Member]:
    """One member for each raw, in the order given; equal labels are one cluster.

    `rejected` are pairs of spellings that a person keeps apart: neither is ever put under the other's label.
    An abbreviation that one of them defines, "Building Information Modeling (BIM)", is known in all.
    `labels` are those of the raws that are labels whatever is like them: each is a cluster of its own.
    A raw tag without letters or digits is a cluster of its own. `watch` is told the step, and how much of it is done.
    `share` does the work that may be done by several processes.
    """
    keys_of = [normal_form(raw).key or raw for raw in raws]
    uses = Counter(raws)
    spellings: dict[str, list[str]] = defaultdict(list)
    for raw, key in dict(zip(raws, keys_of, strict=True)).items():
        spellings[key].append(raw)
    keys = sorted(spellings)
    fixed = {normal_form(label).key: label for label in labels}
    shown = [fixed.get(key) or _best_spelling(spellings[key], uses) for key in keys]
    counts = np.array([sum([uses[raw] for raw in spellings[key]]) for key in keys], np.float64)
    place = {key: i for i, key in enumerate(keys)}
    apart = {tuple(sorted(place.get(normal_form(raw).key, -1) for raw in pair)) for pair in rejected}
    known = np.array([at for at, key in enumerate(keys) if key in fixed], np.intp)
    del spellings, uses, keys
    similar = _similar_pairs(shown, scorer or shipped_scorer(), watch, share).without(apart)
    centres, scores = _centres(shown, counts, similar, known)
    at = [place[key] for key in keys_of]
    return [Member(raw, shown[centres[i]], scores[i]) for raw, i in zip(raws, at, strict=True)]


class _Pairs(NamedTuple):
    """Pairs of places, the lower one first, each with the probability that they are one."""

    one: Places
    other: Places
    scores: Floats

    def without(self, apart: Collection[tuple[int, ...]]) -> _Pairs:
        """The pairs that are not in `apart`."""
        if not apart:
            return self
        pairs = zip(self.one.tolist(), self.other.tolist(), strict=True)
        kept = np.array([pair not in apart for pair in pairs], np.bool_)
        return _Pairs(self.one[kept], self.other[kept], self.scores[kept])

    def both_ways(self) -> _Pairs:
        """Each pair from either side, those of one place together."""
        one, other = np.concatenate([self.one, self.other]), np.concatenate([self.other, self.one])
        order = np.argsort(one, kind="stable")
        return _Pairs(one[order], other[order], np.concatenate([self.scores, self.scores])[order])


def _best_spelling(spellings: Sequence[str], uses: Mapping[str, int]) -> str:
    """The most frequent; of those, the most careful one: not all in capitals, without marks, the first by letters."""

    def care(raw: str) -> tuple[int, bool, bool, int, str]:
        return (-uses[raw], raw.isupper() and len(raw) > 5, raw != raw.strip(), raw.count("_"), raw)

    return min(spellings, key=care)


def _similar_pairs(raws: Sequence[str], scorer: Scorer, watch: Watch, share: Share) -> _Pairs:
    """The pairs of places that may share a cluster."""
    known = defined(scorer.tag(raw).identity for raw in raws if may_define(raw))
    tags: Sequence[PreparedTag] = TagsByRaw(raws, known, scorer.tag)
    if len(tags) <= MOST_KEPT:
        tags = list(tags)
    columns = TagColumns()
    index = scorer.index(columns.passing(tags))
    table = TagTable(tags, columns)
    chunks = _candidate_pairs(index, table, watch, share)
    del index, columns
    one, other, near = _each_once(chunks, len(tags))

    def scored(start: int) -> _Pairs:
        rows = slice(start, start + _AT_ONCE)
        numbers = _widened(near[rows], 3)
        scores = np.array(scorer.scores(table, table, one[rows], other[rows], numbers))
        sure = np.flatnonzero(scores >= scorer.model.thresholds.cluster)
        sure = sure[~apart_of_many(table, table, one[rows][sure], other[rows][sure])]
        return _Pairs(one[rows][sure], other[rows][sure], scores[sure])

    found = [_Pairs(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))]
    starts = range(0, len(one), _AT_ONCE)
    sharing = share if len(tags) <= MOST_SHARED else map
    for start, pairs in zip(starts, sharing(scored, starts), strict=True):
        watch("comparing tags", start, len(one))
        found.append(pairs)
    return _Pairs(*map(np.concatenate, zip(*found, strict=True)))


def _candidate_pairs(index: Index, table: TagTable, watch: Watch, share: Share) -> list[tuple[Places, Floats]]:
    """The pairs to compare, each as one number, with the numbers of a candidate, the last ones left out where all are 0
    (without an embedder).
    """
    size = len(table.tags)

    def pairs_of(some: Places) -> tuple[Places, Floats]:
        one, other, near = index.neighbours(some)
        # What keeps two tags apart before anything is compared.
        kept = (table.numbers[one] == table.numbers[other]) & (table.letters[one] == table.letters[other])
        kept &= (one != other) & (table.lengths[one] > 0)
        pairs = np.minimum(one, other) * size + np.maximum(one, other)
        return pairs[kept], near[kept] if near[:, 1:].any() else near[kept, :1]

    done, found = 0, []
    places = index.by_meaning()
    for some, chunk in zip(places, share(pairs_of, places), strict=True):
        watch("looking for candidates", done, size)
        done += len(some)
        found.append(chunk)
    return found


def _each_once(chunks: list[tuple[Places, Floats]], size: int) -> tuple[Places, Places, Floats]:
    """The two places of each pair, and all numbers of the candidate. Takes the chunks away, which fill gigabytes."""
    width = max((near.shape[1] for _, near in chunks), default=1)
    pairs = np.concatenate([np.zeros(0, np.intp), *(pairs for pairs, _ in chunks)])
    near = np.concatenate(
        [np.zeros((0, width)), *(np.pad(near, ((0, 0), (0, width - near.shape[1]))) for _, near in chunks)]
    )
    chunks.clear()
    distinct, first = np.unique(pairs, return_index=True)
    return distinct // max(1, size), distinct % max(1, size), near[first]


def _widened(near: Floats, width: int) -> Floats:
    """The numbers with as many columns, zeros where there were none."""
    return np.pad(near, ((0, 0), (0, width - near.shape[1])))


def _centres(shown: Sequence[str], counts: Floats, similar: _Pairs, fixed: Places) -> tuple[list[int], list[float]]:
    """For each place, the place of its label, and the probability that it is one with that.

    After the `fixed` ones, labels are chosen in the order of the uses they would gather; each then takes what is like
    it, and last, each tag goes to the label most like it.
    """
    size = len(shown)
    one, other, scores = similar.both_ways()
    support = counts + np.bincount(one, counts[other] * scores, size)
    rank = _ranks(shown, counts, support)
    starts = np.searchsorted(one, np.arange(size + 1))
    labels = np.zeros(size, np.bool_)
    labels[fixed] = True
    taken = labels.copy()
    taken[other[labels[one]]] = True
    for i in np.argsort(rank).tolist():
        if not taken[i]:
            labels[i] = True
            taken[other[starts[i] : starts[i + 1]]] = True
    offers = np.flatnonzero(labels[other] & ~labels[one])
    offers = offers[np.lexsort((rank[other[offers]], -scores[offers], one[offers]))]
    owners, first = np.unique(one[offers], return_index=True)
    centres, sure = np.arange(size), np.ones(size)
    centres[owners], sure[owners] = other[offers[first]], scores[offers[first]]
    return centres.tolist(), sure.tolist()


def _ranks(shown: Sequence[str], counts: Floats, support: Floats) -> Places:
    """For each place, its turn to become a label: that with most support first, of equal ones the best known."""

    def key(i: int) -> tuple[float, float, float, str]:
        known = min((zipf(word) for word in normal_form(shown[i]).words), default=0.0)
        return (-round(supported[i], 4), -min(known, 3.5), -counted[i], shown[i])

    supported, counted = support.tolist(), counts.tolist()
    return np.argsort(sorted(range(len(shown)), key=key))
