"""A tag compared with the spellings of known terms: proposals, the surest first, and whether the first may be
decided automatically.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Generic, TypeVar

import numpy as np

from tagfold.matching.candidates import Candidate, Index
from tagfold.matching.evidence import Evidence
from tagfold.matching.identity import defined
from tagfold.matching.pair_model import Thresholds
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag
from tagfold.matching.tag_table import TagTable

Key = TypeVar("Key", bound=Hashable)

AT_ONCE = 200
"""Tags whose proposals are worked out together."""

LEAST_LIKELY = 0.005
"""Probability that the next term is taken to have at least: below it, they differ by chance."""

MANY_TIMES = 10.0
"""How many times as probable as the next one a term must be to be alone."""

FEW, NONE_OF_FEW = 20, 0.03
"""Spellings up to which a list is too short for a term to stand out because no other is found; the next is then taken
to have this probability.
"""

MAX_CHANGES = 250
"""Spellings added or removed from which on a linker is built whole again."""


@dataclass(frozen=True, slots=True)
class ScoredTerm(Generic[Key]):
    """A term, by the key it was given under, with the known spelling of it that is most like the tag.

    `score` is the probability (0 to 1) that they are one, `said` what that rests on. It becomes a sentence only on
    demand, since of most terms only the score is.
    """

    key: Key
    spelling: str
    score: float
    said: Evidence

    @property
    def guard(self) -> str:
        """Why a person should still look, "" for no reason."""
        return self.said.guard_at(self.score)

    @property
    def reason(self) -> str:
        """What speaks for it."""
        return self.said.reason


class Linker(Generic[Key]):
    """Known spellings, each with the key of its term."""

    def __init__(self, known: Sequence[tuple[str, Key]], scorer: Scorer | None = None) -> None:
        self._known = list(known)
        self._scorer = scorer or shipped_scorer()
        self._removed: frozenset[int] = frozenset()
        self._first = len(self._known)

    def after(self, known: Sequence[tuple[str, Key]]) -> Linker[Key]:
        """The linker of these known spellings, which differ from those of this one in a few: the rest is not worked
        out again. It proposes what a linker of its own would propose.
        """
        places = {pair: place for place, pair in enumerate(self._known) if place not in self._removed}
        wanted = set(known)
        added = [pair for pair in known if pair not in places]
        linker = Linker([*self._known, *added], self._scorer)
        linker._removed = self._removed | {place for pair, place in places.items() if pair not in wanted}
        linker._first = self._first
        if max(len(linker._known) - self._first, len(linker._removed)) > MAX_CHANGES:
            linker = Linker(known, self._scorer)
            by_spelling = {spelling: tag for (spelling, _), tag in zip(self._known, self._tags, strict=True)}
            linker._tags = [by_spelling.get(spelling) or linker._scorer.tag(spelling) for spelling, _ in known]
            return linker
        linker._tags = [*self._tags, *(linker._scorer.tag(spelling) for spelling, _ in added)]
        linker._index = self._index.after(linker._tags[self._first :], linker._removed)
        return linker

    @property
    def thresholds(self) -> Thresholds:
        """The probabilities from which to act."""
        return self._scorer.model.thresholds

    @cached_property
    def _index(self) -> Index:
        return self._scorer.index(self._tags)

    @cached_property
    def _table(self) -> TagTable:
        return TagTable(self._tags)

    @cached_property
    def _defined(self) -> dict[str, str]:
        known = enumerate(self._tags)
        return defined(tag.identity for place, tag in known if place not in self._removed)

    @cached_property
    def _tags(self) -> list[PreparedTag]:
        return [self._scorer.tag(spelling) for spelling, _ in self._known]

    def proposals(self, raw: str, most: int = 8) -> list[ScoredTerm[Key]]:
        """Up to `most` terms, one proposal each, the surest first. The order of the known spellings does not matter."""
        return next(self.proposals_of([raw], most))

    def proposals_of(self, raws: Sequence[str], most: int = 8) -> Iterator[list[ScoredTerm[Key]]]:
        """The proposals for each tag, many worked out together, which is faster than one after the other."""
        meaning = self._scorer.meaning
        for start in range(0, len(raws), AT_ONCE):
            some = raws[start : start + AT_ONCE]
            asked = [self._scorer.tag(raw).as_defined(self._defined) for raw in some]
            near = list(self._index.candidates_of(asked, list(meaning.vectors(some)) if meaning else None))
            scores = iter(self._scores(asked, near))
            for one, candidates in zip(asked, near, strict=True):
                yield self._best(one, list(zip(islice(scores, len(candidates)), candidates, strict=True)), most)

    def _scores(self, asked: Sequence[PreparedTag], near: Sequence[Sequence[Candidate]]) -> list[float]:
        """The probability of each candidate of each tag."""
        found = [(row, *candidate) for row, candidates in enumerate(near) for candidate in candidates]
        if not found:
            return []
        rows, places, *numbers = zip(*found, strict=True)
        if len(asked) == AT_ONCE:
            table, other = self._table, np.array(places, np.intp)
        else:  # a table of all known spellings takes longer than so few tags
            distinct, other = np.unique(np.array(places, np.intp), return_inverse=True)
            table = TagTable([self._tags[place] for place in distinct.tolist()])
        return self._scorer.scores(TagTable(asked), table, np.array(rows, np.intp), other, np.array(numbers).T)

    def _best(self, one: PreparedTag, near: Sequence[tuple[float, Candidate]], most: int) -> list[ScoredTerm[Key]]:
        best: dict[Key, ScoredTerm[Key]] = {}
        for score, candidate in sorted(near, key=self._order):
            spelling, key = self._known[candidate.place]
            if len(best) == most:
                break
            if key not in best:
                best[key] = ScoredTerm(key, spelling, score, Evidence(one, self._tags[candidate.place], candidate[1:]))
        return list(best.values())

    def _order(self, found: tuple[float, Candidate]) -> tuple[float, float, float, str]:
        score, candidate = found
        return -score, -candidate.semantic, -candidate.letters, self._known[candidate.place][0]

    def is_worth_a_look(self, proposals: Sequence[ScoredTerm[Key]]) -> bool:
        """Whether a person should see the first proposal: it is likely, or stands out from the others. In a field that
        no tree has seen, probabilities are too low, but a right term is often alone: from 0.05 to 0.15 it was right
        152 times of 215 where it stood out, 146 of 462 elsewhere (benchmarks/measure/first_candidates.py).
        """
        if not proposals:
            return False
        score, limits = proposals[0].score, self.thresholds
        return score >= limits.review or score * score / self._following(proposals) >= limits.stands_out

    def stands_alone(self, proposals: Sequence[ScoredTerm[Key]]) -> bool:
        """Whether the first proposal may be taken without a person: unguarded, and either sure and well ahead of the
        next, or less sure and many times as probable as the next. That second way was right 75 times of 75 in fields
        that no tree had seen, but for initials, of which a list may lack the right words.
        """
        if not proposals or proposals[0].guard:
            return False
        best, limits = proposals[0], self.thresholds
        if best.score >= limits.auto and self.is_ahead(proposals, best.score):
            return True
        if best.score < limits.alone or self._is_short or best.said.by_initials:
            return False
        return best.score >= MANY_TIMES * self._following(proposals)

    def _following(self, proposals: Sequence[ScoredTerm[Key]]) -> float:
        """The probability that the next term is taken to have."""
        if len(proposals) > 1:
            return max(LEAST_LIKELY, proposals[1].score)
        return NONE_OF_FEW if self._is_short else LEAST_LIKELY

    @property
    def _is_short(self) -> bool:
        return len(self._known) - len(self._removed) < FEW

    def is_ahead(self, proposals: Sequence[ScoredTerm[Key]], score: float) -> bool:
        """Whether the first proposal with this score is well ahead of the next. If the first alone has the same words,
        a singular for a plural, it always is.
        """
        best, *others = proposals[:2]
        if not others or (best.said.same_words and not others[0].said.same_words):
            return True
        return score - others[0].score >= self.thresholds.lead
