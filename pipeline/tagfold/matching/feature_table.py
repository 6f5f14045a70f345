"""The numbers of many pairs of tags at once: those of `features.numbers_of`, a column after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Postfix, Prefix

from tagfold.matching.abbreviations import LONGEST_SHORT, abbreviates
from tagfold.matching.alignment import runs_together
from tagfold.matching.antonyms import contrast
from tagfold.matching.evidence import evidence
from tagfold.matching.features import NO_PAIR, has_initials, left_initials
from tagfold.matching.guards import words_apart
from tagfold.matching.identity import are_two_countries
from tagfold.matching.relations import MOST_EDITS
from tagfold.matching.tag_table import TagTable
from tagfold.matching.word_alignment import Aligned, TagSide, aligned, expanded
from tagfold.matching.word_forms import SINGULAR
from tagfold.matching.word_table import Flags, Floats, Places
from tagfold.matching.word_vectors import DIMENSIONS, Vector, cosines, rounded, units


def numbers_of_many(left: TagTable, right: TagTable, one: Places, other: Places, near: Floats) -> Floats:
    """The numbers of a row for each tag of `left` at the places `one` with the tag of `right` in the same row
    of `other`. `near` are the candidates' numbers (see Candidate), a row each.
    """
    words = aligned(left, right, one, other)
    numbers = np.column_stack(
        [
            near[:, 0], _letters(left, right, one, other), _left_over(words, len(one)),
            np.sort([left.counts[one], right.counts[other]], axis=0).T, words.reordered, np.zeros(len(one)),
            left.first[one] == right.first[other], left.last[one] == right.last[other],
            _of_words(words, len(one)), _initials(left, right, one, other), _as_wholes(left, right, one, other),
            _senses(left, right, one, other, words), near[:, 1:], _shape(left, right, one, other),
            _left_initials(words, len(one)), left.listed[one] != right.listed[other],
        ]
    )  # fmt: skip
    for row in np.flatnonzero(_may_run_together(left, right, one, other)).tolist():
        if runs_together(left.words_of(one[row]), right.words_of(other[row])):
            numbers[row] = evidence(left.tags[one[row]], right.tags[other[row]], *near[row].tolist()).numbers
    return numbers


def of_one_identity(left: TagTable, right: TagTable, one: Places, other: Places) -> Flags:
    """Whether the two tags of a row are known to name one thing (`guards.have_one_identity`)."""
    found: Flags = (left.identity[one] != "") & (left.identity[one] == right.identity[other])
    return found


def apart_of_many(left: TagTable, right: TagTable, one: Places, other: Places) -> Flags:
    """Whether `guards.apart` keeps the tags apart that are in one row of `one` and `other`."""
    words = aligned(left, right, one, other)
    two_concepts = np.array([bool(words_apart(pair)) for pair in words.related.found], np.bool_)
    found: Flags = _as_wholes(left, right, one, other)[:, 1] > 0
    found[words.pair[two_concepts[words.at]]] = True
    found |= _name_more(words, len(one))
    found &= (left.joined[one] != right.joined[other]) & ~of_one_identity(left, right, one, other)
    found |= (left.numbers[one] != right.numbers[other]) | (left.letters[one] != right.letters[other])
    for row in np.flatnonzero(_may_run_together(left, right, one, other)).tolist():
        if runs_together(left.words_of(one[row]), right.words_of(other[row])):
            found[row] = evidence(left.tags[one[row]], right.tags[other[row]], 0.0).apart
    return found


def _name_more(words: Aligned, size: int) -> Flags:
    """Whether only one of the two has words left over, and all of them may be names (`guards.is_name`)."""
    sides = [side.words_left for side in words.sides]
    rest = [np.bincount(pair, minlength=size) for pair, _ in sides]
    names = [
        np.bincount(pair, side.table.names[word], size) for (pair, word), side in zip(sides, words.sides, strict=True)
    ]
    found: Flags = ((rest[0] > 0) != (rest[1] > 0)) & (rest[0] + rest[1] == names[0] + names[1])
    return found


def _letters(left: TagTable, right: TagTable, one: Places, other: Places) -> Floats:
    """`sorted_ratio` to `shortest`."""
    mine, yours = left.joined[one].tolist(), right.joined[other].tolist()
    edits = process.cpdist(mine, yours, scorer=OSA.distance, score_cutoff=6, dtype=np.int32)
    ordered = left.ordered[one].tolist(), right.ordered[other].tolist()
    return np.column_stack(
        [
            process.cpdist(*ordered, scorer=fuzz.ratio, dtype=np.float64) / 100,
            process.cpdist(mine, yours, scorer=fuzz.ratio, dtype=np.float64) / 100,
            np.minimum(edits, 6),
            edits == 0,
            np.minimum(np.minimum(left.lengths[one], right.lengths[other]), 30),
        ]
    )


def _left_over(words: Aligned, size: int) -> Floats:
    """`cover_least` to `left_known`."""
    weight = words.related.weight[words.at]
    answered = np.bincount(words.pair, weight, size)
    matched = np.bincount(words.pair, weight * words.related.likeness[words.at], size)
    top, known = np.zeros(size), np.zeros(size)
    weights, counts = [], []
    for side in words.sides:
        pair, word = side.words_left
        weights.append(np.bincount(pair, side.table.weights[word], size))
        counts.append(np.bincount(pair, minlength=size))
        np.maximum.at(top, pair, side.table.weights[word])
        np.maximum.at(known, pair, side.table.zipfs[word])
    less, more = np.sort(weights, axis=0)
    covers = [_share(matched, answered + more), _share(matched, answered + less)]
    return np.column_stack([*covers, less, more, top, *np.sort(counts, axis=0), known])


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """`part` / `whole`, 0 where there is nothing."""
    found: Floats = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return found


def _of_words(words: Aligned, size: int) -> Floats:
    """`same` to `role`."""
    related, at, pair = words.related, words.at, words.pair
    weights = [
        np.bincount(owner, side.table.weights[word], size) for side in words.sides for owner, word in [side.words_left]
    ]
    total = np.bincount(pair, related.weight[at], size) + (weights[0] + weights[1])
    shares = np.bincount(pair * 9 + related.share[at], related.weight[at] / total[pair], size * 9).reshape(-1, 9)
    order = np.lexsort((related.rank[at], related.zipf[at], related.likeness[at], pair))
    owner = pair[order]
    first = order[np.concatenate([[True], owner[1:] != owner[:-1]])] if len(order) else order
    weakest = np.tile(np.array(NO_PAIR), (size, 1))
    columns = related.likeness, related.zipf, related.length, related.edits, related.similarity, related.role
    weakest[pair[first]] = np.column_stack([column[at[first]] for column in columns])
    return np.hstack([shares, weakest])


def _initials(left: TagTable, right: TagTable, one: Places, other: Places) -> Floats:
    found, maybe = np.zeros(len(one)), np.zeros(len(one), np.bool_)
    for short, full, mine, yours in ((left, right, one, other), (right, left, other, one)):
        brief = short.short[mine]
        spelled = (full.initials[yours] == brief[:, None]).any(axis=1) | (full.short[yours] == brief)
        maybe |= (brief != 0) & spelled
    for row in np.flatnonzero(maybe).tolist():
        found[row] = has_initials(left.tags[one[row]], right.tags[other[row]])
    return found


def _as_wholes(left: TagTable, right: TagTable, one: Places, other: Places) -> Floats:
    """`two_languages`, `contrast` and `numbers`."""
    mine, yours = left.languages[one], right.languages[other]
    against = np.zeros(len(one), np.bool_)
    for row in np.flatnonzero(left.poles[one] != right.poles[other]).tolist():
        against[row] = bool(contrast(left.sides[one[row]], right.sides[other[row]]))
    two = map(are_two_countries, left.identity[one].tolist(), right.identity[other].tolist())
    against |= np.fromiter(two, np.bool_, len(one))
    return np.column_stack(
        [(mine > 0) & (yours > 0) & (mine & yours == 0), against, left.numbers[one] != right.numbers[other]]
    )


def _senses(left: TagTable, right: TagTable, one: Places, other: Places, words: Aligned) -> Floats:
    """`sense` to `loneliest_other`."""
    size = len(one)
    mine, yours = left.senses[one], right.senses[other]
    (my_rest, my_own), (your_rest, your_own) = (_rest(side, size) for side in words.sides)
    both, only_mine, only_yours = my_own & your_own, my_own & ~your_own, your_own & ~my_own
    rest, lone = np.ones(size), np.ones(size)
    rest[both] = rounded(cosines(my_rest[both], your_rest[both]))
    lone[only_mine] = rounded(cosines(my_rest[only_mine], yours[only_mine]))
    lone[only_yours] = rounded(cosines(your_rest[only_yours], mine[only_yours]))
    pairs = np.ones(size)
    np.minimum.at(pairs, words.pair, words.related.sense[words.at])
    loneliest = np.ones((2, size))
    for row, side in zip(loneliest, words.sides, strict=True):
        np.minimum.at(row, side.pair[side.left], side.nearest[side.left])
    return np.column_stack([rounded(cosines(mine, yours)), rest, lone, pairs, *np.sort(rounded(loneliest), axis=0)])


def _rest(side: TagSide, size: int) -> tuple[Vector, Flags]:
    """For each pair of tags the direction of the words left over, and whether there are any."""
    pair, word = side.words_left
    some = np.bincount(pair, minlength=size) > 0
    found = np.zeros((size, DIMENSIONS), np.float32)
    if len(pair):
        starts = np.flatnonzero(np.concatenate([[True], pair[1:] != pair[:-1]]))
        found[some] = units(np.add.reduceat(side.table.weights[word, None] * side.table.senses[word], starts))
    return found, some


def _shape(left: TagTable, right: TagTable, one: Places, other: Places) -> Floats:
    """`same_start` to `letters_in_order`."""
    mine, yours = left.joined[one].tolist(), right.joined[other].tolist()
    shorter, longer = np.sort([left.lengths[one], right.lengths[other]], axis=0)
    least = np.maximum(shorter, 1)
    inside = np.array([a in b or b in a for a, b in zip(mine, yours, strict=True)], np.bool_)
    in_order = np.zeros(len(one))
    for row in np.flatnonzero((left.initial[one] == right.initial[other]) & (shorter <= LONGEST_SHORT)).tolist():
        in_order[row] = abbreviates(mine[row], yours[row])
    return np.column_stack(
        [
            process.cpdist(mine, yours, scorer=Prefix.similarity) / least,
            process.cpdist(mine, yours, scorer=Postfix.similarity) / least,
            np.where(inside & (shorter > 0), shorter / np.maximum(longer, 1), 0.0),
            in_order,
        ]
    )


def _left_initials(words: Aligned, size: int) -> Floats:
    """`left_initials`: worked out where a short word begins as some initials of the other tag do."""
    found = np.zeros(size)
    rest = [side.words_left for side in words.sides]
    for (short_side, short_rest), (full_side, full_rest) in (
        pairs := list(zip(words.sides, rest, strict=True)),
        pairs[::-1],
    ):
        pair, word = full_rest
        row = pair[1:] == pair[:-1]
        begin = full_side.table.begins[word, 0]
        runs = np.column_stack([pair[1:], begin[:-1], begin[1:]])[row]
        pair, word = short_rest
        word, pair = word[is_short := short_side.table.lengths[word] <= LONGEST_SHORT], pair[is_short]
        shorts = np.column_stack([pair, short_side.table.begins[word]])
        same = np.isin(_one_number(shorts), _one_number(runs))
        for of_pair, place in zip(pair[same].tolist(), word[same].tolist(), strict=True):
            full = full_side.table.words[full_rest[1][full_rest[0] == of_pair]].tolist()
            found[of_pair] = max(found[of_pair], left_initials((short_side.table.words[place],), tuple(full)))
    return found


def _one_number(rows: Places) -> Places:
    """A pair of tags and two letters as one number."""
    return (rows[:, 0] << 42) + (rows[:, 1] << 21) + rows[:, 2]


def _may_run_together(left: TagTable, right: TagTable, one: Places, other: Places) -> Flags:
    """Whether two neighbours in one tag may be a typo or another number or spelling of a word of the other."""
    found = np.zeros(len(one), np.bool_)
    for joining, spoken, mine, yours in ((left, right, one, other), (right, left, other, one)):
        counts = spoken.counts[yours]
        pair, step = expanded(joining.joins.counts[mine] * counts)
        join = joining.joins.starts[mine][pair] + step // np.maximum(counts[pair], 1)
        word = spoken.spoken[spoken.starts[yours][pair] + step % np.maximum(counts[pair], 1)]
        nearly = np.abs(joining.joins.lengths[join] - spoken.words.lengths[word]) <= MOST_EDITS
        nearly &= (joining.joins.begins[join] == spoken.words.begins[word]).all(axis=1)
        similar = nearly | (joining.joins.singulars[join] == spoken.words.signs[SINGULAR, word])
        found[pair[similar]] = True
    return found
