"""Where a new concept belongs: the headings (broader terms) of its nearest terms, or these terms themselves.

The nearest terms vote, and small boosted trees weigh what else speaks for each heading that has votes.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from tagfold.matching.forest import Floats, Forest, forest_of
from tagfold.matching.heading_evidence import HEADING_FEATURES, Nearness, Shape, heading_numbers
from tagfold.matching.scorer import Scorer, shipped_scorer
from tagfold.matching.tag import PreparedTag, tag
from tagfold.matching.word_vectors import DIMENSIONS
from tagfold.taxonomy.model import Status, Vocabulary

LETTERS, SENSE, DEFINITION, MEANING = 0.4, 0.6, 0.3, 2.0
"""What the likeness of letters counts in the vote, that of the words' meanings, that of those to the definition's, and
that by the sentence encoders.
"""

NEAREST, CANDIDATES = 40, 80
"""Near terms that vote, and that are candidates themselves as their headings are."""

STEEPNESS = 5
"""The power of a term's likeness that is its vote: a few that are near outvote many that are far."""

ITSELF, LEAF = 2.0, 0.2
"""The vote of a near term for itself as the heading, if it has narrower terms and if it has none; its vote for its own
heading is 1.
"""

NAMED = 1.0
"""The vote that a term has more if all its words are among the tag's ("interviews" in "phone interviews")."""

MOST_NAMED = 3
"""Near terms that are given as the reason."""


@cache
def heading_forest(semantic: bool) -> Forest:
    """The packaged trees, for terms compared without encoders and with them."""
    name = "headings-semantic.json" if semantic else "headings.json"
    text = resources.files("tagfold.matching").joinpath("data", name).read_text(encoding="utf-8")
    said = json.loads(text)
    if said["features"] != list(HEADING_FEATURES):
        raise ValueError(f"{name} was fitted to other features")
    return forest_of(said["trees"], len(HEADING_FEATURES))


@dataclass(frozen=True, slots=True)
class ProposedHeading:
    """A heading for a new concept, how probable it is that it is the right one (0 to 1), and the near terms that speak
    most for it.
    """

    term_id: str
    label: str
    score: float
    because: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Why, in words."""
        return f"near {', '.join(repr(label) for label in self.because)}"


Votes = dict[int, list[tuple[float, int]]]
"""For each heading, by place, its votes and the places of the terms that they are from."""


class Headings:
    """The terms of a vocabulary with their spellings and definitions, to find the place of a new concept among."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        spellings: Iterable[tuple[str, str]],
        scorer: Scorer | None = None,
        earlier: Headings | None = None,
        forest: Forest | None = None,
    ) -> None:
        """`spellings` are the known ones with the id of their term. What `earlier` prepared is not prepared again;
        `forest` takes the place of the packaged one.
        """
        self._scorer = scorer or shipped_scorer()
        self._forest = forest or heading_forest(self._scorer.meaning is not None)
        self.terms = [term for term in vocabulary.terms if term.status is Status.ACTIVE]
        place = {term.term_id: at for at, term in enumerate(self.terms)}
        known = sorted((spelling, place[term_id]) for spelling, term_id in spellings if term_id in place)
        self._owner = np.array([owner for _, owner in known], np.intp)
        prepared = earlier.prepared if earlier else {}
        texts = {spelling for spelling, _ in known}.union(*((term.label, term.definition) for term in self.terms))
        self.prepared: dict[str, PreparedTag] = {text: prepared.get(text) or tag(text) for text in texts}
        tags = [self.prepared[spelling] for spelling, _ in known]
        self._index = self._scorer.index(tags)
        self._senses = _senses(tags)
        self._definitions = _senses([self.prepared[term.definition] for term in self.terms])
        broader = [vocabulary.current(term.broader_id) if term.broader_id else None for term in self.terms]
        self._broader = [place.get(term.term_id) if term else None for term in broader]
        self._words = [self.prepared[term.label].form.words for term in self.terms]
        self._shape = self._shape_without(None)
        meaning = self._scorer.meaning
        self._vectors = meaning.vectors([spelling for spelling, _ in known]) if meaning and known else None

    def place(self, raw: str, most: int = 5, without: str | None = None) -> list[ProposedHeading]:
        """Up to `most` headings for a tag, the best first; `without` is a term to leave out as if nobody knew it."""
        votes, numbers = self.candidates(raw, without)
        if not votes:
            return []
        totals = dict(zip(votes, self._forest.totals(numbers).tolist(), strict=True))
        best = sorted(totals, key=lambda at: (-totals[at], at))[:most]
        return [self._proposed(heading, 1 / (1 + math.exp(-totals[heading])), votes[heading]) for heading in best]

    def candidates(self, raw: str, without: str | None = None) -> tuple[Votes, Floats]:
        """The headings that a tag may have with their votes, and a row of HEADING_FEATURES for each."""
        asked = tag(raw)
        hidden = next((at for at, term in enumerate(self.terms) if term.term_id == without), None)
        near = self._nearness(asked, hidden)
        shape = self._shape if hidden is None else self._shape_without(hidden)
        votes = self._votes(asked, near.near, shape.narrower, hidden)
        totals = {heading: sum(vote for vote, _ in given) for heading, given in votes.items()}
        return votes, heading_numbers(asked.form.words, totals, near, shape)

    def _shape_without(self, hidden: int | None) -> Shape:
        narrower: dict[int, list[int]] = defaultdict(list)
        for at, heading in enumerate(self._broader):
            if heading is not None and at != hidden:
                narrower[heading].append(at)
        return Shape(dict(narrower), [heading is None for heading in self._broader], self._words)

    def _votes(self, asked: PreparedTag, near: Floats, headings: Iterable[int], hidden: int | None) -> Votes:
        headings, words = set(headings), frozenset(asked.form.words)
        votes: Votes = defaultdict(list)
        for number, at in enumerate(np.lexsort((np.arange(len(near)), -near))[:CANDIDATES].tolist()):
            if near[at] <= 0:
                break
            vote = float(near[at]) ** STEEPNESS if number < NEAREST else 0.0
            heading = self._broader[at]
            if heading is not None and heading != hidden:
                votes[heading].append((vote, at))
            named = NAMED if self._words[at] and frozenset(self._words[at]) < words else 0.0
            votes[at].append((vote * ((ITSELF if at in headings else LEAF) + named), at))
        return votes

    def _proposed(self, heading: int, score: float, votes: list[tuple[float, int]]) -> ProposedHeading:
        because = dict.fromkeys(self.terms[at].label for _, at in sorted(votes, key=lambda vote: (-vote[0], vote[1])))
        term = self.terms[heading]
        return ProposedHeading(term.term_id, term.label, round(score, 4), tuple(because)[:MOST_NAMED])

    def _nearness(self, asked: PreparedTag, hidden: int | None) -> Nearness:
        """How near each term is: its nearest spelling, and its definition; the `hidden` one is not near at all."""
        letters = self._index.cosines(asked)
        sense = np.maximum(0, self._senses @ asked.sense)
        meaning = np.zeros(len(self._owner))
        if self._scorer.meaning and self._vectors is not None:
            (row,) = self._scorer.meaning.vectors([asked.raw])
            meaning = np.maximum(0, self._scorer.meaning.likeness(self._vectors, row)[:, 0])
        definition = np.maximum(0, self._definitions @ asked.sense)
        whole = self._nearest(LETTERS * letters + SENSE * sense + MEANING * meaning) + DEFINITION * definition
        parts = [self._nearest(letters), self._nearest(sense), definition, self._nearest(meaning), np.round(whole, 6)]
        if hidden is not None:
            for part in parts:
                part[hidden] = 0.0
        return Nearness(*parts)

    def _nearest(self, likeness: Floats) -> Floats:
        found = np.zeros(len(self.terms))
        np.maximum.at(found, self._owner, likeness)
        return found


def _senses(tags: list[PreparedTag]) -> NDArray[np.float64]:
    return np.array([one.sense for one in tags], np.float64).reshape(-1, DIMENSIONS)
