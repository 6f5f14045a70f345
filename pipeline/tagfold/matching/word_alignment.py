"""The words of many pairs of tags aligned at once: `alignment.align`, for tags whose words nobody runs together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tagfold.matching.tag_table import TagTable
from tagfold.matching.word_pairs import SHARES, WordPair
from tagfold.matching.word_table import NO_RELATION, Flags, Floats, Places, WordTable, word_pairs


class Related:
    """Related words as columns; those by the same two words have the same rank, by the alphabet."""

    def __init__(self, found: list[WordPair]) -> None:
        self.found = found
        ranks = {words: rank for rank, words in enumerate(sorted({pair.words for pair in found}))}
        rows = [
            (
                pair.likeness, pair.weight, pair.zipf, pair.length, pair.edits, pair.similarity, pair.role, pair.sense,
                SHARES[pair.kind], ranks[pair.words],
            )
            for pair in found
        ]  # fmt: skip
        columns = np.array(rows, np.float64).reshape(-1, 10).T
        self.likeness, self.weight, self.zipf, self.length, self.edits, self.similarity, self.role, self.sense = (
            columns[:8]
        )
        self.share, self.rank = columns[8:].astype(np.intp)


@dataclass(frozen=True)
class TagSide:
    """The words of one tag of each pair in a row: which pair each is of, its place in the table, whether it is left
    over, and the highest cosine of its meaning with that of a word of the other tag (0 where neither is known).
    """

    table: WordTable
    pair: Places
    words: Places
    left: Flags
    nearest: Floats

    @property
    def words_left(self) -> tuple[Places, Places]:
        return self.pair[self.left], self.words[self.left]


@dataclass(frozen=True)
class Aligned:
    """Of each two words that answer to each other: the `pair` of tags they are of, and their place in `related`. Those
    of one pair of tags are in the order they were found, the most similar first.
    """

    pair: Places
    at: Places
    related: Related
    reordered: Flags
    sides: tuple[TagSide, TagSide]


def aligned(left: TagTable, right: TagTable, one: Places, other: Places) -> Aligned:
    """The words of the tags of `left` at the places `one` with those of the tags of `right` at `other`, row by row."""
    mine, yours = left.counts[one], right.counts[other]
    first, second = np.cumsum(mine) - mine, np.cumsum(yours) - yours
    pair, step = expanded(mine * yours)
    i, j = step // yours[pair], step % yours[pair]
    a, b = left.spoken[left.starts[one][pair] + i], right.spoken[right.starts[other][pair] + j]
    words = word_pairs(left.words, right.words, a, b)
    related = Related(words.found)
    offers = np.flatnonzero(words.at != NO_RELATION)
    at, apart, low = words.at[offers], np.abs(i - j)[offers], np.minimum(i, j)[offers]
    order = np.lexsort((j[offers], i[offers], related.rank[at], low, apart, -related.likeness[at], pair[offers]))
    cells = first[pair] + i, second[pair] + j
    taken = _greedy(offers[order], pair, cells[0], cells[1])
    sides = (
        _side(left, one, mine, cells[0], taken, words.cosines),
        _side(right, other, yours, cells[1], taken, words.cosines),
    )
    return Aligned(pair[taken], words.at[taken], related, _reordered(pair, i, j, taken, len(one)), sides)


def expanded(counts: Places) -> tuple[Places, Places]:
    """For each of `counts[n]` things of n: n, and the number of the thing, from 0."""
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - (np.cumsum(counts) - counts)[owner]


def _greedy(offers: Places, pair: Places, mine: Places, yours: Places) -> Places:
    """Of the offers, best first within each pair of tags, those whose two words are still free when it is their turn:
    in each round the best one left of each pair.
    """
    taken: list[Places] = []
    used = np.zeros(mine.max(initial=-1) + 1, np.bool_), np.zeros(yours.max(initial=-1) + 1, np.bool_)
    while len(offers):
        owner = pair[offers]
        best = offers[np.concatenate([[True], owner[1:] != owner[:-1]])]
        taken.append(best)
        used[0][mine[best]] = used[1][yours[best]] = True
        offers = offers[~(used[0][mine[offers]] | used[1][yours[offers]])]
    return np.concatenate([np.zeros(0, np.intp), *taken])


def _side(table: TagTable, places: Places, counts: Places, cell: Places, taken: Places, cosines: Floats) -> TagSide:
    pair, step = expanded(counts)
    left = np.ones(len(pair), np.bool_)
    left[cell[taken]] = False
    nearest = np.full(len(pair), -np.inf)
    np.maximum.at(nearest, cell, cosines)
    nearest[np.isneginf(nearest)] = 0.0
    return TagSide(table.words, pair, table.spoken[table.starts[places][pair] + step], left, nearest)


def _reordered(pair: Places, i: Places, j: Places, taken: Places, size: int) -> Flags:
    by_place = taken[np.lexsort((i[taken], pair[taken]))]
    owner, answers = pair[by_place], j[by_place]
    back = (owner[1:] == owner[:-1]) & (answers[1:] < answers[:-1])
    found = np.zeros(size, np.bool_)
    found[owner[1:][back]] = True
    return found
